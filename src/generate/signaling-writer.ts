/**
 * Daily files of signaling events as real feeds send them: mostly the canonical columns, some days another shape, rows
 * a little out of order, some twice, a few broken.
 */
import { DAY, dateText, type Month } from './calendar.ts';
import type { Signal } from './day.ts';
import type { Packing } from './output.ts';
import { parquetOf } from './parquet-writer.ts';
import { VISITED } from './partners.ts';
import { Rng } from './prng.ts';
import type { HiddenColumn } from './settings.ts';

const COLUMNS = [
  'event_time',
  'imsi',
  'imei',
  'interface',
  'procedure',
  'result',
  'visited_plmn',
  'rat',
  'cell',
  'apn',
] as const;
type Column = (typeof COLUMNS)[number];
type Clock = 'utc' | 'offset' | 'epoch';

interface Shape {
  readonly form: 'csv' | 'ndjson' | 'parquet';
  readonly columns: readonly Column[];
  readonly clock: Clock;
}

export interface SignalingFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly packing: Packing;
  /** Rows written, broken and repeated ones included. */
  readonly rows: number;
}

const CANONICAL: Shape = { form: 'csv', columns: COLUMNS, clock: 'utc' };
/** Days (0 = first of the month) with another shape. */
const OTHER_SHAPES: Readonly<Record<number, Shape>> = {
  3: { ...CANONICAL, clock: 'offset' },
  8: { form: 'ndjson', columns: COLUMNS, clock: 'utc' },
  10: { ...CANONICAL, clock: 'epoch' },
  // Optional columns are missing.
  12: {
    ...CANONICAL,
    columns: COLUMNS.filter((name) => name !== 'imei' && name !== 'cell' && name !== 'apn'),
  },
  17: { ...CANONICAL, clock: 'offset' },
  15: { form: 'parquet', columns: COLUMNS, clock: 'utc' },
  // The same columns, backwards.
  20: { ...CANONICAL, columns: COLUMNS.toReversed() },
};
const SNAPSHOT: Shape = {
  form: 'csv',
  columns: ['event_time', 'imsi', 'interface', 'procedure', 'visited_plmn'],
  clock: 'utc',
};

const SHARES = { disorder: 0.03, repeated: 0.004, repeatedNextDay: 0.0015, broken: 0.001, noNetwork: 0.004 };
/** A row out of order is late by up to this many milliseconds. */
const DISORDER_MS = 600_000;
/** This day has a broken row however small the month is, and this one repeats rows in its own and the next file. */
const SURE_BROKEN_DAY = 4;
const SURE_REPEATED_DAY = 5;

/** Makes the files of a month in day order; what a day repeats in the next file is all it remembers. */
export class SignalingWriter {
  readonly #month: Month;
  readonly #seed: number;
  readonly #missing: readonly HiddenColumn[];
  #carried: Signal[] = [];

  constructor(month: Month, seed: number, missing: readonly HiddenColumn[]) {
    this.#month = month;
    this.#seed = seed;
    this.#missing = missing;
  }

  /** The file of one day. `signals` is sorted in place. */
  day(day: number, signals: Signal[]): SignalingFile {
    const { columns, ...rest } = OTHER_SHAPES[day] ?? CANONICAL;
    const shape = {
      ...rest,
      columns: columns.filter((name) => !this.#missing.some((gone) => gone === name)),
    };
    const rng = new Rng(this.#seed, day + DAY, this.#month.start / DAY);
    const rows = this.#carried.map((signal) => rowOf(signal, shape, VISITED.plmn));
    this.#carried = [];
    for (const [at, signal] of inArrivalOrder(signals, rng).entries()) {
      const row = rowOf(signal, shape, rng.chance(SHARES.noNetwork) ? '' : VISITED.plmn);
      rows.push(row);
      const first = at === 0;
      if (rng.chance(SHARES.repeated) || (first && day === SURE_REPEATED_DAY)) rows.push(row);
      if (rng.chance(SHARES.repeatedNextDay) || (first && day === SURE_REPEATED_DAY))
        this.#carried.push(signal);
      if (rng.chance(SHARES.broken) || (first && day === SURE_BROKEN_DAY))
        rows.push(broken(signal, shape, rng));
    }
    return fileOf(`events-${dateText(this.#month, day)}`, shape, rows, packingOf(day));
  }

  /** A snapshot of registered subscribers. */
  snapshot(day: number, signals: readonly Signal[]): SignalingFile {
    const rows = signals.map((signal) => rowOf(signal, SNAPSHOT, VISITED.plmn));
    return fileOf(`vlr-${dateText(this.#month, day)}`, SNAPSHOT, rows, 'plain');
  }
}

function packingOf(day: number): Packing {
  const slot = (day + 70) % 7;
  return slot === 1 || slot === 4 ? 'gz' : slot === 6 ? 'zst' : 'plain';
}

function fileOf(name: string, shape: Shape, rows: readonly string[], packing: Packing): SignalingFile {
  const file = { name: `${name}.${shape.form}`, rows: rows.length };
  if (shape.form === 'parquet') {
    const cells = rows.map((row) => row.split(','));
    return { ...file, content: parquetOf(shape.columns, cells), packing: 'plain' };
  }
  const lines = shape.form === 'csv' ? [shape.columns.join(','), ...rows] : rows;
  return { ...file, content: `${lines.join('\n')}\n`, packing };
}

/** By time, but some rows arrive late. */
function inArrivalOrder(signals: Signal[], rng: Rng): Signal[] {
  const keyed = signals.map((signal) => ({
    signal,
    key: signal.ms + (rng.chance(SHARES.disorder) ? rng.below(DISORDER_MS) : 0),
  }));
  return keyed.sort((a, b) => a.key - b.key).map((item) => item.signal);
}

function rowOf(signal: Signal, shape: Shape, network: string): string {
  return line(
    shape,
    shape.columns.map((column) => cellOf(column, signal, shape.clock, network)),
  );
}

function line(shape: Shape, cells: readonly string[]): string {
  if (shape.form !== 'ndjson') return cells.join(',');
  const object: Record<string, string> = {};
  for (const [i, column] of shape.columns.entries()) {
    if (cells[i] !== '') object[column] = cells[i] as string;
  }
  return JSON.stringify(object);
}

function cellOf(column: Column, signal: Signal, clock: Clock, network: string): string {
  const { device } = signal;
  switch (column) {
    case 'event_time':
      return timeText(signal.ms, clock);
    case 'imsi':
      return device.imsi;
    case 'imei':
      return signal.equipment ? device.signaledImei : '';
    case 'interface':
      return signal.face;
    case 'procedure':
      return signal.procedure;
    case 'result':
      return signal.result;
    case 'visited_plmn':
      return network;
    case 'rat':
      return signal.rat;
    case 'cell':
      return `${Math.floor(signal.cell / 65_536)}-${signal.cell % 65_536}`;
    case 'apn':
      return signal.face === 'gtp' ? device.apn : '';
  }
}

function timeText(ms: number, clock: Clock): string {
  if (clock === 'epoch') return String(ms);
  if (clock === 'utc') return new Date(ms).toISOString();
  return new Date(ms + 7_200_000).toISOString().replace('Z', '+02:00');
}

/** A row that no reader can use: each way of being wrong is in a required column, or in the line itself. */
function broken(signal: Signal, shape: Shape, rng: Rng): string {
  const cells = shape.columns.map((column) => cellOf(column, signal, shape.clock, VISITED.plmn));
  const put = (column: Column, value: string): string => {
    cells[shape.columns.indexOf(column)] = value;
    return line(shape, cells);
  };
  switch (rng.below(6)) {
    case 0:
      return put('event_time', 'not a time');
    case 1:
      return put('event_time', '2026-13-45T99:00:00Z');
    case 2:
      return put('imsi', '');
    case 3:
      return put('imsi', '99901ABC123');
    case 4:
      return put('procedure', '');
    default:
      return line(shape, cells).slice(0, 9);
  }
}
