/**
 * A column of exact integers: 64 bits each, and a second column beside them where they would not do. Everyday values go in
 * and out as numbers, through the 32-bit words of the column, because a bigint a row costs more than all the rest.
 */
import { RoamsettleError } from '../errors.ts';
import type { ExactSums } from './exact-sums.ts';

/** What `high` counts. */
const HIGH = 10n ** 18n;
const WORD = 2 ** 32;
/** High words of integers that a number holds: within ±2^53. */
const NEAR = 2 ** 21;

export class ExactColumn {
  /** The value at an index is `high` × 10^18 + `low`. */
  readonly low: BigInt64Array<ArrayBuffer>;
  /** null as long as 64 bits hold every value. */
  high: BigInt64Array<ArrayBuffer> | null = null;
  /** Low and high word of each value in turn. */
  readonly #words: Int32Array;

  constructor(length: number) {
    this.low = new BigInt64Array(length);
    this.#words = new Int32Array(this.low.buffer);
  }

  /** `value` is an integer that a number holds. */
  add(index: number, value: number): void {
    const before = this.#near(index);
    const sum = before + value;
    if (Number.isSafeInteger(sum)) {
      this.#words[2 * index] = sum;
      this.#words[2 * index + 1] = Math.floor(sum / WORD);
    } else this.addFar(index, BigInt(value));
  }

  /** Throws AMOUNT_RANGE beyond about 10^36. */
  addFar(index: number, value: bigint): void {
    const sum = this.at(index) + value;
    if (this.high === null && BigInt.asIntN(64, sum) === sum) {
      this.low[index] = sum;
      return;
    }
    this.high ??= new BigInt64Array(this.low.length);
    const high = sum / HIGH;
    if (BigInt.asIntN(64, high) !== high) throw new RoamsettleError('AMOUNT_RANGE');
    this.high[index] = high;
    this.low[index] = sum % HIGH;
  }

  at(index: number): bigint {
    return (this.high === null ? 0n : this.high[index]! * HIGH) + this.low[index]!;
  }

  /** Adds the value at `index` to the sum at `slot`. */
  addTo(sums: ExactSums, slot: number, index: number): void {
    const near = this.#near(index);
    if (Number.isSafeInteger(near)) sums.add(slot, near);
    else sums.addFar(slot, this.at(index));
  }

  /** The value as a number, NaN where none holds it. */
  #near(index: number): number {
    const high = this.#words[2 * index + 1]!;
    if (this.high !== null || high >= NEAR || high < -NEAR) return Number.NaN;
    return high * WORD + (this.#words[2 * index]! >>> 0);
  }
}
