/**
 * The tables of a report (contracts.md, Out): CSV for spreadsheets and scripts, Parquet for engines. DuckDB writes both
 * from the files of the run, in a database of its own that lives in memory.
 *
 * CSV is RFC 4180 with line feeds; identifiers are text with their leading zeros, amounts decimal text. Free text is
 * guarded against spreadsheet formulas (sql/report/text_macros.sql says how, and how to undo it). Parquet holds the
 * text as it is.
 */
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { Db, type Params } from '../store/db.ts';
import { sqlText } from '../store/sql.ts';

const CSV = 'FORMAT csv, HEADER true';
const PARQUET = 'FORMAT parquet, COMPRESSION zstd';

/**
 * Writes `<name>.csv` for devices, lines, totals and bridge into `out`; gives their names. Throws DATA_CORRUPT where the
 * device list lacks a column of the contract, FILE_UNREADABLE where writing fails.
 */
export async function writeCsvTables(runDir: string, out: string, issued: boolean): Promise<string[]> {
  return withStatements(runDir, out, issued, async (db) => {
    const text = { as_text: 'spreadsheet_text' };
    const devices = { devices: literalPath(join(runDir, 'devices.parquet')) };
    await copyTo(db, 'report/devices', text, CSV, join(out, 'devices.csv'), devices);
    await copyTo(db, 'report/lines', text, CSV, join(out, 'lines.csv'));
    await copyTo(db, 'report/totals', {}, CSV, join(out, 'totals.csv'));
    await copyTo(db, 'report/bridge', text, CSV, join(out, 'bridge.csv'));
    return ['devices.csv', 'lines.csv', 'totals.csv', 'bridge.csv'];
  });
}

/** Writes `lines.parquet` and `bridge.parquet` into `out` (the device list is a copy of the run's); gives their names. */
export async function writeParquetTables(runDir: string, out: string, issued: boolean): Promise<string[]> {
  return withStatements(runDir, out, issued, async (db) => {
    const text = { as_text: 'plain_text' };
    await copyTo(db, 'report/lines', text, PARQUET, join(out, 'lines.parquet'));
    await copyTo(db, 'report/bridge', text, PARQUET, join(out, 'bridge.parquet'));
    return ['lines.parquet', 'bridge.parquet'];
  });
}

async function withStatements<T>(
  runDir: string,
  out: string,
  issued: boolean,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  // One thread, so that row groups and row order are the same everywhere; a sort that spills does it beside its result.
  const db = await Db.open(':memory:', { threads: '1', temp_directory: join(out, '.tmp') });
  try {
    await db.run('report/text_macros');
    await db.run('report/report_statement', {
      statements: join(literalPath(runDir), 'statement-*.json'),
      issued,
    });
    return await work(db);
  } catch (error) {
    // DuckDB's own words may quote a row, so they stay here.
    const writing = error instanceof Error && error.message.startsWith('IO Error');
    if (writing) throw new RoamsettleError('FILE_UNREADABLE', 'A table of the report could not be written.');
    throw new RoamsettleError('DATA_CORRUPT', 'A table of the run is not what a run writes.', {
      file: 'devices.parquet',
    });
  } finally {
    db.close();
  }
}

async function copyTo(
  db: Db,
  name: string,
  identifiers: Record<string, string>,
  options: string,
  target: string,
  params: Params = {},
): Promise<void> {
  await db.exec(`COPY (${sqlText(name, identifiers)}\n) TO $target (${options})`, { ...params, target });
}

/** DuckDB's readers take * ? [ in a path for a pattern: in brackets they stand for themselves. */
function literalPath(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}
