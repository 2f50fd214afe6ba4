/**
 * What the kernel says of each device, as columns in Arrow layout, and their way into TEMP tables. The order of columns is
 * that of sql/features/{device_signal,device_apn,unmatched_event}.sql.
 */
import type { ColumnBuffers } from '../../arrow/batch.ts';
import { appendTemp } from '../../store/append.ts';
import type { Db } from '../../store/db.ts';
import { roomFor } from './grow.ts';

const FIRST_ROWS = 1024;
export const HOURS = 24;

const WORD = 0x100000000;

/** Stands for NULL in a column of integers or floats until it is written. */
const NO_INTEGER = -0x80000000;

/** Columns that are INTEGER, by whether 0 or NULL stands in them where nothing is said. */
const INTS = {
  no: 0,
  reach_events: 0,
  in_period: 0,
  has_charged: 0,
  signaling_events: 0,
  registrations: 0,
  registration_attempts: 0,
  rejections: 0,
  event_days: 0,
  cells: 0,
  iot_rat_events: 0,
  rat_events: 0,
  declared_apn_events: 0,
  imei_events: 0,
  declared_tac_events: 0,
  window_days: 0,
  longest_gap: NO_INTEGER,
  days_present: 0,
  days_observed: 0,
  fee_days: 0,
  present_fee_days: 0,
  attaches: 0,
  first_fee_day: NO_INTEGER,
  rats: 0,
  instants: 0,
  gaps: 0,
  night: 0,
  hours: 0,
  tac: NO_INTEGER,
  tacs: 0,
  first_day: NO_INTEGER,
  last_day: NO_INTEGER,
} as const;

/** Columns that are BIGINT and hold integers below 2^53. */
const FLOATS = {
  gap_sum: 0,
  gap_square_sum: 0,
  first_ms: Number.NaN,
  last_ms: Number.NaN,
  event_day_bits: 0,
} as const;

type IntName = keyof typeof INTS;
type FloatName = keyof typeof FLOATS;
const INT_NAMES = Object.keys(INTS) as IntName[];
const FLOAT_NAMES = Object.keys(FLOATS) as FloatName[];

/** Rows of device_signal. A pass sets its columns at the row that `begin` gave. */
export class SignalColumns {
  rows = 0;
  readonly ints = Object.fromEntries(INT_NAMES.map((name) => [name, new Int32Array(FIRST_ROWS)])) as Record<
    IntName,
    Int32Array<ArrayBuffer>
  >;
  readonly floats = Object.fromEntries(
    FLOAT_NAMES.map((name) => [name, new Float64Array(FIRST_ROWS)]),
  ) as Record<FloatName, Float64Array<ArrayBuffer>>;
  /** Low and high word in turn. */
  imsis = new Int32Array(FIRST_ROWS * 2);
  hourCounts = new Int32Array(FIRST_ROWS * HOURS);

  constructor() {
    this.#reset(0, FIRST_ROWS);
  }

  clear(): void {
    this.#reset(0, this.rows);
    this.rows = 0;
  }

  /** Opens a row: everything in it is 0 or NULL. */
  begin(no: number, imsiLow: number, imsiHigh: number): number {
    const row = this.rows++;
    if (row >= this.ints.no.length) this.#grow(row + 1);
    this.ints.no[row] = no;
    this.imsis[row * 2] = imsiLow;
    this.imsis[row * 2 + 1] = imsiHigh;
    return row;
  }

  async write(db: Db): Promise<void> {
    await db.run('features/device_signal');
    const { rows } = this;
    const columns = [
      plain('imsi', this.imsis),
      ...INT_NAMES.map((name) =>
        INTS[name] === 0 ? plain(name, this.ints[name]) : integers(name, this.ints[name], rows),
      ),
      ...FLOAT_NAMES.map((name) => longs(name, this.floats[name], rows)),
      plain('hour_counts', this.hourCounts),
    ];
    await appendTemp(db, 'device_signal', { rows, columns });
  }

  /** Rows that are not open hold 0 or NULL. */
  #reset(from: number, until: number): void {
    for (const name of INT_NAMES) this.ints[name].fill(INTS[name], from, until);
    for (const name of FLOAT_NAMES) this.floats[name].fill(FLOATS[name], from, until);
    this.hourCounts.fill(0, from * HOURS, until * HOURS);
  }

  #grow(rows: number): void {
    const before = this.ints.no.length;
    for (const name of INT_NAMES) this.ints[name] = roomFor(this.ints[name], rows);
    for (const name of FLOAT_NAMES) this.floats[name] = roomFor(this.floats[name], rows);
    this.imsis = roomFor(this.imsis, rows * 2);
    this.hourCounts = roomFor(this.hourCounts, rows * HOURS);
    this.#reset(before, this.ints.no.length);
  }
}

/** Rows (IMSI, two integers): the kernel's small lists. */
class ImsiPairs {
  rows = 0;
  imsis = new Int32Array(FIRST_ROWS * 2);
  first = new Int32Array(FIRST_ROWS);
  second = new Int32Array(FIRST_ROWS);

  clear(): void {
    this.rows = 0;
  }

  append(imsiLow: number, imsiHigh: number, first: number, second: number): void {
    const row = this.rows++;
    this.imsis = roomFor(this.imsis, row * 2 + 2);
    this.first = roomFor(this.first, row + 1);
    this.second = roomFor(this.second, row + 1);
    this.imsis[row * 2] = imsiLow;
    this.imsis[row * 2 + 1] = imsiHigh;
    this.first[row] = first;
    this.second[row] = second;
  }
}

/** Rows of device_apn. */
export class DeviceApns extends ImsiPairs {
  /** An APN of the device that `row` of the signals is about. */
  add(signals: SignalColumns, row: number, apn: number): void {
    this.append(signals.imsis[row * 2]!, signals.imsis[row * 2 + 1]!, signals.ints.no[row]!, apn);
  }

  async write(db: Db): Promise<void> {
    await db.run('features/device_apn');
    const columns = [plain('imsi', this.imsis), plain('no', this.first), plain('apn', this.second)];
    await appendTemp(db, 'device_apn', { rows: this.rows, columns });
  }
}

/** Rows of unmatched_event. */
export class UnmatchedEvents extends ImsiPairs {
  async write(db: Db): Promise<void> {
    await db.run('features/unmatched_event');
    const columns = [
      plain('imsi', this.imsis),
      integers('visited_plmn', this.first, this.rows),
      longs('events', Float64Array.from(this.second.subarray(0, this.rows)), this.rows),
    ];
    await appendTemp(db, 'unmatched_event', { rows: this.rows, columns });
  }

  /** Events of a device in a PLMN (-1: none named). */
  add(imsiLow: number, imsiHigh: number, plmn: number, events: number): void {
    this.append(imsiLow, imsiHigh, plmn < 0 ? NO_INTEGER : plmn, events);
  }
}

function plain(name: string, values: Int32Array<ArrayBuffer>): ColumnBuffers {
  return { name, values: values.buffer, validity: null };
}

function integers(name: string, values: Int32Array<ArrayBuffer>, rows: number): ColumnBuffers {
  return { name, values: values.buffer, validity: validityOf(rows, (row) => values[row] !== NO_INTEGER) };
}

/** 64-bit integers from floats that are integers. */
function longs(name: string, values: Float64Array<ArrayBuffer>, rows: number): ColumnBuffers {
  const words = new Int32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const high = Math.floor(values[row]! / WORD);
    words[row * 2] = values[row]! - high * WORD;
    words[row * 2 + 1] = high;
  }
  return { name, values: words.buffer, validity: validityOf(rows, (row) => !Number.isNaN(values[row]!)) };
}

/** Bitmap of the rows with a value; null where all have one. */
function validityOf(rows: number, has: (row: number) => boolean): ArrayBuffer | null {
  const bitmap = new Uint8Array(Math.ceil(rows / 8));
  let missing = false;
  for (let row = 0; row < rows; row++) {
    if (has(row)) bitmap[row >> 3]! |= 1 << (row & 7);
    else missing = true;
  }
  return missing ? bitmap.buffer : null;
}
