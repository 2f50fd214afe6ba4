/** Rows of a run's device list, straight from `devices.parquet`, and what stands behind one of them. */
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { explainRow } from '../runs/explain.ts';
import { readRunInputs } from '../runs/identity.ts';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { withParts } from '../trace/explain.ts';

/** Columns that a list may be chosen by, and their values. */
export type Filters = Readonly<
  Partial<
    Record<'agreement_id' | 'segment' | 'device' | 'presence' | 'activity' | 'decision' | 'tac', string>
  >
>;

export interface DeviceRow {
  readonly row: number;
  readonly agreement_id: string;
  readonly imsi: string;
  readonly [column: string]: unknown;
}

const LIST = 'SELECT file_row_number AS "row", * EXCLUDE (run_id, period, file_row_number)';
const FROM = 'FROM read_parquet($path, file_row_number = true)';

/** What is left of an IMSI for those who may not see it: its network, its length and its last two digits. */
export function maskedImsi(imsi: string): string {
  return imsi.length < 8
    ? '*'.repeat(imsi.length)
    : `${imsi.slice(0, 5)}${'*'.repeat(imsi.length - 7)}${imsi.slice(-2)}`;
}

/** The first `rows` rows from row `from` on that have the values, in the order of the list. */
export async function pageOfDevices(
  db: Db,
  folder: string,
  { filters, from, rows }: { filters: Filters; from: number; rows: number },
): Promise<DeviceRow[]> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const where = ['file_row_number >= $from', ...given.map(([column]) => `"${column}" = $${column}`)];
  // A file is scanned in its order, and so is what the limit lets through (preserve_insertion_order).
  const found = await db.query(`${LIST} ${FROM} WHERE ${where.join(' AND ')} LIMIT ${rows}`, {
    path: literalPath(join(folder, 'devices.parquet')),
    from,
    ...Object.fromEntries(given),
  });
  return found.map(plain).sort((a, b) => a.row - b.row);
}

/** Throws DEVICE_NOT_FOUND. */
export async function findDevice(db: Db, folder: string, imsi: string): Promise<DeviceRow[]> {
  const found = await db.query(`${LIST} ${FROM} WHERE imsi = $imsi ORDER BY file_row_number`, {
    path: literalPath(join(folder, 'devices.parquet')),
    imsi,
  });
  if (found.length === 0) throw new RoamsettleError('DEVICE_NOT_FOUND');
  return found.map(plain);
}

/** Everything that the run says of one row. Throws DEVICE_NOT_FOUND. */
export async function readEvidence(
  db: Db,
  { folder, run_id, row }: { folder: string; run_id: string; row: number },
  statementOf: (agreement: string) => Promise<Statement>,
) {
  const explained = await explainRow(db, folder, row);
  const statement = await statementOf(explained.agreement_id);
  const agreements = await readArchivedAgreements(folder, readRunInputs(folder).agreements);
  const whole = await withParts(db, { folder, statement, agreements }, explained);
  return { run_id, row, imsi: String(whole.device.imsi), ...whole };
}

function plain(row: Row): DeviceRow {
  const values = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(values) as DeviceRow;
}
