/**
 * Values of primitive elements: integers as two 32-bit halves in `c.lo`/`c.hi`, BCD digits, ASCII digits.
 * Nothing here allocates.
 */
import type { Cursor } from './cursor.ts';
import { value } from './elements.ts';

/** Most digits that fit a signed 64-bit integer behind a leading 1. */
const MAX_BCD_DIGITS = 18;

/** Results of the readers. SIGN_BIT: read, but the first octet has its high bit set (`readUint64` only). */
export const Read = { OK: 0, SYNTAX: 1, RANGE: 2, SIGN_BIT: 3 } as const;

/** INTEGER, two's complement, any number of redundant leading octets: `c.lo`/`c.hi`. */
export function readInt64(c: Cursor): number {
  const b = value(c);
  let i = c.vs;
  const end = c.ve;
  if (i >= end) return Read.SYNTAX;
  const sign = b[i]! >= 0x80 ? -1 : 0;
  while (end - i > 8) if (b[i++]! !== (sign & 0xff)) return Read.RANGE;
  if (i > c.vs && b[i]! >= 0x80 !== sign < 0) return Read.RANGE;
  let hi = sign;
  let lo = sign;
  const middle = end - 4;
  while (i < middle) hi = (hi << 8) | b[i++]!;
  while (i < end) lo = (lo << 8) | b[i++]!;
  c.lo = lo;
  c.hi = hi;
  return Read.OK;
}

/** INTEGER octets read without a sign, up to 64 bits: `c.lo`/`c.hi` hold the pattern. `b` is what `value` returned. */
export function readUint64(c: Cursor, b: Uint8Array): number {
  let i = c.vs;
  const end = c.ve;
  if (i >= end) return Read.SYNTAX;
  const signBit = b[i]! >= 0x80;
  while (end - i > 8) if (b[i++]! !== 0) return Read.RANGE;
  let hi = 0;
  let lo = 0;
  const middle = end - 4;
  while (i < middle) hi = (hi << 8) | b[i++]!;
  while (i < end) lo = (lo << 8) | b[i++]!;
  c.lo = lo;
  c.hi = hi;
  return signBit ? Read.SIGN_BIT : Read.OK;
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10] as const;
const TWO_32 = 4294967296;

/** Octet → the two decimal digits of its nibbles, or −1. */
const TWO_DIGITS = Int8Array.from({ length: 256 }, (_, octet) =>
  octet >> 4 > 9 || (octet & 15) > 9 ? -1 : (octet >> 4) * 10 + (octet & 15),
);
/** Digits in the first of the two parts a number is read in. */
const FIRST_PART = 8;

/**
 * BCD string, high nibble first, filled with `f` at the end, as the integer `1` followed by its digits.
 * SYNTAX: no digit, more than 18, a nibble a–e, or a digit after a filler.
 */
export function readBcdNumber(c: Cursor): number {
  const b = value(c);
  const end = c.ve;
  let i = c.vs;
  // The leading 1 and the first eight digits, then up to ten more: both parts stay exact.
  let high = 1;
  let low = 0;
  let count = 0;
  for (; i < end && count < MAX_BCD_DIGITS; i++) {
    const pair = TWO_DIGITS[b[i]!]!;
    if (pair < 0) break;
    if (count < FIRST_PART) high = high * 100 + pair;
    else low = low * 100 + pair;
    count += 2;
  }
  if (i < end && count < MAX_BCD_DIGITS && (b[i]! & 15) === 15 && b[i]! >> 4 <= 9) {
    const digit = b[i++]! >> 4;
    if (count < FIRST_PART) high = high * 10 + digit;
    else low = low * 10 + digit;
    count++;
  }
  while (i < end && b[i] === 0xff) i++;
  if (i < end || count === 0) return Read.SYNTAX;
  combine(c, high, count > FIRST_PART ? POWERS[count - FIRST_PART]! : 1, low);
  return Read.OK;
}

/** high × scale + low into halves; high < 2^28, scale ≤ 10^10, low < 10^10: every step stays below 2^53. */
function combine(c: Cursor, high: number, scale: number, low: number): void {
  if (scale <= 1e7) {
    setNumber(c, high * scale + low);
    return;
  }
  const upper = Math.floor(high / 65536) * scale;
  const rest = (upper % 65536) * 65536 + (high % 65536) * scale + low;
  c.lo = (rest % TWO_32) | 0;
  c.hi = (Math.floor(upper / 65536) + Math.floor(rest / TWO_32)) | 0;
}

/** Splits a whole number of at most 2^53 into halves. */
export function setNumber(c: Cursor, n: number): void {
  const hi = Math.floor(n / TWO_32);
  c.hi = hi | 0;
  c.lo = (n - hi * TWO_32) | 0;
}

/** `count` ASCII digits at `from` as a number, or −1. */
export function asciiDigits(b: Uint8Array, from: number, count: number): number {
  let n = 0;
  for (let i = from; i < from + count; i++) {
    const digit = b[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    n = n * 10 + digit;
  }
  return n;
}

/** The halves in `c` as a bigint. */
export function asBigInt(c: Cursor): bigint {
  return (BigInt(c.hi) << 32n) | BigInt(c.lo >>> 0);
}

/** The value as text: octets that are not printable ASCII become `?`. Empty where the value is empty. */
export function readText(c: Cursor, maxOctets: number): string | null {
  const b = value(c);
  if (c.ve - c.vs > maxOctets) return null;
  let text = '';
  for (let i = c.vs; i < c.ve; i++) text += printable(b[i]!);
  return text;
}

function printable(octet: number): string {
  return octet >= 0x20 && octet <= 0x7e ? String.fromCharCode(octet) : '?';
}
