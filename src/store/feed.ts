/**
 * Column batches in Arrow layout → SQL: the table function `<table>_feed()`, which DuckDB's threads pull 2048 rows at a
 * time. Each pull is a memcpy of a slice of every buffer; the callbacks run on the thread that owns the connection, one at
 * a time, while the statement itself runs beside it.
 */
import { DuckDBTableFunction, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch } from '../arrow/batch.ts';
import {
  CHUNK_ROWS,
  checkBuffers,
  copyColumn,
  dropBatch,
  fillColumn,
  type Layout,
  layoutOf,
} from './chunk.ts';
import type { Db } from './db.ts';

/** DuckDB threads that may pull at once: a pull takes a tenth of what its rows then cost. */
const MAX_PULLERS = 16;
/** Batches handed over in one statement. */
const MAX_BATCHES = 1_000_000;

interface Column {
  readonly name: string;
  readonly type: DuckDBType;
  readonly layout: Layout;
}

/** A batch of one file; its columns are those of the table without `file_id`, which comes first. */
export interface FileBatch {
  readonly fileId: number;
  readonly batch: ColumnBatch;
}

/** Whoever gets the buffers of a batch whose rows DuckDB has. */
export type Release = (batch: ColumnBatch) => void;

export class RowFeed {
  readonly #db: Db;
  readonly #table: string;
  readonly #columns: readonly Column[];
  readonly #fileIds = new Int32Array(CHUNK_ROWS);
  #queue: readonly FileBatch[] = [];
  #release: Release = dropBatch;
  /** Batch and row that are pulled next. */
  #at = 0;
  #row = 0;

  private constructor(db: Db, table: string, columns: readonly Column[]) {
    this.#db = db;
    this.#table = table;
    this.#columns = columns;
  }

  /**
   * Registers `<table>_feed()` with the columns of `table`. Call it outside a transaction, which would take it back.
   * Throws (a programmer error) on a column without a known width.
   */
  static async register(db: Db, table: string): Promise<RowFeed> {
    const result = await db.connection.run(`SELECT * FROM ${table} LIMIT 0`);
    const columns = result.columnNames().map((name, i): Column => {
      const type = result.columnType(i);
      return { name, type, layout: layoutOf(type, `${table}.${name}`) };
    });
    const feed = new RowFeed(db, table, columns);
    feed.#register();
    return feed;
  }

  /**
   * Runs a statement of the catalogue that reads the feed once, inside the caller's transaction, and returns the rows it
   * inserted. Each batch goes to `release` when its rows are copied, whatever becomes of the statement.
   * Throws (a programmer error) when a batch has other columns than the table, and what DuckDB throws.
   */
  async insert(
    statement: string,
    into: string,
    batches: readonly FileBatch[],
    release: Release = dropBatch,
  ): Promise<number> {
    if (batches.length > MAX_BATCHES) throw new Error(`${into}: too many batches`);
    for (const { batch } of batches) this.#check(batch);
    this.#queue = batches.filter(({ batch }) => batch.rows > 0);
    this.#release = release;
    this.#at = 0;
    this.#row = 0;
    try {
      return await this.#db.change(statement, { table: into });
    } finally {
      this.#queue = [];
    }
  }

  #check({ rows, columns }: ColumnBatch): void {
    if (columns.length + 1 !== this.#columns.length)
      throw new Error(`${this.#table}: the batch has other columns`);
    columns.forEach((buffers, i) => {
      const column = this.#columns[i + 1]!;
      if (column.name !== buffers.name) throw new Error(`${this.#table}: the batch has other columns`);
      checkBuffers(this.#table, buffers, rows, column.layout);
    });
  }

  #register(): void {
    const feed = DuckDBTableFunction.create({
      name: `${this.#table}_feed`,
      bindFunction: (info) => {
        for (const { name, type } of this.#columns) info.addResultColumn(name, type);
        const rows = this.#queue.reduce((sum, { batch }) => sum + batch.rows, 0);
        info.setCardinality(rows, true);
      },
      initFunction: (info) => info.setMaxThreads(MAX_PULLERS),
      mainFunction: (_, { chunk }) => this.#pull(chunk),
    });
    this.#db.connection.registerTableFunction(feed);
  }

  /** Fills a chunk with rows of one batch; an empty one ends the statement's input. */
  #pull(chunk: duckdb.DataChunk): void {
    const next = this.#queue[this.#at];
    if (next === undefined) {
      duckdb.data_chunk_set_size(chunk, 0);
      return;
    }
    const { fileId, batch } = next;
    if (this.#row === 0) this.#check(batch);
    const rows = Math.min(CHUNK_ROWS, batch.rows - this.#row);
    this.#copy(chunk, fileId, batch, rows);
    duckdb.data_chunk_set_size(chunk, rows);
    this.#row += rows;
    if (this.#row < batch.rows) return;
    this.#at++;
    this.#row = 0;
    this.#release(batch);
  }

  #copy(chunk: duckdb.DataChunk, fileId: number, { columns }: ColumnBatch, rows: number): void {
    fillColumn(chunk, 0, fileId, rows, this.#fileIds);
    for (let i = 1; i < this.#columns.length; i++) {
      copyColumn(chunk, i, columns[i - 1]!, this.#row, rows, this.#columns[i]!.layout);
    }
  }
}
