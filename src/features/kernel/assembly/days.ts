/** What a device did on each day of the period: how evenly, how early, on which days of the week, and how much data. */
import * as L from '../layout';
import { begin, end, TIMED_OCTETS, Timed } from './device-rows';

/** Days of a period at the most. */
const DAYS: i32 = 31;
/** 1970-01-01 was a Thursday; days of the week from Monday, 0, on. */
const THURSDAY: i32 = 3;
const SATURDAY: i32 = 5;
/** Kilobytes of a day at the most, so that no sum of squares overflows. */
const MOST_DAY_KILOBYTES: i64 = 1 << 28;
const SMALL_KILOBYTES: i32 = 10;

@unmanaged
class Day {
  /** Records and events, and the least local hour of one. */
  count: i32;
  firstHour: i32;
  kilobytes: i64;
}

const DAY_OCTETS: u32 = 16;

const days: u32 = heap.alloc((DAYS as u32) * DAY_OCTETS) as u32;

export function clearDays(): void {
  memory.fill(days, 0, (DAYS as u32) * DAY_OCTETS);
}

/** A day of the period, from 0 on. */
export function dayOf(place: i32): Day {
  return changetype<Day>(days + (place as u32) * DAY_OCTETS);
}

/** Sizes of the data records, and what they come to on a day; `any`: whether there is one. */
export function writeVolumes(any: bool, periodFromDay: i32, row: u32): void {
  let small: i32 = 0;
  let sum: i64 = 0;
  let squares: i64 = 0;
  let daySquares: i64 = 0;
  if (any) {
    for (let at = begin; at < end; at += TIMED_OCTETS) {
      const timed = changetype<Timed>(at);
      if ((timed.flags & (L.IN_PERIOD | L.DATA)) !== (L.IN_PERIOD | L.DATA)) continue;
      const kilobytes = timed.kilobytes;
      small += (kilobytes < SMALL_KILOBYTES) as i32;
      sum += kilobytes;
      squares += (kilobytes as i64) * kilobytes;
      dayOf(timed.day - periodFromDay).kilobytes += kilobytes;
    }
    for (let day = 0; day < DAYS; day++) {
      const kilobytes = min(dayOf(day).kilobytes, MOST_DAY_KILOBYTES);
      daySquares += kilobytes * kilobytes;
    }
  }
  store<i32>(row << 2, small, L.SMALL_RECORDS);
  store<i64>(row << 3, sum, L.KILOBYTES);
  store<i64>(row << 3, squares, L.KILOBYTE_SQUARES);
  store<i64>(row << 3, daySquares, L.DAY_KILOBYTE_SQUARES);
}

export function writeDays(periodFromDay: i32, row: u32): void {
  let active: i32 = 0;
  let weekend: i32 = 0;
  let squares: i64 = 0;
  let hours: i32 = 0;
  let hourSquares: i32 = 0;
  let weekday = (periodFromDay + THURSDAY) % 7;
  for (let place = 0; place < DAYS; place++) {
    const day = dayOf(place);
    const count = day.count;
    if (count > 0) {
      active++;
      squares += (count as i64) * count;
      if (weekday >= SATURDAY) weekend += count;
      hours += day.firstHour;
      hourSquares += day.firstHour * day.firstHour;
    }
    weekday = weekday === 6 ? 0 : weekday + 1;
  }
  store<i32>(row << 2, active, L.ACTIVE_DAYS);
  store<i32>(row << 2, weekend, L.WEEKEND);
  store<i64>(row << 3, squares, L.DAY_SQUARES);
  store<i32>(row << 2, hours, L.FIRST_HOUR_SUM);
  store<i32>(row << 2, hourSquares, L.FIRST_HOUR_SQUARES);
}
