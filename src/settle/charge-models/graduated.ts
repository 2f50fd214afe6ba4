/**
 * `graduated`: each tier prices its own slice (from, to]. A quantity that ends on a boundary belongs to the lower tier
 * (docs/rules.md, rule 8: a tier is reached when the quantity is greater than its `from`).
 */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import { add, compare, type Fraction, mul, parseDecimal, sub, ZERO } from '../../domain/fraction.ts';
import { assertQuantity, type Priced, type PricedTier } from './priced.ts';

/** `tiers` begin at 0 and rise (checked at load); `quantity` in priced units. */
export function priceGraduated({ tiers }: ChargeTerms, quantity: Fraction): Priced {
  assertQuantity(quantity);
  const priced = tiers.map(({ from, price }, index): PricedTier => {
    const to = tiers[index + 1]?.from ?? null;
    const start = parseDecimal(from);
    const end = to === null ? quantity : least(quantity, parseDecimal(to));
    const slice = compare(end, start) > 0 ? sub(end, start) : ZERO;
    return { from, to, quantity: slice, price, amount: mul(slice, parseDecimal(price)) };
  });
  return { amount: priced.reduce((sum, tier) => add(sum, tier.amount), ZERO), tiers: priced };
}

function least(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) < 0 ? a : b;
}
