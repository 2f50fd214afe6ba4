/**
 * `balanced`: both directions are loaded. What both have, the lesser of the two quantities, is at the balanced price, what
 * this one has more at the unbalanced one; the excess stands in one direction alone, so the party whose own subscribers
 * roamed more owes it.
 */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { add, compare, type Fraction, mul, parseDecimal, sub, toExactText } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';
import { assertQuantity, type Priced } from './priced.ts';

/** Both quantities in priced units: of this direction, and of the opposite one. */
export function priceBalanced(
  { ref, balance }: ChargeTerms,
  quantity: Fraction,
  opposite: Fraction | null,
): Priced {
  if (balance === null || opposite === null)
    throw new RoamsettleError('INTERNAL', `${ref} is priced without its opposite.`);
  assertQuantity(quantity);
  assertQuantity(opposite);
  const both = compare(quantity, opposite) < 0 ? quantity : opposite;
  const more = sub(quantity, both);
  const { balanced, unbalanced } = balance;
  const [even, excess] = [mul(both, parseDecimal(balanced)), mul(more, parseDecimal(unbalanced))];
  const edge = toExactText(opposite);
  return {
    amount: add(even, excess),
    tiers: [
      { part: 'balanced', from: '0', to: edge, quantity: both, price: balanced, amount: even },
      { part: 'unbalanced', from: edge, to: null, quantity: more, price: unbalanced, amount: excess },
    ],
  };
}
