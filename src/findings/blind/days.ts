/** Days that a feed has nothing, or hardly anything, of: what stands beside its other days. */
import { dateOfDay, dayOfDate } from '../../domain/period.ts';
import type { AgreementCoverage } from '../../runs/coverage.ts';

export interface DayOfFeed {
  readonly interface: string;
  readonly events: number;
  /** Of the interface's days of the period. */
  readonly median: number;
}

export interface MissedDay {
  readonly date: string;
  /** blind: no event at all; partial: an interface has none or hardly any. */
  readonly kind: 'blind' | 'partial';
  readonly in_period: boolean;
  /** The interfaces that are missing or thin. */
  readonly interfaces: readonly DayOfFeed[];
}

/**
 * The days of window and period that something is missing of, in order. An interface is expected on every day if it has events on
 * half of the period's days at least, so that a weekly snapshot is none; a day is thin for it with less than `thinPercent`
 * of its median.
 */
export function missedDays(
  { from, events }: Pick<AgreementCoverage, 'from' | 'events'>,
  firstDay: number,
  endDay: number,
  thinPercent: number,
): MissedDay[] {
  const fromDay = dayOfDate(from);
  const length = endDay - fromDay;
  const feeds = Object.entries(events).flatMap(([name, counts]) => {
    const own = counts.slice(firstDay - fromDay);
    const isExpected = 2 * own.filter((count) => count > 0).length >= own.length;
    return isExpected ? [{ name, counts, median: medianOf(own) }] : [];
  });
  const missed: MissedDay[] = [];
  for (let at = 0; at < length; at++) {
    const total = Object.values(events).reduce((sum, counts) => sum + counts[at]!, 0);
    const thin = feeds.filter(({ counts, median }) => counts[at]! * 100 < median * thinPercent);
    if (total > 0 && thin.length === 0) continue;
    missed.push({
      date: dateOfDay(fromDay + at),
      kind: total === 0 ? 'blind' : 'partial',
      in_period: fromDay + at >= firstDay,
      interfaces: thin.map(({ name, counts, median }) => ({ interface: name, events: counts[at]!, median })),
    });
  }
  return missed;
}

/** The lower one of two. */
function medianOf(counts: readonly number[]): number {
  return [...counts].sort((a, b) => a - b)[(counts.length - 1) >> 1]!;
}
