/**
 * Rule 8: what a device's attachments say of access fees: the days of the period inside the term that it was observed on,
 * those it was present on, and its changes from detached to attached. An attachment that a detachment ends sooner than
 * `min_attached_minutes` after it began, with no record in it, is a steering attempt: it says nothing of fees.
 */
import * as L from '../layout';
import { Terms } from './terms';

// Days are bits from the period's first day on. Of all attachments of the device at hand that count:
let observed: u32 = 0;
let present: u32 = 0;
let attaches: i32 = 0;
/** Of the same, attaches of each day of the period, 4 octets each. */
const DAYS: u32 = 32;
const attachesByDay: u32 = heap.alloc(DAYS * 4) as u32;
/** What `keep` was called for last: observed, present, and attaches of each day. */
export const kept: u32 = heap.alloc((2 + DAYS) * 4) as u32;
// Of the attachment at hand: since is NaN where it never began, or was none.
let since: f64 = NaN;
let sinceDay: i32 = 0;
let ownObserved: u32 = 0;
let ownPresent: u32 = 0;
let used: bool = false;

/** Begins with a device. */
export function reset(): void {
  observed = 0;
  present = 0;
  attaches = 0;
  memory.fill(attachesByDay, 0, DAYS * 4);
  open(NaN, 0);
}

export function forget(): void {
  memory.fill(kept, 0, (2 + DAYS) * 4);
}

/** Lays by what `writeFees` counted last, by day, whatever days a version holds on. */
export function keep(): void {
  store<u32>(kept, observed);
  store<u32>(kept, observed | present, 4);
  memory.copy(kept + 8, attachesByDay, DAYS * 4);
}

/** A sign of life of a detached device. */
export function attach(terms: Terms, instant: f64, day: i32): void {
  count(terms);
  open(instant, day);
}

/** Any sign of life, after `attach` where it is one; `bit`: its day, 0 outside the period. */
export function sign(instant: f64, day: i32, bit: u32, isRecord: bool): void {
  ownObserved |= bit;
  if (isRecord) used = true;
  // Signs at one instant come in any order, and a record has a day of its own.
  if (instant === since && day < sinceDay) sinceDay = day;
}

/** Days that the attachment at hand reaches, both at most the period's last. */
export function reach(terms: Terms, first: i32, last: i32): void {
  const from = max(first - terms.periodFromDay, 0);
  const to = last - terms.periodFromDay;
  if (to >= from) ownPresent |= (2 << to) - (1 << from);
}

/** The network ended the attachment at hand. */
export function detach(terms: Terms, instant: f64): void {
  if (!used && instant - since < terms.minAttachedMs) open(NaN, 0);
}

export function writeFees(terms: Terms, row: u32): void {
  count(terms);
  const days = terms.feeDayBits;
  const at = row << 2;
  store<i32>(at, popcnt(observed & days), L.FEE_DAYS);
  store<i32>(at, popcnt((observed | present) & days), L.PRESENT_FEE_DAYS);
  store<i32>(at, attaches, L.ATTACHES);
  const first = observed & days;
  store<i32>(at, first !== 0 ? terms.periodFromDay + (ctz(first) as i32) : L.NO_INTEGER, L.FIRST_FEE_DAY);
}

/** The attachment at hand counts; one that never began, or was none, adds nothing. */
function count(terms: Terms): void {
  observed |= ownObserved;
  present |= ownPresent;
  if (isNaN(since)) return;
  const from = terms.periodFromDay;
  if (sinceDay < from || sinceDay >= terms.periodEndDay) return;
  const place = (sinceDay - from) as u32;
  attaches += ((terms.feeDayBits >>> place) & 1) as i32;
  const own = attachesByDay + (place << 2);
  store<i32>(own, load<i32>(own) + 1);
}

function open(instant: f64, day: i32): void {
  since = instant;
  sinceDay = day;
  ownObserved = 0;
  ownPresent = 0;
  used = false;
}
