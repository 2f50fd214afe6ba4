/**
 * The one place where money is rounded (docs/rules.md, rule 9), and how rounded money is written.
 */
import type { Fraction } from './fraction.ts';

/** half_up rounds a half away from zero; half_even to the even neighbour; down cuts towards zero. */
export type RoundingMode = 'half_up' | 'half_even' | 'down';

/** `f` as an integer of 10^-decimals, e.g. 1.005 with 2 decimals half_up → 101n. */
export function roundFraction(f: Fraction, decimals: number, mode: RoundingMode): bigint {
  const scaled = f.n * 10n ** BigInt(decimals);
  const cut = scaled / f.d;
  if (mode === 'down') return cut;
  const rest = scaled % f.d;
  const twice = 2n * (rest < 0n ? -rest : rest);
  if (twice < f.d) return cut;
  if (twice === f.d && mode === 'half_even' && cut % 2n === 0n) return cut;
  return scaled < 0n ? cut - 1n : cut + 1n;
}

/** Decimal text of an integer of 10^-decimals: `minorToText(-5n, 2)` is "-0.05", `minorToText(7n, 0)` is "7". */
export function minorToText(minor: bigint, decimals: number): string {
  const digits = `${minor < 0n ? -minor : minor}`.padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
