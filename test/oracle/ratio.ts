/** Exact arithmetic of the oracle. */
import type { Mode } from './deal.ts';

/** Rarely reduced: values are compared by cross multiplication. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Ratio = { n: 0n, d: 1n };
export const plus = (a: Ratio, b: Ratio): Ratio =>
  a.d === b.d ? { n: a.n + b.n, d: a.d } : lowest({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a: Ratio, b: Ratio): Ratio => plus(a, { n: -b.n, d: b.d });
export const times = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d });
export const less = (a: Ratio, b: Ratio): boolean => a.n * b.d < b.n * a.d;
export const same = (a: Ratio, b: Ratio): boolean => a.n * b.d === b.n * a.d;
export const total = (values: readonly Ratio[]): Ratio => values.reduce(plus, ZERO);
export const whole = (n: bigint): Ratio => ({ n, d: 1n });

function lowest({ n, d }: Ratio): Ratio {
  let [x, y] = [n < 0n ? -n : n, d];
  while (y !== 0n) [x, y] = [y, x % y];
  return { n: n / x, d: d / x };
}

/** `12.30`, `-7` or `10/3`. */
export function ratio(text: string): Ratio {
  const [above = '', below] = text.split('/');
  if (below !== undefined) return { n: BigInt(above), d: BigInt(below) };
  const [units = '', places = ''] = above.split('.');
  return { n: BigInt(units + places), d: 10n ** BigInt(places.length) };
}

/** In units of the last decimal, by the mode (rule 9). */
export function rounded({ n, d }: Ratio, decimals: number, mode: Mode): bigint {
  const size = (n < 0n ? -n : n) * 10n ** BigInt(decimals);
  const floor = size / d;
  const twice = 2n * (size % d);
  const up =
    mode === 'half_up'
      ? twice >= d
      : mode === 'half_even'
        ? twice > d || (twice === d && floor % 2n === 1n)
        : false;
  return (n < 0n ? -1n : 1n) * (floor + (up ? 1n : 0n));
}
