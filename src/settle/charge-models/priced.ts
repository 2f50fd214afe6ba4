/** What every charge model gives back: the exact amount, and the tiers that explain it. */
import type { Fraction } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';

/** One tier's slice of a quantity. `from` and `to` are decimal strings in priced units; `to` null is open. */
export interface PricedTier {
  readonly from: string;
  readonly to: string | null;
  readonly quantity: Fraction;
  readonly price: string;
  readonly amount: Fraction;
}

export interface Priced {
  /** Sum of the tiers' amounts, in the agreement's currency, unrounded. */
  readonly amount: Fraction;
  /** Every tier, in order, those without a quantity too. */
  readonly tiers: readonly PricedTier[];
}

/** Quantities are counts: a negative one is a defect of the caller. */
export function assertQuantity(quantity: Fraction): void {
  if (quantity.n < 0n) throw new RoamsettleError('INTERNAL', 'A negative quantity is to be priced.');
}
