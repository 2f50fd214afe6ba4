/**
 * Exact rational numbers over bigint. Every amount stays one of these until `rounding.ts` rounds it, once.
 */
import { RoamsettleError } from '../errors.ts';

/** Immutable; `d` > 0 and gcd(|n|, d) = 1, so equal values have equal parts. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** Longest decimal text that is read: sign, digits and point. */
const MAX_DECIMAL_LENGTH = 64;
/** `toExactText` writes a decimal only where it ends within so many places (docs/rules.md, rule 9). */
const MAX_EXACT_PLACES = 30;
const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

export const ZERO: Fraction = Object.freeze({ n: 0n, d: 1n });

/** n/d in lowest terms; throws INTERNAL when d is 0. */
export function fraction(n: bigint, d: bigint): Fraction {
  if (d === 0n) throw new RoamsettleError('INTERNAL', 'A fraction has the denominator 0.');
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  return Object.freeze({ n: (sign * n) / divisor, d: (sign * d) / divisor });
}

export function fromInteger(n: bigint): Fraction {
  return Object.freeze({ n, d: 1n });
}

/** Whether `parseDecimal` takes the text: digits, optional sign and fraction, no exponent, at most 64 characters. */
export function isDecimal(text: string): boolean {
  return text.length <= MAX_DECIMAL_LENGTH && DECIMAL.test(text);
}

/** The exact value of a decimal text. Throws INTERNAL for any other text: input is checked with `isDecimal` first. */
export function parseDecimal(text: string): Fraction {
  if (!isDecimal(text))
    throw new RoamsettleError('INTERNAL', 'A text that is no decimal reached the arithmetic.');
  const point = text.indexOf('.');
  if (point < 0) return fromInteger(BigInt(text));
  const places = text.length - point - 1;
  return fraction(BigInt(text.slice(0, point) + text.slice(point + 1)), 10n ** BigInt(places));
}

export function add(a: Fraction, b: Fraction): Fraction {
  return a.d === b.d ? fraction(a.n + b.n, a.d) : fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function sub(a: Fraction, b: Fraction): Fraction {
  return add(a, { n: -b.n, d: b.d });
}

export function mul(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** a ÷ b; throws INTERNAL when b is 0. */
export function div(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Negative, 0 or positive as a is less than, equal to or greater than b. */
export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The shortest decimal text where one ends within 30 places, else `n/d` (docs/rules.md, rule 9). */
export function toExactText(f: Fraction): string {
  let rest = f.d;
  let twos = 0;
  let fives = 0;
  while (twos <= MAX_EXACT_PLACES && rest % 2n === 0n) {
    rest /= 2n;
    twos++;
  }
  while (fives <= MAX_EXACT_PLACES && rest % 5n === 0n) {
    rest /= 5n;
    fives++;
  }
  const places = Math.max(twos, fives);
  if (rest !== 1n || places > MAX_EXACT_PLACES) return `${f.n}/${f.d}`;
  if (places === 0) return `${f.n}`;
  const scaled = (f.n * 10n ** BigInt(places)) / f.d;
  const digits = `${scaled < 0n ? -scaled : scaled}`.padStart(places + 1, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `n/d` with as many digits as the exact sums of a large run can have, and no more. */
const RATIO = /^(-?\d{1,2000})\/(0*[1-9]\d{0,2000})$/;

/** The value of what `toExactText` writes; null for any other text. */
export function parseExactText(text: string): Fraction | null {
  if (isDecimal(text)) return parseDecimal(text);
  const [, n, d] = RATIO.exec(text) ?? [];
  return n === undefined || d === undefined ? null : fraction(BigInt(n), BigInt(d));
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
