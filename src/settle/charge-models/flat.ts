/** `flat`: every unit at one price. Explained as one open tier. */
import { type Fraction, mul, parseDecimal } from '../../domain/fraction.ts';
import { assertQuantity, type Priced } from './priced.ts';

/** `quantity` in priced units. */
export function priceFlat(price: string, quantity: Fraction): Priced {
  assertQuantity(quantity);
  const amount = mul(quantity, parseDecimal(price));
  return { amount, tiers: [{ from: '0', to: null, quantity, price, amount }] };
}
