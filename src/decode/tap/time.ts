/**
 * Time stamps of TAP: 14 ASCII digits CCYYMMDDhhmmss on a local clock, and offsets +hhmm/-hhmm.
 */
import { enter, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { asciiDigits, setNumber } from '../ber/values.ts';
import type { LocalTime } from '../outcome.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

const DAY = 86_400;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Widest offset from UTC in use is +14:00; a little more is taken. */
const MAX_OFFSET_HOURS = 15;

/** Days from 1970-01-01 to a day of the Gregorian calendar, or NaN where there is none such. */
function dayNumber(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1) return Number.NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (day > MONTH_DAYS[month - 1]! + (leap && month === 2 ? 1 : 0)) return Number.NaN;
  // The year is counted from March, so that the leap day is its last.
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((153 * m + 2) / 5) + day - 1 - 719_468;
}

/** LocalTimeStamp → seconds of the local clock since 1970-01-01, or NaN. Second 60 (a leap second) is read as 59. */
function seconds(d: TapState): number {
  const b = value(d.c);
  const at = d.c.vs;
  if (d.c.ve - at !== 14) return Number.NaN;
  const date = asciiDigits(b, at, 8);
  const time = asciiDigits(b, at + 8, 6);
  if (date < 0 || time < 0) return Number.NaN;
  const hour = Math.floor(time / 10_000);
  const minute = Math.floor(time / 100) % 100;
  const second = time % 100;
  if (hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const days = dayNumber(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
  return days * DAY + hour * 3600 + minute * 60 + Math.min(second, 59);
}

/** The current LocalTimeStamp into `c.lo`/`c.hi`; false after TAP_SYNTAX. */
export function readTimeStamp(d: TapState): boolean {
  const s = seconds(d);
  if (Number.isNaN(s)) {
    d.fail('TAP_SYNTAX', d.c.at, 'A time stamp is 14 digits CCYYMMDDhhmmss of a real date and time.');
    return false;
  }
  setNumber(d.c, s);
  return true;
}

/** The current UtcTimeOffset in minutes east of UTC; NaN after TAP_SYNTAX. */
export function readOffset(d: TapState): number {
  const b = value(d.c);
  const at = d.c.vs;
  const sign = b[at];
  const hhmm = d.c.ve - at === 5 ? asciiDigits(b, at + 1, 4) : -1;
  if (hhmm < 0 || hhmm % 100 > 59 || hhmm >= MAX_OFFSET_HOURS * 100 || (sign !== 0x2b && sign !== 0x2d)) {
    d.fail('TAP_SYNTAX', d.c.at, 'An offset is +hhmm or -hhmm, below 15 hours.');
    return Number.NaN;
  }
  const minutes = Math.floor(hhmm / 100) * 60 + (hhmm % 100);
  return sign === 0x2d ? 0 - minutes : minutes;
}

/** The current DateTimeLong; null where one of its two members is missing. */
export function readDateTimeLong(d: TapState): LocalTime | null {
  const { c } = d;
  const limit = enter(c);
  let local: number | null = null;
  let offset: number | null = null;
  while (more(c, limit)) {
    if (c.tag === Tag.LocalTimeStamp) local = seconds(d);
    else if (c.tag === Tag.UtcTimeOffset) offset = readOffset(d);
    else skipMember(d);
    if (Number.isNaN(local))
      d.fail('TAP_SYNTAX', c.at, 'A time stamp is 14 digits CCYYMMDDhhmmss of a real date and time.');
  }
  return local === null || offset === null ? null : { local, offset };
}
