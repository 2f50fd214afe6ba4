/** A row of the open batch: cleared, and its duplicate hash (record-hash.ts is the reference). */
import * as L from '../layout';

/** A row without any value. What the end of an event writes in any case is left out. */
export function clearRow(row4: u32, row8: u32): void {
  store<i64>(row8, 0, L.IMSI);
  store<i64>(row8, 0, L.IMEI);
  store<i64>(row8, 0, L.DURATION);
  store<i64>(row8, 0, L.BYTES_UP);
  store<i64>(row8, 0, L.BYTES_DOWN);
  store<i64>(row8, 0, L.CAMEL_FEE);
  store<i64>(row8, 0, L.REFUND);
  store<i64>(row8, 0, L.TAX_REFUND);
  store<i64>(row8, 0, L.DISCOUNT_REFUND);
  store<i64>(row8, 0, L.REFERENCE);
  store<i64>(row8, 0, L.CELL_ID);
  store<i64>(row8, 0, L.MSISDN);
  store<i64>(row8, 0, L.CONTEXT_START_UTC);
  store<i32>(row4, 0, L.EXCHANGE_RATE_CODE);
  store<i32>(row4, 0, L.REC_ENTITY);
  store<i32>(row4, 0, L.GATEWAY);
  store<i32>(row4, 0, L.PARTIAL_TYPE);
  store<i32>(row4, 0, L.APN);
  store<i32>(row4, 0, L.APN_OI);
  store<i32>(row4, 0, L.SERVING_NETWORK);
  store<i32>(row4, 0, L.TELESERVICE);
  store<i32>(row4, 0, L.LOCATION_AREA);
  store<i32>(row4, 0, L.CAUSE_FOR_TERM);
  store<i32>(row4, 0, L.RAP_SEQUENCE);
  store<i32>(row4, 0, L.CHARGED_ITEM);
}

/** The two lanes of the hash at hand. */
let a: u32 = 0;
let b: u32 = 0;

/** Takes the halves of a word in. */
function mix(low: u32, high: u32): void {
  let m = (a ^ low) * 0xcc9e2d51;
  a = m ^ (m >>> 15);
  m = (b ^ high) * 0x85ebca6b;
  b = (m ^ (m >>> 13)) + a;
}

function mixWord(word: u64): void {
  mix(word as u32, (word >>> 32) as u32);
}

function finish32(h: u32): u32 {
  let x = h ^ (h >>> 16);
  x *= 0x85ebca6b;
  x ^= x >>> 13;
  x *= 0xc2b2ae35;
  return x ^ (x >>> 16);
}

/** Bits of `Has` in src/decode/tap/record-columns.ts. */
export const HAS_IMSI: u32 = 1 << 0;
export const HAS_IMEI: u32 = 1 << 1;
export const HAS_DURATION: u32 = 1 << 2;
export const HAS_BYTES_UP: u32 = 1 << 3;
export const HAS_BYTES_DOWN: u32 = 1 << 4;
export const HAS_EXCHANGE_RATE_CODE: u32 = 1 << 5;
export const HAS_REFERENCE: u32 = 1 << 6;
export const HAS_REC_ENTITY: u32 = 1 << 7;
export const HAS_GATEWAY: u32 = 1 << 8;
export const HAS_PARTIAL_TYPE: u32 = 1 << 9;
export const HAS_APN: u32 = 1 << 10;
export const HAS_APN_OI: u32 = 1 << 11;
export const HAS_SERVING_NETWORK: u32 = 1 << 12;
export const HAS_LOCATION_AREA: u32 = 1 << 14;
export const HAS_CELL_ID: u32 = 1 << 15;
export const HAS_MSISDN: u32 = 1 << 16;
export const HAS_CONTEXT_START: u32 = 1 << 17;
export const HAS_CAUSE_FOR_TERM: u32 = 1 << 18;
export const HAS_CHARGED_ITEM: u32 = 1 << 20;

const IN_KEY: u32 =
  HAS_IMSI | HAS_REFERENCE | HAS_REC_ENTITY | HAS_PARTIAL_TYPE | HAS_DURATION | HAS_BYTES_UP | HAS_BYTES_DOWN;

/** `entity` is where the lanes of the recording entities stand, the others are those of the partial type. */
export function hashRow(
  row8: u32,
  present: u32,
  tagAndOffset: u32,
  entity: u32,
  partialA: u32,
  partialB: u32,
): u64 {
  a = 0x2c1b3c6d;
  b = 0x297a2d39;
  mix(tagAndOffset, present & IN_KEY);
  mixWord(load<u64>(row8, L.START_LOCAL));
  if ((present & HAS_IMSI) !== 0) mixWord(load<u64>(row8, L.IMSI));
  if ((present & HAS_REFERENCE) !== 0) mixWord(load<u64>(row8, L.REFERENCE));
  if ((present & HAS_REC_ENTITY) !== 0) mix(load<u32>(entity), load<u32>(entity, 4));
  if ((present & HAS_PARTIAL_TYPE) !== 0) mix(partialA, partialB);
  if ((present & HAS_DURATION) !== 0) mixWord(load<u64>(row8, L.DURATION));
  if ((present & HAS_BYTES_UP) !== 0) mixWord(load<u64>(row8, L.BYTES_UP));
  if ((present & HAS_BYTES_DOWN) !== 0) mixWord(load<u64>(row8, L.BYTES_DOWN));
  mixWord(load<u64>(row8, L.CHARGE));
  // No CAMEL fee and no refund in a regular event.
  mixWord(0);
  mixWord(0);
  const high = finish32(b ^ (a * 0x9e3779b1));
  return ((high as u64) << 32) | (finish32(a) as u64);
}
