/** The settlement period: a calendar month (docs/rules.md, rule 2). Days are counted from 1970-01-01. */
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

/** What stands there may be an IMSI by mistake. */
function noPeriod(text: string): RoamsettleError {
  return new RoamsettleError('PERIOD_INVALID', `Got "${text.replace(/\d{10,}/g, '…').slice(0, 20)}".`);
}

const PERIOD = /^(19[9]\d|20\d\d)-(0[1-9]|1[0-2])$/;

/** Whether `parsePeriod` takes the text. */
export function isPeriod(text: string): boolean {
  return PERIOD.test(text);
}

/** Parses `YYYY-MM` (years 1990 to 2099). Throws PERIOD_INVALID. */
export function parsePeriod(text: string): Period {
  const match = PERIOD.exec(text);
  if (!match) throw noPeriod(text);
  const year = Number(match[1]);
  const month = Number(match[2]);
  return {
    name: text,
    firstDay: Date.UTC(year, month - 1, 1) / DAY_MS,
    endDay: Date.UTC(year, month, 1) / DAY_MS,
  };
}

/** Months that one range may have: ten years. */
const MAX_MONTHS = 120;

/** The months of `YYYY-MM` or of `YYYY-MM..YYYY-MM`, both ends included, in order. Throws PERIOD_INVALID. */
export function parsePeriods(text: string): Period[] {
  const [first = '', last = first, ...rest] = text.split('..');
  if (rest.length > 0) throw noPeriod(text);
  const { name: end } = parsePeriod(last);
  const periods: Period[] = [];
  for (let { name } = parsePeriod(first); name <= end; name = monthAfter(name)) {
    if (periods.length === MAX_MONTHS)
      throw new RoamsettleError('PERIOD_INVALID', `A range has at most ${MAX_MONTHS} months.`);
    periods.push(parsePeriod(name));
  }
  if (periods.length === 0) throw new RoamsettleError('PERIOD_INVALID', 'The range ends before it begins.');
  return periods;
}

/** By its digits: a term may begin or end in any year, where a period may not. */
function monthAfter(month: string): string {
  const next = Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}`;
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
    month = monthAfter(month);
  }
  return months;
}

/** Whether the text is a date YYYY-MM-DD that the calendar has. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
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
