/**
 * Time stamps of TAP: 14 ASCII digits CCYYMMDDhhmmss on a local clock, and offsets +hhmm/-hhmm or codes of them.
 */
import { enter, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { asciiDigits, setNumber } from '../ber/values.ts';
import type { LocalTime } from '../outcome.ts';
import { tableCode } from './fields.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

const DAY = 86_400;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Widest offset from UTC in use is +14:00; a little more is taken. */
const MAX_OFFSET_HOURS = 15;
const TIME_STAMP_OCTETS = 14;
const BAD_TIME_STAMP = 'A time stamp is 14 digits CCYYMMDDhhmmss of a real date and time.';

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

/** Two ASCII digits as a number; negative for anything else. */
function twoDigits(b: Uint8Array, at: number): number {
  const tens = b[at]! - 48;
  const ones = b[at + 1]! - 48;
  return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? -1 : tens * 10 + ones;
}

/** LocalTimeStamp → seconds of the local clock since 1970-01-01, or NaN. Second 60 (a leap second) is read as 59. */
function localSeconds(d: TapState, b: Uint8Array, at: number, to: number): number {
  if (to - at !== TIME_STAMP_OCTETS) return Number.NaN;
  const century = twoDigits(b, at);
  const year = twoDigits(b, at + 2);
  const month = twoDigits(b, at + 4);
  const day = twoDigits(b, at + 6);
  const hour = twoDigits(b, at + 8);
  const minute = twoDigits(b, at + 10);
  const second = twoDigits(b, at + 12);
  if ((century | year | month | day | hour | minute | second) < 0) return Number.NaN;
  if (hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const date = ((century * 100 + year) * 100 + month) * 100 + day;
  if (date !== d.lastDate) {
    d.lastDay = dayNumber(century * 100 + year, month, day);
    d.lastDate = date;
  }
  return d.lastDay * DAY + hour * 3600 + minute * 60 + (second === 60 ? 59 : second);
}

/** The current LocalTimeStamp in seconds; NaN after TAP_SYNTAX. */
export function localTimeStamp(d: TapState): number {
  const { c } = d;
  const { at } = c;
  const b = value(c);
  const s = localSeconds(d, b, c.vs, c.ve);
  if (Number.isNaN(s)) d.fail('TAP_SYNTAX', at, BAD_TIME_STAMP);
  return s;
}

/** The current UtcTimeOffset in minutes east of UTC; NaN after TAP_SYNTAX. */
export function readOffset(d: TapState): number {
  const place = d.c.at;
  const b = value(d.c);
  const at = d.c.vs;
  const sign = b[at];
  const hhmm = d.c.ve - at === 5 ? asciiDigits(b, at + 1, 4) : -1;
  if (hhmm < 0 || hhmm % 100 > 59 || hhmm >= MAX_OFFSET_HOURS * 100 || (sign !== 0x2b && sign !== 0x2d)) {
    d.fail('TAP_SYNTAX', place, 'An offset is +hhmm or -hhmm, below 15 hours.');
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
    if (c.tag === Tag.LocalTimeStamp) local = localTimeStamp(d);
    else if (c.tag === Tag.UtcTimeOffset) offset = readOffset(d);
    else skipMember(d);
  }
  return local === null || offset === null ? null : { local, offset };
}

/** Minutes east of UTC of the current UtcTimeOffsetCode by the file's table; undefined where it is not there. */
function offsetOfCode(d: TapState): number | undefined {
  return d.utcOffsets.get(tableCode(d));
}

/** Puts the local seconds of a start into the row. */
export function setStart(d: TapState, local: number): void {
  const { c, rows } = d;
  setNumber(c, local);
  rows.startLocal[2 * rows.row] = c.lo;
  rows.startLocal[2 * rows.row + 1] = c.hi;
}

/** DateTime: the event's start on its local clock, and its UTC offset by the file's table. */
export function startTime(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  d.hasStart = false;
  d.hasOffset = false;
  let local = 0;
  while (more(c, limit)) {
    if (c.tag === Tag.LocalTimeStamp) {
      local = localTimeStamp(d);
      if (Number.isNaN(local)) continue;
      setStart(d, local);
      d.hasStart = true;
    } else if (c.tag === Tag.UtcTimeOffsetCode) {
      const minutes = offsetOfCode(d);
      if (minutes === undefined) continue;
      d.offset = minutes;
      d.hasOffset = true;
    } else {
      skipMember(d);
    }
  }
  d.startUtc = d.hasStart && d.hasOffset ? local - d.offset * 60 : Number.NaN;
}

/** DateTime → UTC seconds; NaN where it has no time stamp or no offset in the file's table. */
export function instant(d: TapState): number {
  const { c } = d;
  const limit = enter(c);
  let local = Number.NaN;
  let offset = Number.NaN;
  while (more(c, limit)) {
    if (c.tag === Tag.LocalTimeStamp) local = localTimeStamp(d);
    else if (c.tag === Tag.UtcTimeOffsetCode) offset = offsetOfCode(d) ?? Number.NaN;
    else skipMember(d);
  }
  return local - offset * 60;
}

/** PDPContextStartTimestamp: the start of the session in UTC seconds. */
export function contextStart(d: TapState): void {
  const utc = instant(d);
  if (Number.isNaN(utc)) return;
  const { c, rows } = d;
  setNumber(c, utc);
  rows.contextStart[2 * rows.row] = c.lo;
  rows.contextStart[2 * rows.row + 1] = c.hi;
  rows.present |= Has.CONTEXT_START;
}
