/** Rows of a run's device list, straight from `devices.parquet`, and what stands behind one of them. */
import { join } from 'node:path';
import type { Book, Filters } from '../book/book.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { type DeviceRows, deviceRows, explainRows, type SpokenDocuments } from '../runs/explain.ts';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { type DeviceShare, readDeviceShares } from '../trace/device-parts.ts';
import { partsGiven } from '../trace/explain.ts';

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

interface PageRequest {
  readonly filters: Filters;
  readonly from: number;
  readonly rows: number;
}

/** The first `rows` rows from row `from` on that have the values, in the order of the list; by the book of the run. */
export function pageOfBook(book: Book, { filters, from, rows }: PageRequest): Promise<DeviceRow[]> {
  const chosen = book.choose(filters, from, rows);
  return Promise.all(
    chosen.map(async (row) => ({ row, ...(JSON.parse(await book.list(row)) as Omit<DeviceRow, 'row'>) })),
  ) as Promise<DeviceRow[]>;
}

/** The same of a run without a book. */
export async function pageOfDevices(
  db: Db,
  folder: string,
  { filters, from, rows }: PageRequest,
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

/** What the run's files have of a row. */
export interface EvidenceRows extends DeviceRows {
  readonly shares: readonly DeviceShare[];
}

/** A share as a book has it: JSON has no integers of any size, and the segment of the list is not repeated. */
type BookShare = Omit<DeviceShare, 'quantity' | 'segment'> & { quantity: number; segment: string | null };

/** By the book of the run; null where it has no such row, or other files than this version writes. */
export async function evidenceOfBook(
  book: Book,
  { row, run_id, period }: { row: number; run_id: string; period: string },
): Promise<EvidenceRows | null> {
  if (row >= book.rows) return null;
  // Both at once: a book may be closed after that.
  const [listed, known] = await Promise.all([book.list(row), book.evidence(row)]);
  const device = JSON.parse(listed) as Row;
  const { features, lines } = JSON.parse(known) as {
    features: Row | null;
    lines: BookShare[];
  };
  if (features === null || features.agreement_id !== device.agreement_id || features.imsi !== device.imsi)
    return null;
  const shares = lines.map((line) => ({
    ...line,
    quantity: BigInt(line.quantity),
    segment: line.segment ?? String(device.segment),
  }));
  return { device: { run_id, ...device, period }, features, shares };
}

/** By the files of the run. Throws DEVICE_NOT_FOUND, and what `readingRun` throws. */
export async function evidenceOfFiles(
  db: Db,
  folder: string,
  row: number,
  statementOf: (agreement: string) => Promise<Statement>,
): Promise<EvidenceRows> {
  const rows = await deviceRows(db, folder, row);
  const statement = await statementOf(String(rows.device.agreement_id));
  const shares = await readDeviceShares(db, folder, { statement, imsi: String(rows.device.imsi) });
  return { ...rows, shares };
}

/** Everything that the run says of one row, but for its neighbours. */
export async function readEvidence(
  { run_id, row }: { run_id: string; row: number },
  { shares, ...rows }: EvidenceRows,
  documents: SpokenDocuments,
  statementOf: (agreement: string) => Promise<Statement>,
) {
  const explained = explainRows(documents, rows);
  const statement = await statementOf(explained.agreement_id);
  const fees = partsGiven({ statement, agreements: documents.agreements }, explained, shares);
  return { run_id, row, imsi: String(explained.device.imsi), ...explained, ...fees };
}

function plain(row: Row): DeviceRow {
  const values = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(values) as DeviceRow;
}
