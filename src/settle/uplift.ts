/** Uplift (rule 13): what the run adds for IMSIs that are IoT in volume_only or charged in the run. */
import {
  add,
  compare,
  div,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  sub,
  toExactText,
  ZERO,
} from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import type { Books } from './book.ts';
import { billedOf, type Group } from './groups.ts';
import type { ExactLine } from './price.ts';

export function buildUplift(
  books: Books,
  groups: readonly Group[],
  volumeOnly: readonly ExactLine[],
  lines: readonly ExactLine[],
): Statement['uplift'] {
  let before = ZERO;
  let after = ZERO;
  let devicesBefore = 0n;
  let added = 0n;
  let addedSilently = 0n;
  for (const group of groups) {
    if (!group.volumeOnly && !group.charged) continue;
    const asBilled = billedOf(books, group, 'human');
    before = add(before, group.volumeOnly ? shareOf(group, volumeOnly) : asBilled);
    after = add(after, shareOf(group, lines));
    if (group.volumeOnly) devicesBefore += group.devices;
    else {
      added += group.devices;
      if (!group.hasTap) addedSilently += group.devices;
    }
  }
  return {
    charges_percent: percent(sub(after, before), before),
    devices_percent: percent(fromInteger(added), fromInteger(devicesBefore)),
    devices_percent_signaling_only: percent(fromInteger(addedSilently), fromInteger(devicesBefore)),
    before: toExactText(before),
    after: toExactText(after),
    devices_before: Number(devicesBefore),
    devices_added: Number(added),
    devices_added_signaling_only: Number(addedSilently),
  };
}

/** A group's exact part of the lines: its own amount as billed or per IMSI, else by billable quantity. */
function shareOf(group: Group, lines: readonly ExactLine[]): Fraction {
  let sum = ZERO;
  for (const line of lines) {
    const weight = line.byGroup.get(group);
    if (weight === undefined) continue;
    if (line.weighBy === 'own') sum = add(sum, weight.own);
    else if (line.total.billable > 0n)
      sum = add(sum, mul(line.amount, fraction(weight.billable, line.total.billable)));
  }
  return sum;
}

/** Two decimals, half up; null where the base is 0. */
export function percent(part: Fraction, base: Fraction): string | null {
  if (compare(base, ZERO) === 0) return null;
  return minorToText(roundFraction(mul(div(part, base), fromInteger(100n)), 2, 'half_up'), 2);
}
