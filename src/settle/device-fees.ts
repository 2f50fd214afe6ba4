/** Access lines → what a device of each kind has in them: base units, and what it weighs (rule 7). */
import type { FeeFacts } from '../domain/devices.ts';
import { fromInteger } from '../domain/fraction.ts';
import type { Book } from './book.ts';
import { accessUnit, feeQuantity, ownFee } from './charge-models/access.ts';
import { billableQuantity } from './charge-models/index.ts';
import type { Group } from './groups.ts';
import { RunningShare } from './running-share.ts';
import { commonFactors, type RoundedLine } from './statement.ts';

/** What devices with the same facts have in a line. */
interface FeeShare {
  /** Base units. */
  readonly quantity: number;
  readonly weight: bigint;
}

export interface FeeLine {
  /** Position among the lines of the statement. */
  readonly line: number;
  readonly segments: readonly string[];
  readonly share: RunningShare;
  /** By the number of the facts; null where they owe no fee. */
  readonly fees: readonly (FeeShare | null)[];
}

/** Access lines of an agreement. `groups` are its own; `fees` are all facts by their number. */
export function feeLines(
  book: Book,
  lines: readonly RoundedLine[],
  groups: readonly Group[],
  fees: readonly FeeFacts[],
): FeeLine[] {
  return lines.flatMap((rounded, line) => {
    const { access } = rounded.exact;
    if (access === null) return [];
    const { size } = accessUnit(access, book.monthDays);
    const owing = fees.map((facts) => {
      const quantity = feeQuantity(access, facts);
      if (quantity === null) return null;
      // A device's own exact fee where it has one, else its billable quantity.
      const own = ownFee(access, quantity, size) ?? fromInteger(billableQuantity(access, quantity, size));
      return { quantity: Number(quantity), own };
    });
    const weights = commonFactors(owing.flatMap((fee) => (fee === null ? [] : [fee.own])));
    let at = 0;
    const shares = owing.map((fee) =>
      fee === null ? null : { quantity: fee.quantity, weight: weights[at++]! },
    );
    const byFacts = new Map(fees.map((facts, i) => [facts, shares[i]!]));
    const total = groups
      .filter((group) => access.segments.includes(group.runSegment))
      .flatMap((group) => group.fees)
      .reduce((sum, { facts, devices }) => sum + (byFacts.get(facts)?.weight ?? 0n) * devices, 0n);
    const share = new RunningShare(rounded.minor, total, total);
    return [{ line, segments: access.segments, share, fees: shares }];
  });
}
