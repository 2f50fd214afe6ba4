/** A row of the open batch: cleared, and its duplicate hash (record-hash.ts is the reference). */
import * as L from '../layout';

const NO_REFERENCE: i32 = 8;

/** A row without any value. What the end of an event writes in any case is left out, and so are the seldom columns, which are 0. */
export function clearRow(row4: u32, row8: u32): void {
  store<i64>(row8, 0, L.IMSI);
  store<i64>(row8, 0, L.IMEI);
  store<i64>(row8, 0, L.DURATION);
  store<i64>(row8, 0, L.BYTES_UP);
  store<i64>(row8, 0, L.BYTES_DOWN);
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
  store<i32>(row4, 0, L.CHARGED_ITEM);
}

/** The first lane takes the low half of a word in. */
function first(a: u32, low: u32): u32 {
  const m = (a ^ low) * 0xcc9e2d51;
  return m ^ (m >>> 15);
}

/** The second lane takes the high half in, and what the first lane has become. */
function second(b: u32, high: u32, a: u32): u32 {
  const m = (b ^ high) * 0x85ebca6b;
  return (m ^ (m >>> 13)) + a;
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
export const HAS_TELESERVICE: u32 = 1 << 13;
export const HAS_LOCATION_AREA: u32 = 1 << 14;
export const HAS_CELL_ID: u32 = 1 << 15;
export const HAS_MSISDN: u32 = 1 << 16;
export const HAS_CONTEXT_START: u32 = 1 << 17;
export const HAS_CAUSE_FOR_TERM: u32 = 1 << 18;
export const HAS_CHARGED_ITEM: u32 = 1 << 20;

const IN_KEY: u32 =
  HAS_IMSI | HAS_REFERENCE | HAS_REC_ENTITY | HAS_PARTIAL_TYPE | HAS_DURATION | HAS_BYTES_UP | HAS_BYTES_DOWN;

/**
 * The duplicate hash of a row whose values are written. `entity` is where the hash lanes of the recording entities
 * stand; those of the partial type are in PARTIAL_LANES.
 */
function hashRow(row8: u32, present: u32, tagAndOffset: u32, entity: u32): u64 {
  let a = first(0x2c1b3c6d, tagAndOffset);
  let b = second(0x297a2d39, present & IN_KEY, a);
  a = first(a, load<u32>(row8, L.START_LOCAL));
  b = second(b, load<u32>(row8, L.START_LOCAL + 4), a);
  if ((present & HAS_IMSI) !== 0) {
    a = first(a, load<u32>(row8, L.IMSI));
    b = second(b, load<u32>(row8, L.IMSI + 4), a);
  }
  if ((present & HAS_REFERENCE) !== 0) {
    a = first(a, load<u32>(row8, L.REFERENCE));
    b = second(b, load<u32>(row8, L.REFERENCE + 4), a);
  }
  if ((present & HAS_REC_ENTITY) !== 0) {
    a = first(a, load<u32>(entity));
    b = second(b, load<u32>(entity, 4), a);
  }
  if ((present & HAS_PARTIAL_TYPE) !== 0) {
    a = first(a, load<u32>(L.PARTIAL_LANES));
    b = second(b, load<u32>(L.PARTIAL_LANES + 4), a);
  }
  if ((present & HAS_DURATION) !== 0) {
    a = first(a, load<u32>(row8, L.DURATION));
    b = second(b, load<u32>(row8, L.DURATION + 4), a);
  }
  if ((present & HAS_BYTES_UP) !== 0) {
    a = first(a, load<u32>(row8, L.BYTES_UP));
    b = second(b, load<u32>(row8, L.BYTES_UP + 4), a);
  }
  if ((present & HAS_BYTES_DOWN) !== 0) {
    a = first(a, load<u32>(row8, L.BYTES_DOWN));
    b = second(b, load<u32>(row8, L.BYTES_DOWN + 4), a);
  }
  a = first(a, load<u32>(row8, L.CHARGE));
  b = second(b, load<u32>(row8, L.CHARGE + 4), a);
  // No CAMEL fee and no refund in a regular event.
  a = first(a, 0);
  b = second(b, 0, a);
  a = first(a, 0);
  b = second(b, 0, a);
  const high = finish32(b ^ (a * 0x9e3779b1));
  return ((high as u64) << 32) | (finish32(a) as u64);
}

/** Ends the row of a regular event: everything that it has in any case, its hash, and the times of the file. */
export function endRow(
  row: i32,
  eventTag: u32,
  service: u32,
  present: u32,
  local: i64,
  offset: i32,
  charge: i64,
  tax: i64,
  discount: i64,
  charges: i32,
  entity: u32,
): void {
  const row4 = (row as u32) << 2;
  const row8 = (row as u32) << 3;
  const utc = (local - (offset as i64) * 60) as f64;
  if (utc < load<f64>(L.EARLIEST)) store<f64>(L.EARLIEST, utc);
  if (utc > load<f64>(L.LATEST)) store<f64>(L.LATEST, utc);
  store<i16>(row << 1, eventTag as i16, L.EVENT_TAG);
  store<u8>(row, service as u8, L.SERVICE);
  store<i64>(row8, local, L.START_LOCAL);
  store<i16>(row << 1, offset as i16, L.UTC_OFFSET);
  store<i64>(row8, charge, L.CHARGE);
  store<i64>(row8, tax, L.TAX);
  if (discount !== 0) {
    store<i64>(row8, discount, L.DISCOUNT);
    store<u32>(L.SELDOM_WRITTEN, 1);
  }
  store<i32>(row4, charges, L.CHARGES);
  store<i32>(row4, (present & HAS_REFERENCE) !== 0 ? 0 : NO_REFERENCE, L.FLAGS);
  store<u32>(row4, present, L.PRESENCE);
  const tagAndOffset = (eventTag << 16) ^ (offset as u32);
  store<u64>(row8, hashRow(row8, present, tagAndOffset, entity), L.DUPLICATE_HASH);
}
