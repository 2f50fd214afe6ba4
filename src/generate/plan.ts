/**
 * What one device does on one day: usage first, then the signaling around it. A pure function of (seed, device, day), so
 * a month is produced day by day and nothing is remembered.
 */

import { wakeOf } from './awake.ts';
import { DAY, localMidnight, type Month } from './calendar.ts';
import {
  cellNow,
  type DayOf,
  MAX_PER_DAY,
  moments,
  type Pace,
  type Signal,
  type Usage,
  type UsageType,
} from './day.ts';
import { type Device, isThere } from './device.ts';
import type { DataHabit } from './habit.ts';
import { mix, Rng } from './prng.ts';
import { signalsOf } from './signal-plan.ts';

/** Kilobytes of new firmware. */
const FIRMWARE_KB = 1800;
/** Seconds by which calls and messages at fixed times are late. */
const TALK_JITTER = 900;

/** Appends the day's usage and signaling of a device. */
export function planDay(
  device: Device,
  month: Month,
  seed: number,
  day: number,
  pace: Pace,
  usage: Usage[],
  signals: Signal[],
): void {
  if (!isThere(device, month, day) && !isThere(device, month, day - 1)) return;
  const rng = new Rng(seed, device.index, day + 64, month.start / DAY);
  const it: DayOf = {
    device,
    month,
    day,
    midnight: localMidnight(month, day, device.region),
    rat: ratOn(device, day),
    rng,
  };
  const first = usage.length;
  if (isThere(device, month, day) && !device.silent && !device.kind.rejected)
    planUsage(it, pace.usage, usage);
  signalsOf(it, pace, usage, first, signals);
}

/** Every fourth day or so at its other radio access. */
function ratOn({ rat, otherRat, phase }: Device, day: number): string {
  return otherRat !== '' && otherRat !== rat && mix(phase, day, 0x4a7) % 4 === 0 ? otherRat : rat;
}

function planUsage(it: DayOf, scale: number, out: Usage[]): void {
  const { kind, pace, firmware } = it.device;
  const factor = (kind.fixed ? 1 : scale * pace) * wakeOf(it.device, it.day);
  if (kind.data !== null) {
    if (kind.data.openDays > 0) planOpenContext(it, kind.data, factor, out);
    else
      for (const start of moments(it, kind.data.perDay * factor, kind.data.rhythm, 600))
        out.push(session(it, kind.data, start));
  }
  planEvents(it, kind.smsMo * factor, 'moc', '22', out);
  planEvents(it, kind.smsMt * factor, 'mtc', '21', out);
  planEvents(it, kind.voiceMo * factor, 'moc', '11', out);
  planEvents(it, kind.voiceMt * factor, 'mtc', '11', out);
  if (kind.supplementary > 0 && it.rng.chance(kind.supplementary * factor))
    planEvents(it, 1, 'supplementary', '', out);
  if (kind.data !== null && firmware >= 0 && Math.floor(firmware / 24) === it.day) {
    const at = (firmware % 24) * 3600 + it.rng.below(5400);
    const image = { ...kind.data, up: 40, down: FIRMWARE_KB, spread: 0, seconds: [300, 2400] as const };
    out.push(session(it, image, at));
  }
}

function volume(it: DayOf, habit: DataHabit): { up: number; down: number } {
  return {
    up: it.rng.skewed(habit.up * 1024, habit.spread),
    down: it.rng.skewed(habit.down * 1024, habit.spread),
  };
}

function session(it: DayOf, habit: DataHabit, start: number): Usage {
  const seconds = it.rng.between(habit.seconds[0], habit.seconds[1]);
  return {
    ...blank(it, 'gprs', start),
    seconds,
    ...volume(it, habit),
    reference: mix(it.device.phase, it.device.index, it.day + 64, start, it.month.start / DAY),
  };
}

/** Partial records of a context that stays open: F opens it, I continue it, L closes it; the charging id is one. */
function planOpenContext(it: DayOf, habit: DataHabit, factor: number, out: Usage[]): void {
  const epochDay = it.month.start / DAY + it.day + it.device.weekPhase;
  const cycle = Math.floor(epochDay / habit.openDays);
  const position = epochDay % habit.openDays;
  const opened = it.device.phase % DAY;
  const count = Math.max(1, Math.min(it.rng.about(habit.perDay * factor), MAX_PER_DAY));
  const length = Math.floor((DAY - 1) / count);
  const contextDay = Math.max(it.day - position, it.device.arrive);
  for (let i = 0; i < count; i++) {
    const start = position === 0 && i === 0 ? Math.min(opened, length - 1) : i * length;
    const first = position === 0 && i === 0;
    const last = position === habit.openDays - 1 && i === count - 1;
    out.push({
      ...blank(it, 'gprs', start),
      seconds: (i + 1) * length - start,
      ...volume(it, habit),
      reference: mix(it.device.phase, it.device.index, cycle, 0xc7),
      partial: first ? 'F' : last ? 'L' : 'I',
      contextStart: localMidnight(it.month, contextDay, it.device.region) + Math.min(opened, length - 1),
    });
  }
}

function planEvents(it: DayOf, rate: number, type: UsageType, teleservice: string, out: Usage[]): void {
  for (const start of moments(it, rate, it.device.kind.talk, TALK_JITTER)) {
    const speech = teleservice === '11';
    // A little of the traffic of 4G phones is filed the newer way.
    const modern = type === 'moc' && it.rat === 'EUTRAN' && it.rng.chance(speech ? 0.25 : 0.15);
    out.push({
      ...blank(it, modern ? (speech ? 'session' : 'message') : type, start),
      teleservice,
      seconds: speech ? it.rng.skewed(70, 3) : 0,
      reference: mix(it.device.index, it.day + 64, start, it.rng.next()) * 1024 + it.rng.below(1024),
    });
  }
}

function blank(it: DayOf, type: UsageType, start: number): Usage {
  return {
    device: it.device,
    type,
    start: it.midnight + start,
    seconds: 0,
    up: 0,
    down: 0,
    teleservice: '',
    cell: cellNow(it),
    reference: 0,
    partial: '',
    contextStart: 0,
  };
}
