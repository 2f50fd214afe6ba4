/**
 * Rhythm of everything a device did in the period, TAP and signaling together: gaps between bursts (instants more than 60
 * seconds apart, in whole seconds) and local hours. A squared gap and any sum of them is below the square of the period in
 * seconds (10^13), so floats hold them exactly (rule 16).
 */
import type { DeviceRows } from './device-rows.ts';
import { Flag, HOUR_SHIFT } from './flags.ts';
import { HOURS, type SignalColumns } from './output.ts';

const BURST_SECONDS = 60;
const NIGHT_HOURS = 6;

export function writeRhythm(rows: DeviceRows, out: SignalColumns, row: number): void {
  const { flags, instants, length } = rows;
  const hours = out.hourCounts;
  const firstHour = row * HOURS;
  let count = 0;
  let before = 0;
  let gaps = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    // Detachments are the network's doing.
    if ((flags[i]! & (Flag.inPeriod | Flag.detach)) !== Flag.inPeriod) continue;
    const second = Math.floor(instants[i]! / 1000);
    hours[firstHour + (flags[i]! >> HOUR_SHIFT)]!++;
    const gap = second - before;
    if (count > 0 && gap > BURST_SECONDS) {
      gaps++;
      sum += gap;
      squares += gap * gap;
    }
    count++;
    before = second;
  }
  let night = 0;
  let distinct = 0;
  for (let hour = 0; hour < HOURS; hour++) {
    const n = hours[firstHour + hour]!;
    if (n > 0) distinct++;
    if (hour < NIGHT_HOURS) night += n;
  }
  out.ints.instants[row] = count;
  out.ints.gaps[row] = gaps;
  out.floats.gap_sum[row] = sum;
  out.floats.gap_square_sum[row] = squares;
  out.ints.night[row] = night;
  out.ints.hours[row] = distinct;
}
