/**
 * Statement lines → amounts of devices: one pass over the list in its order, which is that of IMSIs (rule 7), shares out
 * every line.
 */
import type { DeviceKind, ListedDevices } from '../domain/devices.ts';
import type { Books } from './book.ts';
import { feeLines } from './device-fees.ts';
import { DeviceLines, type LineSlot } from './device-lines.ts';
import { ExactColumn } from './exact-column.ts';
import { ExactSums } from './exact-sums.ts';
import { FeePass, owingOf } from './fee-pass.ts';
import type { Grouping } from './grouping.ts';
import type { Group } from './groups.ts';
import type { ExactLine } from './price.ts';
import { type Stake, StakePass } from './stake.ts';
import type { RoundedLine } from './statement.ts';
import type { UsageCells } from './usage.ts';
import { cellShares, UsagePass } from './usage-pass.ts';
import type { UsageTotals } from './usage-totals.ts';

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
  readonly usage: ExactColumn;
  readonly access: ExactColumn;
  readonly asBilled: ExactColumn;
  /** The exact TAP charge in 10^-places. */
  readonly tap: ExactColumn;
  /** The same by line. */
  readonly lines: DeviceLines;
}

export interface ShareInput {
  readonly devices: ListedDevices;
  /** By agreement. */
  readonly books: readonly Books[];
  readonly grouping: Grouping;
  readonly groups: readonly Group[];
  readonly cells: UsageCells;
  readonly totals: UsageTotals;
  /** By agreement. */
  readonly lines: readonly (readonly RoundedLine[])[];
  /** By agreement: the lines with every waiting device charged. */
  readonly supposed: readonly (readonly ExactLine[])[];
  readonly weightOf: (no: number, currency: string, decimals: number) => UnitWeight;
  /** Decimals of an exact TAP charge. */
  readonly placesOf: (no: number) => number;
}

/** Throws AMOUNT_RANGE. */
export async function shareOut(
  input: ShareInput,
): Promise<{ amounts: DeviceAmounts; stakes: readonly Stake[] }> {
  const { books, lines, groups, devices, cells, totals } = input;
  const fees = lines.map((rounded, no) =>
    feeLines(
      books[no]!,
      rounded,
      groups.filter((group) => group.no === no),
      devices.fees,
    ),
  );
  const slots: LineSlot[] = [];
  const usage = cellShares(input, slots);
  const { owing, rows: feeRows } = owingOf(input, fees, slots);
  const rows =
    usage.reduce((sum, share, cell) => sum + (share === null ? 0 : totals.rowsOf(cell)), 0) + feeRows;
  const places = devices.kindAt.length;
  const amounts = {
    usage: new ExactColumn(places),
    access: new ExactColumn(places),
    asBilled: new ExactColumn(places),
    tap: new ExactColumn(places),
    lines: new DeviceLines(slots, rows),
  };
  const accessPass = new FeePass(input, owing, amounts);
  const pass = new UsagePass(usage, amounts, cells.nobodyAt);
  const stakes = new StakePass(input);
  await cells.read(
    ({ runEntry }, cell) => runEntry !== null || stakes.wants(cell),
    (cell, place, quantity, billed, records) => {
      if (stakes.wants(cell)) stakes.take(cell, place, quantity, billed);
      if (usage[cell] === null) return;
      // Fees of a device stand behind its usage.
      if (place !== pass.place) {
        pass.end();
        accessPass.upTo(place);
      }
      pass.take(cell, place, quantity, billed, records);
    },
  );
  pass.end();
  accessPass.upTo(places);
  return { amounts, stakes: stakes.stakes(amounts) };
}

/** Σ of amounts of the list by agreement, of the kinds that count. */
export function amountsByAgreement(
  { kinds, kindAt }: ListedDevices,
  column: ExactColumn,
  agreements: number,
  counts: (kind: DeviceKind) => boolean = () => true,
): bigint[] {
  const sums = new ExactSums(agreements);
  const noOf = Int32Array.from(kinds, (kind) => (counts(kind) ? kind.no : NONE));
  for (let place = 0; place < kindAt.length; place++) {
    const no = noOf[kindAt[place]!]!;
    if (no !== NONE) column.addTo(sums, no, place);
  }
  return Array.from({ length: agreements }, (_, no) => sums.of(no));
}
