/**
 * The charges of the call event at hand, one entry each, filled by the same walk that adds up the record's money: so the
 * rows of `tap_charge` are what the record is made of.
 */

/** Charges before the arrays grow. */
const INITIAL = 16;

/** What an amount is of. */
export const Amount = { CHARGE: 0, TAX: 1, DISCOUNT: 2 } as const;
/** Words of an entry's amounts: low and high of each. */
const AMOUNT_WORDS = 6;

const CHARGED = 1;
const CAMEL_FEE = 2;
const REFUND = 4;

export class ChargeLedger {
  /** Entries, those of groups without a charge of their own included. */
  length = 0;
  /** The entry that amounts go to; −1 outside of all. */
  open = -1;
  /** Dictionary code of ChargedItem, and ExchangeRateCode; −1 for none. */
  item = new Int32Array(INITIAL);
  rateCode = new Int32Array(INITIAL);
  #amounts = new Int32Array(INITIAL * AMOUNT_WORDS);
  #marks = new Uint8Array(INITIAL);

  clear(): void {
    this.length = 0;
    this.open = -1;
  }

  /**
   * Opens an entry and returns the one that was open, which the caller sets again at the end of its group. A group that
   * is not `charged` becomes a charge by its first amount.
   */
  begin(camelFee: boolean, charged: boolean): number {
    const outer = this.open;
    const at = this.length++;
    if (at === this.#marks.length) this.#grow();
    this.open = at;
    this.item[at] = -1;
    this.rateCode[at] = -1;
    this.#amounts.fill(0, at * AMOUNT_WORDS, (at + 1) * AMOUNT_WORDS);
    this.#marks[at] = (camelFee ? CAMEL_FEE : 0) | (charged ? CHARGED : 0);
    return outer;
  }

  /** The open entry is a charge. */
  charge(): void {
    if (this.open >= 0) this.#marks[this.open]! |= CHARGED;
  }

  /** The open entry is what it refunds. */
  refund(): void {
    if (this.open >= 0) this.#marks[this.open]! |= REFUND;
  }

  /** The entries from `first` on are refunds; CAMEL fees are not refunded in TAP. */
  refundFrom(first: number): void {
    for (let at = first; at < this.length; at++) {
      if ((this.#marks[at]! & CAMEL_FEE) === 0) this.#marks[at]! |= REFUND;
      else this.#marks[at]! &= ~REFUND;
    }
  }

  /** Adds a natural amount to the open entry. Sums that pass 64 bits reject the event elsewhere. */
  add(amount: number, lo: number, hi: number): void {
    if (this.open < 0) return;
    const at = this.open * AMOUNT_WORDS + 2 * amount;
    const low = (this.#amounts[at]! >>> 0) + (lo >>> 0);
    this.#amounts[at + 1] = (this.#amounts[at + 1]! + hi + (low > 0xffff_ffff ? 1 : 0)) | 0;
    this.#amounts[at] = low | 0;
  }

  /** Low word of an amount of entry `at`; the high one stands after it. */
  word(at: number, amount: number, high: 0 | 1): number {
    return this.#amounts[at * AMOUNT_WORDS + 2 * amount + high]!;
  }

  isCharged(at: number): boolean {
    return (this.#marks[at]! & CHARGED) !== 0;
  }

  isCamelFee(at: number): boolean {
    return (this.#marks[at]! & CAMEL_FEE) !== 0;
  }

  isRefund(at: number): boolean {
    return (this.#marks[at]! & REFUND) !== 0;
  }

  /** Charges of the event: entries with one. */
  charged(): number {
    let charged = 0;
    for (let at = 0; at < this.length; at++) charged += this.#marks[at]! & CHARGED;
    return charged;
  }

  #grow(): void {
    const wider = <T extends Int32Array | Uint8Array>(array: T): T => {
      const copy = new (array.constructor as new (length: number) => T)(array.length * 2);
      copy.set(array);
      return copy;
    };
    this.item = wider(this.item);
    this.rateCode = wider(this.rateCode);
    this.#amounts = wider(this.#amounts);
    this.#marks = wider(this.#marks);
  }
}
