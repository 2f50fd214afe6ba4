/**
 * Rows in the order of the numbers at KEYS: a stable radix sort of row numbers, in digits of their distance from the
 * smallest one that is not 0. A 0 comes first.
 */
import * as L from '../layout';

const DIGIT: u64 = L.BUCKETS - 1;

/** Writes the row numbers, and returns where: they go from one place to the other with every pass. */
export function sortRows(rows: i32): u32 {
  const most = fromLeast(rows);
  let from: u32 = L.ORDER;
  let to: u32 = L.NEXT;
  for (let row: u32 = 0; row < <u32>rows; row++) store<u32>(from + 4 * row, row);
  for (let shift: u64 = 0; shift < 64 && most >> shift !== 0; shift += L.DIGIT_BITS) {
    sortByDigit(rows, shift, from, to);
    const sorted = to;
    to = from;
    from = sorted;
  }
  return from;
}

/** Makes the keys small: 1 for the least that is not 0. Returns the largest; 0 where they are all one. */
function fromLeast(rows: i32): u64 {
  const end: u32 = L.KEYS + 8 * rows;
  let least: u64 = u64.MAX_VALUE;
  let most: u64 = 0;
  let some: bool = false;
  for (let at: u32 = L.KEYS; at < end; at += 8) {
    const key = load<u64>(at);
    if (key === 0) {
      some = true;
      continue;
    }
    if (key < least) least = key;
    if (key > most) most = key;
  }
  if (most === 0 || (least === most && !some)) return 0;
  for (let at: u32 = L.KEYS; at < end; at += 8) {
    const key = load<u64>(at);
    if (key !== 0) store<u64>(at, key - least + 1);
  }
  return most - least + 1;
}

/** One pass, over the bits from `shift` on. */
function sortByDigit(rows: i32, shift: u64, from: u32, to: u32): void {
  const end: u32 = L.KEYS + 8 * rows;
  memory.fill(L.STARTS, 0, 4 * L.BUCKETS);
  for (let at: u32 = L.KEYS; at < end; at += 8) {
    const start = startAt(load<u64>(at), shift);
    store<u32>(start, load<u32>(start) + 4);
  }
  let next = to;
  for (let start: u32 = L.STARTS; start < <u32>(L.STARTS + 4 * L.BUCKETS); start += 4) {
    const octets = load<u32>(start);
    store<u32>(start, next);
    next += octets;
  }
  for (let at = from; at < from + 4 * <u32>rows; at += 4) {
    const row = load<u32>(at);
    const start = startAt(load<u64>(L.KEYS + 8 * row), shift);
    const place = load<u32>(start);
    store<u32>(start, place + 4);
    store<u32>(place, row);
  }
}

function startAt(key: u64, shift: u64): u32 {
  return L.STARTS + 4 * <u32>((key >> shift) & DIGIT);
}

/** Values of 8 octets at VALUES → TARGET, in the order of the row numbers at `order`. */
export function gatherWide(order: u32, rows: i32): void {
  for (let row: u32 = 0; row < <u32>rows; row++)
    store<u64>(L.TARGET + 8 * row, load<u64>(L.VALUES + 8 * load<u32>(order + 4 * row)));
}

/** The same for values of 4 octets. */
export function gatherNarrow(order: u32, rows: i32): void {
  for (let row: u32 = 0; row < <u32>rows; row++)
    store<u32>(L.TARGET + 4 * row, load<u32>(L.VALUES + 4 * load<u32>(order + 4 * row)));
}
