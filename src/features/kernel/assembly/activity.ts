/** What a device's signaling events of the period say. */
import * as L from '../layout';
import { begin, end, TIMED_OCTETS, Timed } from './device-rows';
import { Tally } from './tally';
import { Terms } from './terms';

const cells = new Tally();

export function writeActivity(terms: Terms, row: u32): void {
  cells.clear();
  const periodFromDay = terms.periodFromDay;
  let events: i32 = 0;
  let signs: i32 = 0;
  let attempts: i32 = 0;
  let rejections: i32 = 0;
  let rats: i32 = 0;
  let iotRats: i32 = 0;
  let imeis: i32 = 0;
  let authentications: i32 = 0;
  let sessions: i32 = 0;
  let detaches: i32 = 0;
  let cancels: i32 = 0;
  let dayBits: u32 = 0;
  let anyFlags: i32 = 0;
  let first: f64 = 0;
  let last: f64 = 0;
  // Most events of a device are in the cell of the one before.
  let cell: i32 = -1;
  let cellRun: i32 = 0;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    const flags = timed.flags;
    if ((flags & (L.IN_PERIOD | L.RECORD)) !== L.IN_PERIOD) continue;
    last = timed.instant;
    if (events === 0) first = last;
    events++;
    anyFlags |= flags;
    signs += (flags & L.SIGN) as i32;
    attempts += ((flags & L.ATTEMPT) !== 0) as i32;
    rejections += ((flags & L.REJECTED) !== 0) as i32;
    rats += ((flags & L.HAS_RAT) !== 0) as i32;
    iotRats += ((flags & L.IOT_RAT) !== 0) as i32;
    imeis += (timed.tac >= 0) as i32;
    authentications += ((flags & L.AUTHENTICATION) !== 0) as i32;
    sessions += ((flags & L.SESSION) !== 0) as i32;
    detaches += ((flags & L.DETACH) !== 0) as i32;
    cancels += ((flags & L.CANCEL) !== 0) as i32;
    if (timed.cell >= 0) {
      if (timed.cell !== cell) {
        if (cellRun > 0) cells.add(cell, cellRun);
        cell = timed.cell;
        cellRun = 0;
      }
      cellRun++;
    }
    dayBits |= 1 << (timed.day - periodFromDay);
  }
  if (cellRun > 0) cells.add(cell, cellRun);
  const at4 = row << 2;
  const at8 = row << 3;
  store<i64>(at8, events > 0 ? (first as i64) : i64.MIN_VALUE, L.FIRST_MS);
  store<i64>(at8, events > 0 ? (last as i64) : i64.MIN_VALUE, L.LAST_MS);
  store<i64>(at8, dayBits as i64, L.EVENT_DAY_BITS);
  store<i32>(at4, events, L.SIGNALING_EVENTS);
  store<i32>(at4, signs, L.REGISTRATIONS);
  store<i32>(at4, attempts, L.REGISTRATION_ATTEMPTS);
  store<i32>(at4, rejections, L.REJECTIONS);
  store<i32>(at4, rats, L.RAT_EVENTS);
  store<i32>(at4, iotRats, L.IOT_RAT_EVENTS);
  store<i32>(at4, (anyFlags >> L.RATS_SHIFT) & ((1 << L.RATS) - 1), L.RAT_SET);
  store<i32>(at4, imeis, L.IMEI_EVENTS);
  store<i32>(at4, popcnt(dayBits) as i32, L.EVENT_DAYS);
  store<i32>(at4, authentications, L.AUTHENTICATIONS);
  store<i32>(at4, sessions, L.SESSIONS);
  store<i32>(at4, cancels, L.CANCELS);
  store<i32>(at4, detaches - cancels, L.PURGES);
  writeCells(row);
  if ((anyFlags & L.REJECTED) !== 0) writeRejections(row);
  else {
    store<i32>(at4, 0, L.PERMANENT_REJECTIONS);
    store<i32>(at4, 0, L.LONGEST_REJECTED);
  }
}

/** How the events that name a cell are spread over cells. */
function writeCells(row: u32): void {
  let events: i32 = 0;
  let top: i32 = 0;
  for (let i: u32 = 0; i < cells.size; i++) {
    const count = cells.count(i);
    events += count;
    top = max(top, count);
  }
  store<i32>(row << 2, cells.size, L.CELLS);
  store<i32>(row << 2, events, L.CELL_EVENTS);
  store<i32>(row << 2, top, L.TOP_CELL_EVENTS);
}

/**
 * Rejections that stay whatever is tried, and the longest series of rejections without a successful registration between
 * them; at equal times the rejection comes first.
 */
function writeRejections(row: u32): void {
  let permanent: i32 = 0;
  let longest: i32 = 0;
  let series: i32 = 0;
  let rejected: f64 = -Infinity;
  let accepted: f64 = -Infinity;
  let acceptedBefore: f64 = -Infinity;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    const flags = timed.flags;
    if ((flags & (L.IN_PERIOD | L.RECORD)) !== L.IN_PERIOD) continue;
    const instant = timed.instant;
    if ((flags & L.SIGN) !== 0 && instant > accepted) {
      acceptedBefore = accepted;
      accepted = instant;
    }
    if ((flags & L.REJECTED) === 0) continue;
    // A registration at the very time of this rejection comes behind it, and hides none that came before.
    if ((accepted < instant ? accepted : acceptedBefore) >= rejected) series = 0;
    rejected = instant;
    longest = max(longest, ++series);
    permanent += ((flags & L.PERMANENT) !== 0) as i32;
  }
  store<i32>(row << 2, permanent, L.PERMANENT_REJECTIONS);
  store<i32>(row << 2, longest, L.LONGEST_REJECTED);
}
