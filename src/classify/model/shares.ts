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

/** Agreements are numbered from 0. */
export function agreementsIn(no: Uint16Array): number {
  return 1 + no.reduce((most, value) => Math.max(most, value), 0);
}

/**
 * Devices with the mean share of all that the mean of an agreement begins with: few, for what it is drawn to all by would be taken for
 * company, in agreements of people against every machine, beside the prior.
 */
const START = 5;

/** Shares → log odds, less those of the mean share. */
export function againstAll(shares: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return againstOwn(shares, new Uint16Array(shares.length));
}

/** The same against the mean share of each device's agreement `no`, which its prior tells already. */
export function againstOwn(shares: Float64Array<ArrayBuffer>, no: Uint16Array): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(agreementsIn(no));
  const counts = new Uint32Array(sums.length);
  for (let i = 0; i < shares.length; i++) {
    if (Number.isNaN(shares[i])) continue;
    sums[no[i]!]! += shares[i]!;
    counts[no[i]!]!++;
  }
  const mean = sums.reduce((a, b) => a + b, 0) / counts.reduce((a, b) => a + b, 0);
  const own = sums.map((sum, agreement) => logit((sum + START * mean) / (counts[agreement]! + START)));
  return shares.map((share, i) => logit(share) - own[no[i]!]!);
}

const logit = (share: number): number => Math.log(share / (1 - share));
