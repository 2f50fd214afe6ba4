/** The exact amounts of a statement as fractions (rule 9), for the sums that a report checks and draws. */
import { type Fraction, parseExactText } from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import { RoamsettleError } from '../errors.ts';
import { formatAmount } from './format.ts';

/** Places of a drawn position (far finer than a pixel) and of a shown `n/d`. */
const FINE_DECIMALS = 6;

/** `amount_exact` of a statement: a decimal, or `n/d`. Throws DATA_CORRUPT for anything else. */
export function parseExact(text: string): Fraction {
  const value = parseExactText(text);
  if (value === null) {
    throw new RoamsettleError(
      'DATA_CORRUPT',
      'A statement holds an amount that is neither a decimal nor n/d.',
    );
  }
  return value;
}

/** Decimals that the amounts of a statement have: those of its net. */
export function shownDecimals(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/** An exact amount for reading: a decimal with commas; `n/d`, which no decimal ends, cut to six places. */
export function formatExact(text: string): string {
  return text.includes('/')
    ? `≈ ${formatAmount(roundedText(parseExact(text), FINE_DECIMALS))}`
    : formatAmount(text);
}

/** An exact amount for reading, to the decimals of the statement. */
export function formatRounded(text: string, decimals: number): string {
  return formatAmount(roundedText(parseExact(text), decimals));
}

/** For showing a sum of exact amounts; what is paid was rounded by the settlement, not here. */
export function roundedText(value: Fraction, decimals: number): string {
  return minorToText(roundFraction(value, decimals, 'half_up'), decimals);
}

/** Where to draw an amount. The only place of a report where money becomes a float. */
export function drawn(value: Fraction): number {
  return Number(roundedText(value, FINE_DECIMALS));
}
