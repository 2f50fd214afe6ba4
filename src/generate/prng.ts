/**
 * The generator's own random numbers: small, fast, seeded, and made of integer steps only, so that the same seed gives
 * the same bytes on every machine. No Math.random, no Math.log or Math.exp (their last bit is not specified).
 */

/** Mixes words into 32 well spread bits. */
export function mix(...words: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const word of words) {
    hash = Math.imul(hash ^ (word >>> 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

const UINT32 = 0x1_0000_0000;
const WARM_UP = 6;

/** A stream of numbers that depends on its words alone (small fast counter generator, 128 bits of state). */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(...words: readonly number[]) {
    this.#a = mix(1, ...words) | 0;
    this.#b = mix(2, ...words) | 0;
    this.#c = mix(3, ...words) | 0;
    for (let i = 0; i < WARM_UP; i++) this.next();
  }

  /** 32 bits. */
  next(): number {
    const out = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** 0 ≤ x < 1. */
  unit(): number {
    return this.next() / UINT32;
  }

  /** An integer, 0 ≤ x < limit. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** An integer, low ≤ x ≤ high. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** An integer whose mean is `mean`: the whole part, and one more with the probability of the rest. */
  about(mean: number): number {
    const whole = Math.floor(mean);
    return whole + (this.unit() < mean - whole ? 1 : 0);
  }

  /** A positive integer with a long tail: most values within a factor of 2^spread of `median`. */
  skewed(median: number, spread: number): number {
    let power = -spread;
    for (let i = 0; i < 2 * spread; i++) power += this.next() & 1;
    return Math.max(1, Math.floor(median * 2 ** power * (0.6 + 0.8 * this.unit())));
  }
}
