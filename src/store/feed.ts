/**
 * Column batches in Arrow layout → SQL: the table function `<table>_feed()`, which DuckDB's threads pull 2048 rows at a
 * time. Each pull is a memcpy of a slice of every buffer; the callbacks run on the thread that owns the connection, one at
 * a time, while the statement itself runs beside it.
 */
import { DuckDBListType, DuckDBStructType, DuckDBTableFunction, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch } from '../arrow/batch.ts';
import {
  CHUNK_ROWS,
  ColumnTarget,
  type Copy,
  checkBuffers,
  dropBatch,
  type Layout,
  layoutOf,
} from './chunk.ts';
import type { Db } from './db.ts';
import { checkLists, ListTarget } from './lists.ts';
import { chunksByRange, chunksInTurn, type Stretch } from './stretches.ts';

/** DuckDB threads that may pull at once: a pull takes a tenth of what its rows then cost. */
const MAX_PULLERS = 16;
/** Batches handed over in one statement. */
const MAX_BATCHES = 1_000_000;

/** A column of the table, or a member of one that is a STRUCT. */
interface Leaf {
  readonly name: string;
  readonly layout: Layout | 'lists';
  readonly column: number;
  readonly member: number | null;
}

/** A batch of one file; its columns are those of the table without `file_id`, the members of a STRUCT in its place. */
export interface FileBatch {
  readonly fileId: number;
  readonly batch: ColumnBatch;
}

/** Whoever gets the buffers of a batch whose rows DuckDB has. */
export type Release = (batch: ColumnBatch) => void;

export class RowFeed {
  readonly #db: Db;
  readonly #table: string;
  readonly #types: readonly (readonly [name: string, type: DuckDBType])[];
  /** What a batch has, in its order. */
  readonly #leaves: readonly Leaf[];
  readonly #fileId: Leaf;
  readonly #lists = new ListTarget();
  readonly #fileIds = new Int32Array(CHUNK_ROWS);
  /** Position of the column that every batch is sorted by, among those of a batch. */
  readonly #sorted: number | null;
  #queue: readonly FileBatch[] = [];
  #release: Release = dropBatch;
  #chunks: readonly (readonly Stretch[])[] = [];
  /** The chunk that is pulled next, and rows of each batch that are still to come. */
  #at = 0;
  #left: number[] = [];

  private constructor(
    db: Db,
    table: string,
    types: readonly (readonly [string, DuckDBType])[],
    sortedBy: string | null,
  ) {
    this.#db = db;
    this.#table = table;
    this.#types = types;
    const leaves = types.flatMap(([name, type], column) => leavesOf(table, name, type, column));
    this.#fileId = leaves.find(({ name }) => name === 'file_id')!;
    this.#leaves = leaves.filter((leaf) => leaf !== this.#fileId);
    this.#sorted = sortedBy === null ? null : this.#leaves.findIndex(({ name }) => name === sortedBy);
  }

  /**
   * Registers `<table>_feed()` with the columns of `table`. Call it outside a transaction, which would take it back.
   * `sortedBy`: a BIGINT of small numbers that each batch is sorted by, 0 where null; rows that are near in it are handed
   * over together. Throws (a programmer error) on a column without a known width.
   */
  static async register(db: Db, table: string, sortedBy: string | null = null): Promise<RowFeed> {
    const result = await db.connection.run(`SELECT * FROM ${table} LIMIT 0`);
    const types = result.columnNames().map((name, i) => [name, result.columnType(i)] as const);
    const feed = new RowFeed(db, table, types, sortedBy);
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
    this.#chunks = this.#chunksOf(this.#queue);
    this.#at = 0;
    this.#left = this.#queue.map(({ batch }) => batch.rows);
    try {
      return await this.#db.change(statement, { table: into });
    } finally {
      this.#queue = [];
      this.#chunks = [];
    }
  }

  #chunksOf(queue: readonly FileBatch[]): Stretch[][] {
    const batches = queue.map(({ batch }) => batch);
    const sorted = this.#sorted;
    if (sorted === null) return chunksInTurn(batches);
    return chunksByRange(
      batches.map(({ rows, columns }) => ({
        rows,
        words: new Uint32Array(columns[sorted]!.values, 0, 2 * rows),
      })),
    );
  }

  #check({ rows, columns }: ColumnBatch): void {
    if (columns.length !== this.#leaves.length)
      throw new Error(`${this.#table}: the batch has other columns`);
    columns.forEach((buffers, i) => {
      const { name, layout } = this.#leaves[i]!;
      if (name !== buffers.name) throw new Error(`${this.#table}: the batch has other columns`);
      if (layout === 'lists') checkLists(this.#table, buffers, rows);
      else checkBuffers(this.#table, buffers, rows, layout);
    });
  }

  #register(): void {
    const feed = DuckDBTableFunction.create({
      name: `${this.#table}_feed`,
      bindFunction: (info) => {
        for (const [name, type] of this.#types) info.addResultColumn(name, type);
        const rows = this.#queue.reduce((sum, { batch }) => sum + batch.rows, 0);
        info.setCardinality(rows, true);
      },
      initFunction: (info) => info.setMaxThreads(MAX_PULLERS),
      mainFunction: (_, { chunk }) => this.#pull(chunk),
    });
    this.#db.connection.registerTableFunction(feed);
  }

  /** Fills a chunk with its stretches; an empty one ends the statement's input. */
  #pull(chunk: duckdb.DataChunk): void {
    const stretches = this.#chunks[this.#at] ?? [];
    let rows = 0;
    const copies = stretches.map((stretch): Copy & FileBatch => {
      const queued = this.#queue[stretch.batch]!;
      if (stretch.from === 0) this.#check(queued.batch);
      const to = rows;
      rows += stretch.rows;
      return { ...queued, from: stretch.from, to, rows: stretch.rows };
    });
    const vectors = this.#types.map((_, column) => duckdb.data_chunk_get_vector(chunk, column));
    const vectorOf = ({ column, member }: Leaf) =>
      member === null ? vectors[column]! : duckdb.struct_vector_get_child(vectors[column]!, member);
    for (const { fileId, to, rows } of copies) this.#fileIds.fill(fileId, to, to + rows);
    duckdb.copy_data_to_vector(vectorOf(this.#fileId), 0, this.#fileIds.buffer, 0, 4 * rows);
    for (const [i, leaf] of this.#leaves.entries()) {
      const target = leaf.layout === 'lists' ? this.#lists : new ColumnTarget(vectorOf(leaf), leaf.layout);
      for (const copy of copies) target.copy(copy.batch.columns[i]!, copy);
      if (target === this.#lists) target.end(vectorOf(leaf));
    }
    for (const { batch, rows } of stretches) {
      this.#left[batch]! -= rows;
      if (this.#left[batch] === 0) this.#release(this.#queue[batch]!.batch);
    }
    duckdb.data_chunk_set_size(chunk, rows);
    this.#at++;
  }
}

function leavesOf(table: string, name: string, type: DuckDBType, column: number): Leaf[] {
  if (!(type instanceof DuckDBStructType))
    return [{ name, layout: formOf(table, name, type), column, member: null }];
  return type.entryNames.map((entry, member) => {
    const layout = formOf(table, entry, type.entryTypes[member]!);
    return { name: entry, layout, column, member };
  });
}

function formOf(table: string, name: string, type: DuckDBType): Leaf['layout'] {
  return type instanceof DuckDBListType ? 'lists' : layoutOf(type, `${table}.${name}`);
}
