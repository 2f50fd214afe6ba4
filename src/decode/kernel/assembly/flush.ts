/** What a batch needs at its end: the sums of its money, the validity bitmaps of its nullable columns, seldom columns cleared. */
import * as L from '../layout';

/** Sums of the rows' money columns, CHARGE to DISCOUNT_REFUND, into SUMS: natural values, so their halves are exact. */
export function sumMoney(rows: u32): void {
  const all = load<u32>(L.SELDOM_WRITTEN) !== 0;
  for (let column = 0; column < L.MONEY_COLUMNS; column++) {
    const at: u32 = L.CHARGE + column * L.COLUMN_STRIDE;
    if (all || at === L.CHARGE || at === L.TAX) {
      sum(at, rows, L.SUMS + (column << 4));
    } else {
      v128.store(L.SUMS + (column << 4), i64x2.splat(0));
    }
  }
}

/** Makes the columns 0 that nearly no event has a value for: no row writes the 0. */
export function clearSeldom(): void {
  if (load<u32>(L.SELDOM_WRITTEN) === 0) return;
  store<u32>(L.SELDOM_WRITTEN, 0);
  memory.fill(L.CAMEL_FEE, 0, 8 * L.ROWS);
  memory.fill(L.REFUND, 0, 8 * L.ROWS);
  memory.fill(L.TAX_REFUND, 0, 8 * L.ROWS);
  memory.fill(L.DISCOUNT, 0, 8 * L.ROWS);
  memory.fill(L.DISCOUNT_REFUND, 0, 8 * L.ROWS);
  memory.fill(L.RAP_SEQUENCE, 0, 4 * L.ROWS);
}

function sum(from: u32, rows: u32, into: u32): void {
  const low = i64x2.splat(0xffff_ffff);
  const pairs: u32 = from + ((rows & ~1) << 3);
  let lows = i64x2.splat(0);
  let highs = i64x2.splat(0);
  for (let at = from; at < pairs; at += 16) {
    const two = v128.load(at);
    lows = i64x2.add(lows, v128.and(two, low));
    highs = i64x2.add(highs, i64x2.shr_u(two, 32));
  }
  const last: u64 = (rows & 1) !== 0 ? load<u64>(pairs) : 0;
  store<u64>(into, i64x2.extract_lane(lows, 0) + i64x2.extract_lane(lows, 1) + (last & 0xffff_ffff));
  store<u64>(into, i64x2.extract_lane(highs, 0) + i64x2.extract_lane(highs, 1) + (last >>> 32), 8);
}

/** The bitmaps of the columns that some rows have and some lack; which those are stands in PRESENT_IN_ALL and _IN_SOME. */
export function fillValidity(rows: u32): void {
  // Rows behind the last one, up to 8 octets of the bitmaps, have nothing; a full batch has no such rows.
  for (let row = rows; (row & 63) !== 0; row++) store<u32>(L.PRESENCE + (row << 2), 0);
  let every = i32x4.splat(-1);
  let any = i32x4.splat(0);
  const end: u32 = L.PRESENCE + ((rows & ~3) << 2);
  for (let at: u32 = L.PRESENCE; at < end; at += 16) {
    const present = v128.load(at);
    every = v128.and(every, present);
    any = v128.or(any, present);
  }
  let all: u32 = i32x4.extract_lane(every, 0) & i32x4.extract_lane(every, 1);
  all &= i32x4.extract_lane(every, 2) & i32x4.extract_lane(every, 3);
  let some: u32 = i32x4.extract_lane(any, 0) | i32x4.extract_lane(any, 1);
  some |= i32x4.extract_lane(any, 2) | i32x4.extract_lane(any, 3);
  for (let at = end; at < <u32>L.PRESENCE + (rows << 2); at += 4) {
    all &= load<u32>(at);
    some |= load<u32>(at);
  }
  store<u32>(L.PRESENT_IN_ALL, all);
  store<u32>(L.PRESENT_IN_SOME, some);
  for (let bit = 0; bit < L.NULLABLE_COLUMNS; bit++) {
    if (((all >>> bit) & 1) === 0 && ((some >>> bit) & 1) !== 0) fillBitmap(bit, (rows + 63) & ~63);
  }
}

/** 16 rows at a time: the bit of each goes where its sign is. */
function fillBitmap(bit: i32, rows: u32): void {
  const left = 31 - bit;
  let into: u32 = L.BITMAPS + bit * L.BITMAP_OCTETS;
  const end: u32 = L.PRESENCE + (rows << 2);
  for (let at: u32 = L.PRESENCE; at < end; at += 64) {
    const first = i32x4.bitmask(i32x4.shl(v128.load(at), left));
    const second = i32x4.bitmask(i32x4.shl(v128.load(at, 16), left));
    const third = i32x4.bitmask(i32x4.shl(v128.load(at, 32), left));
    const fourth = i32x4.bitmask(i32x4.shl(v128.load(at, 48), left));
    store<u16>(into, (first | (second << 4) | (third << 8) | (fourth << 12)) as u16);
    into += 2;
  }
}
