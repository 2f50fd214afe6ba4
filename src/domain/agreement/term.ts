/** What of an agreement hangs on the earlier periods of its term. */
import type { Agreement } from './types.ts';

/** Whether earlier periods of the term say anything to a later one. */
export function countsTerm(agreement: Agreement): boolean {
  return agreement.commitment?.per === 'term' || tiersOverTerm(agreement);
}

export function tiersOverTerm({ charges }: Agreement): boolean {
  return [...charges.usage, ...charges.access].some((charge) => charge.tiersOver === 'term');
}
