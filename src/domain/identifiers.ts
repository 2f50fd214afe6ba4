/**
 * IMSI, IMEI and TAC as integers, and ranges of IMSIs. Inside, an IMSI or IMEI is the integer `1` followed by its
 * digits, which keeps leading zeros and the length; people and files see the digits. No error here carries a value.
 */
import { RoamsettleError } from '../errors.ts';
import type { ImsiRange } from './agreement/types.ts';

/** An IMSI has at most 15 digits, an IMEISV 16. */
const MAX_IDENTIFIER_DIGITS = 16;

const DIGITS = /^[0-9]+$/;
const IMSI_RANGE = /^([0-9]{6,15})-([0-9]{6,15})$/;

/** "0123" → 10123n. Throws INTERNAL unless the text is 1 to 16 digits. */
export function identifierToBigint(digits: string): bigint {
  if (digits.length > MAX_IDENTIFIER_DIGITS || !DIGITS.test(digits)) {
    throw new RoamsettleError('INTERNAL', 'An identifier is not 1 to 16 digits.');
  }
  return BigInt(`1${digits}`);
}

/** "from-to" of 6 to 15 digits each; null unless both have one length and from ≤ to. */
export function parseImsiRange(text: string): ImsiRange | null {
  const match = IMSI_RANGE.exec(text);
  const from = match?.[1] ?? '';
  const to = match?.[2] ?? '';
  // Texts of digits of one length compare like their numbers.
  if (match === null || from.length !== to.length || from > to) return null;
  return { from, to };
}

/**
 * Inclusive integer bounds of a range. `from <= value && value <= to` is the whole match: the leading 1 keeps IMSIs of
 * another length outside.
 */
export function imsiRangeBounds(range: ImsiRange): { readonly from: bigint; readonly to: bigint } {
  return { from: identifierToBigint(range.from), to: identifierToBigint(range.to) };
}
