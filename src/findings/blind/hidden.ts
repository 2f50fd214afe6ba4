/**
 * How many devices an outage may hide altogether, from outages that are pretended: had a stretch of as many good days been blind,
 * the devices that were seen in it and on no other day would not be known (blocks of neighbouring days are left out as in
 * Künsch, Annals of Statistics 1989). Assumes that the days that were missed are like those that were not.
 */

export interface Hidden {
  /** Pretended outages, of all stretches together. */
  readonly windows: number;
  /** The fewest, on average, and the most that one of them would hide; stretches are added up. */
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

const NOTHING_HIDDEN: Hidden = { windows: 0, low: 0, mean: 0, high: 0 };

/** Devices by the first and last day, from 0, that they were seen on: row × days + column. */
export type Spans = Int32Array;

/**
 * `missed`: by day of the period; `bad`: days that no outage is pretended on, where others than the missed ones are. Null where an outage is
 * longer than every stretch of good days.
 */
export function hiddenBy(spans: Spans, missed: readonly boolean[], bad = missed): Hidden | null {
  let sum = NOTHING_HIDDEN;
  for (const length of stretches(missed)) {
    const counts: number[] = [];
    for (let from = 0; from + length <= missed.length; from++) {
      if (bad.slice(from, from + length).includes(true)) continue;
      counts.push(within(spans, missed.length, from, from + length));
    }
    if (counts.length === 0) return null;
    sum = {
      windows: sum.windows + counts.length,
      low: sum.low + Math.min(...counts),
      mean: sum.mean + counts.reduce((a, b) => a + b, 0) / counts.length,
      high: sum.high + Math.max(...counts),
    };
  }
  return { ...sum, mean: Math.round(sum.mean * 100) / 100 };
}

/** Lengths of the stretches of missed days. */
function stretches(missed: readonly boolean[]): number[] {
  const lengths: number[] = [];
  missed.forEach((isMissed, day) => {
    if (!isMissed) return;
    if (day > 0 && missed[day - 1]) lengths[lengths.length - 1]!++;
    else lengths.push(1);
  });
  return lengths;
}

function within(spans: Spans, days: number, from: number, until: number): number {
  let count = 0;
  for (let first = from; first < until; first++)
    for (let last = first; last < until; last++) count += spans[first * days + last]!;
  return count;
}
