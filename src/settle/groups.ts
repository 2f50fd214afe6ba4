/**
 * What settlement needs of the devices: totals of groups whose members every step of the bridge treats alike. A
 * million devices fall into a few dozen groups, so that all steps are priced from integers that were summed once.
 */
import type { FeeFacts, KindSegments, ListedDevices } from '../domain/devices.ts';
import { add, type Fraction, ZERO } from '../domain/fraction.ts';
import type { Activity, AppliedRate } from '../domain/statement.ts';
import type { Books } from './book.ts';
import { asBilledAmount } from './charge-models/index.ts';
import type { Grouping } from './grouping.ts';
import type { EntryDevices, EntryUsage, UsageTotals } from './usage-totals.ts';

export interface Group {
  readonly no: number;
  readonly charged: boolean;
  /** iot in the baseline volume_only (rule 11). */
  readonly volumeOnly: boolean;
  readonly hasTap: boolean;
  readonly activity: Activity;
  /** By version of the agreement. */
  readonly segments: readonly KindSegments[];
  readonly devices: bigint;
  readonly usage: readonly GroupUsage[];
  /** Devices by what access fees look at. */
  readonly fees: readonly { readonly facts: FeeFacts; readonly devices: bigint }[];
  /** By version, then entry. */
  readonly entries: readonly ReadonlyMap<number, EntryDevices>[];
}

export interface GroupUsage {
  /** Number of the version that charges it. */
  readonly version: number;
  readonly service: string;
  readonly entry: number;
  /** Base units, after rounding up per record or session. */
  readonly quantity: bigint;
  /** TAP charge in the agreement's currency, exact. */
  readonly billed: Fraction;
  /** The rate it was brought over with; null where the currencies are the same. */
  readonly rate: AppliedRate | null;
}

/** The rate from a TAP currency to the currency of agreement number `no`. */
export type RateOf = (no: number, from: string) => AppliedRate;

/** One TAP unit of a file in the agreement's currency. */
export interface UnitValue {
  readonly currency: string;
  readonly decimals: number;
  readonly value: Fraction;
}

/** Groups with their usage, and TAP money in the agreements' currencies. */
export function buildGroups(
  devices: ListedDevices,
  { groups, groupOf }: Grouping,
  usage: UsageTotals,
  rateOf: RateOf,
): { groups: Group[]; units: Map<number, UnitValue[]> } {
  const units = new Map<number, UnitValue[]>();
  const members = new Array<bigint>(groups.length).fill(0n);
  devices.kinds.forEach((kind, i) => {
    if (groupOf[i]! >= 0) members[groupOf[i]!]! += BigInt(kind.devices);
  });
  const fees = countFees(devices, groupOf, groups.length);
  const built = groups.map((kind, i) => ({
    no: kind.no,
    charged: kind.decision === 'charge',
    volumeOnly: kind.volumeOnly,
    hasTap: kind.hasTap,
    activity: kind.activity,
    segments: kind.segments,
    devices: members[i]!,
    usage: usage.of(i).map((item) => groupUsage(kind.no, item, rateOf, units)),
    fees: fees[i]!,
    entries: kind.segments.map((_, version) => usage.entries(i, version)),
  }));
  return { groups: built, units };
}

function countFees({ kindAt, fees, feeAt }: ListedDevices, groupOf: Int32Array, groups: number) {
  const counts = new Int32Array(groups * fees.length);
  kindAt.forEach((kind, place) => {
    const group = groupOf[kind]!;
    if (group >= 0) counts[group * fees.length + feeAt[place]!]!++;
  });
  return Array.from({ length: groups }, (_, group) =>
    fees
      .map((facts, fee) => ({ facts, devices: BigInt(counts[group * fees.length + fee]!) }))
      .filter(({ devices }) => devices > 0n),
  );
}

function groupUsage(
  no: number,
  { key, entry, quantity, billed, absolute }: EntryUsage,
  rateOf: RateOf,
  units: Map<number, UnitValue[]>,
): GroupUsage {
  // Records without money need no rate.
  const rate = absolute === 0n ? null : rateOf(no, key.currency);
  const value = rate === null ? ZERO : asBilledAmount(1n, key.decimals, rate.value);
  remember(units, no, { currency: key.currency, decimals: key.decimals, value });
  return {
    version: key.version,
    service: key.service,
    entry,
    quantity,
    billed: rate === null ? ZERO : asBilledAmount(billed, key.decimals, rate.value),
    rate: rate === null || rate.from === rate.to ? null : rate,
  };
}

function remember(units: Map<number, UnitValue[]>, no: number, unit: UnitValue): void {
  const known = units.get(no) ?? [];
  units.set(no, known);
  const at = known.findIndex(({ currency, decimals }) => isUnit(unit, currency, decimals));
  if (at < 0) known.push(unit);
  else if (known[at]!.value.n === 0n) known[at] = unit;
}

/** Whether the unit is that of amounts in a currency with so many decimals. */
export function isUnit(unit: UnitValue, currency: string, decimals: number): boolean {
  return unit.currency === currency && unit.decimals === decimals;
}

/** Σ of TAP charges of a group, each record once: under the entries of one of its segments in each version. */
export function billedOf(books: Books, group: Group, as: keyof KindSegments): Fraction {
  let sum = ZERO;
  for (const { version, service, entry, billed } of group.usage) {
    if (entry === books[version]!.entryOf(service, group.segments[version]![as])) sum = add(sum, billed);
  }
  return sum;
}

/** Devices of a group whose fees are a version's, whether they owe any or not. */
export function feeDevices({ fees }: Group, version: number): bigint {
  return fees.reduce((sum, { facts, devices }) => (facts.version === version ? sum + devices : sum), 0n);
}
