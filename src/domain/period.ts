/** The settlement period: a calendar month (rule 2 of contracts.md). Days are counted from 1970-01-01. */
import { RoamsettleError } from '../errors.ts';

export const DAY_MS = 86_400_000;

export interface Period {
  /** `YYYY-MM`. */
  readonly name: string;
  /** First day, as a day number. */
  readonly firstDay: number;
  /** The day after the last, as a day number. */
  readonly endDay: number;
}

/** Parses `YYYY-MM` (years 1990 to 2099). Throws PERIOD_INVALID. */
export function parsePeriod(text: string): Period {
  const match = /^(19[9]\d|20\d\d)-(0[1-9]|1[0-2])$/.exec(text);
  if (!match) throw new RoamsettleError('PERIOD_INVALID', `Got "${text.slice(0, 20)}".`);
  const year = Number(match[1]);
  const month = Number(match[2]);
  return {
    name: text,
    firstDay: Date.UTC(year, month - 1, 1) / DAY_MS,
    endDay: Date.UTC(year, month, 1) / DAY_MS,
  };
}

/** The month of a half-open term's last day. */
export function lastPeriodOf(term: { readonly until: string }): string {
  return dateOfDay(dayOfDate(term.until) - 1).slice(0, 'YYYY-MM'.length);
}

/** Months from the one that holds the term's first day to the one before `period`, in order. */
export function earlierPeriodsOf(term: { readonly from: string }, period: string): string[] {
  const months: string[] = [];
  for (let month = term.from.slice(0, 'YYYY-MM'.length); month < period; ) {
    months.push(month);
    month = dateOfDay(parsePeriod(month).endDay).slice(0, 'YYYY-MM'.length);
  }
  return months;
}

/** The month before. */
export function previousPeriod(period: string): string {
  return dateOfDay(parsePeriod(period).firstDay - 1).slice(0, 'YYYY-MM'.length);
}

/** Day number of an ISO date `YYYY-MM-DD`. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** ISO date of a day number. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
