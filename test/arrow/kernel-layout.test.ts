/** The pieces of the kernel that arranges batches have their places in its memory. */
import { expect, test } from 'vitest';
import { BATCH_ROWS } from '../../src/arrow/batch-builder.ts';
import * as L from '../../src/arrow/kernel/layout.ts';
import { PATTERN_COLUMNS } from '../../src/arrow/schemas.ts';

test('it holds a batch, and its pieces do not overlap', () => {
  expect(L.ROWS).toBe(BATCH_ROWS);
  expect(L.COLUMNS).toBe(PATTERN_COLUMNS.length);
  expect(L.SLOT_COUNT).toBeGreaterThanOrEqual(2 * L.ROWS);
  expect(L.BUCKETS).toBe(2 ** L.DIGIT_BITS);
  expect(L.BITMAP_OCTETS * 8).toBe(L.ROWS);
  const pieces: readonly (readonly [from: number, octets: number])[] = [
    [L.SLOTS, 4 * L.SLOT_COUNT],
    [L.HASHES, 4 * L.ROWS],
    [L.NULLS, 4 * L.ROWS],
    [L.CODES, 4 * L.ROWS],
    [L.FIRSTS, 4 * L.ROWS],
    [L.TOLD, 4 * L.ROWS],
    [L.KEYS, 8 * L.ROWS],
    [L.ORDER, 4 * L.ROWS],
    [L.NEXT, 4 * L.ROWS],
    [L.STARTS, 4 * L.BUCKETS],
    [L.BITMAP, L.BITMAP_OCTETS],
    [L.NARROW, L.NARROW_OCTETS],
    [L.VALUES, L.COLUMNS * L.COLUMN_OCTETS],
  ];
  for (const [i, [from, octets]] of pieces.entries())
    expect(from + octets).toBeLessThanOrEqual(pieces[i + 1]?.[0] ?? L.PAGES * 65_536);
  expect(L.NARROW_OCTETS).toBe(2 * L.ROWS);
  expect(L.COLUMN_OCTETS).toBe(4 * L.ROWS);
  expect(L.TARGET).toBeGreaterThanOrEqual(L.VALUES + 8 * L.ROWS);
  expect(L.VALUES + L.COLUMNS * L.COLUMN_OCTETS).toBeGreaterThanOrEqual(L.TARGET + 8 * L.ROWS);
});
