/** A file decoded in parts of any size against the pass over the whole, on sound files of any style and on mutants. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutant } from '../fuzz/mutate.ts';
import { makePool } from '../fuzz/pool.ts';
import { type InParts, sameInParts } from '../support/in-parts.ts';
import { withRegularEvents } from '../support/regular-events.ts';
import { anyStyle, tapFile } from '../support/tap-arbitraries.ts';
import { encodeTap } from '../support/tap-encoder.ts';

const MAX_EVENTS = 12;
const MUTANTS = 1200;

const octets = fc.integer({ min: 20, max: 3000 });

test('plain files and files of any style, in parts and chunks of any size', () => {
  const done: InParts[] = [];
  fc.assert(
    fc.property(tapFile(MAX_EVENTS), anyStyle, octets, octets, (file, style, part, chunk) => {
      done.push(sameInParts(encodeTap(file), part, chunk));
      done.push(sameInParts(encodeTap(withRegularEvents(file)), part, chunk));
      done.push(sameInParts(encodeTap(file, style), part, chunk));
    }),
    { numRuns: 40 },
  );
  // The test would be idle otherwise.
  const parts = done.filter((result) => typeof result === 'number');
  expect(parts.filter((count) => count > 1).length).toBeGreaterThan(30);
});

test('mutants', () => {
  const pool = makePool({ withSamples: false });
  let inParts = 0;
  for (let index = 0; index < MUTANTS; index++) {
    const result = sameInParts(
      mutant(pool, 78, index),
      1 + ((index * 37) % 500),
      20 + ((index * 101) % 2000),
    );
    if (typeof result === 'number') inParts++;
  }
  expect(inParts).toBeGreaterThan(MUTANTS / 20);
});
