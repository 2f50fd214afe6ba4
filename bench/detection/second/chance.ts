/** Seeded chance of the second generator: one stream a month, drawn in one order. */

/** An sfc32 stream and what is drawn from it. */
export class Chance {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c = 0xb7e15162;
  private d: number;

  constructor(seed: number) {
    this.d = seed >>> 0;
    for (let i = 0; i < 16; i += 1) this.unit();
  }

  /** From 0 to below 1. */
  unit(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  }

  is(share: number): boolean {
    return this.unit() < share;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A whole number from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A key by its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const keys = Object.keys(weights) as K[];
    let left = this.unit() * keys.reduce((sum, key) => sum + weights[key], 0);
    for (const key of keys) {
      left -= weights[key];
      if (left < 0) return key;
    }
    return keys.at(-1)!;
  }

  normal(mean: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return mean + spread * radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** Log-normal of that median. */
  around(median: number, sigma: number): number {
    return median * Math.exp(this.normal(0, sigma));
  }

  waiting(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** Poisson. */
  count(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(this.normal(mean, Math.sqrt(mean))));
    let n = 0;
    for (let left = this.waiting(1); left < mean; left += this.waiting(1)) n += 1;
    return n;
  }

  digits(n: number): string {
    let text = '';
    while (text.length < n) text += String(this.below(10));
    return text;
  }
}
