/**
 * Rule 8: what a device's attachments say of access fees: the days of the period inside the term that it was observed on,
 * those it was present on, and its changes from detached to attached. An attachment that a detachment ends sooner than
 * `min_attached_minutes` after it began, with no record in it, is a steering attempt: it says nothing of fees.
 */
import { bitsOf } from './bits.ts';
import type { SignalColumns } from './output.ts';
import type { Terms } from './scope.ts';

/** Days are bits from the period's first day on. */
export class Fees {
  #terms!: Terms;
  /** Of all attachments that count. */
  #observed = 0;
  #present = 0;
  #attaches = 0;
  /** Of the attachment at hand. */
  #since = 0;
  #day = 0;
  #ownObserved = 0;
  #ownPresent = 0;
  #used = false;

  /** Begins with a device. */
  reset(terms: Terms): void {
    this.#terms = terms;
    this.#observed = 0;
    this.#present = 0;
    this.#attaches = 0;
    this.#open(Number.NaN, 0);
  }

  /** A sign of life of a detached device. */
  attach(instant: number, day: number): void {
    this.#count();
    this.#open(instant, day);
  }

  /** Any sign of life, after `attach` where it is one; `bit`: its day, 0 outside the period. */
  sign(instant: number, day: number, bit: number, isRecord: boolean): void {
    this.#ownObserved |= bit;
    if (isRecord) this.#used = true;
    // Signs at one instant come in any order, and a record has a day of its own.
    if (instant === this.#since && day < this.#day) this.#day = day;
  }

  /** Days that the attachment at hand reaches, both at most the period's last. */
  reach(first: number, last: number): void {
    const from = Math.max(first - this.#terms.periodFromDay, 0);
    const to = last - this.#terms.periodFromDay;
    if (to >= from) this.#ownPresent |= (2 << to) - (1 << from);
  }

  /** The network ended the attachment at hand. */
  detach(instant: number): void {
    if (!this.#used && instant - this.#since < this.#terms.minAttachedMs) this.#open(Number.NaN, 0);
  }

  write(out: SignalColumns, row: number): void {
    this.#count();
    const { feeDayBits, periodFromDay } = this.#terms;
    const observed = this.#observed & feeDayBits;
    out.ints.fee_days[row] = bitsOf(observed);
    out.ints.present_fee_days[row] = bitsOf((this.#observed | this.#present) & feeDayBits);
    out.ints.attaches[row] = this.#attaches;
    if (observed !== 0) out.ints.first_fee_day[row] = periodFromDay + 31 - Math.clz32(observed & -observed);
  }

  /** The attachment at hand counts; one that never began, or was none, adds nothing. */
  #count(): void {
    this.#observed |= this.#ownObserved;
    this.#present |= this.#ownPresent;
    if (Number.isNaN(this.#since)) return;
    const { periodFromDay, periodEndDay, feeDayBits } = this.#terms;
    const day = this.#day;
    if (day >= periodFromDay && day < periodEndDay)
      this.#attaches += (feeDayBits >>> (day - periodFromDay)) & 1;
  }

  #open(since: number, day: number): void {
    this.#since = since;
    this.#day = day;
    this.#ownObserved = 0;
    this.#ownPresent = 0;
    this.#used = false;
  }
}
