/** What every charge model gives back: the exact amount, and the tiers that explain it. */
import type { ChargeTerms } from '../../domain/agreement/types.ts';
import type { Fraction } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';

/** One tier's slice of a quantity. `from` and `to` are exact texts in priced units (`toExactText`); `to` null is open. */
export interface PricedTier {
  /** Of balanced traffic: what both directions have, or what this one has more. */
  readonly part?: 'balanced' | 'unbalanced';
  readonly from: string;
  readonly to: string | null;
  /** In priced units, or in `unit`. */
  readonly quantity: Fraction;
  /** What the price is per, where it is not the entry's unit: a block, or the month of an IMSI at its cap. */
  readonly unit?: 'block' | 'imsi_month';
  readonly price: string;
  readonly amount: Fraction;
}

export interface Priced {
  /** Sum of the tiers' amounts, in the agreement's currency, unrounded. */
  readonly amount: Fraction;
  /** Every tier, in order, those without a quantity too. */
  readonly tiers: readonly PricedTier[];
}

/**
 * A rule of pricing: `quantity` in priced units, after what is included; `opposite` is that of the other direction, which
 * balanced traffic alone asks for. It reads the prices of the entry alone.
 */
export type Model = (terms: ChargeTerms, quantity: Fraction, opposite: Fraction | null) => Priced;

/** Quantities are counts: a negative one is a defect of the caller. */
export function assertQuantity(quantity: Fraction): void {
  if (quantity.n < 0n) throw new RoamsettleError('INTERNAL', 'A negative quantity is to be priced.');
}

/** The price of an entry whose model has one (checked at load). */
export function priceOf({ ref, price }: ChargeTerms): string {
  if (price === null) throw new RoamsettleError('INTERNAL', `${ref} has no price of its own.`);
  return price;
}
