/**
 * Statement lines → amounts of devices: one pass over the list in its order, which is that of IMSIs (rule 7), shares out
 * every line.
 */
import type { ListedDevices } from '../domain/devices.ts';
import { ExactSums } from './exact-sums.ts';
import type { Grouping } from './groups.ts';
import { RunningShare } from './running-share.ts';
import type { RoundedLine } from './statement.ts';
import type { UsageCells, UsageTotals } from './usage.ts';

/** What the high part of an exact TAP charge counts: HUGEINT holds what two numbers hold. */
export const TAP_HIGH = 10n ** 15n;

/** What one TAP unit of a currency weighs in its agreement. */
export interface UnitWeight {
  /** As an integer weight in lowest terms over one common denominator of the agreement. */
  readonly factor: bigint;
  /** In the agreement's currency, as an integer of 10^-places. */
  readonly units: bigint;
}

/** By place of the list; in minor units of the agreement. */
export interface DeviceAmounts {
  readonly usage: Float64Array;
  readonly access: Float64Array;
  readonly asBilled: Float64Array;
  /** The exact TAP charge in 10^-places: `tapHigh` × 10^15 + `tapLow`. */
  readonly tapHigh: Float64Array;
  readonly tapLow: Float64Array;
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
    usage: new Float64Array(places),
    access: new Float64Array(places),
    asBilled: new Float64Array(places),
    tapHigh: new Float64Array(places),
    tapLow: new Float64Array(places),
  };
  await shareUsage(input, amounts);
  shareAccess(input, amounts.access);
  return amounts;
}

/** How the usage of a cell weighs: its line, if there is one, and what a unit of its money is. */
interface CellShare extends UnitWeight {
  readonly share: RunningShare | null;
  readonly into: Float64Array;
  readonly byQuantity: boolean;
  readonly nearFactor: number;
  readonly nearUnits: number;
}

async function shareUsage(input: ShareInput, amounts: DeviceAmounts): Promise<void> {
  const shares = cellShares(input, amounts);
  const { tapHigh, tapLow } = amounts;
  await input.cells.read(
    ({ runEntry }) => runEntry !== null,
    (cell, place, quantity, billed) => {
      const { share, into, byQuantity, factor, nearFactor, units, nearUnits } = shares[cell]!;
      if (share !== null) {
        into[place]! += byQuantity ? share.next(quantity, 1n, 1) : share.next(billed, factor, nearFactor);
      }
      if (billed === 0) return;
      const tap = billed * nearUnits + tapLow[place]!;
      if (tapHigh[place] === 0 && tap <= Number.MAX_SAFE_INTEGER && tap >= -Number.MAX_SAFE_INTEGER) {
        tapLow[place] = tap;
        return;
      }
      const exact = BigInt(tapHigh[place]!) * TAP_HIGH + BigInt(tapLow[place]!) + BigInt(billed) * units;
      tapHigh[place] = Number(exact / TAP_HIGH);
      tapLow[place] = Number(exact % TAP_HIGH);
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

function shareAccess({ devices, grouping, lines }: ShareInput, into: Float64Array): void {
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
      if (feeDaysAt[place]! >= minDays) into[place]! += share.next(1, 1n, 1);
    }
  }
}

/** Σ of amounts of the list by agreement. */
export function amountsByAgreement(
  devices: ListedDevices,
  amounts: Float64Array,
  agreements: number,
): bigint[] {
  const sums = new ExactSums(agreements);
  const { kinds, kindAt } = devices;
  const noOf = Int32Array.from(kinds, ({ no }) => no);
  for (let place = 0; place < kindAt.length; place++) sums.add(noOf[kindAt[place]!]!, amounts[place]!);
  return Array.from({ length: agreements }, (_, no) => sums.of(no));
}

/** Σ of access fees of charged silent devices by agreement. */
export function silentFees(devices: ListedDevices, access: Float64Array, agreements: number): bigint[] {
  const { kinds, kindAt } = devices;
  const silent = kinds.map(
    (kind) => kind.decision === 'charge' && kind.activity === 'silent' && !kind.excluded,
  );
  return amountsByAgreement(
    devices,
    access.map((amount, place) => (silent[kindAt[place]!] ? amount : 0)),
    agreements,
  );
}
