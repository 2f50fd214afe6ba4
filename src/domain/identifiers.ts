/**
 * Identifiers of the field: IMSI, IMEI, TAC, PLMN, TADIG. Inside, an IMSI or IMEI is the integer `1` followed by its
 * digits, which keeps leading zeros and the length; people and files see the digits. No error here carries a value.
 */
import { RoamsettleError } from '../errors.ts';
import type { ImsiRange } from './agreement/types.ts';

/** An IMSI has at most 15 digits, an IMEISV 16. */
const MAX_IDENTIFIER_DIGITS = 16;
/** `1` and 15 digits stay below 2^53; `1` and 16 digits need not. */
const MAX_NUMBER_DIGITS = 15;
const TAC_DIGITS = 8;
const MIN_IMEI_DIGITS = 14;

const DIGITS = /^[0-9]+$/;
const PLMN = /^[0-9]{5,6}$/;
const TADIG = /^[A-Z0-9]{5}$/;
const IMSI_RANGE = /^([0-9]{6,15})-([0-9]{6,15})$/;

/** "0123" → 10123n. Throws INTERNAL unless the text is 1 to 16 digits. */
export function identifierToBigint(digits: string): bigint {
  if (digits.length > MAX_IDENTIFIER_DIGITS || !DIGITS.test(digits)) {
    throw new RoamsettleError('INTERNAL', 'An identifier is not 1 to 16 digits.');
  }
  return BigInt(`1${digits}`);
}

/** The same as a number, for at most 15 digits (any IMSI); longer text throws INTERNAL, as it may not be exact. */
export function identifierToNumber(digits: string): number {
  if (digits.length > MAX_NUMBER_DIGITS || !DIGITS.test(digits)) {
    throw new RoamsettleError('INTERNAL', 'An identifier is not 1 to 15 digits.');
  }
  return Number(`1${digits}`);
}

/** 10123n → "0123". Throws INTERNAL when the integer does not begin with the marker digit 1. */
export function identifierToText(value: bigint | number): string {
  const text = value.toString();
  if (text.length < 2 || text.charCodeAt(0) !== 0x31 || !DIGITS.test(text)) {
    throw new RoamsettleError('INTERNAL', 'An integer is no identifier.');
  }
  return text.slice(1);
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

/** MCC and MNC, 5 or 6 digits. */
export function isPlmn(text: string): boolean {
  return PLMN.test(text);
}

/** 5 characters A–Z and 0–9 (TAP's PlmnId). */
export function isTadig(text: string): boolean {
  return TADIG.test(text);
}

/** The type allocation code: the first 8 digits of an IMEI of 14 to 16 digits; null for any other text. */
export function tacOfImei(imei: string): string | null {
  if (imei.length < MIN_IMEI_DIGITS || imei.length > MAX_IDENTIFIER_DIGITS || !DIGITS.test(imei)) return null;
  return imei.slice(0, TAC_DIGITS);
}
