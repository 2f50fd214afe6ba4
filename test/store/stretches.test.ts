/** Sorted batches put together by stretches: every row once, and subscribers near each other. */
import { describe, expect, it } from 'vitest';
import { CHUNK_ROWS } from '../../src/store/chunk.ts';
import { chunksByRange, chunksInTurn, type SortedKeys } from '../../src/store/stretches.ts';

function keys(values: readonly number[]): SortedKeys {
  const sorted = [...values].sort((a, b) => a - b);
  const words = Uint32Array.from(sorted.flatMap((value) => [value >>> 0, Math.floor(value / 2 ** 32)]));
  return { rows: sorted.length, words };
}
const keyAt = ({ words }: SortedKeys, row: number) => words[2 * row + 1]! * 2 ** 32 + words[2 * row]!;
const random = (rows: number, seed: number) =>
  keys(
    Array.from({ length: rows }, (_, i) => 1_262_010_000_000_000 + ((i * 48_271 + seed * 7919) % 1_000_003)),
  );

const CASES: readonly (readonly [string, readonly SortedKeys[]])[] = [
  ['none', []],
  [
    'a few of no round size',
    [random(5000, 1), random(4097, 2), random(1, 3), random(2048, 4), random(30_001, 5)],
  ],
  ['one', [random(10_000, 1)]],
  ['many small ones', Array.from({ length: 900 }, (_, i) => random(1 + (i % 40), i))],
  ['one subscriber', [keys(Array(5000).fill(7)), keys(Array(5000).fill(7))]],
  ['empty ones between', [random(0, 1), random(9000, 2), random(0, 3), random(9000, 4)]],
];

describe.each(CASES)('batches: %s', (_, batches) => {
  it.each([
    ['by range', chunksByRange],
    ['in turn', chunksInTurn],
  ])('%s give every row once, in order within its batch, and whole octets of bitmaps', (_, chunksOf) => {
    const next = batches.map(() => 0);
    for (const chunk of chunksOf(batches)) {
      let to = 0;
      for (const { batch, from, rows } of chunk) {
        expect(from).toBe(next[batch]);
        expect(rows).toBeGreaterThan(0);
        expect([from % 8, to % 8]).toEqual([0, 0]);
        next[batch]! += rows;
        to += rows;
      }
      expect(to).toBeGreaterThan(0);
      expect(to).toBeLessThanOrEqual(CHUNK_ROWS);
    }
    expect(next).toEqual(batches.map(({ rows }) => rows));
  });
});

it('a reader of one subscriber in 64 meets few of the chunks', () => {
  const batches = Array.from({ length: 20 }, (_, i) => random(20_000, i));
  const chunks = chunksByRange(batches);
  const [low, high] = [1_262_010_000_500_000, 1_262_010_000_515_625];
  const met = chunks.filter((chunk) =>
    chunk.some(
      ({ batch, from, rows }) =>
        keyAt(batches[batch]!, from) <= high && keyAt(batches[batch]!, from + rows - 1) >= low,
    ),
  );
  // 6,250 rows, which stand in 4 chunks at best; ranges of 4 chunks touch up to 2 of them.
  expect(chunks.length).toBeGreaterThan(190);
  expect(met.length).toBeLessThanOrEqual(14);
});
