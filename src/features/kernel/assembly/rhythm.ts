/**
 * Rhythm of everything a device did in the period, TAP and signaling together: gaps between bursts (instants more than 60
 * seconds apart, in whole seconds), local hours and days. A squared gap and any sum of them is below the square of the period
 * in seconds (10^13), so floats hold them exactly (rule 16).
 */
import * as L from '../layout';
import { clearDays, dayOf, writeDays, writeVolumes } from './days';
import { begin, end, TIMED_OCTETS, Timed } from './device-rows';
import { Terms } from './terms';

const BURST_SECONDS: f64 = 60;
const NIGHT_HOURS: i32 = 6;
/** Bursts by when they begin in the hour: five minutes wide, in UTC, so that no time zone matters. */
const SLOTS: u32 = 12;
const SLOT_SECONDS: u32 = 300;
/**
 * Gaps by length: each octave (from 32 seconds, the least burst gap's, to 2^21, the length of a month) in eight of equal width.
 * Two neighbours hold what differs by about a tenth from their middle.
 */
const FIRST_OCTAVE: u32 = 5;
const WIDTHS: u32 = 17 * 8;

const slots: u32 = heap.alloc(SLOTS * 4) as u32;
/** One more stands behind the last: it has no gap. */
const widths: u32 = heap.alloc((WIDTHS + 1) * 4) as u32;

export function writeRhythm(terms: Terms, row: u32): void {
  const hours = L.HOUR_COUNTS + row * (L.HOURS * 4);
  memory.fill(hours, 0, L.HOURS * 4);
  memory.fill(slots, 0, SLOTS * 4);
  memory.fill(widths, 0, (WIDTHS + 1) * 4);
  clearDays();
  const periodFromDay = terms.periodFromDay;
  let count: i32 = 0;
  let before: f64 = -Infinity;
  let gaps: i32 = 0;
  let sum: f64 = 0;
  let squares: f64 = 0;
  let anyFlags: i32 = 0;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    const flags = timed.flags;
    // Detachments are the network's doing.
    if ((flags & (L.IN_PERIOD | L.DETACH)) !== L.IN_PERIOD) continue;
    anyFlags |= flags;
    const second = Math.floor(timed.instant / 1000);
    const hour = (flags >> L.HOUR_SHIFT) & L.HOUR_MASK;
    increment(hours + (hour << 2));
    const day = dayOf(timed.day - periodFromDay);
    if (day.count++ === 0 || hour < day.firstHour) day.firstHour = hour;
    const gap = second - before;
    if (gap > BURST_SECONDS) {
      increment(slots + ((((second as u32) / SLOT_SECONDS) % SLOTS) << 2));
      if (count > 0) {
        gaps++;
        sum += gap;
        squares += gap * gap;
        increment(widths + (widthOf(gap as u32) << 2));
      }
    }
    count++;
    before = second;
  }
  let night: i32 = 0;
  let distinct: i32 = 0;
  for (let hour = 0; hour < L.HOURS; hour++) {
    const n = load<i32>(hours + (hour << 2));
    if (n > 0) distinct++;
    if (hour < NIGHT_HOURS) night += n;
  }
  store<i32>(row << 2, count, L.INSTANTS);
  store<i32>(row << 2, gaps, L.GAPS);
  store<i64>(row << 3, sum as i64, L.GAP_SUM);
  store<i64>(row << 3, squares as i64, L.GAP_SQUARE_SUM);
  store<i32>(row << 2, night, L.NIGHT);
  store<i32>(row << 2, distinct, L.DISTINCT_HOURS);
  writeTopGap(gaps, row);
  writeSlots(row);
  writeVolumes((anyFlags & L.DATA) !== 0, periodFromDay, row);
  writeDays(periodFromDay, row);
}

function increment(at: u32): void {
  store<i32>(at, load<i32>(at) + 1);
}

function widthOf(gap: u32): u32 {
  const octave = 31 - (clz(gap) as u32);
  return ((octave - FIRST_OCTAVE) << 3) | ((gap >> (octave - 3)) & 7);
}

/** The two neighbouring widths that hold the most gaps, the shortest on a tie, and the least gap that they hold. */
function writeTopGap(gaps: i32, row: u32): void {
  let most: i32 = 0;
  let place: u32 = 0;
  if (gaps > 0) {
    let before = load<i32>(widths);
    for (let width: u32 = 0; width < WIDTHS; width++) {
      const behind = load<i32>(widths + ((width + 1) << 2));
      if (before + behind > most) {
        most = before + behind;
        place = width;
      }
      before = behind;
    }
  }
  store<i32>(row << 2, most, L.TOP_GAPS);
  store<i32>(row << 2, gaps > 0 ? (8 | (place & 7)) << ((place >> 3) + FIRST_OCTAVE - 3) : 0, L.TOP_GAP_FROM);
}

function writeSlots(row: u32): void {
  let squares: i64 = 0;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const count = load<i32>(slots + (slot << 2));
    squares += (count as i64) * count;
  }
  store<i64>(row << 3, squares, L.SLOT_SQUARES);
}
