/** The charge models of an agreement, one a file; this is the only place that chooses between them. */
import type { AccessCharge, UsageCharge } from '../../domain/agreement/types.ts';
import { fraction, fromInteger } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';
import { priceFlat } from './flat.ts';
import { priceGraduated } from './graduated.ts';
import type { Priced } from './priced.ts';

export { asBilledAmount } from './as-billed.ts';
export type { Priced, PricedTier } from './priced.ts';

/**
 * The exact price of usage under a flat or graduated entry. `quantityBase` is bytes, seconds or events, already rounded
 * up per record, session or call. Throws INTERNAL for an as-billed entry (`asBilledAmount`) or a negative quantity.
 */
export function priceUsage(charge: UsageCharge, quantityBase: bigint): Priced {
  const quantity = fraction(quantityBase, BigInt(charge.unitSize));
  if (charge.model === 'graduated') return priceGraduated(charge.tiers, quantity);
  if (charge.model === 'flat' && charge.price !== null) return priceFlat(charge.price, quantity);
  throw new RoamsettleError('INTERNAL', `${charge.ref} has no price of its own.`);
}

/** The exact access fees of `imsiMonths` IMSIs that owe one. Throws INTERNAL for a negative count. */
export function priceAccess(charge: AccessCharge, imsiMonths: bigint): Priced {
  if (charge.model === 'flat' && charge.price !== null)
    return priceFlat(charge.price, fromInteger(imsiMonths));
  throw new RoamsettleError('INTERNAL', `${charge.ref} has no price of its own.`);
}
