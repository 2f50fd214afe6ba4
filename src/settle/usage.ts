/**
 * Usage of the listed devices: which entry prices which usage of which group, and its totals. A cell is a group and one
 * way of measuring its agreement's usage.
 */
import type { DeviceKind, ListedDevices } from '../domain/devices.ts';
import type { Service } from '../domain/service.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db, Row } from '../store/db.ts';
import { type StreamedColumn, streamColumns } from '../store/stream.ts';
import { type Book, type Measure, measureFor } from './book.ts';
import { ExactSums } from './exact-sums.ts';
import type { Grouping } from './groups.ts';

/** No bridge prices a group in more segments than the run's, volume_only's and the one of humans. */
const MAX_ENTRIES = 3;
const NONE = -1;
/** Shift of a kind that is in no group: its usage has no cell. */
const NOWHERE = -(2 ** 30);
/** High words of integers that a number holds: below 2^53. */
const HIGH = 2 ** 21;
const WORD = 2 ** 32;

/** One way in which usage is measured and billed. */
export interface UsageKey {
  readonly no: number;
  readonly service: Service;
  readonly measure: Measure;
  readonly currency: string;
  readonly decimals: number;
}

export interface Cell {
  readonly group: number;
  readonly key: UsageKey;
  /** Entries that price it in some step of the bridge. */
  readonly entries: readonly number[];
  /** The one that the run settles it by; null where its measure is another. */
  readonly runEntry: number | null;
}

/** Usage of a group under an entry, in the measure of the entry. */
export interface EntryUsage {
  readonly key: UsageKey;
  readonly entry: number;
  readonly quantity: bigint;
  readonly billed: bigint;
  readonly absolute: bigint;
}

interface KeyRow extends Row {
  no: number;
  service: Service;
  measure: Measure['measure'];
  step: bigint;
  per_session: boolean;
  tap_currency: string;
  tap_decimals: number;
}

/** Rows of usage, and the cell of each. */
export type TakeUsage = (cell: number, place: number, quantity: number, billed: number) => void;

export class UsageCells {
  readonly cells: readonly Cell[];
  readonly #db: Db;
  readonly #devices: ListedDevices;
  /** The cell of a usage key in a group, less the key. */
  readonly #shiftOfKind: Int32Array;

  private constructor(db: Db, devices: ListedDevices, cells: readonly Cell[], shiftOfKind: Int32Array) {
    this.#db = db;
    this.#devices = devices;
    this.cells = cells;
    this.#shiftOfKind = shiftOfKind;
  }

  static async of(
    db: Db,
    books: readonly Book[],
    devices: ListedDevices,
    { groups, groupOf }: Grouping,
  ): Promise<UsageCells> {
    const rows = await db.rows<KeyRow>('settle/usage_key');
    const keys = rows.map(
      ({ no, service, measure, step, per_session, tap_currency, tap_decimals }): UsageKey => ({
        no,
        service,
        measure: { measure, step: Number(step), per_session },
        currency: tap_currency,
        decimals: tap_decimals,
      }),
    );
    const cells: Cell[] = [];
    // Keys of an agreement stand together.
    const shifts = groups.map((kind, group) => {
      const first = keys.findIndex((key) => key.no === kind.no);
      const shift = cells.length - first;
      for (const key of keys) if (key.no === kind.no) cells.push(cellOf(books[kind.no]!, kind, group, key));
      return shift;
    });
    const shiftOfKind = groupOf.map((group) => (group < 0 ? NOWHERE : shifts[group]!));
    return new UsageCells(db, devices, cells, shiftOfKind);
  }

  /** Hands over the usage of the list, place by place. `isWanted` tells the cells that matter. */
  async read(isWanted: (cell: Cell) => boolean, take: TakeUsage): Promise<void> {
    const wanted = Uint8Array.from(this.cells, (cell) => Number(isWanted(cell)));
    const { kindAt } = this.#devices;
    const shiftOfKind = this.#shiftOfKind;
    await streamColumns(this.#db, 'settle/usage_row', {}, ([places, usages, quantities, billed], rows) => {
      for (let i = 0; i < rows; i++) {
        const place = places![i]!;
        const cell = usages![i]! + shiftOfKind[kindAt[place]!]!;
        if (wanted[cell] === 1) take(cell, place, integerAt(quantities!, i), integerAt(billed!, i));
      }
    });
  }
}

function cellOf(book: Book, kind: DeviceKind, group: number, key: UsageKey): Cell {
  const { run, volumeOnly, human } = kind.segments;
  const isMeasured = (entry: number) => {
    const { measure, step, per_session } = measureFor(book, entry, key.service);
    return (
      measure === key.measure.measure && step === key.measure.step && per_session === key.measure.per_session
    );
  };
  const [byRun, ...others] = [run, volumeOnly, human].map((segment) => book.entryOf(key.service, segment));
  const entries = [...new Set([byRun!, ...others])].filter(isMeasured);
  return { group, key, entries, runEntry: entries.includes(byRun!) ? byRun! : null };
}

/** The BIGINT at `row`. Throws AMOUNT_RANGE where a number does not hold it. */
function integerAt(words: StreamedColumn, row: number): number {
  const high = words[2 * row + 1]!;
  if (high >= HIGH || high < -HIGH)
    throw new RoamsettleError('AMOUNT_RANGE', 'Usage of a device has too many digits.');
  return high * WORD + (words[2 * row]! >>> 0);
}

/** Totals of the cells, and devices with usage by group and entry. */
export class UsageTotals {
  readonly #cells: UsageCells;
  readonly #rows: Float64Array;
  readonly #quantity: ExactSums;
  readonly #billed: ExactSums;
  readonly #absolute: ExactSums;
  readonly #entryDevices: readonly Map<number, bigint>[];

  private constructor(cells: UsageCells, groups: number) {
    const { length } = cells.cells;
    this.#cells = cells;
    this.#rows = new Float64Array(length);
    this.#quantity = new ExactSums(length);
    this.#billed = new ExactSums(length);
    this.#absolute = new ExactSums(length);
    this.#entryDevices = Array.from({ length: groups }, () => new Map());
  }

  static async read(cells: UsageCells, groups: number): Promise<UsageTotals> {
    const totals = new UsageTotals(cells, groups);
    const slots: { group: number; entry: number }[] = [];
    const slotsOf = new Int32Array(cells.cells.length * MAX_ENTRIES).fill(NONE);
    const known = new Map<string, number>();
    cells.cells.forEach(({ group, entries }, cell) => {
      entries.forEach((entry, i) => {
        const slot = known.get(`${group} ${entry}`) ?? slots.length;
        if (slot === slots.length) slots.push({ group, entry });
        known.set(`${group} ${entry}`, slot);
        slotsOf[cell * MAX_ENTRIES + i] = slot;
      });
    });
    const devices = new Int32Array(slots.length);
    const seen = new Int32Array(slots.length).fill(NONE);
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
          if (seen[slot] === place) continue;
          seen[slot] = place;
          devices[slot]!++;
        }
      },
    );
    slots.forEach(({ group, entry }, slot) => {
      if (devices[slot]! > 0) totals.#entryDevices[group]!.set(entry, BigInt(devices[slot]!));
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

  entryDevices(group: number): ReadonlyMap<number, bigint> {
    return this.#entryDevices[group]!;
  }

  /** Usage of a group under each entry that prices it in some step of the bridge. */
  of(group: number): EntryUsage[] {
    return this.#cells.cells.flatMap((cell, i) =>
      cell.group !== group || this.#rows[i] === 0
        ? []
        : cell.entries.map((entry) => ({ key: cell.key, entry, ...this.at(i) })),
    );
  }
}
