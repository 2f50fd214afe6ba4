/**
 * Rows of a batch in the order of a 64-bit column of small non-negative numbers (an IMSI): a stable radix sort of row
 * numbers, in digits of 12 bits of the distance from the smallest value. Buffers are kept between batches.
 */

const DIGIT_BITS = 12;
const BUCKETS = 1 << DIGIT_BITS;
const MASK = BUCKETS - 1;
/** Values are below 2^53: a high word below 2^21. */
const WORD = 2 ** 32;

let low = new Uint32Array(0);
let high = new Uint32Array(0);
let rowsNow = new Uint32Array(0);
let rowsNext = new Uint32Array(0);
const starts = new Uint32Array(BUCKETS);

function reserve(rows: number): void {
  if (rows <= low.length) return;
  low = new Uint32Array(rows);
  high = new Uint32Array(rows);
  rowsNow = new Uint32Array(rows);
  rowsNext = new Uint32Array(rows);
}

/**
 * Row numbers in ascending order of `words` (low half first); rows of one value stay in their order. The answer is valid
 * until the next call.
 */
export function orderOf(words: Uint32Array, rows: number): Uint32Array {
  reserve(rows);
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const value = words[2 * row + 1]! * WORD + words[2 * row]!;
    if (value < least) least = value;
    if (value > most) most = value;
    rowsNow[row] = row;
  }
  if (rows === 0 || least === most) return rowsNow.subarray(0, rows);
  for (let row = 0; row < rows; row++) {
    const distance = words[2 * row + 1]! * WORD + words[2 * row]! - least;
    low[row] = distance;
    high[row] = distance / WORD;
  }
  for (let shift = 0; (most - least) / 2 ** shift >= 1; shift += DIGIT_BITS) sortByDigit(rows, shift);
  return rowsNow.subarray(0, rows);
}

/** One pass, over the bits from `shift` on. */
function sortByDigit(rows: number, shift: number): void {
  starts.fill(0);
  for (let row = 0; row < rows; row++) starts[digit(row, shift)]!++;
  let start = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = starts[bucket]!;
    starts[bucket] = start;
    start += count;
  }
  for (let i = 0; i < rows; i++) {
    const row = rowsNow[i]!;
    rowsNext[starts[digit(row, shift)]!++] = row;
  }
  [rowsNow, rowsNext] = [rowsNext, rowsNow];
}

function digit(row: number, shift: number): number {
  if (shift >= 32) return (high[row]! >>> (shift - 32)) & MASK;
  const bits = low[row]! >>> shift;
  return (shift > 32 - DIGIT_BITS ? bits | (high[row]! << (32 - shift)) : bits) & MASK;
}
