/**
 * The combination of each row's values in some columns as a code, by a hash of 32 bits. Four rows are looked at at once;
 * what stands behind the last row of a batch is read and never asked for.
 */
import * as L from '../layout';

const MIXER: i32 = 0x9e37_79b1;
const SLOT_MASK: u32 = L.SLOT_COUNT - 1;

/** Forgets the batch before. */
export function startRows(rows: i32): void {
  memory.fill(L.HASHES, 0, 4 * rows);
  memory.fill(L.NULLS, 0, 4 * rows);
}

/** Values of 1 (unsigned) or 2 octets at NARROW → the column at `values`. */
export function widen(octets: i32, values: u32, rows: i32): void {
  for (let row: u32 = 0; row < <u32>rows; row += 4) {
    const wide =
      octets === 2
        ? i32x4.extend_low_i16x8_s(v128.load64_zero(L.NARROW + 2 * row))
        : i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(L.NARROW + row)));
    v128.store(values + 4 * row, wide);
  }
}

/** By the bitmap at BITMAP: null values become 0, and `bit` says so in NULLS. */
export function maskNulls(values: u32, bit: i32, rows: i32): void {
  const flag = i32x4.splat(bit);
  const lower = i32x4(1, 2, 4, 8);
  const upper = i32x4(16, 32, 64, 128);
  for (let row: u32 = 0; row < <u32>rows; row += 8) {
    const octet = <i32>load<u8>(L.BITMAP + (row >> 3));
    if (octet === 0xff) continue;
    const present = i32x4.splat(octet);
    maskFour(values + 4 * row, L.NULLS + 4 * row, i32x4.eq(v128.and(present, lower), lower), flag);
    maskFour(values + 4 * row + 16, L.NULLS + 4 * row + 16, i32x4.eq(v128.and(present, upper), upper), flag);
  }
}

function maskFour(values: u32, nulls: u32, present: v128, flag: v128): void {
  v128.store(values, v128.and(v128.load(values), present));
  v128.store(nulls, v128.or(v128.load(nulls), v128.andnot(flag, present)));
}

/** Takes a column into the hashes. */
export function mixIn(values: u32, rows: i32): void {
  const mixer = i32x4.splat(MIXER);
  for (let at: u32 = 0; at < 4 * <u32>rows; at += 16) {
    const mixed = i32x4.mul(v128.xor(v128.load(L.HASHES + at), v128.load(values + at)), mixer);
    v128.store(L.HASHES + at, v128.xor(mixed, i32x4.shr_u(mixed, 15)));
  }
}

/** A code for each hash, in the order of their first rows; returns how many there are. */
export function codeRows(rows: i32): i32 {
  memory.fill(L.SLOTS, 0, 4 * L.SLOT_COUNT);
  let count: u32 = 0;
  for (let at: u32 = 0; at < 4 * <u32>rows; at += 4) {
    const hash = load<u32>(L.HASHES + at);
    let slot = hash & SLOT_MASK;
    let code = load<u32>(L.SLOTS + 4 * slot);
    while (code !== 0 && load<u32>(L.HASHES + 4 * load<u32>(L.FIRSTS + 4 * (code - 1))) !== hash) {
      slot = (slot + 1) & SLOT_MASK;
      code = load<u32>(L.SLOTS + 4 * slot);
    }
    if (code === 0) {
      store<u32>(L.FIRSTS + 4 * count, at >> 2);
      code = ++count;
      store<u32>(L.SLOTS + 4 * slot, code);
    }
    store<u32>(L.CODES + at, code - 1);
  }
  return count;
}

/** True where some row has another value in the column than the first row of its code: two combinations share a hash. */
export function toldApart(values: u32, rows: i32, count: i32): bool {
  for (let code: u32 = 0; code < <u32>count; code++)
    store<u32>(L.TOLD + 4 * code, load<u32>(values + 4 * load<u32>(L.FIRSTS + 4 * code)));
  const whole: u32 = 4 * (rows & ~3);
  let difference = i32x4.splat(0);
  for (let at: u32 = 0; at < whole; at += 16) {
    let told = v128.load32_zero(toldAt(at));
    told = v128.load_lane<u32>(toldAt(at + 4), told, 1);
    told = v128.load_lane<u32>(toldAt(at + 8), told, 2);
    told = v128.load_lane<u32>(toldAt(at + 12), told, 3);
    difference = v128.or(difference, v128.xor(told, v128.load(values + at)));
  }
  let differs = v128.any_true(difference);
  for (let at = whole; at < 4 * <u32>rows; at += 4)
    if (load<u32>(toldAt(at)) !== load<u32>(values + at)) differs = true;
  return differs;
}

function toldAt(at: u32): u32 {
  return L.TOLD + 4 * load<u32>(L.CODES + at);
}
