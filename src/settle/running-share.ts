/**
 * Shares of a line by one running sum (rule 7): T(i) − T(i−1), T being the line's amount × cumulative weight ÷ total weight,
 * truncated towards zero. Weights of one device may come one after the other: their shares add up to that of their sum.
 *
 * Integers alone. Numbers hold them where weights are not negative: amount × cumulative weight = T × total + rest, with a
 * rest below the total, so a weight adds the whole part of (rest + amount × weight) ÷ total to T. As long as that sum is a
 * safe integer it is exact, and so is the whole part of its quotient by another safe integer; else `bigint` divides it.
 */
const MAX = BigInt(Number.MAX_SAFE_INTEGER);

export class RunningShare {
  /** Whether every share is an integer that a number holds: `next`, else `nextFar`. Ask one of them alone. */
  readonly isNear: boolean;
  readonly #amount: bigint;
  readonly #total: bigint;
  readonly #sign: 1 | -1;
  readonly #nearSize: number;
  readonly #nearTotal: number;
  #rest = 0;
  #running = 0n;
  #reached = 0n;

  /** `total` is the sum of all weights, `absolute` that of their absolute values. */
  constructor(amount: bigint, total: bigint, absolute: bigint) {
    const size = amount < 0n ? -amount : amount;
    this.#amount = amount;
    this.#total = total;
    this.#sign = amount < 0n ? -1 : 1;
    this.#nearSize = Number(size);
    this.#nearTotal = Number(total);
    this.isNear = absolute === total && total <= MAX && size <= MAX;
  }

  /** Share of the next weight, in minor units. */
  next(weight: number): number {
    if (this.#nearTotal === 0) return 0;
    const sum = this.#rest + this.#nearSize * weight;
    return this.#sign * (Number.isSafeInteger(sum) ? this.#divide(sum) : this.#divideFar(weight));
  }

  #divide(sum: number): number {
    const share = Math.trunc(sum / this.#nearTotal);
    this.#rest = sum - share * this.#nearTotal;
    return share;
  }

  #divideFar(weight: number): number {
    const sum = BigInt(this.#rest) + BigInt(this.#nearSize) * BigInt(weight);
    this.#rest = Number(sum % this.#total);
    return Number(sum / this.#total);
  }

  /** The same for integers of any size, and weights of either sign. */
  nextFar(weight: bigint): bigint {
    if (this.#total === 0n) return 0n;
    this.#running += weight;
    const reached = (this.#amount * this.#running) / this.#total;
    const share = reached - this.#reached;
    this.#reached = reached;
    return share;
  }
}
