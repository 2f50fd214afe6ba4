/** `flat`: every unit at one price. Explained as one open tier. */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { type Fraction, mul, parseDecimal } from '../../domain/fraction.ts';
import { assertQuantity, type Priced, priceOf } from './priced.ts';

/** `quantity` in priced units. */
export function priceFlat(terms: ChargeTerms, quantity: Fraction): Priced {
  assertQuantity(quantity);
  const price = priceOf(terms);
  const amount = mul(quantity, parseDecimal(price));
  return { amount, tiers: [{ from: '0', to: null, quantity, price, amount }] };
}
