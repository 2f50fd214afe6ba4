/**
 * The population stability index of two counts over the same bins: Σ (q − p) ln (q ÷ p). Below 0.1 nothing, from 0.25 on a large
 * shift (Siddiqi, Credit Risk Scorecards, 2006). Counts are integers; the index says how much, and is never an amount.
 */

export type Level = 'none' | 'moderate' | 'large';

export interface Thresholds {
  readonly moderate: number;
  readonly large: number;
}

export const THRESHOLDS: Thresholds = { moderate: 0.1, large: 0.25 };

export interface Shift {
  /** Of four decimals; null where either side has nobody. */
  readonly psi: number | null;
  /** What chance alone stays below in 95 of 100 cases, of four decimals. */
  readonly noise: number | null;
  readonly level: Level;
}

/** Devices that each bin is given beforehand on either side, so that an empty one has a logarithm. */
const START = 0.5;
/** 95 % of a normal distribution lie below it. */
const Z = 1.644854;

/** Counts of the same bins in either run. */
export function shiftOf(from: readonly number[], to: readonly number[], thresholds: Thresholds): Shift {
  const used = from.flatMap((count, bin) => (count + to[bin]! > 0 ? [[count, to[bin]!] as const] : []));
  const [old, now] = [sumOf(used.map(([count]) => count)), sumOf(used.map(([, count]) => count))];
  if (old === 0 || now === 0) return { psi: null, noise: null, level: 'none' };
  let sum = 0;
  for (const [before, after] of used) {
    const p = (before + START) / (old + START * used.length);
    const q = (after + START) / (now + START * used.length);
    sum += (q - p) * Math.log(q / p);
  }
  const psi = fourDecimals(sum);
  // Without a shift the index is distributed like chi-square over the harmonic sum of both numbers (Yurdakul and Naranjo, Journal of
  // Risk Model Validation 2020).
  const noise = fourDecimals(chiSquare95(used.length - 1) * (1 / old + 1 / now));
  return { psi, noise, level: levelOf(psi, noise, thresholds) };
}

function levelOf(psi: number, noise: number, { moderate, large }: Thresholds): Level {
  if (psi <= noise || psi < moderate) return 'none';
  return psi < large ? 'moderate' : 'large';
}

/** The 95 % point (Wilson and Hilferty, Proceedings of the National Academy of Sciences 1931). */
function chiSquare95(freedom: number): number {
  if (freedom === 0) return 0;
  const part = 2 / (9 * freedom);
  return freedom * (1 - part + Z * Math.sqrt(part)) ** 3;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function fourDecimals(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
