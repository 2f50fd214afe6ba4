/** `min_attached_minutes` of an agreement, which no document can ask for before it is priced. */
import type { Agreement } from '../../src/domain/agreement/types.ts';

/** The agreement with this value in every access entry, of which it has one at least. */
export function withMinAttached(agreement: Agreement, minAttachedMinutes: number): Agreement {
  if (agreement.charges.access.length === 0) throw new Error('The agreement has no access entry.');
  const access = agreement.charges.access.map((entry) => ({ ...entry, minAttachedMinutes }));
  return { ...agreement, charges: { ...agreement.charges, access } };
}
