/**
 * Days, clocks and time stamps of the generated month. The visited network spans two zones that change clocks by the
 * same European rule: the mainland (UTC+1, summer +2) and its islands (UTC, summer +1).
 */
import { RoamsettleError } from '../errors.ts';

export const DAY = 86_400;
/** Signaling and usage of this many days before the period, so that presence does not start from nothing. */
export const LEAD_DAYS = 2;
/** First day after the period that the signaling feed still covers (home time zones west of the visited one). */
export const TAIL_DAYS = 1;
const FIRST_YEAR = 2020;
const LAST_YEAR = 2099;

export interface Month {
  /** YYYY-MM. */
  readonly text: string;
  readonly year: number;
  /** 1..12. */
  readonly month: number;
  /** Seconds since 1970-01-01 of the first day, as if it were UTC. */
  readonly start: number;
  readonly days: number;
}

/** @throws RoamsettleError PERIOD_INVALID unless `text` is YYYY-MM of the years 2020 to 2099. */
export function parseMonth(text: string): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  const year = Number(match?.[1] ?? 0);
  if (match === null || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new RoamsettleError('PERIOD_INVALID', `Months of ${FIRST_YEAR} to ${LAST_YEAR} can be generated.`);
  }
  return monthOf(year, Number(match[2]));
}

/** The month `delta` months away. */
export function neighbour(month: Month, delta: number): Month {
  const index = month.year * 12 + month.month - 1 + delta;
  return monthOf(Math.floor(index / 12), (index % 12) + 1);
}

function monthOf(year: number, month: number): Month {
  const start = Date.UTC(year, month - 1, 1) / 1000;
  const days = (Date.UTC(year, month, 1) / 1000 - start) / DAY;
  return { text: `${year}-${String(month).padStart(2, '0')}`, year, month, start, days };
}

/** Daily TAP files since 2020-01 before this month, two more a month than it has days: numbers join across months. */
export function filesBefore(month: Month): number {
  const days = (month.start - Date.UTC(FIRST_YEAR, 0, 1) / 1000) / DAY;
  return days + 2 * ((month.year - FIRST_YEAR) * 12 + month.month - 1);
}

export type Region = 0 | 1;
/** Standard offset in minutes of each region. */
const STANDARD: readonly [number, number] = [60, 0];

let cached = { from: 0, until: 0, summerFrom: 0, summerUntil: 0 };

/** Minutes east of UTC that a clock in the region shows at `utc` seconds. */
export function offsetMinutes(region: Region, utc: number): number {
  if (utc < cached.from || utc >= cached.until) cached = summerOf(new Date(utc * 1000).getUTCFullYear());
  return STANDARD[region] + (utc >= cached.summerFrom && utc < cached.summerUntil ? 60 : 0);
}

/** A year and its summer time, in UTC seconds: from 01:00 UTC of the last Sunday of March to that of October. */
function summerOf(year: number): typeof cached {
  return {
    from: Date.UTC(year, 0, 1) / 1000,
    until: Date.UTC(year + 1, 0, 1) / 1000,
    summerFrom: lastSunday(year, 2) + 3600,
    summerUntil: lastSunday(year, 9) + 3600,
  };
}

/** Midnight UTC of the last Sunday of a month of 31 days (0-based month). */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 31) / 1000;
  return last - new Date(last * 1000).getUTCDay() * DAY;
}

/** UTC seconds of local midnight of day `day` (0 = first of the month), by the offset of that noon. */
export function localMidnight(month: Month, day: number, region: Region): number {
  const midnight = month.start + day * DAY;
  return midnight - 60 * offsetMinutes(region, midnight + DAY / 2);
}

/** 0 Sunday … 6 Saturday. */
export function weekday(month: Month, day: number): number {
  return (((month.start / DAY + day + 4) % 7) + 7) % 7;
}

/** YYYY-MM-DD. */
export function dateText(month: Month, day: number): string {
  return new Date((month.start + day * DAY) * 1000).toISOString().slice(0, 10);
}

const PAIRS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
let stampDay = Number.NaN;
let stampDate = '';

/** CCYYMMDDhhmmss of seconds on a local clock. */
export function stamp(local: number): string {
  const day = Math.floor(local / DAY);
  if (day !== stampDay) {
    stampDay = day;
    stampDate = new Date(day * DAY * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  }
  const second = local - day * DAY;
  const minute = Math.floor(second / 60);
  return `${stampDate}${PAIRS[Math.floor(minute / 60)]}${PAIRS[minute % 60]}${PAIRS[second % 60]}`;
}

/** +hhmm or -hhmm. */
export function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes);
  const hours = String(Math.floor(absolute / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}${String(absolute % 60).padStart(2, '0')}`;
}
