/** Finds the factors that bring a month near the asked numbers of rows, by trying them on the first devices. */
import { LEAD_DAYS, type Month, TAIL_DAYS } from './calendar.ts';
import type { Pace, Signal, Usage } from './day.ts';
import type { Device } from './device.ts';
import { planDay } from './plan.ts';
import { FIRST_TAP_DAY } from './tap-feed.ts';

/** The mix of kinds repeats every hundred devices, so the first thousand stand for all. */
const SAMPLE = 1000;
const ROUNDS = 3;
const MAX_FACTOR = 2000;
const MIN_FACTOR = 0.001;

/** Factors for about `records` TAP records and `events` signaling rows. */
export function findPace(
  devices: readonly Device[],
  month: Month,
  seed: number,
  records: number,
  events: number,
): Pace {
  const sample = devices.slice(0, SAMPLE);
  const share = sample.length / devices.length;
  let pace: Pace = { usage: 1, signals: 1 };
  for (let round = 0; round < ROUNDS; round++) {
    const made = countRows(sample, month, seed, pace);
    pace = {
      usage: clamp((pace.usage * records * share) / Math.max(1, made.usage)),
      signals: clamp((pace.signals * events * share) / Math.max(1, made.signals)),
    };
  }
  return pace;
}

function clamp(factor: number): number {
  return Math.min(MAX_FACTOR, Math.max(MIN_FACTOR, factor));
}

function countRows(
  devices: readonly Device[],
  month: Month,
  seed: number,
  pace: Pace,
): { usage: number; signals: number } {
  const usage: Usage[] = [];
  const signals: Signal[] = [];
  const made = { usage: 0, signals: 0 };
  for (let day = -LEAD_DAYS; day < month.days + TAIL_DAYS; day++) {
    for (const device of devices) {
      planDay(device, month, seed, day, pace, usage, signals);
      if (day >= FIRST_TAP_DAY && day < month.days) made.usage += usage.length;
      made.signals += signals.length;
      usage.length = 0;
      signals.length = 0;
    }
  }
  return made;
}
