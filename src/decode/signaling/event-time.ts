/** Times of regular rows from their bytes. What is not plainly right is left to SQL, which knows every form. */

/** Only 1990 to 2099 is believed: see sql/staging/signaling_row_append.sql. */
const FIRST_MS = 631_152_000_000;
const END_MS = 4_102_444_800_000;
/** Epoch milliseconds have at most this many digits; RFC 3339 has at least 20 characters. */
const EPOCH_DIGITS_MAX = 15;
const RFC3339_MIN = 20;
/** Digits of a fraction that a cast keeps; a longer one is left to SQL. */
const FRACTION_MAX = 6;

const [PLUS, DASH, DOT, COLON, ZERO] = [0x2b, 0x2d, 0x2e, 0x3a, 0x30];
const [LETTER_T, LETTER_Z, LOWER_CASE, SPACE] = [0x54, 0x5a, 0x20, 0x20];
const MINUTE_MS = 60_000;

/** The last day that was read, since neighbouring rows share theirs. */
let lastDay = -1;
let lastDayMs = -1;

/** Milliseconds since 1970 UTC of the text `from`…`to`; −1 where it is for SQL to judge. */
export function readTime(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const ms = length <= EPOCH_DIGITS_MAX ? readEpoch(bytes, from, to) : readRfc3339(bytes, from, to);
  return ms >= FIRST_MS && ms < END_MS ? ms : -1;
}

function readEpoch(bytes: Uint8Array, from: number, to: number): number {
  let ms = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    ms = ms * 10 + digit;
  }
  return ms;
}

function readRfc3339(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < RFC3339_MIN) return -1;
  const parting = bytes[from + 10]!;
  if (
    bytes[from + 4] !== DASH ||
    bytes[from + 7] !== DASH ||
    ((parting | LOWER_CASE) !== (LETTER_T | LOWER_CASE) && parting !== SPACE) ||
    bytes[from + 13] !== COLON ||
    bytes[from + 16] !== COLON
  ) {
    return -1;
  }
  const century = two(bytes, from);
  const year = century * 100 + two(bytes, from + 2);
  const day = dayMs(year, two(bytes, from + 5), two(bytes, from + 8));
  const hour = two(bytes, from + 11);
  const minute = two(bytes, from + 14);
  const second = two(bytes, from + 17);
  if (day < 0 || !(hour < 24) || !(minute < 60) || !(second < 60)) return -1;
  const zone = afterFraction(bytes, from + 19, to);
  if (zone < 0) return -1;
  const offset = offsetMs(bytes, zone, to);
  if (Number.isNaN(offset)) return -1;
  const fraction = fractionMs(bytes, from + 19, zone);
  return day + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - offset;
}

/** Two digits as a number; NaN where they are none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

/** The start of a day of the calendar; −1 where there is none. */
function dayMs(year: number, month: number, day: number): number {
  const key = (year * 100 + month) * 100 + day;
  if (key === lastDay) return lastDayMs;
  if (!(year >= 1900) || !(month >= 1) || !(month <= 12) || !(day >= 1)) return -1;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return -1;
  lastDay = key;
  lastDayMs = Date.UTC(year, month - 1, day);
  return lastDayMs;
}

/** Where the zone begins; −1 where the fraction has no digits or too many. */
function afterFraction(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] !== DOT) return at;
  let i = at + 1;
  while (i < to && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
  const digits = i - at - 1;
  return digits === 0 || digits > FRACTION_MAX ? -1 : i;
}

/** The fraction, cut after the millisecond. */
function fractionMs(bytes: Uint8Array, at: number, to: number): number {
  let ms = 0;
  for (let i = at + 1; i <= at + 3; i++) ms = ms * 10 + (i < to ? bytes[i]! - ZERO : 0);
  return ms;
}

/** The offset from UTC; NaN where there is none. */
function offsetMs(bytes: Uint8Array, at: number, to: number): number {
  const sign = bytes[at]!;
  if (to - at === 1) return (sign | LOWER_CASE) === (LETTER_Z | LOWER_CASE) ? 0 : Number.NaN;
  if (to - at !== 6 || bytes[at + 3] !== COLON || (sign !== PLUS && sign !== DASH)) return Number.NaN;
  const hours = two(bytes, at + 1);
  const minutes = two(bytes, at + 4);
  if (!(hours < 24) || !(minutes < 60)) return Number.NaN;
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes) * MINUTE_MS;
}
