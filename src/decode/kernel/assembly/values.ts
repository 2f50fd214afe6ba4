/**
 * Everyday values, several octets at a time: a word may begin before the value or end behind it, what does not belong
 * to it is masked.
 */
import { OFFSET_CODES, OFFSETS, POWERS } from '../layout';

const NIBBLES: u64 = 0x0f0f_0f0f_0f0f_0f0f;

/** 1 to 8 octets without a sign bit, big-endian; −1 for anything else. */
export function natural(at: u32, to: u32): i64 {
  const octets = to - at;
  if (octets - 1 > 7 || load<i8>(at) < 0) return -1;
  // x >>> 32 of 32 bits is x: no length needs a case of its own.
  if (octets <= 4) return (bswap<u32>(load<u32>(to - 4)) & (0xffff_ffff >>> ((4 - octets) << 3))) as i64;
  return big(to, octets);
}

/** The last `octets` (1 to 8) before `to`, big-endian. */
export function big(to: u32, octets: u32): i64 {
  return (bswap<u64>(load<u64>(to - 8)) & ((-1 as u64) >>> ((8 - octets) << 3))) as i64;
}

/**
 * A BCD string of 1 to 16 digits, filled with one `f` at most, as the integer `1` followed by its digits; 0 for
 * anything else.
 */
function bcd(at: u32, to: u32): u64 {
  const octets = to - at;
  if (octets - 1 > 7) return 0;
  let word = load<u64>(to - 8) & ((-1 as u64) << ((8 - octets) << 3));
  const filled = ((word >>> 56) & 15) === 15;
  if (filled) word &= 0xf0ff_ffff_ffff_ffff;
  // A nibble above 9 has its 8 together with a 4 or a 2.
  if (((word >>> 3) & ((word >>> 2) | (word >>> 1)) & 0x1111_1111_1111_1111) !== 0) return 0;
  const pairs = ((word >>> 4) & NIBBLES) * 10 + (word & NIBBLES);
  const fours = (pairs & 0x00ff_00ff_00ff_00ff) * 100 + ((pairs >>> 8) & 0x00ff_00ff_00ff_00ff);
  const eights = (fours & 0x0000_ffff_0000_ffff) * 10_000 + ((fours >>> 16) & 0x0000_ffff_0000_ffff);
  const n = (eights & 0xffff_ffff) * 100_000_000 + (eights >>> 32);
  const digits = octets << 4;
  // The filler counted as 0: divided by 2, and by 5 with its inverse modulo 2^64.
  if (filled) return (n >>> 1) * 0xcccc_cccc_cccc_cccd + load<u64>(POWERS + digits - 8);
  return n + load<u64>(POWERS + digits);
}

/** A BCD string into the cell of a row; false for anything else. */
export function placeBcd(at: u32, to: u32, cell: u32): bool {
  const digits = bcd(at, to);
  store<u64>(cell, digits);
  return digits !== 0;
}

/** Minutes east of UTC of a code; NO_OFFSET where the file's table lacks it. */
export function offsetOf(code: u64): i32 {
  return load<i32>(OFFSETS + ((code < (OFFSET_CODES as u64) ? (code as i32) : OFFSET_CODES) << 2));
}
