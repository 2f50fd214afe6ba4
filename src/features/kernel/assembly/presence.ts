/**
 * Rule 3: days on which a device was observed, and days it was present on, because it was observed or attached in for any
 * time. Attached: from a sign of life until a detachment or `carry_hours` after the last sign, whichever is first.
 */
import * as L from '../layout';
import { begin, end, TIMED_OCTETS, Timed } from './device-rows';
import * as fees from './fees';
import { Room } from './room';
import { Terms } from './terms';
import { dayAt, NO_DAY } from './zone';

/** A cancel this soon after a sign of life is a change of serving node. */
const NODE_CHANGE_MS: f64 = 5_000;

/** Whether the device was present on a day, an octet each, counted from the first day looked at. */
const marks = new Room(64);

/** Rows come by time, detachments before signs of life at equal times. */
export function writePresence(terms: Terms, row: u32): void {
  const firstDay = min(terms.windowFromDay, terms.periodFromDay);
  const days = (terms.periodEndDay - firstDay) as u32;
  marks.reserve(days);
  memory.fill(marks.at, 0, days);
  fees.reset();
  store<i32>(row << 2, popcnt(follow(terms, firstDay)), L.DAYS_OBSERVED);
  fees.writeFees(terms, row);
  writePresent(terms, firstDay, row);
}

/** Marks the days that the device was observed on or attached in; returns the former, as bits of the period. */
function follow(terms: Terms, firstDay: i32): u32 {
  const periodFromDay = terms.periodFromDay;
  const carryMs = terms.carryMs;
  let observed: u32 = 0;
  // The last sign of life, and whether no detachment came since.
  let sign: f64 = -Infinity;
  let attached = false;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    const flags = timed.flags;
    if ((flags & (L.SIGN | L.DETACH)) === 0) continue;
    const instant = timed.instant;
    if ((flags & L.SIGN) !== 0) {
      const day = timed.day;
      // No sign of life lies beyond the period (device-rows.ts).
      const bit: u32 = day < periodFromDay ? 0 : 1 << (day - periodFromDay);
      if (day >= firstDay) store<u8>(marks.at + (day - firstDay), 1);
      observed |= bit;
      if (attached) mark(sign, instant, terms, firstDay);
      if (!attached || instant - sign > carryMs) fees.attach(terms, instant, day);
      fees.sign(instant, day, bit, (flags & L.RECORD) !== 0);
      sign = instant;
      attached = true;
    } else {
      if ((flags & L.CANCEL) !== 0 && instant - sign <= NODE_CHANGE_MS) continue;
      if (!attached) continue;
      mark(sign, instant, terms, firstDay);
      if (instant - sign <= carryMs) fees.detach(terms, instant);
      attached = false;
    }
  }
  if (attached) mark(sign, terms.scanUntilMs, terms, firstDay);
  return observed;
}

/** Marks the local days of an attachment that ends at `next` at the latest. */
function mark(from: f64, next: f64, terms: Terms, firstDay: i32): void {
  const end = min(min(next, from + terms.carryMs), terms.scanUntilMs);
  if (end <= from) return;
  // In this order a day that is asked for is mostly the one that was asked for last.
  let day = dayAt(terms, from);
  const last = min(dayAt(terms, end - 1), terms.periodEndDay - 1);
  if (day === NO_DAY || last === NO_DAY) return;
  day = max(day, firstDay);
  fees.reach(terms, day, last);
  for (; day <= last; day++) store<u8>(marks.at + (day - firstDay), 1);
}

function writePresent(terms: Terms, firstDay: i32, row: u32): void {
  const windowFromDay = terms.windowFromDay;
  const periodFromDay = terms.periodFromDay;
  const periodEndDay = terms.periodEndDay;
  let inWindow: i32 = 0;
  let inPeriod: i32 = 0;
  let longest: i32 = 0;
  let before = windowFromDay - 1;
  for (let day = firstDay; day < periodEndDay; day++) {
    if (load<u8>(marks.at + (day - firstDay)) === 0) continue;
    if (day >= periodFromDay) inPeriod++;
    if (day < windowFromDay) continue;
    inWindow++;
    longest = max(longest, day - before - 1);
    before = day;
  }
  const at = row << 2;
  store<i32>(at, inWindow, L.WINDOW_DAYS);
  store<i32>(at, inPeriod, L.DAYS_PRESENT);
  store<i32>(at, inWindow > 0 ? max(longest, periodEndDay - 1 - before) : L.NO_INTEGER, L.LONGEST_GAP);
}
