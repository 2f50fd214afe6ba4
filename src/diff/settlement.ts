/** One whole settlement between two runs: summed usage and fees → lines, totals, and what each group of devices has in them. */
import { add, type Fraction, fraction, mul, parseDecimal, ZERO } from '../domain/fraction.ts';
import { roundFraction } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import { commitmentLines, shortfallOf } from '../settle/adjustments/commitment.ts';
import { reversalOf } from '../settle/adjustments/correction.ts';
import { type Book, buildBooks, latestBook } from '../settle/book.ts';
import type { Group } from '../settle/groups.ts';
import { type StatedOpposites, withOpposites } from '../settle/opposite.ts';
import { type ExactLine, priceSettlement } from '../settle/price.ts';
import { buildTotals, roundLines, versionKey } from '../settle/statement.ts';
import type { DeviceGroup, FeeStep, UsageStep } from './facts.ts';
import type { PartySide } from './party.ts';

export interface Settled {
  /** Rounded amounts by `line_id`. */
  readonly lines: ReadonlyMap<string, Fraction>;
  readonly totals: Readonly<Record<keyof Statement['totals'], Fraction>>;
  /** Rounded amounts of usage, access and as billed by `groupKey`. */
  readonly groups: ReadonlyMap<string, Fraction>;
}

/** What a settlement is worked out by. */
export interface Terms extends Pick<PartySide, 'inForce' | 'period' | 'prior'> {
  readonly usage: readonly UsageStep[];
  readonly fees: readonly FeeStep[];
  /** What TAP money of the new run is multiplied by. */
  readonly rate: Fraction;
  /** The other direction of balanced traffic. */
  readonly stated: StatedOpposites;
}

export function groupKey({ old_segment, new_segment, old_decision, new_decision }: DeviceGroup): string {
  return JSON.stringify([old_segment, new_segment, old_decision, new_decision]);
}

/** Throws BALANCE_BROKEN, AMOUNT_RANGE. */
export function settle({ inForce, period, prior, usage, fees, rate, stated }: Terms): Settled {
  const books = withOpposites([buildBooks(inForce, period, prior.counted)], [], stated)[0]!;
  const { agreement, version } = latestBook(books);
  const { decimals, mode } = agreement.rounding;
  const built = groupsOf({ usage, fees, rate, versions: books.length });
  const exact = priceSettlement(
    books,
    built.map(({ group }) => group),
    ({ segments }, at) => ({ segment: segments[at]!.run, access: true }),
  );
  const rounded = roundLines(books, exact);
  const counted = rounded.map(({ line, minor }) => ({ kind: line.kind, minor }));
  const shortfall = shortfallOf(agreement, period.name, prior, counted);
  const reversal = reversalOf(prior.corrected, decimals);
  const lines = [
    ...rounded,
    ...commitmentLines(agreement, shortfall, versionKey(books, version)),
    ...reversal.lines,
  ];
  const tap = usage.reduce((sum, row) => add(sum, tapOf(row, rate)), ZERO);
  const { totals } = buildTotals(books, lines, roundFraction(tap, decimals, mode), reversal);
  const unit = 10n ** BigInt(decimals);
  return {
    lines: new Map(lines.map(({ line, minor }) => [line.line_id, fraction(minor, unit)])),
    totals: Object.fromEntries(
      Object.entries(totals).map(([name, amount]) => [name, parseDecimal(amount)]),
    ) as Settled['totals'],
    groups: groupAmounts(latestBook(books), built, exact),
  };
}

interface BuiltGroup {
  readonly key: string;
  readonly group: Group;
}

interface Summed extends Pick<Terms, 'usage' | 'fees' | 'rate'> {
  /** How many versions of the agreement hold in the month. */
  readonly versions: number;
}

/** What one version settles in one segment is a group: where it stands under the others is never asked. */
function groupsOf(all: Summed): BuiltGroup[] {
  const keyOf = (row: UsageStep | FeeStep) => JSON.stringify([groupKey(row), row.version, row.segment]);
  const usageOf = Map.groupBy(all.usage, keyOf);
  const feesOf = Map.groupBy(all.fees, keyOf);
  return [...new Set([...usageOf.keys(), ...feesOf.keys()])].sort().map((name) => {
    const usage = usageOf.get(name) ?? [];
    const fees = feesOf.get(name) ?? [];
    const first = (usage[0] ?? fees[0])!;
    return { key: groupKey(first), group: groupOf(first, { ...all, usage, fees }) };
  });
}

function groupOf(
  { no, version, segment }: UsageStep | FeeStep,
  { usage, fees, rate, versions }: Summed,
): Group {
  const entries = new Map<number, { devices: bigint; billable: bigint }>();
  for (const row of usage) {
    const known = entries.get(row.entry) ?? { devices: 0n, billable: 0n };
    entries.set(row.entry, {
      devices: known.devices + row.devices,
      billable: known.billable + BigInt(row.billable),
    });
  }
  const each = Array.from({ length: versions }, (_, i) => i);
  return {
    no,
    // What only the bridge looks at.
    charged: true,
    volumeOnly: false,
    hasTap: usage.length > 0,
    activity: 'normal',
    segments: each.map(() => ({ run: segment, charged: segment, volumeOnly: segment, human: segment })),
    devices: fees.reduce((sum, { devices }) => sum + devices, 0n),
    usage: usage.map((row) => ({
      version,
      service: row.service,
      entry: row.entry,
      quantity: BigInt(row.quantity),
      billed: tapOf(row, rate),
      rate: null,
    })),
    fees: fees.map(({ observed, present, attaches, devices }) => ({
      facts: { observed, present, attaches, version },
      devices,
    })),
    entries: each.map((at) => (at === version ? entries : new Map())),
  };
}

function tapOf({ tap, places, is_new }: UsageStep, rate: Fraction): Fraction {
  const amount = fraction(BigInt(tap), 10n ** BigInt(places));
  return is_new ? mul(amount, rate) : amount;
}

/** Each group's exact part of the lines (rule 7: by its own amount, or its billable quantity), rounded once. */
function groupAmounts(
  { agreement }: Book,
  built: readonly BuiltGroup[],
  lines: readonly ExactLine[],
): Map<string, Fraction> {
  const exact = new Map<string, Fraction>();
  for (const { key, group } of built) {
    const parts = lines.map((line) => partOf(line, group));
    exact.set(key, parts.reduce(add, exact.get(key) ?? ZERO));
  }
  const { decimals, mode } = agreement.rounding;
  const unit = 10n ** BigInt(decimals);
  return new Map([...exact].map(([key, sum]) => [key, fraction(roundFraction(sum, decimals, mode), unit)]));
}

function partOf({ byGroup, weighBy, amount, total }: ExactLine, group: Group): Fraction {
  const weight = byGroup.get(group);
  if (weight === undefined) return ZERO;
  if (weighBy === 'own') return weight.own;
  return total.billable > 0n ? mul(amount, fraction(weight.billable, total.billable)) : ZERO;
}
