/** TAC of an IMEI: the first 8 of its 14 to 16 digits. Both are a 1 followed by their digits (contracts.md, Words). */

const WORD = 0x100000000;
/** 2^32 in units of 10^8 and the rest: beyond 2^53 a float does not hold an IMEI, but its quotients. */
const WORD_UNITS = 42;
const WORD_REST = 94_967_296;

/** No IMEI; and one that is too short for a TAC. */
export const NO_IMEI = -1;
export const NO_TAC = 0;

/** The TAC by the low and the high word of an IMEI; 0 stands for no IMEI. As macro `tac_of` in sql/macros.sql. */
export function tacOf(low: number, high: number): number {
  const imei = high * WORD + (low >>> 0);
  if (imei >= 1e16) return high * WORD_UNITS + Math.floor((high * WORD_REST + (low >>> 0)) / 1e8);
  if (imei >= 1e15) return Math.floor(imei / 1e7);
  if (imei >= 1e14) return Math.floor(imei / 1e6);
  return imei === 0 ? NO_IMEI : NO_TAC;
}
