/**
 * Rule 3: days on which a device was observed, and days it was present on, because it was observed or attached in for any
 * time. Attached: from a sign of life until a detachment or `carry_hours` after the last sign, whichever is first.
 */
import { bitsOf } from './bits.ts';
import type { DeviceRows } from './device-rows.ts';
import { Fees } from './fees.ts';
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
  readonly #fees = new Fees();

  /** Rows come by time, detachments before signs of life at equal times. */
  write(rows: DeviceRows, terms: Terms, out: SignalColumns, row: number): void {
    const firstDay = Math.min(terms.windowFromDay, terms.periodFromDay);
    this.#marks = roomFor(this.#marks, terms.periodEndDay - firstDay);
    this.#serial++;
    this.#fees.reset(terms);
    out.ints.days_observed[row] = bitsOf(this.#follow(rows, terms, firstDay));
    this.#fees.write(out, row);
    this.#writePresent(terms, firstDay, out, row);
  }

  /** Marks the days that the device was observed on or attached in; returns the former, as bits of the period. */
  #follow(rows: DeviceRows, terms: Terms, firstDay: number): number {
    const { flags, instants, days, length } = rows;
    const { periodFromDay, carryMs } = terms;
    const fees = this.#fees;
    let observed = 0;
    // The last sign of life, and whether no detachment came since.
    let sign = Number.NEGATIVE_INFINITY;
    let attached = false;
    for (let i = 0; i < length; i++) {
      const flag = flags[i]!;
      if ((flag & (Flag.sign | Flag.detach)) === 0) continue;
      const instant = instants[i]!;
      if ((flag & Flag.sign) !== 0) {
        const day = days[i]!;
        // No sign of life lies beyond the period (see DeviceRows).
        const bit = day < periodFromDay ? 0 : 1 << (day - periodFromDay);
        if (day >= firstDay) this.#marks[day - firstDay] = this.#serial;
        observed |= bit;
        if (attached) this.#mark(sign, instant, terms, firstDay);
        if (!attached || instant - sign > carryMs) fees.attach(instant, day);
        fees.sign(instant, day, bit, (flag & Flag.record) !== 0);
        sign = instant;
        attached = true;
      } else {
        if ((flag & Flag.cancel) !== 0 && instant - sign <= NODE_CHANGE_MS) continue;
        if (!attached) continue;
        this.#mark(sign, instant, terms, firstDay);
        if (instant - sign <= carryMs) fees.detach(instant);
        attached = false;
      }
    }
    if (attached) this.#mark(sign, terms.scanUntilMs, terms, firstDay);
    return observed;
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
    this.#fees.reach(day, last);
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
