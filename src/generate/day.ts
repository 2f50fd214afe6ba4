/** The words of one device's day: what it used, what signaling it caused, and when in the day things happen. */
import { DAY, type Month, weekday } from './calendar.ts';
import type { Device } from './device.ts';
import { HOURS, type Rhythm, WEEKEND } from './habit.ts';
import { mix, type Rng } from './prng.ts';

export type UsageType = 'gprs' | 'moc' | 'mtc' | 'supplementary' | 'message' | 'session';

export interface Usage {
  readonly device: Device;
  readonly type: UsageType;
  /** UTC seconds. */
  readonly start: number;
  readonly seconds: number;
  /** Bytes. */
  readonly up: number;
  readonly down: number;
  /** '11' speech, '21' SMS MT, '22' SMS MO; empty for data. */
  readonly teleservice: string;
  readonly cell: number;
  /** ChargingId, or the number that the CallReference octets hold. */
  readonly reference: number;
  readonly partial: '' | 'F' | 'I' | 'L';
  /** UTC seconds of the context's start, for partial records. */
  readonly contextStart: number;
}

export interface Signal {
  /** UTC milliseconds. */
  readonly ms: number;
  readonly device: Device;
  readonly face: 'map' | 's6a' | 'gtp' | 'sbi' | 'vlr';
  readonly procedure: string;
  readonly result: string;
  readonly cell: number;
  /** The row shows the device's IMEI. */
  readonly equipment: boolean;
  /** Radio access as the visited network sees it. */
  readonly rat: string;
}

/** Factors that bring the month to the asked numbers of rows. */
export interface Pace {
  readonly usage: number;
  readonly signals: number;
}

/** No device does one thing more often than this in a day, however large the target. */
export const MAX_PER_DAY = 2000;

/** One device on one day, with its random numbers. */
export interface DayOf {
  readonly device: Device;
  readonly month: Month;
  readonly day: number;
  /** UTC seconds of local midnight. */
  readonly midnight: number;
  /** Radio access of the day. */
  readonly rat: string;
  readonly rng: Rng;
}

/** Times of day, in seconds after local midnight, of `perDay` things on average. */
export function moments(it: DayOf, perDay: number, rhythm: Rhythm, jitter: number): number[] {
  const rate = Math.min(perDay, MAX_PER_DAY);
  if (rate <= 0) return [];
  if (rhythm === 'timer') return ticks(it, rate, jitter);
  const weekend = [0, 6].includes(weekday(it.month, it.day)) ? WEEKEND[rhythm] : 1;
  const count = it.rng.about(rate * weekend * (it.rng.unit() + it.rng.unit()));
  const hours = HOURS[rhythm];
  const total = hours.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: Math.min(count, MAX_PER_DAY) }, () => {
    let rest = it.rng.below(total);
    let hour = 0;
    while (rest >= (hours[hour] as number)) rest -= hours[hour++] as number;
    return ((hour + it.device.clock + 24) % 24) * 3600 + it.rng.below(3600);
  });
}

/** Equal steps through the month, whatever the day, each late by less than `jitter` seconds. */
function ticks(it: DayOf, rate: number, jitter: number): number[] {
  const step = Math.max(1, Math.round(DAY / rate));
  const from = it.day * DAY - (it.device.phase % step);
  const times: number[] = [];
  for (let k = Math.ceil(from / step); ; k++) {
    const at = k * step - from;
    if (at >= DAY) return times;
    times.push(Math.min(DAY - 1, at + (mix(it.device.phase, k, jitter) % (1 + Math.min(jitter, step)))));
  }
}

/** Mostly the cells the device uses most. */
export function cellNow(it: DayOf): number {
  const cells = it.device.cells;
  const draw = it.device.kind.cells === 'many' ? it.rng.unit() : it.rng.unit() * it.rng.unit();
  return cells[Math.floor(draw * cells.length)] as number;
}
