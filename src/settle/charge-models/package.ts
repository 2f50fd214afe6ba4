/** `package`: every block that is started costs its price; nothing starts none. Explained as one tier of blocks. */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { div, type Fraction, fromInteger, mul, parseDecimal } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';
import { assertQuantity, type Priced, priceOf } from './priced.ts';

/** `quantity` in priced units, as the block is. */
export function pricePackage(terms: ChargeTerms, quantity: Fraction): Priced {
  assertQuantity(quantity);
  if (terms.block === null) throw new RoamsettleError('INTERNAL', `${terms.ref} has no block.`);
  const { n, d } = div(quantity, parseDecimal(terms.block));
  const blocks = fromInteger((n + d - 1n) / d);
  const price = priceOf(terms);
  const amount = mul(blocks, parseDecimal(price));
  return { amount, tiers: [{ from: '0', to: null, quantity: blocks, unit: 'block', price, amount }] };
}
