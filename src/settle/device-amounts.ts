/**
 * Statement lines → amounts of devices: one pass over the list in its order, which is that of IMSIs (rule 7), shares out
 * every line.
 */
import type { DeviceKind, ListedDevices } from '../domain/devices.ts';
import { DeviceColumn, HIGH } from './device-column.ts';
import { ExactSums } from './exact-sums.ts';
import type { Grouping } from './groups.ts';
import { RunningShare } from './running-share.ts';
import type { RoundedLine } from './statement.ts';
import type { UsageCells, UsageTotals } from './usage.ts';

const NONE = -1;

/** What one TAP unit of a currency weighs in its agreement. */
export interface UnitWeight {
  /** As an integer weight in lowest terms over one common denominator of the agreement. */
  readonly factor: bigint;
  /** In the agreement's currency, as an integer of 10^-places. */
  readonly units: bigint;
}

/** By place of the list; in minor units of the agreement. */
export interface DeviceAmounts {
  readonly usage: DeviceColumn;
  readonly access: DeviceColumn;
  readonly asBilled: DeviceColumn;
  /** The exact TAP charge in 10^-places. */
  readonly tap: DeviceColumn;
}

export interface ShareInput {
  readonly devices: ListedDevices;
  readonly grouping: Grouping;
  readonly cells: UsageCells;
  readonly totals: UsageTotals;
  /** By agreement. */
  readonly lines: readonly (readonly RoundedLine[])[];
  readonly weightOf: (no: number, currency: string, decimals: number) => UnitWeight;
}

/** Throws AMOUNT_RANGE. */
export async function shareOut(input: ShareInput): Promise<DeviceAmounts> {
  const places = input.devices.kindAt.length;
  const amounts = {
    usage: new DeviceColumn(places),
    access: new DeviceColumn(places),
    asBilled: new DeviceColumn(places),
    tap: new DeviceColumn(places),
  };
  await shareUsage(input, amounts);
  shareAccess(input, amounts.access);
  return amounts;
}

/** How the usage of a cell weighs: its line, if there is one, and what a unit of its money is. */
interface CellShare extends UnitWeight {
  readonly share: RunningShare | null;
  readonly into: DeviceColumn;
  readonly byQuantity: boolean;
  readonly nearFactor: number;
  readonly nearUnits: number;
}

async function shareUsage(input: ShareInput, amounts: DeviceAmounts): Promise<void> {
  const shares = cellShares(input, amounts);
  await input.cells.read(
    ({ runEntry }) => runEntry !== null,
    (cell, place, quantity, billed) => {
      const { share, into, byQuantity, factor, nearFactor, units, nearUnits } = shares[cell]!;
      if (share?.isNear) into.add(place, share.next(byQuantity ? quantity : billed * nearFactor));
      else if (share) {
        into.addFar(place, share.nextFar(byQuantity ? BigInt(quantity) : BigInt(billed) * factor));
      }
      const tap = billed * nearUnits;
      if (Number.isSafeInteger(tap)) amounts.tap.add(place, tap);
      else amounts.tap.addFar(place, BigInt(billed) * units);
    },
  );
}

function cellShares({ grouping, cells, totals, lines, weightOf }: ShareInput, amounts: DeviceAmounts) {
  const lineOf = ({ group, runEntry }: UsageCells['cells'][number]) =>
    runEntry === null
      ? undefined
      : lines[grouping.groups[group]!.no]!.find(({ exact }) => exact.usage?.entry === runEntry);
  const weights = new Map<RoundedLine, { total: bigint; absolute: bigint }>();
  cells.cells.forEach((cell, i) => {
    const line = lineOf(cell);
    if (line === undefined) return;
    const { quantity, billed, absolute } = totals.at(i);
    const { no, currency, decimals } = cell.key;
    const weight = weights.get(line) ?? { total: 0n, absolute: 0n };
    weights.set(line, weight);
    const { factor } = weightOf(no, currency, decimals);
    weight.total += line.exact.kind === 'usage' ? quantity : billed * factor;
    weight.absolute += line.exact.kind === 'usage' ? quantity : absolute * factor;
  });
  const shares = new Map(
    [...weights].map(([line, { total, absolute }]) => [line, new RunningShare(line.minor, total, absolute)]),
  );
  return cells.cells.map((cell): CellShare => {
    const line = lineOf(cell);
    const { no, currency, decimals } = cell.key;
    const weight = weightOf(no, currency, decimals);
    return {
      ...weight,
      share: line === undefined ? null : shares.get(line)!,
      into: line?.exact.kind === 'usage' ? amounts.usage : amounts.asBilled,
      byQuantity: line?.exact.kind === 'usage',
      nearFactor: Number(weight.factor),
      nearUnits: Number(weight.units),
    };
  });
}

function shareAccess({ devices, grouping, lines }: ShareInput, into: DeviceColumn): void {
  const shares = new Map(
    lines.flat().map((line) => {
      const { quantity } = line.exact.total;
      return [line, new RunningShare(line.minor, quantity, quantity)];
    }),
  );
  const owing = grouping.groups.map((kind) =>
    lines[kind.no]!.flatMap((line) =>
      line.exact.access?.segments.includes(kind.segments.run)
        ? [{ share: shares.get(line)!, minDays: line.exact.access.minDays }]
        : [],
    ),
  );
  const { kindAt, feeDaysAt } = devices;
  for (let place = 0; place < kindAt.length; place++) {
    const group = grouping.groupOf[kindAt[place]!]!;
    if (group < 0) continue;
    for (const { share, minDays } of owing[group]!) {
      if (feeDaysAt[place]! < minDays) continue;
      if (share.isNear) into.add(place, share.next(1));
      else into.addFar(place, share.nextFar(1n));
    }
  }
}

/** Σ of amounts of the list by agreement, of the kinds that count. */
export function amountsByAgreement(
  { kinds, kindAt }: ListedDevices,
  { low, high }: DeviceColumn,
  agreements: number,
  counts: (kind: DeviceKind) => boolean = () => true,
): bigint[] {
  const lows = new ExactSums(agreements);
  const highs = new ExactSums(agreements);
  const noOf = Int32Array.from(kinds, (kind) => (counts(kind) ? kind.no : NONE));
  for (let place = 0; place < kindAt.length; place++) {
    const no = noOf[kindAt[place]!]!;
    if (no === NONE) continue;
    lows.add(no, low[place]!);
    if (high !== null) highs.add(no, high[place]!);
  }
  return Array.from({ length: agreements }, (_, no) => highs.of(no) * HIGH + lows.of(no));
}
