/** One whole settlement, unrounded: groups in segments → exact lines. The bridge prices it once per step. */
import type { AccessCharge, UsageCharge } from '../domain/agreement/types.ts';
import { add, type Fraction, fromInteger, mul, ZERO } from '../domain/fraction.ts';
import type { AppliedRate, StatementLine } from '../domain/statement.ts';
import type { Book, Books, Opposite, UsageEntry } from './book.ts';
import { accessUnit, type FeeDevices, feeQuantity, ownFee, priceAccess } from './charge-models/access.ts';
import {
  billableQuantity,
  type LinePrice,
  type LineTier,
  NOTHING_BEFORE,
  priceLine,
  type UsedBefore,
} from './charge-models/index.ts';
import type { Group } from './groups.ts';
import { type UsedLine, usedBySegment, usedUnits } from './term-tiers.ts';

/** Where a step settles a group under a version, and whether it owes the version's access fees there. */
export interface Placement {
  readonly segment: string;
  readonly access: boolean;
}
export type Placing = (group: Group, version: number) => Placement;

/** What one segment, or one group, has in a line. */
export interface Weight {
  readonly devices: bigint;
  /** Base units. */
  readonly quantity: bigint;
  /** Base units without those that are included for each IMSI. */
  readonly billable: bigint;
  /** Exact amount of its devices where each has one: as billed, or access priced per IMSI. ZERO otherwise. */
  readonly own: Fraction;
}

export interface ExactLine {
  /** Number of the version whose entry it is. */
  readonly version: number;
  readonly kind: StatementLine['kind'];
  readonly usage: UsageEntry | null;
  readonly access: AccessCharge | null;
  /** By what the line is shared out (rule 7): devices' own amounts, or their billable quantities. */
  readonly weighBy: 'own' | 'billable';
  readonly bySegment: ReadonlyMap<string, Weight>;
  readonly byGroup: ReadonlyMap<Group, Weight>;
  readonly total: Weight;
  /** Exact amount of each segment where each is priced by itself (`tiers_per: segment`). */
  readonly segmentAmounts: ReadonlyMap<string, Fraction> | null;
  /** Base units free of charge, of the line or of its IMSIs. */
  readonly included: bigint;
  /** The other direction of balanced traffic. */
  readonly opposite: Opposite | null;
  readonly tiers: readonly LineTier[];
  readonly rates: readonly AppliedRate[];
  readonly amount: Fraction;
}

const NOTHING: Weight = { devices: 0n, quantity: 0n, billable: 0n, own: ZERO };

/**
 * Prices every entry of the books for the groups as placed; lines by version, and in it in the order usage, access,
 * uncovered usage.
 */
export function priceSettlement(books: Books, groups: readonly Group[], placing: Placing): ExactLine[] {
  const lines: ExactLine[] = [];
  for (const book of books) lines.push(...priceVersion(book, { groups, placing, earlier: [...lines] }));
  return lines;
}

interface Placed {
  readonly groups: readonly Group[];
  readonly placing: Placing;
  /** Lines of the versions before: tiers over the term go on from them. */
  readonly earlier: readonly ExactLine[];
}

function priceVersion(book: Book, placed: Placed): ExactLine[] {
  const usage = book.entries.map((entry) => usageLine(book, entry, placed));
  const covered = usage.filter((line) => line.usage!.charge !== null);
  const uncovered = usage.filter((line) => line.usage!.charge === null && line.total.quantity > 0n);
  const access = book.agreement.charges.access.map((charge) => accessLine(book, charge, placed));
  return [...covered, ...access, ...uncovered];
}

/** What earlier periods of the term, and earlier versions in this one, have used up of an entry's tiers. */
function usedBefore(
  { before, monthDays }: Book,
  charge: UsageCharge | AccessCharge,
  earlier: readonly ExactLine[],
): UsedBefore {
  if (charge.tiersOver === 'period') return NOTHING_BEFORE;
  const lines = [...before, ...earlier.map((line) => usedOf(line, monthDays))];
  return (segment) => usedUnits(charge, lines, segment);
}

/** Σ of exact line amounts. */
export function totalOf(lines: readonly ExactLine[]): Fraction {
  return lines.reduce((sum, line) => add(sum, line.amount), ZERO);
}

/** A line of an earlier version in the same period. */
function usedOf({ kind, usage, access, tiers, total, ...line }: ExactLine, monthDays: number): UsedLine {
  const charge = usage?.charge ?? access;
  const { pricedUnit, size } =
    access === null
      ? { pricedUnit: usage?.charge?.unit ?? '', size: BigInt(usage?.charge?.unitSize ?? 1) }
      : accessUnit(access, monthDays);
  const whole = new Map([...line.bySegment].map(([name, { billable }]) => [name, billable]));
  return {
    kind,
    ref: charge?.ref ?? null,
    service: usage?.service ?? null,
    pricedUnit,
    size,
    billable: total.quantity - line.included,
    bySegment: usedBySegment(tiers, size, line.included === total.quantity - total.billable ? whole : null),
  };
}

function usageLine(book: Book, entry: UsageEntry, { groups, placing, earlier }: Placed): ExactLine {
  const { version } = book;
  const sums = new Sums();
  const rates = new Map<string, AppliedRate>();
  for (const group of groups) {
    const { segment } = placing(group, version);
    let weight: Weight | null = null;
    for (const item of group.usage) {
      if (item.version !== version || item.entry !== entry.entry) continue;
      if (book.entryOf(item.service, segment) !== entry.entry) continue;
      const { quantity, billed: own } = item;
      weight = plus(weight ?? NOTHING, { devices: 0n, quantity, billable: 0n, own });
      if (item.rate !== null && entry.kind === 'as_billed') rates.set(item.rate.from, item.rate);
    }
    if (weight === null) continue;
    const { devices, billable } = group.entries[version]!.get(entry.entry) ?? NOTHING;
    sums.add(group, segment, { ...weight, devices, billable });
  }
  const { charge } = entry;
  const opposite = charge === null ? null : book.oppositeOf(charge);
  const asBilled = charge === null || charge.model === 'as_billed';
  const priced = asBilled
    ? { amount: sums.total.own, tiers: [], bySegment: null, included: 0n }
    : priceLine(
        charge,
        BigInt(charge.unitSize),
        billableBySegment(charge, sums),
        usedBefore(book, charge, earlier),
        opposite?.quantity ?? null,
      );
  return {
    version,
    kind: entry.kind,
    usage: entry,
    access: null,
    weighBy: asBilled ? 'own' : 'billable',
    opposite,
    ...sums.parts(),
    ...partsOf(priced, sums.total),
    rates: [...rates.values()].sort((a, b) => (a.from < b.from ? -1 : 1)),
  };
}

function accessLine(book: Book, charge: AccessCharge, { groups, placing, earlier }: Placed): ExactLine {
  const { version } = book;
  const { size } = accessUnit(charge, book.monthDays);
  const sums = new Sums();
  const owing: FeeDevices[] = [];
  for (const group of groups) {
    const { segment, access } = placing(group, version);
    if (!access || !charge.segments.includes(segment)) continue;
    let weight: Weight | null = null;
    for (const { facts, devices } of group.fees) {
      if (facts.version !== version) continue;
      const quantity = feeQuantity(charge, facts);
      if (quantity === null) continue;
      owing.push({ segment, facts, devices });
      weight = plus(weight ?? NOTHING, {
        devices,
        quantity: quantity * devices,
        billable: billableQuantity(charge, quantity, size) * devices,
        own: mul(ownFee(charge, quantity, size) ?? ZERO, fromInteger(devices)),
      });
    }
    if (weight !== null) sums.add(group, segment, weight);
  }
  const priced = priceAccess(charge, owing, size, usedBefore(book, charge, earlier));
  return {
    version,
    kind: 'access',
    usage: null,
    access: charge,
    weighBy: ownFee(charge, 0n, size) === null ? 'billable' : 'own',
    opposite: null,
    ...sums.parts(),
    ...partsOf(priced, sums.total),
    rates: [],
  };
}

/** Every segment of the entry with tiers of its own, those without usage too, in the entry's order. */
function billableBySegment({ segments }: UsageCharge, sums: Sums): Map<string, bigint> {
  return new Map(segments.map((name) => [name, sums.bySegment.get(name)?.billable ?? 0n]));
}

function partsOf(
  { amount, tiers, bySegment, included }: LinePrice,
  { quantity, billable }: Weight,
): Pick<ExactLine, 'amount' | 'tiers' | 'segmentAmounts' | 'included'> {
  return { amount, tiers, segmentAmounts: bySegment, included: quantity - billable + included };
}

/** A line's weights by segment and by group. */
class Sums {
  readonly bySegment = new Map<string, Weight>();
  readonly byGroup = new Map<Group, Weight>();
  total = NOTHING;

  add(group: Group, segment: string, weight: Weight): void {
    this.byGroup.set(group, weight);
    this.bySegment.set(segment, plus(this.bySegment.get(segment) ?? NOTHING, weight));
    this.total = plus(this.total, weight);
  }

  parts(): Pick<ExactLine, 'bySegment' | 'byGroup' | 'total'> {
    return { bySegment: this.bySegment, byGroup: this.byGroup, total: this.total };
  }
}

function plus(a: Weight, b: Weight): Weight {
  return {
    devices: a.devices + b.devices,
    quantity: a.quantity + b.quantity,
    billable: a.billable + b.billable,
    own: add(a.own, b.own),
  };
}
