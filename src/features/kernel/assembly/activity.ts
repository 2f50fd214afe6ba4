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
  let dayBits: u32 = 0;
  let anyFlags: i32 = 0;
  let first: f64 = 0;
  let last: f64 = 0;
  // Most events of a device are in the cell of the one before.
  let cell: i32 = -1;
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
    // Only how many they are is asked.
    if (timed.cell >= 0 && timed.cell !== cell) {
      cell = timed.cell;
      cells.add(cell, 1);
    }
    dayBits |= 1 << (timed.day - periodFromDay);
  }
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
  store<i32>(at4, cells.size, L.CELLS);
  store<i32>(at4, popcnt(dayBits) as i32, L.EVENT_DAYS);
}
