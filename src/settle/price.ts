/** One whole settlement, unrounded: groups in segments → exact lines. The bridge prices it once per step. */
import type { AccessCharge } from '../domain/agreement/types.ts';
import { add, type Fraction, ZERO } from '../domain/fraction.ts';
import type { AppliedRate, StatementLine } from '../domain/statement.ts';
import type { Book, UsageEntry } from './book.ts';
import { type PricedTier, priceAccess, priceUsage } from './charge-models/index.ts';
import type { Group } from './groups.ts';

/** Where a step settles a group, and whether it owes access fees there. */
export interface Placement {
  readonly segment: string;
  readonly access: boolean;
}
export type Placing = (group: Group) => Placement;

/** What one segment, or one group, weighs in a line. */
export interface Weight {
  readonly devices: bigint;
  readonly quantity: bigint;
  /** Exact amount as billed; ZERO for priced lines. */
  readonly billed: Fraction;
}

export interface ExactLine {
  readonly kind: StatementLine['kind'];
  readonly usage: UsageEntry | null;
  readonly access: AccessCharge | null;
  readonly bySegment: ReadonlyMap<string, Weight>;
  readonly byGroup: ReadonlyMap<Group, Weight>;
  readonly total: Weight;
  readonly tiers: readonly PricedTier[];
  readonly rates: readonly AppliedRate[];
  readonly amount: Fraction;
}

const NOTHING: Weight = { devices: 0n, quantity: 0n, billed: ZERO };

/** Prices every entry of the book for the groups as placed; lines in the order usage, access, uncovered usage. */
export function priceSettlement(book: Book, groups: readonly Group[], placing: Placing): ExactLine[] {
  const usage = book.entries.map((entry) => usageLine(book, entry, groups, placing));
  const covered = usage.filter((line) => line.usage!.charge !== null);
  const uncovered = usage.filter((line) => line.usage!.charge === null && line.total.quantity > 0n);
  const access = book.agreement.charges.access.map((charge) => accessLine(charge, groups, placing));
  return [...covered, ...access, ...uncovered];
}

/** Σ of exact line amounts. */
export function totalOf(lines: readonly ExactLine[]): Fraction {
  return lines.reduce((sum, line) => add(sum, line.amount), ZERO);
}

function usageLine(book: Book, entry: UsageEntry, groups: readonly Group[], placing: Placing): ExactLine {
  const bySegment = new Map<string, Weight>();
  const byGroup = new Map<Group, Weight>();
  const rates = new Map<string, AppliedRate>();
  let total = NOTHING;
  for (const group of groups) {
    const { segment } = placing(group);
    let weight = NOTHING;
    for (const item of group.usage) {
      if (item.entry !== entry.entry || book.entryOf(item.service, segment) !== entry.entry) continue;
      weight = plus(weight, { devices: 0n, quantity: item.quantity, billed: item.billed });
      if (item.rate !== null && entry.kind === 'as_billed') rates.set(item.rate.from, item.rate);
    }
    if (weight === NOTHING) continue;
    weight = { ...weight, devices: group.entryDevices.get(entry.entry) ?? 0n };
    byGroup.set(group, weight);
    bySegment.set(segment, plus(bySegment.get(segment) ?? NOTHING, weight));
    total = plus(total, weight);
  }
  const priced =
    entry.charge === null || entry.kind === 'as_billed'
      ? { amount: total.billed, tiers: [] }
      : priceUsage(entry.charge, total.quantity);
  return {
    kind: entry.kind,
    usage: entry,
    access: null,
    bySegment,
    byGroup,
    total,
    tiers: priced.tiers,
    rates: [...rates.values()].sort((a, b) => (a.from < b.from ? -1 : 1)),
    amount: priced.amount,
  };
}

function accessLine(charge: AccessCharge, groups: readonly Group[], placing: Placing): ExactLine {
  const bySegment = new Map<string, Weight>();
  const byGroup = new Map<Group, Weight>();
  let total = NOTHING;
  for (const group of groups) {
    const { segment, access } = placing(group);
    if (!access || !charge.segments.includes(segment)) continue;
    let devices = 0n;
    for (const item of group.feeDays) if (item.days >= charge.minDays) devices += item.devices;
    if (devices === 0n) continue;
    const weight = { devices, quantity: devices, billed: ZERO };
    byGroup.set(group, weight);
    bySegment.set(segment, plus(bySegment.get(segment) ?? NOTHING, weight));
    total = plus(total, weight);
  }
  const { amount } = priceAccess(charge, total.quantity);
  return {
    kind: 'access',
    usage: null,
    access: charge,
    bySegment,
    byGroup,
    total,
    tiers: [],
    rates: [],
    amount,
  };
}

function plus(a: Weight, b: Weight): Weight {
  return {
    devices: a.devices + b.devices,
    quantity: a.quantity + b.quantity,
    billed: add(a.billed, b.billed),
  };
}
