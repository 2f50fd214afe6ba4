/**
 * The tables of a report: CSV for spreadsheets and scripts, Parquet for engines, JSON for programs.
 * DuckDB writes all of them from the files of the run, in a database of its own that lives in memory.
 *
 * CSV is RFC 4180 with line feeds; identifiers are text with their leading zeros, amounts decimal text. Free text is
 * guarded against spreadsheet formulas (sql/report/text_macros.sql says how, and how to undo it). Parquet and JSON hold
 * the text as it is.
 */
import { basename, join } from 'node:path';
import { isDiskFull, RoamsettleError } from '../errors.ts';
import { blobValue, Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { sqlText } from '../store/sql.ts';
import { hmacPads } from './pseudonym-key.ts';
import { DEVICE_LINES, DEVICES } from './read-run.ts';
import type { SheetTable } from './xlsx/workbook.ts';

/** BCE-style reports: detailed records, usage data, billing statement, charging document. */
const BCE_TABLES = ['ddr', 'udr', 'bsr', 'charging-document'] as const;
const TABLES = ['devices', 'lines', 'totals', 'bridge', ...BCE_TABLES] as const;
export type Table = (typeof TABLES)[number];

/** What of the run a report shows, and to whom. */
export interface ReportCopy {
  /** Whether the run is issued, which its folder cannot know. */
  readonly issued: boolean;
  /** Id of the one agreement it is about; null: all. */
  readonly agreement: string | null;
  /** Pseudonyms under this key instead of IMSIs; `shuffled`: in their own order, not in that of the IMSIs. */
  readonly pseudonyms: { readonly key: Uint8Array; readonly shuffled: boolean } | null;
  /** Date of the invoice, YYYY-MM-DD: what is due by when is counted from it. */
  readonly invoiceDate: string | null;
}

/** Sheets of the workbook. */
const SHEETS: readonly Table[] = [
  'charging-document',
  'lines',
  'totals',
  'bridge',
  'bsr',
  'udr',
  'devices',
  'ddr',
];

const FORMATS = {
  csv: { tables: TABLES, text: 'spreadsheet_text', options: 'FORMAT csv, HEADER true' },
  json: { tables: BCE_TABLES, text: 'plain_text', options: 'FORMAT json, ARRAY true' },
  parquet: { tables: TABLES, text: 'plain_text', options: 'FORMAT parquet, COMPRESSION zstd' },
} as const;

/** No sum needs fewer places than an agreement may round to. */
const LEAST_PLACES = 6;

export class ReportTables {
  readonly #db: Db;
  readonly #places: string;

  private constructor(db: Db, places: string) {
    this.#db = db;
    this.#places = places;
  }

  /** `spill`: the folder for sorts that do not fit. Throws DATA_CORRUPT where a file of the run is not what a run writes. */
  static async open(runDir: string, spill: string, copy: ReportCopy): Promise<ReportTables> {
    // One thread, so that row groups and row order are the same everywhere.
    const db = await Db.open(':memory:', { threads: '1', temp_directory: spill });
    try {
      return await guarded(async () => {
        await db.run('macros');
        await db.run('report/text_macros');
        const { inner, outer } = hmacPads(copy.pseudonyms?.key ?? new Uint8Array());
        const variables = {
          only_agreement: copy.agreement ?? '',
          shuffled: copy.pseudonyms?.shuffled ?? false,
          invoice_date: copy.invoiceDate ?? '',
          devices_path: literalPath(join(runDir, DEVICES)),
          device_lines_path: literalPath(join(runDir, DEVICE_LINES)),
          inner_pad: blobValue(inner),
          outer_pad: blobValue(outer),
        };
        for (const [name, value] of Object.entries(variables))
          await db.exec(`SET VARIABLE ${name} = $value`, { value });
        await db.run('report/report_statement', {
          statements: join(literalPath(runDir), 'statement-*.json'),
          issued: copy.issued,
        });
        await db.run('report/report_line');
        const asImsi = copy.pseudonyms === null ? 'plain_imsi' : 'pseudonym';
        await db.run('report/report_device', {}, { as_imsi: asImsi });
        await db.run('report/report_device_line');
        const [row] = await db.rows<{ places: bigint }>('report/places');
        return new ReportTables(db, String(Math.max(LEAST_PLACES, Number(row!.places))));
      });
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /**
   * Writes the tables of a format into `out` as `<table>.<format>`, but for `without`; gives their names. Throws
   * DATA_CORRUPT where the device list lacks a column of the contract, OUTPUT_WRITE where writing fails.
   */
  async write(format: keyof typeof FORMATS, out: string, without: readonly Table[] = []): Promise<string[]> {
    const { tables, text, options } = FORMATS[format];
    const names: string[] = [];
    for (const table of tables) {
      if (without.includes(table)) continue;
      const name = `${table}.${format}`;
      const query = this.#query(table, text);
      const target = join(out, name);
      await guarded(() => this.#db.exec(`COPY (${query}\n) TO $target (${options})`, { target }), target);
      names.push(name);
    }
    return names;
  }

  /** Tables for a workbook, what a person looks at first in front; each must be read before the next is asked for. */
  async *sheets(): AsyncGenerator<SheetTable> {
    for (const table of SHEETS) {
      const { columns, chunks } = await guarded(() => this.#db.stream(this.#query(table, 'plain_text')));
      yield { name: table, columns, chunks: guardedChunks(chunks) as SheetTable['chunks'] };
    }
  }

  /** Lets `work` ask the tables of the report: report_statement, report_line, report_device, report_device_line. */
  use<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return work(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  #query(table: Table, text: string): string {
    return sqlText(`report/${table.replaceAll('-', '_')}`, { as_text: text, places: this.#places });
  }
}

async function* guardedChunks<T>(chunks: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await guarded(() => iterator.next());
    if (next.done === true) return;
    yield next.value;
  }
}

/** DuckDB's own words may quote a row, so they stay here. `target`: the file that is written, if any. */
async function guarded<T>(work: () => Promise<T>, target: string | null = null): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (isDiskFull(message)) throw new RoamsettleError('OUTPUT_WRITE', 'The disk is full.');
    if (message.startsWith('IO Error')) {
      if (target !== null && message.includes(target))
        throw new RoamsettleError('OUTPUT_WRITE', '', { file: basename(target) });
      throw new RoamsettleError('FILE_UNREADABLE', 'A table of the run could not be read.');
    }
    if (/^Out of Range Error/.test(message)) throw new RoamsettleError('AMOUNT_RANGE');
    throw new RoamsettleError('DATA_CORRUPT', 'A table of the run is not what a run writes.', {
      file: DEVICES,
    });
  }
}
