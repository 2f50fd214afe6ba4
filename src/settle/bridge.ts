/**
 * The bridge (rule 12): whole settlements in sequence, each step being the settlement with the steps so far minus the
 * one before, unrounded; it starts at volume_only and ends at net.
 */
import { add, type Fraction, fraction, sub, toExactText, ZERO } from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { type Book, type Books, latestBook, segmentNames } from './book.ts';
import { feeDevices, type Group } from './groups.ts';
import { type ExactLine, type Placing, priceSettlement, totalOf } from './price.ts';

/** What stands beside the priced lines of a run (rules 10 and 12). */
export interface Beside {
  /** The run's shortfall, and the one of volume_only for its lines. */
  readonly shortfall: Fraction;
  readonly volumeOnlyShortfall: (lines: readonly ExactLine[]) => Fraction;
  /** Σ of what a correction takes back. */
  readonly adjustment: Fraction;
}

export interface Bridge {
  readonly steps: Statement['bridge'];
  /** Lines of the baseline volume_only: usage without access fees (rule 11). */
  readonly volumeOnly: readonly ExactLine[];
  /** Their sum with the shortfall of that baseline. */
  readonly volumeOnlyTotal: Fraction;
}

interface Step {
  readonly name: string;
  readonly devices: bigint;
  readonly placing: Placing;
}

/** Walks from volume_only to `lines`, the run's own. `net` is Σ of the rounded lines, in minor units. */
export function buildBridge(
  books: Books,
  groups: readonly Group[],
  lines: readonly ExactLine[],
  net: bigint,
  beside: Beside,
): Bridge {
  const book = latestBook(books);
  const { rounding } = book.agreement;
  const steps = stepsOf(books, groups);
  const priced = steps.map((step) => priceSettlement(books, groups, step.placing));
  const totals = priced.map(totalOf);
  const final = totals.at(-1)!;
  if (toExactText(final) !== toExactText(totalOf(lines))) {
    throw new RoamsettleError('BALANCE_BROKEN', 'The bridge does not reach the lines of the run.');
  }
  const netExact = fraction(net, 10n ** BigInt(rounding.decimals));
  const { shortfall, adjustment } = beside;
  const volumeOnlyShortfall = beside.volumeOnlyShortfall(priced[0]!);
  const volumeOnlyTotal = add(totals[0]!, volumeOnlyShortfall);
  const roundingStep = sub(netExact, add(add(final, shortfall), adjustment));
  checkRounding(roundingStep, lines.length + (shortfall.n === 0n ? 0 : 1), book);
  const walk = [
    ...steps.map((step, i) => ({
      step: step.name,
      devices: Number(step.devices),
      exact: i === 0 ? volumeOnlyTotal : sub(totals[i]!, totals[i - 1]!),
    })),
    { step: 'commitment', devices: null, exact: sub(shortfall, volumeOnlyShortfall) },
    { step: 'adjustment', devices: null, exact: adjustment },
    { step: 'rounding', devices: null, exact: roundingStep },
  ];
  let reached = ZERO;
  let shown = 0n;
  const rows = walk.map(({ step, devices, exact }) => {
    // Shown amounts are differences of rounded running sums, so that they add up to net as well.
    reached = add(reached, exact);
    const here = roundFraction(reached, rounding.decimals, rounding.mode);
    const amount = minorToText(here - shown, rounding.decimals);
    shown = here;
    return { step, devices, amount_exact: toExactText(exact), amount };
  });
  const charged = sum(groups.filter((group) => group.charged));
  rows.push({
    step: 'net',
    devices: Number(charged),
    amount_exact: toExactText(netExact),
    amount: minorToText(net, rounding.decimals),
  });
  return { steps: rows, volumeOnly: priced[0]!, volumeOnlyTotal };
}

/** Fees are those of the version that a device's are due by, in the segment that this version settles it in. */
function stepsOf(books: Books, groups: readonly Group[]): Step[] {
  const left = (group: Group) => group.volumeOnly && !group.charged;
  const remaining = (group: Group) => group.volumeOnly && group.charged;
  const addedWith = (group: Group) => !group.volumeOnly && group.charged && group.hasTap;
  const addedWithout = (group: Group) => !group.volumeOnly && group.charged && !group.hasTap;
  const steps: Step[] = [];
  // What the walk has done so far: groups that moved to their place in the run, and groups that owe fees there.
  let moved = (_: Group): boolean => false;
  let fees = (_: Group, _version: number): boolean => false;
  const step = (name: string, devices: bigint) => {
    const [isMoved, hasFees] = [moved, fees];
    steps.push({
      name,
      devices,
      placing: (group, version) => {
        const { run, volumeOnly } = group.segments[version]!;
        return { segment: isMoved(group) ? run : volumeOnly, access: hasFees(group, version) };
      },
    });
  };
  const members = (test: (group: Group) => boolean) => sum(groups.filter(test));
  step(
    'volume_only',
    members((group) => group.volumeOnly),
  );
  moved = left;
  step('leave_iot_pricing', members(left));
  let done: readonly string[] = [];
  for (const segment of segmentNames(books)) {
    if (!books.some((book) => hasAccess(book, segment))) continue;
    const reached = [...done, segment];
    done = reached;
    fees = (group, version) => remaining(group) && reached.includes(group.segments[version]!.run);
    step(`access_fees:${segment}`, owing(books, groups.filter(remaining), segment));
  }
  moved = (group) => left(group) || addedWith(group);
  fees = (group) => remaining(group) || addedWith(group);
  step('added_with_tap', members(addedWith));
  moved = (group) => left(group) || group.charged;
  fees = (group) => group.charged;
  step('added_without_tap', members(addedWithout));
  // Only where the agreement puts an access fee on a segment of devices that are not charged as IoT.
  const othersOwe = groups.some(
    (group) => !group.charged && books.some((book) => hasAccess(book, group.segments[book.version]!.run)),
  );
  if (othersOwe) {
    moved = () => true;
    fees = () => true;
    step(
      'access_fees_of_others',
      members((group) => !group.charged),
    );
  }
  return steps;
}

function hasAccess({ agreement }: Book, segment: string): boolean {
  return agreement.charges.access.some((charge) => charge.segments.includes(segment));
}

/** Devices of the groups that a segment's fees are due in, by the version that they are due by. */
function owing(books: Books, groups: readonly Group[], segment: string): bigint {
  return books
    .flatMap(({ version }) =>
      groups
        .filter(({ segments }) => segments[version]!.run === segment)
        .map((group) => feeDevices(group, version)),
    )
    .reduce((total, devices) => total + devices, 0n);
}

/** Rounding beyond one unit of the last decimal per line (half a unit when rounding to nearest) is a failed run. */
function checkRounding(step: Fraction, lines: number, book: Book): void {
  const { mode, decimals } = book.agreement.rounding;
  const unit = fraction(1n, (mode === 'down' ? 1n : 2n) * 10n ** BigInt(decimals));
  const size = step.n < 0n ? -step.n : step.n;
  if (size * unit.d > BigInt(lines) * unit.n * step.d) {
    throw new RoamsettleError('BALANCE_BROKEN', 'Rounding is larger than the lines allow.');
  }
}

function sum(groups: readonly Group[]): bigint {
  return groups.reduce((total, group) => total + group.devices, 0n);
}
