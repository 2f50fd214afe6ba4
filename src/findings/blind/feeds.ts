/** What each feed by itself has missed, and how much of the silence may be its outage. */
import { dateOfDay, type Period } from '../../domain/period.ts';
import type { AgreementCoverage } from '../../runs/coverage.ts';
import type { MissedDay } from './days.ts';
import type { FalseSilence } from './false-silence.ts';
import { hiddenBy, type Spans } from './hidden.ts';

/** Days on which no interface has events, where none has them on most days; and events that name none. */
const ANY_INTERFACE = 'signaling';

export interface FeedSilence {
  /** `tap`, or an interface. */
  readonly feed: string;
  /** Files of the month that are missing, or days of it that are missing or thin; and of how many. */
  readonly missing: number;
  readonly of: number;
  /** Of `tap`: the last day that a record is dated on, where it is not the month's last: a feed that ends early leaves no gap in its numbers. */
  readonly ends: string | null;
  /**
   * Of `tap`: silent devices of the run that are so only because files are missing. Of an interface: silent devices that its missed days
   * alone would hide, were they seen on no other. The least, the mean of two decimals, the most; null where it cannot be told.
   */
  readonly devices: { readonly low: number; readonly mean: number; readonly high: number } | null;
}

/** TAP first, then the interfaces by name. `spans`: see hidden.ts. */
export function feedSilence(
  { events, tap, tap_files }: Pick<AgreementCoverage, 'events' | 'tap' | 'tap_files'>,
  found: {
    readonly missingFiles: number;
    readonly falsely: FalseSilence | null;
    readonly missed: readonly MissedDay[];
    readonly spans: Spans;
  },
  { firstDay, endDay }: Pick<Period, 'firstDay' | 'endDay'>,
): FeedSilence[] {
  const { missingFiles, falsely, spans } = found;
  const missed = found.missed.filter(({ in_period }) => in_period);
  const dates = Array.from({ length: endDay - firstDay }, (_, at) => dateOfDay(firstDay + at));
  const daysOf = (test: (day: MissedDay) => boolean) => {
    const own = new Set(missed.filter(test).map(({ date }) => date));
    return dates.map((date) => own.has(date));
  };
  const bad = daysOf(() => true);
  const names = Object.keys(events).filter((name) => name !== '');
  const nameless = missed.some(({ interfaces }) => interfaces.length === 0);
  return [
    {
      feed: 'tap',
      missing: missingFiles,
      of: tap_files + missingFiles,
      ends: dates.slice(0, -1)[tap.slice(-dates.length).findLastIndex((files) => files > 0)] ?? null,
      devices: falsely && { low: falsely.low, mean: falsely.estimate, high: falsely.high },
    },
    ...[...names.sort(), ...(nameless ? [ANY_INTERFACE] : [])].map((feed): FeedSilence => {
      const own = daysOf(({ interfaces }) =>
        feed === ANY_INTERFACE ? interfaces.length === 0 : interfaces.some((one) => one.interface === feed),
      );
      const hidden = hiddenBy(spans, own, bad);
      return {
        feed,
        missing: own.filter(Boolean).length,
        of: dates.length,
        ends: null,
        devices: hidden && { low: hidden.low, mean: hidden.mean, high: hidden.high },
      };
    }),
  ];
}
