/** Rows of a run's device list, straight from `devices.parquet`, and what stands behind one of them. */
import { join } from 'node:path';
import type { Book, Filters } from '../book/book.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { type DeviceRows, deviceRows, explainRows } from '../runs/explain.ts';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

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

interface Share {
  readonly line: number;
  readonly service: string;
  /** Of the TADIG pairs of the statement's parties; null for a fee. */
  readonly pair: number | null;
  /** null: the one of the device list. */
  readonly segment: string | null;
  readonly quantity: bigint | number;
  readonly records: bigint | number;
  /** Integer. */
  readonly share: string;
}

/** What the run's files have of a row. */
export interface EvidenceRows extends DeviceRows {
  readonly shares: readonly Share[];
}

/** By the book of the run; null where it has no such row, or other files than this version writes. */
export async function evidenceOfBook(
  book: Book,
  { row, run_id, period }: { row: number; run_id: string; period: string },
): Promise<EvidenceRows | null> {
  if (row >= book.rows) return null;
  const device = JSON.parse(await book.list(row)) as Row;
  const { features, lines } = JSON.parse(await book.evidence(row)) as {
    features: Row | null;
    lines: Share[];
  };
  if (features === null || features.agreement_id !== device.agreement_id || features.imsi !== device.imsi)
    return null;
  return { device: { run_id, ...device, period }, features, shares: lines };
}

/** By the files of the run. Throws DEVICE_NOT_FOUND. */
export async function evidenceOfFiles(db: Db, folder: string, row: number): Promise<EvidenceRows> {
  const rows = await deviceRows(db, folder, row);
  const shares = await db.query(
    'SELECT line, service, pair, segment, quantity, records, CAST(share AS VARCHAR) AS share FROM read_parquet($path) WHERE place = $row ORDER BY ALL',
    { path: literalPath(join(folder, 'device-lines.parquet')), row },
  );
  return { ...rows, shares: shares as unknown as Share[] };
}

/** Everything that the run says of one row. */
export async function readEvidence(
  { folder, run_id, row }: { folder: string; run_id: string; row: number },
  { shares, ...rows }: EvidenceRows,
  statementOf: (agreement: string) => Promise<Statement>,
) {
  const { device, agreement_id, ...known } = explainRows(folder, rows);
  const { lines, parties, terms, currency } = await statementOf(agreement_id);
  return {
    run_id,
    row,
    agreement_id,
    imsi: String(device.imsi),
    device,
    ...known,
    lines: shares.map(({ line, service, pair, segment, quantity, records, share }) => ({
      line_id: lines[line]!.line_id,
      kind: lines[line]!.kind,
      service,
      ...tadigsOf(parties, pair),
      segment: segment ?? String(device.segment),
      quantity: Number(quantity),
      unit: lines[line]!.unit,
      records: Number(records),
      amount: minorToText(BigInt(share), terms.rounding.decimals),
      currency,
    })),
  };
}

/** The networks that the records came under. */
function tadigsOf({ visited_tadigs, home_tadigs }: Statement['parties'], pair: number | null) {
  return {
    visited_tadig: pair === null ? null : visited_tadigs[Math.floor(pair / home_tadigs.length)]!,
    home_tadig: pair === null ? null : home_tadigs[pair % home_tadigs.length]!,
  };
}

function plain(row: Row): DeviceRow {
  const values = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(values) as DeviceRow;
}
