/** What `tap show` prints of a damaged file is whole JSON, whatever the damage. */
import { expect, test } from 'vitest';
import { showBatch } from '../../src/decode/show.ts';
import { mutant } from '../fuzz/mutate.ts';
import { makePool } from '../fuzz/pool.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap } from '../support/tap-encoder.ts';

/** The printed text, and what became of it. */
function shown(bytes: Uint8Array, options: { record?: number } = {}) {
  let text = '';
  const result = showBatch(bytes, 0, { ...options, indent: 0 }, (piece) => {
    text += piece;
  });
  return { text, ...result };
}

test('every prefix of a file', () => {
  const bytes = encodeTap(SOUND_FILE);
  let before = 0;
  for (let length = 1; length < bytes.length; length++) {
    const { text, result } = shown(bytes.subarray(0, length));
    expect(result).toBe('fault');
    if (text !== '') JSON.parse(text);
    // More of the file never shows less, but for the closing brackets of what was cut.
    expect(text.length).toBeGreaterThan(before - 64);
    before = text.length;
  }
});

test('mutants, whole and by record', () => {
  const pool = makePool({ withSamples: false });
  const results = new Set<string>();
  for (let index = 0; index < 3000; index++) {
    const bytes = mutant(pool, 5, index);
    if (bytes.length === 0) continue;
    for (const one of [shown(bytes), shown(bytes, { record: 1 })]) {
      results.add(one.result);
      if (one.text !== '') JSON.parse(one.text);
    }
  }
  expect(results).toEqual(new Set(['shown', 'fault', 'absent']));
});
