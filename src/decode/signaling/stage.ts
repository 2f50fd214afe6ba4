/**
 * Canonical signaling events of some files into temporary tables of DuckDB, normalised and coded (docs/inputs.md).
 * Regular rows of text files are decoded here (regular-lines.ts), regular rows of Parquet files in one statement; every
 * other row, one physical line a row, goes through the whole of the rules in SQL, so that a bad line costs only itself
 * and every row knows its line.
 */
import { basename } from 'node:path';
import type { Profile } from '../../domain/profile/types.ts';
import { TEXT_LIMITS } from '../../domain/signaling-words.ts';
import { RoamsettleError } from '../../errors.ts';
import { appendBatches } from '../../store/append.ts';
import { blobValue, type Db, type Params } from '../../store/db.ts';
import type { Compression } from '../outcome.ts';
import { EventRows } from './event-rows.ts';
import { type ParquetLayout, reading, readLayout } from './parquet.ts';
import { type ProfileCounts, readProfileFields } from './profile-stage.ts';
import { readText, type TextSource } from './text-stage.ts';

/** Rows of Parquet that are judged together by the whole of the rules. */
const BLOCK_ROWS = 2_000_000;
/** Lines or rows of one file. */
const LINES_MAX = 1_000_000_000;

const CODED = 'signaling_coded';
const WORK_TABLES = [
  'signaling_line',
  'signaling_odd',
  'signaling_field',
  'signaling_row',
  'signaling_text',
  'signaling_value',
  'signaling_word',
  'profile_row',
  'profile_paired',
];

export interface SignalingSource {
  readonly path: string;
  /** `profile` for a text file that `profile` maps. */
  readonly format: 'csv' | 'ndjson' | 'parquet' | 'profile';
  /** Ignored for Parquet. */
  readonly compression: Compression;
  readonly profile?: Profile | null;
}

/** Counts of a file's rows in signaling_coded and signaling_rejected. */
export interface StagedSignaling {
  /** Data rows of the file, blank lines not counted: wellFormed + rejected. */
  readonly rows: number;
  readonly wellFormed: number;
  readonly rejected: number;
  /** Reason → rows; only reasons that occur, in the order of their names. */
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Optional values left out of well-formed rows, and what a profile took for no event: warning → rows that occur. */
  readonly warnings: Readonly<Record<string, number>>;
  /** Columns of the file that are not canonical (CSV and Parquet). */
  readonly ignoredColumns: readonly string[];
}

/** Texts of a file that no file before had: more cells and APNs than a network has, all of which are kept in memory. */
const NEW_TEXTS_MAX = 1_000_000;

/** The codes of texts: those of the store. */
export interface TextCodes {
  codes(values: readonly string[]): Int32Array;
  /** Texts that have a code. */
  readonly size: number;
  /** Writes codes that are not in text_dictionary yet to text_pending. */
  stage(): Promise<void>;
}

const WARNINGS = ['apn_unusable', 'cell_unusable', 'imei_unusable', 'rat_unknown'] as const;
type Warnings = Record<(typeof WARNINGS)[number], number>;

/** What became of a file's rows so far. */
interface Tally {
  readonly fileId: number;
  rows: number;
  wellFormed: number;
  readonly warnings: Warnings;
}

/**
 * Fills
 * - `signaling_coded`: one row per well-formed row, texts as codes, IMSI and IMEI as the integer 1 + digits;
 * - `signaling_rejected`: file_id, line, reason, field. One row per malformed row.
 *
 * New codes are saved by whoever loads the rows; those of a file that is discarded may be saved unused.
 */
export class SignalingStage {
  readonly #db: Db;
  readonly #texts: TextCodes;
  readonly #rows: EventRows;
  readonly #newTextsMax: number;
  #textsBefore = 0;
  readonly #ready: () => Promise<void>;

  /** `ready` resolves when the tables may be written; a text file is decoded meanwhile. */
  constructor(
    db: Db,
    texts: TextCodes,
    ready: () => Promise<void> = async () => undefined,
    newTextsMax = NEW_TEXTS_MAX,
  ) {
    this.#newTextsMax = newTextsMax;
    this.#db = db;
    this.#texts = texts;
    this.#ready = ready;
    this.#rows = new EventRows((text) => this.#newCodes([text])[0]!);
  }

  /** (Re)creates both tables, empty. */
  async clear(): Promise<void> {
    await this.#db.run('staging/signaling_coded');
    await this.#db.run('staging/signaling_rejected');
  }

  /** Drops both tables and what the work left. */
  async close(): Promise<void> {
    for (const table of [CODED, 'signaling_rejected', ...WORK_TABLES]) {
      await this.#db.exec(`DROP TABLE IF EXISTS ${table}`);
    }
  }

  /** Takes the rows of a file out again. */
  async discard(fileId: number): Promise<void> {
    await this.#ready();
    await this.#db.exec('DELETE FROM signaling_coded WHERE file_id = $fileId', { fileId });
    await this.#db.exec('DELETE FROM signaling_rejected WHERE file_id = $fileId', { fileId });
  }

  /**
   * Adds a file; a file of which every row is malformed is no error here. After an error, `discard` it.
   *
   * @throws RoamsettleError SIGNALING_HEADER, SIGNALING_UNREADABLE (Parquet), FILE_NOT_FOUND, FILE_UNREADABLE,
   *   FILE_CORRUPT, FILE_TOO_LARGE (its rows, or its new cells and APNs); BALANCE_BROKEN where the counts do not add up.
   */
  async read(fileId: number, source: SignalingSource): Promise<StagedSignaling> {
    const tally: Tally = {
      fileId,
      rows: 0,
      wellFormed: 0,
      warnings: { apn_unusable: 0, cell_unusable: 0, imei_unusable: 0, rat_unknown: 0 },
    };
    this.#textsBefore = this.#texts.size;
    if (source.format === 'parquet') return this.#summary(tally, await this.#readParquet(tally, source), {});
    if (source.format === 'profile') return this.#summary(tally, [], await this.#readMapped(tally, source));
    const { path, format, compression } = source;
    return this.#summary(tally, await this.#readText(tally, { path, format, compression }), {});
  }

  async #readText(tally: Tally, source: TextSource): Promise<readonly string[]> {
    let block = false;
    const ignored = await readText(
      source,
      this.#rows,
      {
        rows: async (batches) => {
          await this.#ready();
          const appended = await appendBatches(this.#db, CODED, tally.fileId, batches);
          tally.rows += appended;
          tally.wellFormed += appended;
        },
        lines: async (chunk) => {
          await this.#ready();
          if (!block) await this.#db.run('staging/signaling_line');
          block = true;
          await this.#db.run('staging/signaling_line_append', { chunk: blobValue(chunk) });
        },
        judge: async (params) => {
          block = false;
          await this.#db.run(`staging/signaling_field_${source.format}`, params);
          await this.#judgeFields(tally);
        },
      },
      LINES_MAX,
    );
    tally.warnings.imei_unusable += this.#rows.imeiUnusable;
    tally.warnings.rat_unknown += this.#rows.ratUnknown;
    return ignored;
  }

  /** Reads a file that a profile maps, whole: a request may be far from its answer. */
  async #readMapped(tally: Tally, source: SignalingSource): Promise<ProfileCounts> {
    const { path, compression, profile } = source;
    if (!profile) throw new RoamsettleError('INTERNAL', 'A file is to be mapped without a profile.');
    await this.#ready();
    const counts = await readProfileFields(this.#db, { path, compression, profile }, LINES_MAX);
    await this.#judgeFields(tally);
    return counts;
  }

  async #readParquet(tally: Tally, source: SignalingSource): Promise<readonly string[]> {
    await this.#ready();
    const file = basename(source.path);
    const layout = await readLayout(this.#db, source.path);
    if (layout.rows > LINES_MAX) {
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${LINES_MAX} rows.`, { file });
    }
    await reading(source.path, () => this.#appendRegular(tally, layout));
    const odd = layout.rows - tally.rows;
    const step = odd > BLOCK_ROWS ? BLOCK_ROWS : layout.rows;
    for (let base = 0; base < layout.rows && odd > 0; base += step) {
      const params = { path: layout.path, base: BigInt(base), until: BigInt(base + step) };
      await reading(source.path, () =>
        this.#db.run('staging/signaling_field_parquet', params, layout.identifiers),
      );
      await this.#judgeFields(tally);
    }
    if (tally.rows !== layout.rows) {
      const detail = `Its footer declares ${layout.rows} rows, ${tally.rows} are there.`;
      throw new RoamsettleError('SIGNALING_UNREADABLE', detail, { file });
    }
    return layout.ignored;
  }

  /** Adds the regular rows, and fills signaling_odd with the lines of the others. */
  async #appendRegular(tally: Tally, { path, identifiers }: ParquetLayout): Promise<void> {
    await this.#db.run('staging/signaling_parquet_value', { path, ...TEXT_LIMITS }, identifiers);
    await this.#codeTexts('signaling_value');
    // The file is gone through and the words are looked up, however small DuckDB takes the file to be; and conditions
    // pushed below the joins would read every time and identifier twice.
    await this.#db.exec("SET disabled_optimizers = 'build_side_probe_side,filter_pushdown'");
    const fileId = { file_id: tally.fileId };
    let rows: number;
    try {
      rows = await this.#insert('staging/signaling_parquet_append', { path, ...fileId }, identifiers);
    } finally {
      await this.#db.exec('RESET disabled_optimizers');
    }
    const odd = await this.#insert('staging/signaling_odd', fileId);
    if (odd > 0) await this.#db.exec('DELETE FROM signaling_coded WHERE event_ms IS NULL');
    tally.rows += rows - odd;
    tally.wellFormed += rows - odd;
  }

  /** Judges signaling_field by the whole of the rules. */
  async #judgeFields(tally: Tally): Promise<void> {
    await this.#db.run('staging/signaling_row', TEXT_LIMITS);
    const [counts] = await this.#db.rows<Record<string, bigint>>('staging/signaling_counts');
    await this.#db.run('staging/signaling_text');
    await this.#codeTexts('signaling_text');
    const fileId = { file_id: tally.fileId };
    const wellFormed = await this.#insert('staging/signaling_coded_append', fileId);
    const rejected = await this.#insert('staging/signaling_rejected_append', fileId);
    if (wellFormed !== Number(counts?.staged)) {
      const detail = `${counts?.staged} signaling rows judged well formed, ${wellFormed} coded.`;
      throw new RoamsettleError('BALANCE_BROKEN', detail);
    }
    tally.rows += wellFormed + rejected;
    tally.wellFormed += wellFormed;
    for (const name of WARNINGS) tally.warnings[name] += Number(counts?.[name] ?? 0n);
  }

  /** Fills signaling_word with the texts of a table and their codes, new ones among them. */
  async #codeTexts(texts: string): Promise<void> {
    await this.#texts.stage();
    await this.#db.run('staging/signaling_word', {}, { texts });
    const most = this.#newTextsMax + 1;
    const fresh = await this.#db.rows<{ value: string }>('staging/signaling_wordless', { most });
    if (fresh.length === 0) return;
    this.#newCodes(fresh.map(({ value }) => value));
    await this.#texts.stage();
    await this.#db.run('staging/signaling_word', {}, { texts });
  }

  /** Codes of texts that the file's readers did not see yet. */
  #newCodes(values: readonly string[]): Int32Array {
    if (this.#texts.size - this.#textsBefore + values.length > this.#newTextsMax)
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${this.#newTextsMax} new cells and APNs.`);
    return this.#texts.codes(values);
  }

  /** Runs an INSERT of the catalogue and returns how many rows it wrote. */
  async #insert(name: string, params: Params, identifiers: Record<string, string> = {}): Promise<number> {
    const [written] = await this.#db.rows<{ Count: bigint }>(name, params, identifiers);
    return Number(written?.Count ?? 0n);
  }

  async #summary(
    tally: Tally,
    ignoredColumns: readonly string[],
    profile: ProfileCounts,
  ): Promise<StagedSignaling> {
    const { fileId, rows, wellFormed } = tally;
    const rejected = rows - wellFormed;
    const reasons =
      rejected === 0
        ? []
        : await this.#db.rows<{ reason: string; rejected: bigint }>('staging/signaling_reasons', {
            file_id: fileId,
          });
    const warnings = WARNINGS.filter((name) => tally.warnings[name] > 0).map(
      (name) => [name, tally.warnings[name]] as const,
    );
    return {
      rows,
      wellFormed,
      rejected,
      rejectedByReason: Object.fromEntries(reasons.map((row) => [row.reason, Number(row.rejected)])),
      warnings: { ...Object.fromEntries(warnings), ...profile },
      ignoredColumns,
    };
  }
}
