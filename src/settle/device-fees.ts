/** Access lines → what a device of each kind has in them: base units, and what it weighs (rule 7). */
import type { FeeFacts } from '../domain/devices.ts';
import { fromInteger } from '../domain/fraction.ts';
import type { Books } from './book.ts';
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
  /** Number of the version whose fee it is. */
  readonly version: number;
  readonly segments: readonly string[];
  readonly share: RunningShare;
  /** By the number of the facts; null where they owe none, or that of another version. */
  readonly fees: readonly (FeeShare | null)[];
}

/** Access lines of an agreement. `groups` are its own; `fees` are all facts by their number. */
export function feeLines(
  books: Books,
  lines: readonly RoundedLine[],
  groups: readonly Group[],
  fees: readonly FeeFacts[],
): FeeLine[] {
  return lines.flatMap((rounded, line) => {
    const { access, version } = rounded.exact;
    if (access === null) return [];
    const { size } = accessUnit(access, books[version]!.monthDays);
    const owing = fees.map((facts) => {
      const quantity = facts.version === version ? feeQuantity(access, facts) : null;
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
      .filter((group) => access.segments.includes(group.segments[version]!.run))
      .flatMap((group) => group.fees)
      .reduce((sum, { facts, devices }) => sum + (byFacts.get(facts)?.weight ?? 0n) * devices, 0n);
    const share = new RunningShare(rounded.minor, total, total);
    return [{ line, version, segments: access.segments, share, fees: shares }];
  });
}
