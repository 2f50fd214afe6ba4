/**
 * What the kernel says of each device, as columns in Arrow layout, and their way into TEMP tables. The order of columns is
 * that of sql/features/{device_signal,device_apn,unmatched_event}.sql.
 */
import type { ColumnBatch, ColumnBuffers } from '../../arrow/batch.ts';
import { appendTemp } from '../../store/append.ts';
import type { Db } from '../../store/db.ts';
import { roomFor } from './grow.ts';
import * as L from './layout.ts';

const FIRST_ROWS = 1024;

/** Columns that are INTEGER: where they stand in the kernel's memory, and whether NO_INTEGER may stand in them for NULL. */
const INTS: Readonly<Record<string, readonly [at: number, nullable?: true]>> = {
  no: [L.NO],
  reach_events: [L.REACH_EVENTS],
  in_period: [L.HAS_IN_PERIOD],
  has_charged: [L.HAS_CHARGED],
  signaling_events: [L.SIGNALING_EVENTS],
  registrations: [L.REGISTRATIONS],
  registration_attempts: [L.REGISTRATION_ATTEMPTS],
  rejections: [L.REJECTIONS],
  event_days: [L.EVENT_DAYS],
  cells: [L.CELLS],
  iot_rat_events: [L.IOT_RAT_EVENTS],
  rat_events: [L.RAT_EVENTS],
  declared_apn_events: [L.DECLARED_APN_EVENTS],
  imei_events: [L.IMEI_EVENTS],
  declared_tac_events: [L.DECLARED_TAC_EVENTS],
  window_days: [L.WINDOW_DAYS],
  longest_gap: [L.LONGEST_GAP, true],
  days_present: [L.DAYS_PRESENT],
  days_observed: [L.DAYS_OBSERVED],
  fee_days: [L.FEE_DAYS],
  present_fee_days: [L.PRESENT_FEE_DAYS],
  attaches: [L.ATTACHES],
  first_fee_day: [L.FIRST_FEE_DAY, true],
  rats: [L.RAT_SET],
  instants: [L.INSTANTS],
  gaps: [L.GAPS],
  night: [L.NIGHT],
  hours: [L.DISTINCT_HOURS],
  tac: [L.TAC, true],
  tacs: [L.TACS],
  first_day: [L.FIRST_DAY, true],
  last_day: [L.LAST_DAY, true],
  in_declared_range: [L.IN_DECLARED_RANGE],
  excluded: [L.EXCLUDED],
  permanent_rejections: [L.PERMANENT_REJECTIONS],
  longest_rejected: [L.LONGEST_REJECTED],
  authentications: [L.AUTHENTICATIONS],
  cancels: [L.CANCELS],
  purges: [L.PURGES],
  sessions: [L.SESSIONS],
  cell_events: [L.CELL_EVENTS],
  top_cell_events: [L.TOP_CELL_EVENTS],
  top_gaps: [L.TOP_GAPS],
  top_gap_from: [L.TOP_GAP_FROM],
  active_days: [L.ACTIVE_DAYS],
  weekend: [L.WEEKEND],
  first_hour_sum: [L.FIRST_HOUR_SUM],
  first_hour_squares: [L.FIRST_HOUR_SQUARES],
  small_records: [L.SMALL_RECORDS],
};

/** Columns that are BIGINT, in the same way. */
const LONGS: Readonly<Record<string, readonly [at: number, nullable?: true]>> = {
  gap_sum: [L.GAP_SUM],
  gap_square_sum: [L.GAP_SQUARE_SUM],
  first_ms: [L.FIRST_MS, true],
  last_ms: [L.LAST_MS, true],
  event_day_bits: [L.EVENT_DAY_BITS],
  slot_squares: [L.SLOT_SQUARES],
  day_squares: [L.DAY_SQUARES],
  kilobytes: [L.KILOBYTES],
  kilobyte_squares: [L.KILOBYTE_SQUARES],
  day_kilobyte_squares: [L.DAY_KILOBYTE_SQUARES],
};

/** Rows of device_signal. */
export class SignalBatches {
  #batches: ColumnBatch[] = [];

  clear(): void {
    this.#batches = [];
  }

  /** Copies the rows that stand in the kernel's memory. */
  add(memory: ArrayBuffer, rows: number): void {
    if (rows === 0) return;
    const columns: ColumnBuffers[] = [{ name: 'imsi', ...column(memory, L.IMSI, rows, 8) }];
    for (const [name, [at, nullable]] of Object.entries(INTS))
      columns.push({ name, ...column(memory, at, rows, 4, nullable) });
    for (const [name, [at, nullable]] of Object.entries(LONGS))
      columns.push({ name, ...column(memory, at, rows, 8, nullable) });
    columns.push({ name: 'hour_counts', ...column(memory, L.HOUR_COUNTS, rows, 4 * L.HOURS) });
    this.#batches.push({ rows, columns });
  }

  async write(db: Db): Promise<void> {
    await db.run('features/device_signal');
    await appendTemp(db, 'device_signal', this.#batches);
  }
}

function column(memory: ArrayBuffer, at: number, rows: number, octets: number, nullable?: true) {
  const values = memory.slice(at, at + rows * octets);
  if (nullable !== true) return { values, validity: null };
  const words = new Int32Array(values);
  const step = octets / 4;
  // Of 64 bits the high word tells.
  return { values, validity: validityOf(rows, (row) => words[row * step + step - 1] !== L.NO_INTEGER) };
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

  /** Low and high word of an IMSI and the two integers, row by row. */
  add(words: Int32Array): void {
    const from = this.rows;
    this.rows += words.length / 4;
    this.imsis = roomFor(this.imsis, this.rows * 2);
    this.first = roomFor(this.first, this.rows);
    this.second = roomFor(this.second, this.rows);
    for (let row = from, at = 0; row < this.rows; row++, at += 4) {
      this.imsis[row * 2] = words[at]!;
      this.imsis[row * 2 + 1] = words[at + 1]!;
      this.first[row] = words[at + 2]!;
      this.second[row] = words[at + 3]!;
    }
  }
}

/** Rows of device_apn. */
export class DeviceApns extends ImsiPairs {
  async write(db: Db): Promise<void> {
    await db.run('features/device_apn');
    const columns = [plain('imsi', this.imsis), plain('no', this.first), plain('apn', this.second)];
    await appendTemp(db, 'device_apn', [{ rows: this.rows, columns }]);
  }
}

/** Rows of unmatched_event. */
export class UnmatchedEvents extends ImsiPairs {
  async write(db: Db): Promise<void> {
    await db.run('features/unmatched_event');
    const columns = [
      plain('imsi', this.imsis),
      // No PLMN is a code below 0.
      {
        ...plain('visited_plmn', this.first),
        validity: validityOf(this.rows, (row) => this.first[row]! >= 0),
      },
      plain('events', wide(this.second.subarray(0, this.rows))),
    ];
    await appendTemp(db, 'unmatched_event', [{ rows: this.rows, columns }]);
  }
}

function plain(name: string, values: Int32Array<ArrayBuffer>): ColumnBuffers {
  return { name, values: values.buffer, validity: null };
}

/** Natural numbers of 32 bits as such of 64. */
function wide(values: Int32Array): Int32Array<ArrayBuffer> {
  const words = new Int32Array(values.length * 2);
  for (let row = 0; row < values.length; row++) words[row * 2] = values[row]!;
  return words;
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
