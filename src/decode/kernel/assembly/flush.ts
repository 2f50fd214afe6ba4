/** What a batch needs at its end: the sums of its money, the validity bitmaps of its nullable columns. */
import * as L from '../layout';

/** Sums of the rows' money columns, CHARGE to DISCOUNT_REFUND, into SUMS: natural values, so their halves are exact. */
export function sumMoney(rows: u32): void {
  for (let column = 0; column < L.MONEY_COLUMNS; column++) {
    const from = L.CHARGE + column * L.COLUMN_STRIDE;
    let low: u64 = 0;
    let high: u64 = 0;
    for (let at = from; at < from + (rows << 3); at += 8) {
      low += load<u32>(at) as u64;
      high += load<u32>(at, 4) as u64;
    }
    store<u64>(L.SUMS + (column << 4), low);
    store<u64>(L.SUMS + (column << 4), high, 8);
  }
}

/** The bitmaps of the columns that some rows have and some lack; which those are stands in PRESENT_IN_ALL and _IN_SOME. */
export function fillValidity(rows: u32): void {
  let all: u32 = -1;
  let some: u32 = 0;
  const end: u32 = L.PRESENCE + (rows << 2);
  for (let at: u32 = L.PRESENCE; at < end; at += 4) {
    const present = load<u32>(at);
    all &= present;
    some |= present;
  }
  store<u32>(L.PRESENT_IN_ALL, all);
  store<u32>(L.PRESENT_IN_SOME, some);
  // Rows behind the last one, up to 8 octets of the bitmaps, have nothing; a full batch has no such rows.
  for (let row = rows; (row & 63) !== 0; row++) store<u32>(L.PRESENCE + (row << 2), 0);
  for (let bit = 0; bit < L.NULLABLE_COLUMNS; bit++) {
    if (((all >>> bit) & 1) === 0 && ((some >>> bit) & 1) !== 0) fillBitmap(bit, (rows + 63) & ~63);
  }
}

function fillBitmap(bit: i32, rows: u32): void {
  let into: u32 = L.BITMAPS + bit * L.BITMAP_OCTETS;
  const end: u32 = L.PRESENCE + (rows << 2);
  for (let at: u32 = L.PRESENCE; at < end; at += 128) {
    let word: u32 = 0;
    for (let i: u32 = 0; i < 32; i++) word |= ((load<u32>(at + (i << 2)) >>> bit) & 1) << i;
    store<u32>(into, word);
    into += 4;
  }
}
