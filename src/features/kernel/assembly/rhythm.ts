/**
 * Rhythm of everything a device did in the period, TAP and signaling together: gaps between bursts (instants more than 60
 * seconds apart, in whole seconds) and local hours. A squared gap and any sum of them is below the square of the period in
 * seconds (10^13), so floats hold them exactly (rule 16).
 */
import * as L from '../layout';
import { begin, end, TIMED_OCTETS, Timed } from './device-rows';

const BURST_SECONDS: f64 = 60;
const NIGHT_HOURS: i32 = 6;

export function writeRhythm(row: u32): void {
  const hours = L.HOUR_COUNTS + row * (L.HOURS * 4);
  memory.fill(hours, 0, L.HOURS * 4);
  let count: i32 = 0;
  let before: f64 = 0;
  let gaps: i32 = 0;
  let sum: f64 = 0;
  let squares: f64 = 0;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    // Detachments are the network's doing.
    if ((timed.flags & (L.IN_PERIOD | L.DETACH)) !== L.IN_PERIOD) continue;
    const second = Math.floor(timed.instant / 1000);
    const hour = hours + ((timed.flags >> L.HOUR_SHIFT) << 2);
    store<i32>(hour, load<i32>(hour) + 1);
    const gap = second - before;
    if (count > 0 && gap > BURST_SECONDS) {
      gaps++;
      sum += gap;
      squares += gap * gap;
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
}
