/**
 * Statement lines → amounts of devices: one pass over the list in its order, which is that of IMSIs (rule 7), shares out
 * every line.
 */
import type { DeviceKind, ListedDevices } from '../domain/devices.ts';
import { allowanceOf, type Book } from './book.ts';
import { type FeeLine, feeLines } from './device-fees.ts';
import { DeviceLines, type LineSlot } from './device-lines.ts';
import { ExactColumn } from './exact-column.ts';
import { ExactSums } from './exact-sums.ts';
import type { Group, Grouping } from './groups.ts';
import { RunningShare } from './running-share.ts';
import type { RoundedLine } from './statement.ts';
import { type Cell, exactSum, nearAllowance, type UsageCells, type UsageTotals } from './usage.ts';

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
  readonly books: readonly Book[];
  readonly grouping: Grouping;
  readonly groups: readonly Group[];
  readonly cells: UsageCells;
  readonly totals: UsageTotals;
  /** By agreement. */
  readonly lines: readonly (readonly RoundedLine[])[];
  readonly weightOf: (no: number, currency: string, decimals: number) => UnitWeight;
}

/** Throws AMOUNT_RANGE. */
export async function shareOut(input: ShareInput): Promise<DeviceAmounts> {
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
  const owing = owingOf(input, fees, slots);
  const rows =
    usage.reduce((sum, share, cell) => sum + (share === null ? 0 : totals.rowsOf(cell)), 0) +
    feeRows(input, owing);
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
  await cells.read(
    ({ runEntry }) => runEntry !== null,
    (cell, place, quantity, billed, records) => {
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
  return amounts;
}

/** How the usage of a cell weighs in the run's line. */
interface CellShare extends UnitWeight {
  readonly share: RunningShare;
  readonly kind: 'usage' | 'asBilled';
  /** Index of the line and service. */
  readonly slot: number;
  readonly byQuantity: boolean;
  /** Base units included for each IMSI, -1 for none. */
  readonly allowance: number;
  readonly nearFactor: number;
  readonly nearUnits: number;
}

function cellShares(input: ShareInput, slots: LineSlot[]): (CellShare | null)[] {
  const { grouping, books, cells, totals, lines, weightOf } = input;
  const lineOf = ({ group, runEntry }: Cell) =>
    runEntry === null
      ? NONE
      : lines[grouping.groups[group]!.no]!.findIndex(({ exact }) => exact.usage?.entry === runEntry);
  const billed = new Map<RoundedLine, { total: bigint; absolute: bigint }>();
  cells.cells.forEach((cell, i) => {
    const line = lines[cell.key.no]![lineOf(cell)];
    if (line === undefined) return;
    const { billed: units, absolute } = totals.at(i);
    const { factor } = weightOf(cell.key.no, cell.key.currency, cell.key.decimals);
    const sum = billed.get(line) ?? { total: 0n, absolute: 0n };
    billed.set(line, { total: sum.total + units * factor, absolute: sum.absolute + absolute * factor });
  });
  const shares = new Map(
    [...billed].map(([line, { total, absolute }]) => {
      const { weighBy, total: weight } = line.exact;
      return [
        line,
        weighBy === 'own'
          ? new RunningShare(line.minor, total, absolute)
          : new RunningShare(line.minor, weight.billable, weight.billable),
      ];
    }),
  );
  const known = new Map<string, number>();
  const slotOf = (slot: LineSlot) => {
    const name = JSON.stringify(slot);
    const at = known.get(name) ?? slots.push(slot) - 1;
    known.set(name, at);
    return at;
  };
  return cells.cells.map((cell) => {
    const { no, service, currency, decimals } = cell.key;
    const line = lineOf(cell);
    const rounded = lines[no]![line];
    if (rounded === undefined) return null;
    const weight = weightOf(no, currency, decimals);
    return {
      ...weight,
      share: shares.get(rounded)!,
      kind: rounded.exact.kind === 'usage' ? 'usage' : 'asBilled',
      slot: slotOf({ no, line, service }),
      byQuantity: rounded.exact.weighBy === 'billable',
      allowance: nearAllowance(allowanceOf(books[no]!, cell.runEntry!)),
      nearFactor: Number(weight.factor),
      nearUnits: Number(weight.units),
    };
  });
}

/** Usage in the order of the list → shares. What a device has in a line by one service comes in one piece. */
class UsagePass {
  /** Of the usage at hand; -1 before the first. */
  place = NONE;
  readonly #cells: readonly (CellShare | null)[];
  readonly #amounts: DeviceAmounts;
  readonly #nobodyAt: (place: number) => boolean;
  #piece: CellShare | null = null;
  #row = NONE;
  #quantity = 0;
  #billed = 0;
  #farBilled = 0n;

  constructor(
    cells: readonly (CellShare | null)[],
    amounts: DeviceAmounts,
    nobodyAt: (place: number) => boolean,
  ) {
    this.#cells = cells;
    this.#amounts = amounts;
    this.#nobodyAt = nobodyAt;
  }

  take(cell: number, place: number, quantity: number, billed: number, records: number): void {
    const share = this.#cells[cell]!;
    const { lines } = this.#amounts;
    if (place !== this.place || share.slot !== this.#piece?.slot) {
      this.end();
      this.place = place;
      this.#piece = share;
      this.#row = lines.begin(place, share.slot);
    }
    this.#quantity = exactSum(this.#quantity, quantity);
    if (!share.byQuantity) {
      const weight = billed * share.nearFactor;
      if (share.share.isNear) this.#billed += weight;
      else this.#farBilled += BigInt(billed) * share.factor;
    }
    lines.records[this.#row]! += records;
    const tap = billed * share.nearUnits;
    if (Number.isSafeInteger(tap)) {
      lines.tap.add(this.#row, tap);
      this.#amounts.tap.add(place, tap);
    } else {
      const far = BigInt(billed) * share.units;
      lines.tap.addFar(this.#row, far);
      this.#amounts.tap.addFar(place, far);
    }
  }

  /** Shares out the piece at hand. */
  end(): void {
    const piece = this.#piece;
    if (piece === null) return;
    const { place } = this;
    const { lines, [piece.kind]: into } = this.#amounts;
    lines.quantity.add(this.#row, this.#quantity);
    const weight = piece.byQuantity ? this.#billable(piece) : this.#billed;
    if (piece.share.isNear) {
      const share = piece.share.next(weight);
      into.add(place, share);
      lines.share.add(this.#row, share);
    } else {
      const share = piece.share.nextFar(piece.byQuantity ? BigInt(weight) : this.#farBilled);
      into.addFar(place, share);
      lines.share.addFar(this.#row, share);
    }
    this.#piece = null;
    this.#quantity = 0;
    this.#billed = 0;
    this.#farBilled = 0n;
  }

  #billable({ allowance }: CellShare): number {
    if (allowance < 0 || this.#nobodyAt(this.place)) return this.#quantity;
    return Math.max(this.#quantity - allowance, 0);
  }
}

/** What devices with the same facts in a group have in an access line. */
interface Owing {
  readonly share: RunningShare;
  readonly slot: number;
  readonly quantity: number;
  readonly weight: bigint;
  readonly nearWeight: number;
}

/** By group, then by the number of the facts. */
type OwingOf = readonly (readonly (readonly Owing[])[])[];

function owingOf(
  { grouping, devices }: ShareInput,
  fees: readonly (readonly FeeLine[])[],
  slots: LineSlot[],
): OwingOf {
  const slotOf = new Map<FeeLine, number>();
  fees.forEach((lines, no) => {
    for (const line of lines) slotOf.set(line, slots.push({ no, line: line.line, service: '' }) - 1);
  });
  return grouping.groups.map((kind) => {
    const lines = fees[kind.no]!.filter(({ segments }) => segments.includes(kind.segments.run));
    return devices.fees.map((_, facts) =>
      lines.flatMap((line) => {
        const fee = line.fees[facts]!;
        if (fee === null) return [];
        return [{ ...fee, share: line.share, slot: slotOf.get(line)!, nearWeight: Number(fee.weight) }];
      }),
    );
  });
}

function feeRows({ grouping: { groupOf }, devices: { kindAt, feeAt } }: ShareInput, owing: OwingOf): number {
  let rows = 0;
  kindAt.forEach((kind, place) => {
    const group = groupOf[kind]!;
    if (group >= 0) rows += owing[group]![feeAt[place]!]!.length;
  });
  return rows;
}

/** Fees in the order of the list → shares. */
class FeePass {
  readonly #input: ShareInput;
  readonly #owing: OwingOf;
  readonly #amounts: DeviceAmounts;
  #place = 0;

  constructor(input: ShareInput, owing: OwingOf, amounts: DeviceAmounts) {
    this.#input = input;
    this.#owing = owing;
    this.#amounts = amounts;
  }

  /** Shares out the fees of all places before `end`. */
  upTo(end: number): void {
    const { kindAt, feeAt } = this.#input.devices;
    const { groupOf } = this.#input.grouping;
    for (; this.#place < end; this.#place++) {
      const group = groupOf[kindAt[this.#place]!]!;
      if (group < 0) continue;
      for (const owing of this.#owing[group]![feeAt[this.#place]!]!) this.#take(this.#place, owing);
    }
  }

  #take(place: number, { share, slot, quantity, weight, nearWeight }: Owing): void {
    const { access, lines } = this.#amounts;
    const row = lines.begin(place, slot);
    lines.quantity.add(row, quantity);
    if (share.isNear) {
      const amount = share.next(nearWeight);
      access.add(place, amount);
      lines.share.add(row, amount);
    } else {
      const amount = share.nextFar(weight);
      access.addFar(place, amount);
      lines.share.addFar(row, amount);
    }
  }
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
