/** `free`: counted, and costs nothing. */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { type Fraction, ZERO } from '../../domain/fraction.ts';
import { assertQuantity, type Priced } from './priced.ts';

/** `quantity` in priced units. */
export function priceFree(_: ChargeTerms, quantity: Fraction): Priced {
  assertQuantity(quantity);
  return { amount: ZERO, tiers: [{ from: '0', to: null, quantity, price: '0', amount: ZERO }] };
}
