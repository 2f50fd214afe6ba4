/** Sums of many integers without a bigint a row: numbers as long as they are exact, bigint where they would not be. */

/** Two of them still add up to an integer that a number holds. */
const LIMIT = 2 ** 52;

export class ExactSums {
  readonly #near: Float64Array;
  readonly #far = new Map<number, bigint>();

  constructor(length: number) {
    this.#near = new Float64Array(length);
  }

  /** `value` is an integer that a number holds. */
  add(index: number, value: number): void {
    if (value > LIMIT || value < -LIMIT) {
      this.addFar(index, BigInt(value));
      return;
    }
    const sum = this.#near[index]! + value;
    if (sum <= LIMIT && sum >= -LIMIT) {
      this.#near[index] = sum;
      return;
    }
    this.addFar(index, BigInt(sum));
    this.#near[index] = 0;
  }

  addFar(index: number, value: bigint): void {
    this.#far.set(index, (this.#far.get(index) ?? 0n) + value);
  }

  of(index: number): bigint {
    return BigInt(this.#near[index]!) + (this.#far.get(index) ?? 0n);
  }
}
