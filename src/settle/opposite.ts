/**
 * Balanced traffic: what the run has in the opposite direction of each balanced entry. It is known before any amount is, and
 * stays the run's in every step of the bridge: each direction would move the other's steps else, round in a circle.
 */
import { oppositeCharge } from '../domain/agreement/balance.ts';
import type { UsageCharge } from '../domain/agreement/types.ts';
import type { StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { type Book, type Books, latestBook, type Opposite } from './book.ts';
import type { Group } from './groups.ts';

/** What an agreement's own statement says of the other direction: base units by the path of the entry. */
export type StatedOpposites = ReadonlyMap<string, bigint>;

export function statedOpposites(
  lines: readonly Pick<StatementLine, 'charge_ref' | 'opposite'>[],
): StatedOpposites {
  return new Map(
    lines.flatMap(({ charge_ref, opposite }) =>
      charge_ref === null || opposite === undefined ? [] : [[charge_ref, BigInt(opposite.quantity)]],
    ),
  );
}

/**
 * The books of each agreement with `oppositeOf`; `groups` are those of all of them, by `no`, the position of their books.
 * `stated` serves where one agreement is settled again without the other.
 */
export function withOpposites(
  all: readonly Books[],
  groups: readonly Group[],
  stated: StatedOpposites = new Map(),
): Books[] {
  const oppositeOf = ({ ref, balance, service }: UsageCharge): Opposite | null => {
    if (balance === null) return null;
    const agreementId = balance.opposite;
    const said = stated.get(ref);
    if (said !== undefined) return { agreementId, quantity: said };
    const no = all.findIndex((books) => latestBook(books).agreement.id === agreementId);
    // Who balances traffic has one version in the month.
    const book = no < 0 ? undefined : latestBook(all[no]!);
    const back = book && oppositeCharge(book.agreement, service);
    // Both are there, else the agreements were refused.
    if (back === undefined) throw new RoamsettleError('INTERNAL', `${ref} has no opposite.`);
    return { agreementId, quantity: runQuantity(book!, back, groups, no) };
  };
  return all.map((books) => books.map((book) => ({ ...book, oppositeOf })));
}

/** Base units of an entry as the run places the devices. Balanced entries include nothing: all of it is billable. */
function runQuantity(book: Book, charge: UsageCharge, groups: readonly Group[], no: number): bigint {
  const entry = book.agreement.charges.usage.indexOf(charge);
  return groups
    .filter((group) => group.no === no)
    .flatMap(({ usage, segments }) =>
      usage.filter(
        (item) =>
          item.version === book.version &&
          item.entry === entry &&
          book.entryOf(item.service, segments[book.version]!.run) === entry,
      ),
    )
    .reduce((sum, { quantity }) => sum + quantity, 0n);
}
