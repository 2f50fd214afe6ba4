/**
 * Rule 3: days on which a device was observed, and days it was present on, because it was observed or attached in for any
 * time. Attached: from a sign of life until a detachment or `carry_hours` after the last sign, whichever is first.
 */
import { bitsOf } from './bits.ts';
import type { DeviceRows } from './device-rows.ts';
import { Flag } from './flags.ts';
import { roomFor } from './grow.ts';
import type { SignalColumns } from './output.ts';
import type { Terms } from './scope.ts';
import { NO_DAY } from './zone.ts';

/** A cancel this soon after a sign of life is a change of serving node. */
const NODE_CHANGE_MS = 5_000;

export class Presence {
  /** Serial of the device that was present on the day, counted from the first day looked at. */
  #marks = new Int32Array(64);
  #serial = 0;

  /** Rows come by time, detachments before signs of life at equal times. */
  write(rows: DeviceRows, terms: Terms, out: SignalColumns, row: number): void {
    const firstDay = Math.min(terms.windowFromDay, terms.periodFromDay);
    this.#marks = roomFor(this.#marks, terms.periodEndDay - firstDay);
    this.#serial++;
    this.#writeObserved(rows, terms, firstDay, out, row);
    this.#attach(rows, terms, firstDay);
    this.#writePresent(terms, firstDay, out, row);
  }

  #writeObserved(rows: DeviceRows, terms: Terms, firstDay: number, out: SignalColumns, row: number): void {
    const { flags, days, length } = rows;
    const { periodFromDay, periodEndDay } = terms;
    let observed = 0;
    for (let i = 0; i < length; i++) {
      if ((flags[i]! & Flag.sign) === 0) continue;
      const day = days[i]!;
      if (day >= firstDay && day < periodEndDay) this.#marks[day - firstDay] = this.#serial;
      if (day >= periodFromDay && day < periodEndDay) observed |= 1 << (day - periodFromDay);
    }
    out.ints.days_observed[row] = bitsOf(observed);
    out.ints.fee_days[row] = bitsOf(observed & termBits(terms));
  }

  #attach(rows: DeviceRows, terms: Terms, firstDay: number): void {
    const { flags, instants, length } = rows;
    // The last sign of life, and whether the device is attached since.
    let sign = Number.NEGATIVE_INFINITY;
    let attached = false;
    for (let i = 0; i < length; i++) {
      const flag = flags[i]!;
      if ((flag & (Flag.sign | Flag.detach)) === 0) continue;
      const instant = instants[i]!;
      if ((flag & Flag.sign) !== 0) {
        if (attached) this.#mark(sign, instant, terms, firstDay);
        sign = instant;
        attached = true;
      } else {
        if ((flag & Flag.cancel) !== 0 && instant - sign <= NODE_CHANGE_MS) continue;
        if (attached) this.#mark(sign, instant, terms, firstDay);
        attached = false;
      }
    }
    if (attached) this.#mark(sign, terms.scanUntilMs, terms, firstDay);
  }

  /** Marks the local days of an attachment that ends at `next` at the latest. */
  #mark(from: number, next: number, terms: Terms, firstDay: number): void {
    const end = Math.min(next, from + terms.carryMs, terms.scanUntilMs);
    if (end <= from) return;
    const marks = this.#marks;
    const last = Math.min(terms.zone.dayAt(end - 1), terms.periodEndDay - 1);
    let day = terms.zone.dayAt(from);
    if (day === NO_DAY || last === NO_DAY) return;
    if (day < firstDay) day = firstDay;
    for (; day <= last; day++) marks[day - firstDay] = this.#serial;
  }

  #writePresent(terms: Terms, firstDay: number, out: SignalColumns, row: number): void {
    const { windowFromDay, periodFromDay, periodEndDay } = terms;
    let inWindow = 0;
    let inPeriod = 0;
    let longest = 0;
    let before = windowFromDay - 1;
    for (let day = firstDay; day < periodEndDay; day++) {
      if (this.#marks[day - firstDay] !== this.#serial) continue;
      if (day >= periodFromDay) inPeriod++;
      if (day < windowFromDay) continue;
      inWindow++;
      longest = Math.max(longest, day - before - 1);
      before = day;
    }
    out.ints.window_days[row] = inWindow;
    out.ints.days_present[row] = inPeriod;
    if (inWindow > 0) out.ints.longest_gap[row] = Math.max(longest, periodEndDay - 1 - before);
  }
}

/** Days of the period in the term, as bits from the period's first day on. */
function termBits({ periodFromDay, periodEndDay, termFromDay, termEndDay }: Terms): number {
  let bits = 0;
  for (let day = Math.max(periodFromDay, termFromDay); day < Math.min(periodEndDay, termEndDay); day++) {
    bits |= 1 << (day - periodFromDay);
  }
  return bits;
}
