/**
 * Shares of a line by one running sum (rule 7): T(i) − T(i−1), T being the line's amount × cumulative weight ÷ total weight,
 * truncated towards zero. Weights of one device may come one after the other: their shares add up to that of their sum.
 */
import { RoamsettleError } from '../errors.ts';

/** A product and a quotient of doubles are each off by 2^-53 of themselves at most. */
const DOUBT = 2 ** -51;

export class RunningShare {
  readonly #amount: bigint;
  readonly #total: bigint;
  /** Whether amount and every cumulative weight are integers that a number holds. */
  readonly #isNear: boolean;
  readonly #nearAmount: number;
  readonly #nearTotal: number;
  #running = 0;
  #far = 0n;
  #reached = 0;

  /** `total` is the sum of all weights, `absolute` that of their absolute values. */
  constructor(amount: bigint, total: bigint, absolute: bigint) {
    this.#amount = amount;
    this.#total = total;
    this.#nearAmount = Number(amount);
    this.#nearTotal = Number(total);
    this.#isNear = absolute <= BigInt(Number.MAX_SAFE_INTEGER) && Number.isSafeInteger(this.#nearAmount);
  }

  /** Share of the next weight, in minor units; `factor` is a common unit of the weights. */
  next(weight: number, factor: bigint, nearFactor: number): number {
    if (this.#total === 0n) return 0;
    const reached = this.#isNear ? this.#near(weight * nearFactor) : this.#exact(BigInt(weight) * factor);
    const share = reached - this.#reached;
    this.#reached = reached;
    return share;
  }

  /**
   * A product that is exact has an exact whole part of its quotient. A greater one has it too, unless the quotient is as
   * near to an integer as its error: then the integers are asked.
   */
  #near(weight: number): number {
    this.#running += weight;
    const product = this.#nearAmount * this.#running;
    const quotient = product / this.#nearTotal;
    const whole = Math.trunc(quotient);
    if (product <= Number.MAX_SAFE_INTEGER && product >= -Number.MAX_SAFE_INTEGER) return whole;
    const rest = Math.abs(quotient - whole);
    const doubt = Math.abs(quotient) * DOUBT;
    if (rest > doubt && rest < 1 - doubt) return whole;
    return this.#divide(BigInt(this.#running));
  }

  #exact(weight: bigint): number {
    this.#far += weight;
    return this.#divide(this.#far);
  }

  #divide(running: bigint): number {
    const whole = Number((this.#amount * running) / this.#total);
    if (!Number.isSafeInteger(whole)) throw new RoamsettleError('AMOUNT_RANGE');
    return whole;
  }
}
