/** Shares of machines that a group of devices may have, and what a device's own evidence says for each. */

export const SHARES: readonly number[] = [0.01, 0.06, 0.2, 0.5, 0.8, 0.94, 0.99];
/** Evidence of one device counts for its group as this much at most: what it is taken for may be wrong. */
const BOUND = 3;

export class BoundedEvidence {
  /** How much likelier what is seen of a device is for a machine. */
  readonly #ratios: Float64Array;
  readonly #inQuestion: Uint8Array;
  #logs: Float64Array | null = null;

  /** `logits`: what each device's own behaviour and equipment say. */
  constructor(logits: Float64Array, inQuestion: Uint8Array) {
    this.#ratios = logits.map((logit) => Math.exp(Math.min(BOUND, Math.max(-BOUND, logit))));
    this.#inQuestion = inQuestion;
  }

  counts(device: number): boolean {
    return this.#inQuestion[device] === 1;
  }

  /** Likelihood of what is seen of the device in a group with the k-th share. */
  under(device: number, k: number): number {
    const share = SHARES[k]!;
    return share * this.#ratios[device]! + 1 - share;
  }

  /** Logarithms of `under`, by device and share: worked out once, because several groups ask for each. */
  get logs(): Float64Array {
    if (this.#logs !== null) return this.#logs;
    const kinds = SHARES.length;
    const logs = new Float64Array(this.#ratios.length * kinds);
    for (let i = 0; i < this.#ratios.length; i++)
      if (this.counts(i)) for (let k = 0; k < kinds; k++) logs[i * kinds + k] = Math.log(this.under(i, k));
    this.#logs = logs;
    return logs;
  }
}

/** Shares → log odds, less those of the mean share. */
export function againstAll(shares: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let sum = 0;
  let count = 0;
  for (const share of shares) {
    if (Number.isNaN(share)) continue;
    sum += share;
    count++;
  }
  const mean = sum / count;
  return shares.map((share) => Math.log(share / (1 - share)) - Math.log(mean / (1 - mean)));
}
