/** Usage in the order of the list → shares of the run's usage lines. */
import { allowanceOf } from './book.ts';
import type { DeviceAmounts, ShareInput, UnitWeight } from './device-amounts.ts';
import { type LineSlot, otherSegment } from './device-lines.ts';
import { RunningShare } from './running-share.ts';
import type { RoundedLine } from './statement.ts';
import { type Cell, exactSum } from './usage.ts';
import { nearAllowance } from './usage-totals.ts';

const NONE = -1;

/** How the usage of a cell weighs in the run's line. */
interface CellShare extends UnitWeight {
  readonly share: RunningShare;
  readonly kind: 'usage' | 'asBilled';
  /** Index of the line and service: what a device has included in it counts over all of its pairs. */
  readonly piece: number;
  /** Index of the line, service and TADIG pair. */
  readonly slot: number;
  readonly byQuantity: boolean;
  /** Base units included for each IMSI, -1 for none. */
  readonly allowance: number;
  readonly nearFactor: number;
  readonly nearUnits: number;
}

/** By cell; null where the run settles it by another, or nothing is there. Adds the lines, services and pairs to `slots`. */
export function cellShares(input: ShareInput, slots: LineSlot[]): (CellShare | null)[] {
  const { grouping, books, cells, totals, lines, weightOf } = input;
  const lineOf = ({ group, key, runEntry }: Cell) =>
    runEntry === null
      ? NONE
      : lines[grouping.groups[group]!.no]!.findIndex(
          ({ exact }) => exact.version === key.version && exact.usage?.entry === runEntry,
        );
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
  const pieces = new Map<string, number>();
  const slotOf = (slot: LineSlot) => {
    const name = JSON.stringify(slot);
    const at = known.get(name) ?? slots.push(slot) - 1;
    known.set(name, at);
    return at;
  };
  const pieceOf = (...parts: (string | number)[]) => {
    const name = JSON.stringify(parts);
    const at = pieces.get(name) ?? pieces.size;
    pieces.set(name, at);
    return at;
  };
  return cells.cells.map((cell) => {
    const { no, version, service, pair, currency, decimals } = cell.key;
    const line = lineOf(cell);
    const rounded = lines[no]![line];
    if (rounded === undefined) return null;
    const weight = weightOf(no, currency, decimals);
    return {
      ...weight,
      share: shares.get(rounded)!,
      kind: rounded.exact.kind === 'usage' ? 'usage' : 'asBilled',
      piece: pieceOf(no, line, service),
      slot: slotOf({
        no,
        line,
        service,
        pair,
        segment: otherSegment(grouping.groups[cell.group]!, version),
      }),
      byQuantity: rounded.exact.weighBy === 'billable',
      allowance: nearAllowance(allowanceOf(books[no]![version]!, cell.runEntry!)),
      nearFactor: Number(weight.factor),
      nearUnits: Number(weight.units),
    };
  });
}

/**
 * Usage in the order of the list → shares. What a device has in a line by one service comes in one piece, and in it what it
 * has under one TADIG pair in one row.
 */
export class UsagePass {
  /** Of the usage at hand; -1 before the first. */
  place = NONE;
  readonly #cells: readonly (CellShare | null)[];
  readonly #amounts: DeviceAmounts;
  readonly #nobodyAt: (place: number) => boolean;
  #at: CellShare | null = null;
  #row = NONE;
  /** Of the piece, before the row at hand. */
  #before = 0;
  /** Of the row. */
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
    if (place !== this.place || share.slot !== this.#at?.slot) {
      if (place === this.place && share.piece === this.#at?.piece) this.#endRow();
      else this.end();
      this.place = place;
      this.#at = share;
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
    this.#endRow();
    this.#before = 0;
  }

  #endRow(): void {
    const at = this.#at;
    if (at === null) return;
    const { place } = this;
    const { lines, [at.kind]: into } = this.#amounts;
    lines.quantity.add(this.#row, this.#quantity);
    const reached = exactSum(this.#before, this.#quantity);
    const weight = at.byQuantity
      ? this.#billable(at, reached) - this.#billable(at, this.#before)
      : this.#billed;
    this.#before = reached;
    if (at.share.isNear) {
      const share = at.share.next(weight);
      into.add(place, share);
      lines.share.add(this.#row, share);
    } else {
      const share = at.share.nextFar(at.byQuantity ? BigInt(weight) : this.#farBilled);
      into.addFar(place, share);
      lines.share.addFar(this.#row, share);
    }
    this.#at = null;
    this.#quantity = 0;
    this.#billed = 0;
    this.#farBilled = 0n;
  }

  /** Of the first `quantity` units of the piece those that are not included. */
  #billable({ allowance }: CellShare, quantity: number): number {
    if (allowance < 0 || this.#nobodyAt(this.place)) return quantity;
    return Math.max(quantity - allowance, 0);
  }
}
