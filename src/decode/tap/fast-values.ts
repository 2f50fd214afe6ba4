/** Everyday values read by offsets, without a cursor: −1 or false leaves the value to the general readers. */
import { TWO_32 } from '../ber/values.ts';

/** Octets whose value stays below 2^48. */
const MAX_OCTETS = 6;

/** A natural INTEGER of 1 to 6 octets; −1 for anything else. */
export function naturalNumber(b: Uint8Array, from: number, to: number): number {
  return b[from]! >= 0x80 ? -1 : unsignedNumber(b, from, to);
}

/** 1 to 6 octets without a sign; −1 for fewer or more. */
export function unsignedNumber(b: Uint8Array, from: number, to: number): number {
  const octets = to - from;
  if (octets < 1 || octets > MAX_OCTETS) return -1;
  let n = b[from]!;
  for (let i = from + 1; i < to; i++) n = n * 256 + b[i]!;
  return n;
}

/** Octet → the two decimal digits of its nibbles, or −1; of an octet `xf`, its one digit. */
const TWO_DIGITS = Int8Array.from({ length: 256 }, (_, octet) =>
  octet >> 4 > 9 || (octet & 15) > 9 ? -1 : (octet >> 4) * 10 + (octet & 15),
);
const ONE_DIGIT = Int8Array.from({ length: 256 }, (_, octet) =>
  (octet & 15) === 15 && octet >> 4 <= 9 ? octet >> 4 : -1,
);
/** Octets that are read in the first of two parts. */
const FIRST_OCTETS = 4;
/** Two parts of at most 8 digits, and one digit more. */
const MAX_BCD_OCTETS = 8;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

/** A BCD string of 1 to 16 digits, filled with one `f` at most, as the integer `1` followed by its digits. */
export function bcdNumber(b: Uint8Array, from: number, to: number, words: Int32Array, at: number): boolean {
  const octets = to - from;
  if (octets < 1 || octets > MAX_BCD_OCTETS) return false;
  // All octets but the last hold two digits; the last may hold one and the filler.
  const last = to - 1;
  const middle = from + FIRST_OCTETS < last ? from + FIRST_OCTETS : last;
  let high = 1;
  let bad = 0;
  let i = from;
  for (; i < middle; i++) {
    const pair = TWO_DIGITS[b[i]!]!;
    bad |= pair;
    high = high * 100 + pair;
  }
  let low = 0;
  let digits = 0;
  for (; i < last; i++) {
    const pair = TWO_DIGITS[b[i]!]!;
    bad |= pair;
    low = low * 100 + pair;
    digits += 2;
  }
  const pair = TWO_DIGITS[b[last]!]!;
  if (pair >= 0) {
    low = low * 100 + pair;
    digits += 2;
  } else {
    const digit = ONE_DIGIT[b[last]!]!;
    bad |= digit;
    low = low * 10 + digit;
    digits++;
  }
  if (bad < 0) return false;
  // high < 2 × 10^8, scale ≤ 10^8: the low word is exact modulo 2^32; the double is off by 2 at most, far less than
  // what would change the high word.
  const scale = POWERS[digits]!;
  const word = (Math.imul(high, scale) + low) | 0;
  words[at] = word;
  words[at + 1] = ((high * scale + low - (word >>> 0)) / TWO_32 + 0.5) | 0;
  return true;
}
