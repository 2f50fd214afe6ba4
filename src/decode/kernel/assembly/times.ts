/** Time stamps: 14 ASCII digits CCYYMMDDhhmmss, eight at a time. */
import { DATE_OCTETS, DATE_SLOTS, DATES } from '../layout';

const DAY: i64 = 86_400;
const ZEROS: u64 = 0x3030_3030_3030_3030;
const NOT_DIGITS: u64 = 0x8080_8080_8080_8080;
/** Added to an octet above 9 it sets the high bit. */
const ABOVE_9: u64 = 0x7676_7676_7676_7676;
/** The six octets of hhmmss. */
const SIX: u64 = 0xffff_ffff_ffff;

/** LocalTimeStamp of 14 octets → seconds of the local clock since 1970-01-01; −1 for anything unusual. */
export function seconds(at: u32): i64 {
  const clock = (load<u64>(at, 8) ^ ZEROS) & SIX;
  if (((clock | (clock + (ABOVE_9 & SIX))) & NOT_DIGITS) !== 0) return -1;
  // Lanes of 16 bits: hours, minutes, seconds.
  const parts = (clock & 0x00ff_00ff_00ff) * 10 + ((clock >>> 8) & 0x00ff_00ff_00ff);
  const hour = (parts & 0xffff) as i64;
  const minute = ((parts >>> 16) & 0xffff) as i64;
  const second = ((parts >>> 32) & 0xffff) as i64;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const date = load<u64>(at);
  const index = ((date * 0x9e37_79b9_7f4a_7c15) >>> 56) & (DATE_SLOTS - 1);
  const slot = DATES + (index as u32) * DATE_OCTETS;
  let day = load<i64>(slot, 8) - 1;
  if (day < 0 || load<u64>(slot) !== date) {
    day = dayNumber(date ^ ZEROS);
    if (day < 0) return -1;
    store<u64>(slot, date);
    store<i64>(slot, day + 1, 8);
  }
  return day * DAY + hour * 3600 + minute * 60 + second;
}

/** Days from 1970-01-01 to CCYYMMDD, given as eight octets of a digit each; −1 where there is no such day since then. */
function dayNumber(digits: u64): i64 {
  if (((digits | (digits + ABOVE_9)) & NOT_DIGITS) !== 0) return -1;
  const pairs = (digits & 0x00ff_00ff_00ff_00ff) * 10 + ((digits >>> 8) & 0x00ff_00ff_00ff_00ff);
  const year = ((pairs & 0xffff) * 100 + ((pairs >>> 16) & 0xffff)) as i32;
  const month = ((pairs >>> 32) & 0xffff) as i32;
  const day = (pairs >>> 48) as i32;
  if (month < 1 || month > 12 || day < 1 || year < 1970) return -1;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const february = leap ? 29 : 28;
  const long = month < 8 ? month & 1 : 1 - (month & 1);
  if (day > (month === 2 ? february : 30 + long)) return -1;
  // The year is counted from March, so that the leap day is its last.
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  return (y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468) as i64;
}
