/** What the kernel has to know of the agreements, in the order of their numbers (`no`). The host sets it once. */
import { Room } from './room';

/** Days, windows and words of one agreement: ../scope.ts. */
@unmanaged
export class Terms {
  windowFromDay: i32;
  periodFromDay: i32;
  periodEndDay: i32;
  scanFromDay: i32;
  /** Days of the period that a version of the agreement holds on, as bits from the period's first day on. */
  feeDayBits: u32;
  /** Pieces of the time zone, and how many they are. */
  zone: u32;
  pieces: u32;
  /** Declared TACs and APN codes, ascending, and how many they are. */
  tacs: u32;
  tacCount: u32;
  apns: u32;
  apnCount: u32;
  /** Declared and excluded IMSIs: disjoint intervals, ascending, their lowest and highest IMSI, and how many they are. */
  declared: u32;
  declaredCount: u32;
  excluded: u32;
  excludedCount: u32;
  /** The piece of the last answer (zone.ts), and its local day with the instants of it that surely lie in that piece. */
  piece: u32;
  day: i32;
  dayFrom: f64;
  dayUntil: f64;
  minAttachedMs: f64;
  carryMs: f64;
  scanFromMs: f64;
  scanUntilMs: f64;
}

const TERMS_OCTETS: u32 = 128;

const all = new Room(TERMS_OCTETS);

export function termsOf(no: i32): Terms {
  return changetype<Terms>(all.at + (no as u32) * TERMS_OCTETS);
}

/** Lists are the host's: 4 octets a value, 8 an IMSI, ascending; a piece of the zone is three doubles. */
export function setTerms(
  no: i32,
  windowFromDay: i32,
  periodFromDay: i32,
  periodEndDay: i32,
  scanFromDay: i32,
  feeDayBits: u32,
  minAttachedMs: f64,
  carryMs: f64,
  scanFromMs: f64,
  scanUntilMs: f64,
  zone: u32,
  pieces: u32,
  tacs: u32,
  tacCount: u32,
  apns: u32,
  apnCount: u32,
  declared: u32,
  declaredCount: u32,
  excluded: u32,
  excludedCount: u32,
): void {
  all.reserve(((no as u32) + 1) * TERMS_OCTETS);
  const terms = termsOf(no);
  memory.fill(changetype<u32>(terms), 0, TERMS_OCTETS);
  terms.windowFromDay = windowFromDay;
  terms.periodFromDay = periodFromDay;
  terms.periodEndDay = periodEndDay;
  terms.scanFromDay = scanFromDay;
  terms.feeDayBits = feeDayBits;
  terms.minAttachedMs = minAttachedMs;
  terms.carryMs = carryMs;
  terms.scanFromMs = scanFromMs;
  terms.scanUntilMs = scanUntilMs;
  terms.zone = zone;
  terms.pieces = pieces;
  terms.tacs = tacs;
  terms.tacCount = tacCount;
  terms.apns = apns;
  terms.apnCount = apnCount;
  terms.declared = declared;
  terms.declaredCount = declaredCount;
  terms.excluded = excluded;
  terms.excludedCount = excludedCount;
}

/** Whether an ascending list holds a value. */
export function holds(list: u32, count: u32, value: i32): bool {
  let from: u32 = 0;
  let until = count;
  while (from < until) {
    const middle = (from + until) >> 1;
    const found = load<i32>(list + (middle << 2));
    if (found === value) return true;
    if (found < value) from = middle + 1;
    else until = middle;
  }
  return false;
}

/** Whether one of ascending disjoint intervals holds an IMSI. */
export function within(list: u32, count: u32, imsi: u64): bool {
  let from: u32 = 0;
  let until = count;
  while (from < until) {
    const middle = (from + until) >> 1;
    const interval = list + (middle << 4);
    if (imsi > load<u64>(interval, 8)) from = middle + 1;
    else if (imsi < load<u64>(interval)) until = middle;
    else return true;
  }
  return false;
}
