/** Rows of the device at hand under one agreement in order of time, as the passes read them. */
import * as L from '../layout';
import { orderedRows } from './order';
import { Room } from './room';
import { Row } from './row';
import { Terms } from './terms';
import { offsetAt } from './zone';

const HOUR_MS: f64 = 3_600_000;
const DAY_HOURS: i32 = 24;

/** A row as the passes read it: a record's day is as its basis has it (rule 3), an event's that of the agreement's zone. */
@unmanaged
export class Timed {
  instant: f64;
  flags: i32;
  day: i32;
  tac: i32;
  apn: i32;
  cell: i32;
  kilobytes: i32;
}

export const TIMED_OCTETS: u32 = 32;

const rows = new Room(1024 * TIMED_OCTETS);

/** Addresses of the first row and behind the last. */
export let begin: u32 = 0;
export let end: u32 = 0;
/** Flags that any of the rows has. */
export let anyFlags: i32 = 0;

/**
 * Takes the rows, of `length` in order, that `owners` gives to the agreement and that lie in its reach (rule 2: half-open
 * windows). What makes the device part of the period's list (rule 5) and the days that its rows reach go out for `row`.
 * False, and nothing goes out, where there are none.
 */
export function gather(no: i32, terms: Terms, owners: u32, length: u32, row: u32): bool {
  rows.reserve(length * TIMED_OCTETS);
  const ordered = orderedRows();
  const scanFromMs = terms.scanFromMs;
  const scanUntilMs = terms.scanUntilMs;
  const scanFromDay = terms.scanFromDay;
  const periodFromDay = terms.periodFromDay;
  const periodEndDay = terms.periodEndDay;
  let to = rows.at;
  let events: i32 = 0;
  let any: i32 = 0;
  let firstDay: i32 = i32.MAX_VALUE;
  let lastDay: i32 = i32.MIN_VALUE;
  for (let i: u32 = 0; i < length; i++) {
    if (load<i32>(owners + (i << 2)) !== no) continue;
    const from = changetype<Row>(load<u32>(ordered + (i << 2)));
    const instant = from.instant;
    const timed = changetype<Timed>(to);
    let flags = from.flags;
    let day: i32;
    let reaches = true;
    if ((flags & L.RECORD) !== 0) {
      day = from.cellOrDay;
      // A record charged late may lie long before every window: it says nothing of what is loaded now. One whose own clock is
      // behind the zone's may be of an earlier day, and its attachment reach into the window all the same.
      reaches = day >= scanFromDay || instant >= scanFromMs;
      if (reaches && day < periodEndDay) flags |= L.SIGN;
      timed.cell = -1;
      timed.kilobytes = from.kilobytes;
    } else {
      if (instant < scanFromMs || instant >= scanUntilMs) continue;
      // Local hours since 1970: reach begins after it, so that cutting off is rounding down.
      const hours = ((instant + offsetAt(terms, instant)) / HOUR_MS) as i32;
      day = hours / DAY_HOURS;
      if (day >= periodFromDay && day < periodEndDay) flags |= L.IN_PERIOD;
      flags |= (hours - day * DAY_HOURS) << L.HOUR_SHIFT;
      timed.cell = from.cellOrDay;
      events++;
    }
    if (reaches) {
      firstDay = min(firstDay, day);
      lastDay = max(lastDay, day);
    }
    any |= flags;
    timed.instant = instant;
    timed.flags = flags;
    timed.day = day;
    timed.tac = from.tac;
    timed.apn = from.apn;
    to += TIMED_OCTETS;
  }
  begin = rows.at;
  end = to;
  anyFlags = any;
  if (begin === end) return false;
  const at = row << 2;
  store<i32>(at, firstDay <= lastDay ? firstDay : L.NO_INTEGER, L.FIRST_DAY);
  store<i32>(at, firstDay <= lastDay ? lastDay : L.NO_INTEGER, L.LAST_DAY);
  store<i32>(at, events, L.REACH_EVENTS);
  store<i32>(at, (any & L.IN_PERIOD) === 0 ? 0 : 1, L.HAS_IN_PERIOD);
  store<i32>(at, (any & L.CHARGED) === 0 ? 0 : 1, L.HAS_CHARGED);
  return true;
}
