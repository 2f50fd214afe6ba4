/**
 * Canonical signaling events into one staged, normalised, de-duplicated relation inside DuckDB (contracts.md,
 * "Signaling events"). Text files are read as lines, one physical line a row, so that a bad line costs only itself
 * and every row knows its line.
 */
import { basename } from 'node:path';
import type { Profile } from '../../domain/profile/types.ts';
import { RoamsettleError } from '../../errors.ts';
import { blobValue, type Db, type Params } from '../../store/db.ts';
import type { Compression } from '../outcome.ts';
import { type ColumnMap, mapColumns, splitHeader } from './columns.ts';
import { DEFECT_LINE, LINE_BYTES_MAX, readLines } from './lines.ts';
import { reading, readLayout } from './parquet.ts';
import { type ProfileCounts, readProfileFields } from './profile-stage.ts';

/** Bytes and lines of text that are normalised together: what the work tables hold at most. */
const BLOCK_BYTES = 134_217_728;
const BLOCK_LINES = 2_000_000;
/** Rows of Parquet that are normalised together. */
const BLOCK_ROWS = 2_000_000;
/** Lines or rows of one file. */
const LINES_MAX = 1_000_000_000;

/** Longest optional texts, in characters. An APN has at most 100 octets (3GPP TS 23.003, 9.1). */
const TEXT_LIMITS = { cell_max: 64, apn_max: 100, result_max: 64 };

export interface SignalingSource {
  readonly path: string;
  /** `profile` for a text file that `profile` maps. */
  readonly format: 'csv' | 'ndjson' | 'parquet' | 'profile';
  /** Ignored for Parquet. */
  readonly compression: Compression;
  readonly profile?: Profile | null;
}

/** Counts of what lies in signaling_staged, signaling_rejected and signaling_repeated. */
export interface StagedSignaling {
  /** Data rows of the file, blank lines not counted: staged + rejected + repeated. */
  readonly rows: number;
  readonly staged: number;
  readonly rejected: number;
  readonly repeated: number;
  /** Milliseconds since 1970-01-01 UTC; null where nothing was staged. */
  readonly minEventMs: number | null;
  readonly maxEventMs: number | null;
  /** Reason → rows; only reasons that occur, in the order of their names. */
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Optional values left out of well-formed rows, and what a profile took for no event: warning → rows that occur. */
  readonly warnings: Readonly<Record<string, number>>;
  /** Columns of the file that are not canonical (CSV and Parquet). */
  readonly ignoredColumns: readonly string[];
}

/** What reading the fields tells: how many data rows there were, and which columns were not looked at. */
interface FieldsRead {
  readonly rows: number;
  readonly ignored: readonly string[];
  readonly profile?: ProfileCounts;
}

/**
 * (Re)creates the temporary tables
 * - `signaling_staged`: line, event_ms, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn,
 *   event_hash. One row per distinct normalised event, on its first line; IMSI and IMEI as the integer 1 + digits.
 * - `signaling_rejected`: line, reason, field. One row per malformed row.
 * - `signaling_repeated`: line, event_hash. One row per well-formed row that equals an earlier one.
 *
 * A file of which every row is malformed is no error here. After an error the tables are not to be used.
 *
 * @throws RoamsettleError SIGNALING_HEADER, SIGNALING_UNREADABLE (Parquet), FILE_NOT_FOUND, FILE_UNREADABLE,
 *   FILE_CORRUPT, FILE_TOO_LARGE; BALANCE_BROKEN where the counts do not add up.
 */
export async function stageSignaling(db: Db, source: SignalingSource): Promise<StagedSignaling> {
  try {
    await db.run('staging/signaling_hash_macro');
    await db.run('staging/signaling_row');
    const read = await readFields(db, source);
    await db.run('staging/signaling_rejected');
    await db.run('staging/signaling_repeated');
    await db.run('staging/signaling_staged');
    return await summary(db, read, basename(source.path));
  } finally {
    for (const table of ['signaling_line', 'signaling_field', 'profile_row', 'profile_paired']) {
      await db.exec(`DROP TABLE IF EXISTS ${table}`).catch(() => undefined);
    }
  }
}

function readFields(db: Db, source: SignalingSource): Promise<FieldsRead> {
  if (source.format === 'parquet') return readParquetFields(db, source);
  return source.format === 'profile' ? readMapped(db, source) : readTextFields(db, source);
}

/** Reads a file that a profile maps, whole: a request may be far from its answer. */
async function readMapped(db: Db, source: SignalingSource): Promise<FieldsRead> {
  const { path, compression, profile } = source;
  if (!profile) throw new RoamsettleError('INTERNAL', 'A file is to be mapped without a profile.');
  const counts = await readProfileFields(db, { path, compression, profile }, LINES_MAX);
  return { rows: await appendRows(db), ignored: [], profile: counts };
}

/** Reads a CSV or NDJSON file block by block into signaling_row. */
async function readTextFields(db: Db, source: SignalingSource): Promise<FieldsRead> {
  const file = basename(source.path);
  const marks = { line_too_long: DEFECT_LINE.lineTooLong, bad_utf8: DEFECT_LINE.badUtf8 };
  let header: Header | null = null;
  let base = 0;
  let rows = 0;
  let block = { bytes: 0, lines: 0 };

  const flush = async (): Promise<void> => {
    const common = { ...marks, base: BigInt(base) };
    const params: Params =
      header === null
        ? common
        : { ...common, header_line: header.line, columns: header.columns.width, ...header.columns.positions };
    await db.run(`staging/signaling_field_${source.format}`, params);
    rows += await appendRows(db);
    base += block.lines;
    block = { bytes: 0, lines: 0 };
    await db.run('staging/signaling_line');
  };

  await db.run('staging/signaling_line');
  for await (const chunk of readLines(source.path, source.compression)) {
    if (source.format === 'csv' && header === null) header = findHeader(chunk, file);
    block.lines += await insert(db, 'staging/signaling_line_append', { chunk: blobValue(chunk) });
    block.bytes += chunk.length;
    if (base + block.lines > LINES_MAX) {
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${LINES_MAX} lines.`, { file });
    }
    if (block.bytes >= BLOCK_BYTES || block.lines >= BLOCK_LINES) await flush();
  }
  if (source.format === 'csv' && header === null) header = findHeader(Buffer.alloc(0), file);
  if (block.lines > 0) await flush();
  return { rows, ignored: (header as Header | null)?.columns.ignored ?? [] };
}

/** Reads a Parquet file block by block into signaling_row. */
async function readParquetFields(db: Db, source: SignalingSource): Promise<FieldsRead> {
  const layout = await readLayout(db, source.path);
  if (layout.rows > LINES_MAX) {
    throw new RoamsettleError('FILE_TOO_LARGE', `More than ${LINES_MAX} rows.`, {
      file: basename(source.path),
    });
  }
  let rows = 0;
  for (let base = 0; base < layout.rows; base += BLOCK_ROWS) {
    const params = { path: layout.path, base: BigInt(base), until: BigInt(base + BLOCK_ROWS) };
    await reading(source.path, () => db.run('staging/signaling_field_parquet', params, layout.identifiers));
    rows += await appendRows(db);
  }
  if (rows !== layout.rows) {
    throw new RoamsettleError(
      'SIGNALING_UNREADABLE',
      `Its footer declares ${layout.rows} rows, ${rows} are there.`,
      {
        file: basename(source.path),
      },
    );
  }
  return { rows, ignored: layout.ignored };
}

interface Header {
  /** 1-based. */
  readonly line: number;
  readonly columns: ColumnMap;
}

/** The first line that is not blank names the columns; it stands in the first chunk, or the file has none. */
function findHeader(chunk: Buffer, file: string): Header {
  const lines = chunk.toString('utf8').split('\n');
  const index = lines.findIndex((text) => text.trim() !== '');
  const text = lines[index];
  if (text === undefined) throw new RoamsettleError('SIGNALING_HEADER', 'It has no header line.', { file });
  const place = { file, line: index + 1 };
  if (text === DEFECT_LINE.badUtf8) throw new RoamsettleError('SIGNALING_HEADER', 'It is not UTF-8.', place);
  if (text === DEFECT_LINE.lineTooLong) {
    throw new RoamsettleError('SIGNALING_HEADER', `It is longer than ${LINE_BYTES_MAX} bytes.`, place);
  }
  if (text.trimEnd().includes('\r')) {
    throw new RoamsettleError('SIGNALING_HEADER', 'Lines end with LF or CRLF, never with CR alone.', place);
  }
  const names = splitHeader(text.trimEnd());
  if (names === null) throw new RoamsettleError('SIGNALING_HEADER', 'A quote in it is out of place.', place);
  return { line: place.line, columns: mapColumns(names, place) };
}

/** Normalises signaling_field into signaling_row; returns the rows. */
function appendRows(db: Db): Promise<number> {
  return insert(db, 'staging/signaling_row_append', TEXT_LIMITS);
}

/** Runs an INSERT of the catalogue and returns how many rows it wrote. */
async function insert(db: Db, name: string, params: Params): Promise<number> {
  const [written] = await db.rows<{ Count: bigint }>(name, params);
  return Number(written?.Count ?? 0n);
}

async function summary(db: Db, read: FieldsRead, file: string): Promise<StagedSignaling> {
  const [counts] = await db.rows<Record<string, bigint | null>>('staging/signaling_counts');
  const reasons = await db.rows<{ reason: string; rejected: bigint }>('staging/signaling_reasons');
  const count = (name: string): number => Number(counts?.[name] ?? 0n);
  const instant = (name: string): number | null => (counts?.[name] == null ? null : Number(counts[name]));

  const [staged, rejected, repeated] = [count('staged'), count('rejected'), count('repeated')];
  if (staged + rejected + repeated !== read.rows) {
    throw new RoamsettleError(
      'BALANCE_BROKEN',
      `${staged} staged, ${rejected} rejected and ${repeated} repeated of ${read.rows} signaling rows.`,
      { file },
    );
  }
  const warnings = ['apn_unusable', 'cell_unusable', 'imei_unusable', 'rat_unknown']
    .map((name) => [name, count(name)] as const)
    .filter(([, number]) => number > 0);
  return {
    rows: read.rows,
    staged,
    rejected,
    repeated,
    minEventMs: instant('min_event_ms'),
    maxEventMs: instant('max_event_ms'),
    rejectedByReason: Object.fromEntries(reasons.map((row) => [row.reason, Number(row.rejected)])),
    warnings: { ...Object.fromEntries(warnings), ...read.profile },
    ignoredColumns: read.ignored,
  };
}
