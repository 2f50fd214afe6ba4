/** TAC of an IMEI: the first 8 of its 14 to 16 digits. Both are a 1 followed by their digits. */

/** No IMEI; and one that is too short for a TAC. */
const NO_IMEI: i32 = -1;
const NO_TAC: i32 = 0;

let known: u64 = 0;
let knownTac: i32 = NO_IMEI;

/** 0 stands for no IMEI. As macro `tac_of` in sql/macros.sql. */
export function tacOf(imei: u64): i32 {
  // Most events of a device repeat what the one before had, or have none, in no order that could be foreseen.
  if (((imei !== known) as u32) & ((imei !== 0) as u32)) {
    known = imei;
    knownTac = cut(imei);
  }
  return select<i32>(NO_IMEI, knownTac, imei === 0);
}

function cut(imei: u64): i32 {
  if (imei >= 10_000_000_000_000_000) return (imei / 100_000_000) as i32;
  if (imei >= 1_000_000_000_000_000) return (imei / 10_000_000) as i32;
  if (imei >= 100_000_000_000_000) return (imei / 1_000_000) as i32;
  return NO_TAC;
}
