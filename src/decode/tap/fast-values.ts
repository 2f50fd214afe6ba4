/** Everyday values read by offsets, without a cursor: −1 or false leaves the value to the general readers. */
import { TWO_32 } from '../ber/values.ts';
import type { TextDictionary } from '../text-dictionary.ts';

/** Octets of a number that a 32-bit word holds. */
export const WORD_OCTETS = 4;

/** 1 to 4 octets without a sign, or 5 with a leading 00, as a 32-bit word; false for anything else. */
export function unsignedWord(
  b: Uint8Array,
  from: number,
  to: number,
  words: Int32Array,
  at: number,
): boolean {
  const octets = to - from;
  if (octets < 1 || octets > WORD_OCTETS + 1 || (octets > WORD_OCTETS && b[from] !== 0)) return false;
  let n = b[from]!;
  for (let i = from + 1; i < to; i++) n = (n << 8) | b[i]!;
  words[at] = n;
  words[at + 1] = 0;
  return true;
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

/** LocalTimeStamp [16] of 14 octets, then UtcTimeOffsetCode [232] of one below 80. */
export function isDateTime(b: Uint8Array, at: number, to: number): boolean {
  return (
    to - at === 21 &&
    b[at] === 0x50 &&
    b[at + 1] === 14 &&
    b[at + 16] === 0x5f &&
    b[at + 17] === 0x81 &&
    b[at + 18] === 0x68 &&
    b[at + 19] === 1 &&
    b[at + 20]! < 0x80
  );
}

/** A text that is not empty into its column; false where the dictionary cannot take it. */
export function text(
  texts: TextDictionary,
  b: Uint8Array,
  from: number,
  to: number,
  column: Int32Array,
  row: number,
): boolean {
  let code = -1;
  if (to - from === 1) code = texts.single[b[from]!]!;
  if (code < 0 && to > from) code = texts.intern(b, from, to);
  column[row] = code;
  return code >= 0;
}

/** Bits of a number by its octets. */
export const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xff_ffff, -1);

/** Added to an offset in minutes, so that no known one is negative. */
export const OFFSET_BASE = 1024;

export function putWord(words: Int32Array, row: number, n: number): void {
  words[2 * row] = n;
  words[2 * row + 1] = 0;
}

/** A whole number below 2^53 into a pair of words. */
export function put(words: Int32Array, row: number, n: number): void {
  if (n <= 0x7fff_ffff) {
    words[2 * row] = n;
    words[2 * row + 1] = 0;
    return;
  }
  const high = Math.floor(n / TWO_32);
  words[2 * row] = (n - high * TWO_32) | 0;
  words[2 * row + 1] = high;
}
