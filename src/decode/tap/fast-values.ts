/** Everyday values read by offsets, without a cursor: −1 or false leaves the value to the general readers. */
import { TWO_32 } from '../ber/values.ts';
import type { TextDictionary } from '../text-dictionary.ts';
import type { TapState } from './state.ts';
import { localSeconds } from './time.ts';

/** Octets of a number that a 32-bit word holds. */
export const WORD_OCTETS = 4;

/** Bits of a number by its octets. */
export const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xff_ffff, -1);

/** 1 to 4 octets without a sign, or 5 with a leading 00, as a 32-bit word; false for anything else. */
export function unsignedWord(
  view: DataView,
  from: number,
  to: number,
  words: Int32Array,
  at: number,
): boolean {
  const octets = to - from;
  if (octets < 1 || octets > WORD_OCTETS + 1 || (octets > WORD_OCTETS && view.getUint8(from) !== 0))
    return false;
  words[at] = view.getInt32(to - WORD_OCTETS) & MASKS[octets > WORD_OCTETS ? WORD_OCTETS : octets]!;
  words[at + 1] = 0;
  return true;
}

/** Two words of at most 8 digits. */
const MAX_BCD_OCTETS = 8;
const WORD_DIGITS = 100_000_000;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

/**
 * A BCD string of 1 to 16 digits, filled with one `f` at most, as the integer `1` followed by its digits. Eight digits at
 * a time, in the halves of a word: the octets before `from` can be read and are masked.
 */
export function bcdNumber(view: DataView, from: number, to: number, words: Int32Array, at: number): boolean {
  const octets = to - from;
  if (octets < 1 || octets > MAX_BCD_OCTETS) return false;
  let high = 1;
  let digits = 2 * octets;
  let last = view.getInt32(to - WORD_OCTETS);
  if (octets > WORD_OCTETS) {
    const first = view.getInt32(from);
    if (holdsLetters(first)) return false;
    high = WORD_DIGITS + decimal(first);
    digits -= 8;
    last &= MASKS[octets - WORD_OCTETS]!;
  } else {
    last &= MASKS[octets]!;
  }
  if ((last & 15) === 15) {
    last >>>= 4;
    digits--;
  }
  if (holdsLetters(last)) return false;
  const low = decimal(last);
  // high < 2 × 10^8, scale ≤ 10^8: the low word is exact modulo 2^32; the double is off by 2 at most, far less than
  // what would change the high word.
  const scale = POWERS[digits]!;
  const word = (Math.imul(high, scale) + low) | 0;
  words[at] = word;
  words[at + 1] = ((high * scale + low - (word >>> 0)) / TWO_32 + 0.5) | 0;
  return true;
}

/** True where one of the eight nibbles is above 9: 8 together with 4 or 2. */
function holdsLetters(word: number): boolean {
  return ((word >>> 3) & ((word >>> 2) | (word >>> 1)) & 0x1111_1111) !== 0;
}

/** The eight decimal nibbles of a word as a number. */
function decimal(word: number): number {
  const pairs = (word & 0x0f0f_0f0f) + Math.imul((word >>> 4) & 0x0f0f_0f0f, 10);
  const fours = (pairs & 0x00ff_00ff) + Math.imul((pairs >>> 8) & 0x00ff_00ff, 100);
  return (fours & 0xffff) + Math.imul(fours >>> 16, 10_000);
}

/** Two ASCII digits, as the 16 bits they are, to their number; −1 for anything else. */
const PAIRS = new Int8Array(0x1_0000).fill(-1);
for (let n = 0; n < 100; n++) PAIRS[((0x30 + Math.floor(n / 10)) << 8) | (0x30 + (n % 10))] = n;

/** Dates met before, CCYYMMDD as two words, and their day numbers: a month has few. */
const DATE_SLOTS = 256;
const centuries = new Int32Array(DATE_SLOTS);
const monthDays = new Int32Array(DATE_SLOTS);
const dayNumbers = new Int32Array(DATE_SLOTS);
const DAY = 86_400;

/** LocalTimeStamp of 14 octets → seconds of the local clock since 1970-01-01; NaN for anything unusual. */
export function fastSeconds(d: TapState, b: Uint8Array, view: DataView, at: number): number {
  const hour = PAIRS[view.getUint16(at + 8)]!;
  const minute = PAIRS[view.getUint16(at + 10)]!;
  const second = PAIRS[view.getUint16(at + 12)]!;
  const century = view.getInt32(at);
  const monthDay = view.getInt32(at + 4);
  const slot = Math.imul(monthDay ^ century, 0x9e3779b1) >>> 24;
  if (centuries[slot] === century && monthDays[slot] === monthDay) {
    if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
    return dayNumbers[slot]! * DAY + (hour * 3600 + minute * 60 + second);
  }
  const seconds = localSeconds(d, b, at, at + 14);
  if (seconds >= 0) {
    centuries[slot] = century;
    monthDays[slot] = monthDay;
    dayNumbers[slot] = Math.floor(seconds / DAY);
  }
  return seconds;
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
