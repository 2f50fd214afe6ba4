/** Totals of usage by cell, and of groups by entry. */
import { allowanceOf, type Books } from './book.ts';
import { ExactSums } from './exact-sums.ts';
import { type Cell, exactSum, type UsageCells, type UsageKey } from './usage.ts';

/** No step prices a group in more segments than the run's, the one if it is charged, volume_only's and the one of humans. */
const MAX_ENTRIES = 4;
const NONE = -1;
const MAX = Number.MAX_SAFE_INTEGER;

/** Usage of a group under an entry, in the measure of the entry. */
export interface EntryUsage {
  readonly key: UsageKey;
  readonly entry: number;
  readonly quantity: bigint;
  readonly billed: bigint;
  readonly absolute: bigint;
}

/** A group and an entry of a version that prices usage of it in some step of the bridge. */
interface Slot {
  readonly group: number;
  readonly version: number;
  readonly entry: number;
  /** Base units included for each IMSI; null where none are. */
  readonly allowance: bigint | null;
}

/** Devices of a group with usage under an entry, and their base units without those included for each IMSI. */
export interface EntryDevices {
  readonly devices: bigint;
  readonly billable: bigint;
}

/** Totals of the cells, and of groups by entry. */
export class UsageTotals {
  readonly #cells: UsageCells;
  readonly #rows: Float64Array;
  readonly #quantity: ExactSums;
  readonly #billed: ExactSums;
  readonly #absolute: ExactSums;
  /** By group, then version. */
  readonly #entries: readonly Map<number, EntryDevices>[][];

  private constructor(cells: UsageCells, groups: number) {
    const { length } = cells.cells;
    this.#cells = cells;
    this.#rows = new Float64Array(length);
    this.#quantity = new ExactSums(length);
    this.#billed = new ExactSums(length);
    this.#absolute = new ExactSums(length);
    this.#entries = Array.from({ length: groups }, () => []);
  }

  static async read(cells: UsageCells, books: readonly Books[], groups: number): Promise<UsageTotals> {
    const totals = new UsageTotals(cells, groups);
    const { slots, slotsOf } = slotsOfCells(cells.cells, books);
    const devices = new Int32Array(slots.length);
    const seen = new Int32Array(slots.length).fill(NONE);
    const metered = new Metered(slots, cells.nobodyAt);
    await cells.read(
      ({ entries }) => entries.length > 0,
      (cell, place, quantity, billed) => {
        totals.#rows[cell]!++;
        totals.#quantity.add(cell, quantity);
        totals.#billed.add(cell, billed);
        totals.#absolute.add(cell, Math.abs(billed));
        for (let i = cell * MAX_ENTRIES; i < (cell + 1) * MAX_ENTRIES; i++) {
          const slot = slotsOf[i]!;
          if (slot === NONE) return;
          if (seen[slot] !== place) {
            metered.begin(slot, place);
            seen[slot] = place;
            devices[slot]!++;
          }
          metered.add(slot, quantity);
        }
      },
    );
    slots.forEach((slot, i) => {
      if (devices[i] === 0) return;
      const { group, version, entry, allowance } = slot;
      const billable = allowance === null ? totals.#quantityOf(slot) : metered.billable(i);
      const entries = totals.#entries[group]![version] ?? new Map<number, EntryDevices>();
      totals.#entries[group]![version] = entries.set(entry, { devices: BigInt(devices[i]!), billable });
    });
    return totals;
  }

  at(cell: number): Omit<EntryUsage, 'key' | 'entry'> {
    return {
      quantity: this.#quantity.of(cell),
      billed: this.#billed.of(cell),
      absolute: this.#absolute.of(cell),
    };
  }

  /** Rows of usage of the cell. */
  rowsOf(cell: number): number {
    return this.#rows[cell]!;
  }

  /** By entry of a version. */
  entries(group: number, version: number): ReadonlyMap<number, EntryDevices> {
    return this.#entries[group]![version] ?? new Map();
  }

  /** Usage of a group under each entry that prices it in some step of the bridge. */
  of(group: number): EntryUsage[] {
    return this.#cells.cells.flatMap((cell, i) =>
      cell.group !== group || this.#rows[i] === 0
        ? []
        : cell.entries.map((entry) => ({ key: cell.key, entry, ...this.at(i) })),
    );
  }

  /** TAP currencies in which agreements have money in the period, in their order. */
  currencies(): { no: number; currency: string }[] {
    const found = new Map<string, { no: number; currency: string }>();
    this.#cells.cells.forEach(({ key: { no, currency } }, i) => {
      if (this.#absolute.of(i) !== 0n) found.set(`${no} ${currency}`, { no, currency });
    });
    return [...found.values()].sort((a, b) => a.no - b.no || (a.currency < b.currency ? -1 : 1));
  }

  #quantityOf({ group, version, entry }: Slot): bigint {
    return this.#cells.cells.reduce(
      (sum, cell, i) =>
        cell.group === group && cell.key.version === version && cell.entries.includes(entry)
          ? sum + this.#quantity.of(i)
          : sum,
      0n,
    );
  }
}

function slotsOfCells(cells: readonly Cell[], books: readonly Books[]) {
  const slots: Slot[] = [];
  const slotsOf = new Int32Array(cells.length * MAX_ENTRIES).fill(NONE);
  const known = new Map<string, number>();
  cells.forEach(({ group, entries, key }, cell) => {
    entries.forEach((entry, i) => {
      const { no, version } = key;
      const name = `${group} ${version} ${entry}`;
      const slot = known.get(name) ?? slots.length;
      if (slot === slots.length)
        slots.push({ group, version, entry, allowance: allowanceOf(books[no]![version]!, entry) });
      known.set(name, slot);
      slotsOf[cell * MAX_ENTRIES + i] = slot;
    });
  });
  return { slots, slotsOf };
}

/** Base units beyond an allowance for each IMSI, by slot: usage of a place comes in one piece. */
class Metered {
  /** -1 where nothing is included for each IMSI. */
  readonly #allowance: Float64Array;
  readonly #quantity: Float64Array;
  readonly #billable: ExactSums;
  readonly #nobodyAt: (place: number) => boolean;

  constructor(slots: readonly Slot[], nobodyAt: (place: number) => boolean) {
    this.#allowance = Float64Array.from(slots, ({ allowance }) => nearAllowance(allowance));
    this.#quantity = new Float64Array(slots.length);
    this.#billable = new ExactSums(slots.length);
    this.#nobodyAt = nobodyAt;
  }

  /** From here on what is added is of `place`. Records without an IMSI have nothing included. */
  begin(slot: number, place: number): void {
    if (this.#allowance[slot]! < 0) return;
    this.#end(slot);
    this.#quantity[slot] = this.#nobodyAt(place) ? 0 : -this.#allowance[slot]!;
  }

  add(slot: number, quantity: number): void {
    if (this.#allowance[slot]! >= 0) this.#quantity[slot] = exactSum(this.#quantity[slot]!, quantity);
  }

  billable(slot: number): bigint {
    this.#end(slot);
    return this.#billable.of(slot);
  }

  #end(slot: number): void {
    if (this.#quantity[slot]! > 0) this.#billable.add(slot, this.#quantity[slot]!);
    this.#quantity[slot] = 0;
  }
}

/** An allowance as a number: more than any device has where none holds it, -1 for none. */
export function nearAllowance(allowance: bigint | null): number {
  if (allowance === null) return -1;
  return allowance > BigInt(MAX) ? MAX : Number(allowance);
}
