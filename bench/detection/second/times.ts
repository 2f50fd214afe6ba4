/** When machines are there, and when they are on the move. */
import type { Month } from './month.ts';
import { DAY, HOUR, type Stay } from './people.ts';

/** From when to when a machine stands where it stands. */
export function service({ chance, end }: Month): Stay {
  const from = chance.is(0.88) ? -DAY : chance.between(0, end);
  return [from, chance.is(0.92) ? end + DAY : chance.between(Math.max(0, from), end)];
}

/** Stays of what comes and goes, so many days long at the median. */
export function visits({ chance, end }: Month, days: number): Stay[] {
  const stays: Stay[] = [];
  for (let at = chance.between(-6, 10) * DAY; at < end; ) {
    const to = at + chance.around(days, 0.8) * DAY;
    stays.push([at, to]);
    at = to + chance.around(5, 0.9) * DAY;
  }
  return stays;
}

/** To work and back, on most days. */
export function drives({ chance }: Month, low: number, high: number): Stay[] {
  const trips: Stay[] = [];
  for (let day = Math.floor(low / DAY); day < high / DAY; day += 1)
    for (const hour of chance.is(0.28) ? [] : [chance.normal(7.8, 0.7), chance.normal(17.4, 1.2)]) {
      const at = day * DAY + hour * HOUR;
      trips.push([at, at + chance.around(1500, 0.7)]);
    }
  return trips.filter(([at]) => at >= low && at < high);
}

/** Working hours that begin alike, with one free day in seven. */
export function shifts({ chance }: Month, low: number, high: number): Stay[] {
  const start = chance.one([6, 7, 8, 14, 18]);
  const free = chance.below(7);
  const trips: Stay[] = [];
  for (let day = Math.floor(low / DAY); day < high / DAY; day += 1) {
    const at = day * DAY + chance.normal(start, 0.35) * HOUR;
    if (day % 7 !== free && chance.is(0.94) && at >= low)
      trips.push([at, at + chance.normal(9.5, 1.2) * HOUR]);
  }
  return trips;
}
