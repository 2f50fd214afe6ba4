/** Parquet files of signaling events: which columns they have, and whether their types can be read exactly. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { RoamsettleError } from '../../errors.ts';
import type { Db } from '../../store/db.ts';
import { mapColumns, SIGNALING_COLUMNS, type SignalingColumn } from './columns.ts';

/** Types whose text is exact: text itself and integers. */
const TEXT_TYPES = /^(VARCHAR|ENUM\(.*\)|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(\d+,0\))$/s;
const INSTANT = 'TIMESTAMP WITH TIME ZONE';
/** The name under which DuckDB adds the number of a row. */
const ROW_NUMBER = 'file_row_number';

export interface ParquetLayout {
  /** Absolute, with the characters that DuckDB would expand taken literally. */
  readonly path: string;
  /** What to write for each column in sql/staging/signaling_parquet_*.sql. */
  readonly identifiers: Record<SignalingColumn | 'instant', string>;
  /** Columns that are not canonical. */
  readonly ignored: readonly string[];
  /** Rows that the footer declares. */
  readonly rows: number;
}

/**
 * Reads the schema and the row count. Turns off DuckDB's cache of external files: it serves the old content of a file
 * that was replaced by one of the same size within its clock's tick.
 *
 * @throws RoamsettleError FILE_NOT_FOUND, FILE_UNREADABLE; SIGNALING_UNREADABLE where it is no whole Parquet file;
 *   SIGNALING_HEADER where a column is missing, stands twice or has a type that loses digits or an offset.
 */
export async function readLayout(db: Db, file: string): Promise<ParquetLayout> {
  const path = literalPath(file);
  const place = { file: basename(file) };
  const found = await stat(file).catch(() => null);
  if (found === null) throw new RoamsettleError('FILE_NOT_FOUND', '', place);
  if (!found.isFile()) throw new RoamsettleError('FILE_UNREADABLE', 'It is no regular file.', place);

  await db.exec('SET enable_external_file_cache = false');
  const described = await reading(file, () =>
    db.rows<{ column_name: string; column_type: string }>('staging/signaling_parquet_columns', { path }),
  );
  const footer = await reading(file, () =>
    db.rows<{ declared: bigint | null; names: string }>('staging/signaling_parquet_footer', { path }),
  );
  const names = described.map((column) => column.column_name);
  const written = new Set(footer[0]?.names.split('\n'));
  // DuckDB calls the second of two columns `imsi` (whatever their case) `imsi_1`: give it its own name back.
  const columns = mapColumns(
    names.map((name) => (written.has(name) ? name : name.replace(/_\d+$/, ''))),
    place,
  );
  if (names.some((name) => name.toLowerCase() === ROW_NUMBER)) {
    throw new RoamsettleError('SIGNALING_HEADER', `${ROW_NUMBER} is a reserved name: rename it.`, place);
  }
  const identifiers: Record<string, string> = { instant: 'null' };
  for (const name of SIGNALING_COLUMNS) {
    const position = columns.positions[name];
    const type = described[position - 1]?.column_type;
    // By its place: around its name in the file there may be blanks, or a byte order mark that DuckDB drops from SQL.
    identifiers[name] = type === undefined ? 'null' : `#${position}`;
    if (type === undefined || TEXT_TYPES.test(type)) continue;
    if (name !== 'event_time' || type !== INSTANT) {
      throw new RoamsettleError('SIGNALING_HEADER', typeAdvice(name, type), place);
    }
    identifiers.instant = identifiers[name];
  }
  return {
    path,
    identifiers: identifiers as ParquetLayout['identifiers'],
    ignored: columns.ignored,
    rows: Number(footer[0]?.declared ?? 0n),
  };
}

/** Runs what reads the file; DuckDB's own words about it, which may quote its content, stay inside. */
export async function reading<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Out of Memory')) throw error;
    throw new RoamsettleError('SIGNALING_UNREADABLE', 'It is no whole Parquet file.', {
      file: basename(file),
    });
  }
}

function typeAdvice(name: SignalingColumn, type: string): string {
  const shown = /^[A-Z_ ]{1,40}(\[\])?/.exec(type)?.[0] ?? 'unknown';
  if (name !== 'event_time') return `${name} is of type ${shown}: write it as text or as an integer.`;
  return `event_time is of type ${shown}, which has no offset: write it as TIMESTAMP WITH TIME ZONE (UTC-adjusted), as RFC 3339 text or as integer epoch milliseconds.`;
}

/** A path that DuckDB takes as one file: not a URL, not relative, no wildcard. */
function literalPath(file: string): string {
  const path = resolve(file);
  if (!/[*?[]/.test(path)) return path;
  // A backslash is an escape in a pattern, and DuckDB has no form for both of them together.
  if (path.includes('\\')) {
    const detail = 'DuckDB cannot open a Parquet path with a backslash and one of * ? [: rename it.';
    throw new RoamsettleError('FILE_UNREADABLE', detail, { file: basename(file) });
  }
  return path.replace(/[*?[]/g, '[$&]');
}
