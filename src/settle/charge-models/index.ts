/** The charge models of the language, one a file; this is the only place that chooses between them and knows their options. */
import type { ChargeModel, ChargeTerms } from '../../domain/agreement/types.ts';
import {
  add,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  parseDecimal,
  sub,
  ZERO,
} from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';
import { priceBalanced } from './balanced.ts';
import { priceFlat } from './flat.ts';
import { priceFree } from './free.ts';
import { priceGraduated } from './graduated.ts';
import { pricePackage } from './package.ts';
import type { Model, Priced, PricedTier } from './priced.ts';
import { priceVolume } from './volume.ts';

export { asBilledAmount } from './as-billed.ts';
export type { Priced, PricedTier } from './priced.ts';

const MODELS: Readonly<Record<Exclude<ChargeModel, 'as_billed'>, Model>> = {
  flat: priceFlat,
  graduated: priceGraduated,
  volume: priceVolume,
  package: pricePackage,
  balanced: priceBalanced,
  free: priceFree,
};

/** A tier of a line; `segment` where each segment has tiers of its own. */
export type LineTier = PricedTier & { readonly segment?: string };

export interface LinePrice {
  readonly amount: Fraction;
  readonly tiers: readonly LineTier[];
  /** Exact amount of each segment where each is priced by itself (`tiers_per: segment`), else null. */
  readonly bySegment: ReadonlyMap<string, Fraction> | null;
  /** Base units that were free of charge by `included` of the line. */
  readonly included: bigint;
}

/** Priced units that earlier lines have used up of an entry's tiers, or of those of a segment. */
export type UsedBefore = (segment: string | null) => Fraction;

export const NOTHING_BEFORE: UsedBefore = () => ZERO;

/**
 * The exact price of a line: `quantities` are base units by segment (bytes, seconds, events, days …), already rounded up and,
 * where units are included for each IMSI, without those; `size` is how many of them a priced unit has. With `tiers_per:
 * segment` the entry stands once for each segment, what it includes too. `before` is what earlier periods of the term have used
 * up of the tiers (`tiers_over: term`), in priced units after what was included, of those of a segment where each has its own:
 * the line costs what all of it comes to, less what they come to, at the prices of now. `opposite`: base units of the other
 * direction (model `balanced`).
 * Throws INTERNAL for an as-billed entry (`asBilledAmount`) and for a negative quantity.
 */
export function priceLine(
  terms: ChargeTerms,
  size: bigint,
  quantities: ReadonlyMap<string, bigint>,
  before: UsedBefore = NOTHING_BEFORE,
  opposite: bigint | null = null,
): LinePrice {
  if (terms.tiersPer === 'line') {
    const quantity = [...quantities.values()].reduce((sum, part) => sum + part, 0n);
    return { ...priceCopy(terms, size, quantity, before(null), opposite), bySegment: null };
  }
  const copies = [...quantities].map(
    ([segment, quantity]) => [segment, priceCopy(terms, size, quantity, before(segment), null)] as const,
  );
  return {
    amount: copies.reduce((sum, [, { amount }]) => add(sum, amount), ZERO),
    tiers: copies.flatMap(([segment, { tiers }]) => tiers.map((tier) => ({ ...tier, segment }))),
    bySegment: new Map(copies.map(([segment, { amount }]) => [segment, amount])),
    included: copies.reduce((sum, [, { included }]) => sum + included, 0n),
  };
}

function priceCopy(
  terms: ChargeTerms,
  size: bigint,
  quantity: bigint,
  before: Fraction,
  opposite: bigint | null,
): Priced & { included: bigint } {
  const free = terms.included?.scope === 'line' ? includedBase(terms, size) : 0n;
  const included = free < quantity ? free : quantity;
  if (quantity < 0n) throw new RoamsettleError('INTERNAL', 'A negative quantity is to be priced.');
  const other = opposite === null ? null : fraction(opposite, size);
  const priced = priceTerms(terms, add(before, fraction(quantity - included, size)), other);
  return { ...(before.n === 0n ? priced : lessThan(priced, priceTerms(terms, before))), included };
}

/** What is added to what was there before, tier by tier; less than nothing where `volume` makes earlier units cheaper. */
function lessThan(all: Priced, before: Priced): Priced {
  return {
    amount: sub(all.amount, before.amount),
    tiers: all.tiers.map((tier, i) => ({
      ...tier,
      quantity: sub(tier.quantity, before.tiers[i]!.quantity),
      amount: sub(tier.amount, before.tiers[i]!.amount),
    })),
  };
}

/** The exact price of a quantity in priced units, nothing of it included. Throws as `priceLine`. */
export function priceTerms(terms: ChargeTerms, quantity: Fraction, opposite: Fraction | null = null): Priced {
  if (terms.model === 'as_billed')
    throw new RoamsettleError('INTERNAL', `${terms.ref} has no price of its own.`);
  return MODELS[terms.model](terms, quantity, opposite);
}

/** Base units that an entry includes; 0 where it includes none. They are whole (checked at load). */
export function includedBase({ included }: ChargeTerms, size: bigint): bigint {
  if (included === null) return 0n;
  const { n, d } = mul(parseDecimal(included.units), fromInteger(size));
  return n / d;
}

/** Base units of one IMSI without what is included for each. */
export function billableQuantity(terms: ChargeTerms, quantity: bigint, size: bigint): bigint {
  if (terms.included?.scope !== 'imsi') return quantity;
  const rest = quantity - includedBase(terms, size);
  return rest > 0n ? rest : 0n;
}
