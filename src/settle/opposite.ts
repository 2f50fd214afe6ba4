/**
 * Balanced traffic: what the run has in the opposite direction of each balanced entry. It is known before any amount is, and
 * stays the run's in every step of the bridge: each direction would move the other's steps else, round in a circle.
 */
import { oppositeCharge } from '../domain/agreement/balance.ts';
import type { UsageCharge } from '../domain/agreement/types.ts';
import { RoamsettleError } from '../errors.ts';
import type { Book } from './book.ts';
import type { Group } from './groups.ts';

/** The books with `oppositeOf`; `groups` are those of all of them, by `no`, the position of their book. */
export function withOpposites(books: readonly Book[], groups: readonly Group[]): Book[] {
  return books.map((book) => ({
    ...book,
    oppositeOf: (charge) => {
      if (charge.balance === null) return null;
      const no = books.findIndex(({ agreement }) => agreement.id === charge.balance!.opposite);
      const back = no < 0 ? undefined : oppositeCharge(books[no]!.agreement, charge);
      // Both are there, else the agreements were refused.
      if (back === undefined) throw new RoamsettleError('INTERNAL', `${charge.ref} has no opposite.`);
      return { agreementId: charge.balance.opposite, quantity: runQuantity(books[no]!, no, back, groups) };
    },
  }));
}

/** Base units of an entry as the run places the devices. Balanced entries include nothing: all of it is billable. */
function runQuantity(book: Book, no: number, charge: UsageCharge, groups: readonly Group[]): bigint {
  const entry = book.agreement.charges.usage.indexOf(charge);
  return groups
    .filter((group) => group.no === no)
    .flatMap(({ usage, runSegment }) =>
      usage.filter((item) => item.entry === entry && book.entryOf(item.service, runSegment) === entry),
    )
    .reduce((sum, { quantity }) => sum + quantity, 0n);
}
