/**
 * Shares of a line by one running sum (rule 7): T(i) − T(i−1), T being the line's amount × cumulative weight ÷ total weight,
 * truncated towards zero. Weights of one device may come one after the other: their shares add up to that of their sum.
 */

/** A product and a quotient of doubles are each off by 2^-53 of themselves at most. */
const DOUBT = 2 ** -51;
const MAX = BigInt(Number.MAX_SAFE_INTEGER);

export class RunningShare {
  /** Whether amount, every cumulative weight and every share are integers that a number holds: `next`, else `nextFar`. */
  readonly isNear: boolean;
  readonly #amount: bigint;
  readonly #total: bigint;
  readonly #nearAmount: number;
  readonly #nearTotal: number;
  #running = 0;
  #reached = 0;
  #farRunning = 0n;
  #farReached = 0n;

  /** `total` is the sum of all weights, `absolute` that of their absolute values. */
  constructor(amount: bigint, total: bigint, absolute: bigint) {
    this.#amount = amount;
    this.#total = total;
    this.#nearAmount = Number(amount);
    this.#nearTotal = Number(total);
    const size = sizeOf(amount);
    this.isNear = absolute <= MAX && size <= MAX && size * absolute <= MAX * sizeOf(total);
  }

  /** Share of the next weight, in minor units. */
  next(weight: number): number {
    if (this.#nearTotal === 0) return 0;
    this.#running += weight;
    const reached = this.#near(this.#running);
    const share = reached - this.#reached;
    this.#reached = reached;
    return share;
  }

  /** The same for integers of any size. */
  nextFar(weight: bigint): bigint {
    if (this.#total === 0n) return 0n;
    this.#farRunning += weight;
    const reached = (this.#amount * this.#farRunning) / this.#total;
    const share = reached - this.#farReached;
    this.#farReached = reached;
    return share;
  }

  /**
   * A product that is exact has an exact whole part of its quotient. A greater one has it too, unless the quotient is as
   * near to an integer as its error: then the integers are asked.
   */
  #near(running: number): number {
    const product = this.#nearAmount * running;
    const quotient = product / this.#nearTotal;
    const whole = Math.trunc(quotient);
    if (product <= Number.MAX_SAFE_INTEGER && product >= -Number.MAX_SAFE_INTEGER) return whole;
    const rest = Math.abs(quotient - whole);
    const doubt = Math.abs(quotient) * DOUBT;
    if (rest > doubt && rest < 1 - doubt) return whole;
    return Number((this.#amount * BigInt(running)) / this.#total);
  }
}

function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}
