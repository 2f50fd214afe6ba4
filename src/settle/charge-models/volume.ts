/**
 * `volume`: the tier that the quantity reaches prices all of it. A tier is reached when the quantity is greater than its
 * `from` (docs/rules.md, rule 8): on a boundary the lower one still holds.
 */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { compare, type Fraction, mul, parseDecimal, ZERO } from '../../domain/fraction.ts';
import { assertQuantity, type Priced } from './priced.ts';

/** `tiers` begin at 0 and rise (checked at load); `quantity` in priced units. */
export function priceVolume({ tiers }: ChargeTerms, quantity: Fraction): Priced {
  assertQuantity(quantity);
  const above = tiers.findIndex(({ from }) => compare(quantity, parseDecimal(from)) <= 0);
  // Nothing reaches no tier, and stands in the first one.
  const reached = Math.max(0, (above < 0 ? tiers.length : above) - 1);
  const amount = mul(quantity, parseDecimal(tiers[reached]!.price));
  return {
    amount,
    tiers: tiers.map(({ from, price }, index) => ({
      from,
      to: tiers[index + 1]?.from ?? null,
      quantity: index === reached ? quantity : ZERO,
      price,
      amount: index === reached ? amount : ZERO,
    })),
  };
}
