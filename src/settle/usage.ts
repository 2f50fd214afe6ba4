/**
 * Usage of the listed devices: which entry prices which usage of which group. A cell is a group and one way of measuring
 * its agreement's usage under one version.
 */
import type { KindSegments, ListedDevices } from '../domain/devices.ts';
import type { Service } from '../domain/service.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db, Row } from '../store/db.ts';
import { type StreamedColumn, streamColumns } from '../store/stream.ts';
import { type Book, type Books, type Measure, measureFor } from './book.ts';
import type { Grouping } from './grouping.ts';

/** Shift of a kind that is in no group: its usage has no cell. */
const NOWHERE = -(2 ** 30);
/** High words of integers that a number holds: below 2^53. */
const HIGH = 2 ** 21;
const WORD = 2 ** 32;

/** One way in which usage is measured and billed under a version. */
export interface UsageKey {
  readonly no: number;
  /** Number of the version that charges it. */
  readonly version: number;
  readonly service: Service;
  readonly measure: Measure;
  /** TADIG pair of the files, as sql/features/scope_pair.sql numbers those of the agreement. */
  readonly pair: number;
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
  /** The same for the run with every waiting device charged. */
  readonly chargedEntry: number | null;
}

/** Where the usage of listed devices comes from: the period store, or a file of the run. */
export interface UsageSource {
  /** Ways of measuring by their number; those of an agreement stand together. */
  keys(): Promise<readonly UsageKey[]>;
  /**
   * All rows in the order of the list, from the first at each call, by columns: place, number of the way of measuring,
   * quantity and TAP units as billed (each as its low and high 32-bit words in turn), records.
   */
  rows(take: (columns: readonly StreamedColumn[], rows: number) => void): Promise<void>;
}

interface KeyRow extends Row {
  no: number;
  version_no: number;
  service: Service;
  measure: Measure['measure'];
  step: bigint;
  per_session: boolean;
  pair: number;
  tap_currency: string;
  tap_decimals: number;
}

/** Usage as the period store keeps it. */
export function storedUsage(db: Db): UsageSource {
  return {
    async keys() {
      const rows = await db.rows<KeyRow>('settle/usage_key');
      return rows.map(
        ({ no, version_no, service, measure, step, per_session, pair, tap_currency, tap_decimals }) => ({
          no,
          version: version_no,
          service,
          measure: { measure, step: Number(step), per_session },
          pair,
          currency: tap_currency,
          decimals: tap_decimals,
        }),
      );
    },
    rows: (take) => streamColumns(db, 'settle/usage_row', {}, take),
  };
}

/** Rows of usage, and the cell of each. */
export type TakeUsage = (
  cell: number,
  place: number,
  quantity: number,
  billed: number,
  records: number,
) => void;

export class UsageCells {
  readonly cells: readonly Cell[];
  readonly #usage: UsageSource;
  readonly #devices: ListedDevices;
  /** The cell of a usage key in a group, less the key. */
  readonly #shiftOfKind: Int32Array;

  private constructor(
    usage: UsageSource,
    devices: ListedDevices,
    cells: readonly Cell[],
    shiftOfKind: Int32Array,
  ) {
    this.#usage = usage;
    this.#devices = devices;
    this.cells = cells;
    this.#shiftOfKind = shiftOfKind;
  }

  static async of(
    usage: UsageSource,
    books: readonly Books[],
    devices: ListedDevices,
    { groups, groupOf }: Grouping,
  ): Promise<UsageCells> {
    const keys = await usage.keys();
    const cells: Cell[] = [];
    // Keys of an agreement stand together.
    const shifts = groups.map((kind, group) => {
      const first = keys.findIndex((key) => key.no === kind.no);
      const shift = cells.length - first;
      for (const key of keys) {
        if (key.no !== kind.no) continue;
        cells.push(cellOf(books[key.no]![key.version]!, kind.segments[key.version]!, group, key));
      }
      return shift;
    });
    const shiftOfKind = groupOf.map((group) => (group < 0 ? NOWHERE : shifts[group]!));
    return new UsageCells(usage, devices, cells, shiftOfKind);
  }

  /** Whether the records at a place are without an IMSI. */
  readonly nobodyAt = (place: number): boolean => this.#devices.kinds[this.#devices.kindAt[place]!]!.nobody;

  /** Hands over the usage of the list, place by place. `isWanted` tells the cells that matter. */
  async read(isWanted: (cell: Cell, index: number) => boolean, take: TakeUsage): Promise<void> {
    const wanted = Uint8Array.from(this.cells, (cell, i) => Number(isWanted(cell, i)));
    const { kindAt } = this.#devices;
    const shiftOfKind = this.#shiftOfKind;
    await this.#usage.rows((columns, rows) => {
      const [places, usages, quantities, billed, records] = columns;
      for (let i = 0; i < rows; i++) {
        const place = places![i]!;
        const cell = usages![i]! + shiftOfKind[kindAt[place]!]!;
        if (wanted[cell] === 1)
          take(cell, place, integerAt(quantities!, i), integerAt(billed!, i), records![i]!);
      }
    });
  }
}

function cellOf(
  book: Book,
  { run, charged, volumeOnly, human }: KindSegments,
  group: number,
  key: UsageKey,
): Cell {
  const isMeasured = (entry: number) => {
    const { measure, step, per_session } = measureFor(book, entry, key.service);
    return (
      measure === key.measure.measure && step === key.measure.step && per_session === key.measure.per_session
    );
  };
  const [byRun, ifCharged, ...others] = [run, charged, volumeOnly, human].map((segment) =>
    book.entryOf(key.service, segment),
  );
  const entries = [...new Set([byRun!, ifCharged!, ...others])].filter(isMeasured);
  const measured = (entry: number) => (entries.includes(entry) ? entry : null);
  return { group, key, entries, runEntry: measured(byRun!), chargedEntry: measured(ifCharged!) };
}

/** The BIGINT at `row`. Throws AMOUNT_RANGE where a number does not hold it. */
function integerAt(words: StreamedColumn, row: number): number {
  const high = words[2 * row + 1]!;
  if (high >= HIGH || high < -HIGH) throw tooLarge();
  return high * WORD + (words[2 * row]! >>> 0);
}

/** Throws AMOUNT_RANGE where a number does not hold the sum. */
export function exactSum(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw tooLarge();
  return sum;
}

function tooLarge(): RoamsettleError {
  return new RoamsettleError('AMOUNT_RANGE', 'Usage of a device has too many digits.');
}
