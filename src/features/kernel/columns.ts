/**
 * What the kernel says of each device, as columns in Arrow layout, in the order of sql/features/device_signal.sql. Knows no
 * database: the kernel's thread (workers/features.ts) makes them too.
 */
import type { ColumnBatch, ColumnBuffers } from '../../arrow/batch.ts';
import * as L from './layout.ts';

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
  only_apn: [L.ONLY_APN, true],
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

/** Copies the rows of device_signal that stand in the kernel's memory. */
export function signalBatch(memory: ArrayBuffer, rows: number): ColumnBatch {
  const columns: ColumnBuffers[] = [{ name: 'imsi', ...column(memory, L.IMSI, rows, 8) }];
  for (const [name, [at, nullable]] of Object.entries(INTS))
    columns.push({ name, ...column(memory, at, rows, 4, nullable) });
  for (const [name, [at, nullable]] of Object.entries(LONGS))
    columns.push({ name, ...column(memory, at, rows, 8, nullable) });
  columns.push({ name: 'hour_counts', ...column(memory, L.HOUR_COUNTS, rows, 4 * L.HOURS) });
  return { rows, columns };
}

function column(memory: ArrayBuffer, at: number, rows: number, octets: number, nullable?: true) {
  const values = memory.slice(at, at + rows * octets);
  if (nullable !== true) return { values, validity: null };
  const words = new Int32Array(values);
  const step = octets / 4;
  // Of 64 bits the high word tells.
  return { values, validity: validityOf(rows, (row) => words[row * step + step - 1] !== L.NO_INTEGER) };
}

/** Bitmap of the rows with a value; null where all have one. */
export function validityOf(rows: number, has: (row: number) => boolean): ArrayBuffer | null {
  const bitmap = new Uint8Array(Math.ceil(rows / 8));
  let missing = false;
  for (let row = 0; row < rows; row++) {
    if (has(row)) bitmap[row >> 3]! |= 1 << (row & 7);
    else missing = true;
  }
  return missing ? bitmap.buffer : null;
}
