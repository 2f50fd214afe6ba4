/**
 * A thin typed layer over one DuckDB connection. `store/` is the only importer of @duckdb/node-api.
 */
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { RowDrain, type TakeChunk } from './drain.ts';
import { sqlText } from './sql.ts';

/** Bytes as a BLOB parameter. */
export { blobValue } from '@duckdb/node-api';

export type SqlValue = DuckDBValue;
export type Params = Record<string, SqlValue>;
/** A row as plain JavaScript: BIGINT and HUGEINT are bigint, DATE and DECIMAL are DuckDB value objects. */
export type Row = Record<string, SqlValue>;

/** With the default of 1 MB a stream stops and starts DuckDB at every few chunks, which costs a fifth of it. */
const STREAM_BUFFER = "SET streaming_buffer_size = '64MB'";

export class Db {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  /** Of the instance, not of a second connection to it. */
  readonly #owner: boolean;
  readonly #drain: RowDrain;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, drain: RowDrain | null) {
    this.#instance = instance;
    this.connection = connection;
    this.#owner = drain === null;
    this.#drain = drain ?? RowDrain.register(connection);
  }

  /** Opens a database file, or `:memory:`. Settings are DuckDB's own (`threads`, `memory_limit`, …). */
  static async open(path: string, settings: Record<string, string> = {}): Promise<Db> {
    return Db.#connect(await DuckDBInstance.create(path, settings), null);
  }

  /**
   * A second connection, for a statement that runs beside others: it sees what is committed, and has TEMP relations and
   * variables of its own. It is closed before this one.
   */
  beside(): Promise<Db> {
    return Db.#connect(this.#instance, this.#drain);
  }

  /** `drain` is that of the instance's first connection, or null for the first. */
  static async #connect(instance: DuckDBInstance, drain: RowDrain | null): Promise<Db> {
    const connection = await instance.connect();
    await connection.run(STREAM_BUFFER);
    return new Db(instance, connection, drain);
  }

  /** Runs literal SQL (one line: longer text lives in `sql/`). */
  async exec(sql: string, params?: Params): Promise<void> {
    await this.connection.run(sql, params);
  }

  /** Rows of literal SQL. */
  async query<T extends Row = Row>(sql: string, params?: Params): Promise<T[]> {
    const reader = await this.connection.runAndReadAll(sql, params);
    return reader.getRowObjectsJS() as unknown as T[];
  }

  /** Runs `sql/<name>.sql`; only the parameters the text names are bound. */
  async run(name: string, params: Params = {}, identifiers: Record<string, string> = {}): Promise<void> {
    const text = sqlText(name, identifiers);
    await this.connection.run(text, namedIn(text, params));
  }

  /**
   * Runs the files of several names, none of which takes parameters, and literal SQL one after the other: also while this thread
   * does something else, which has to be told only when all are done.
   */
  async runAll(steps: readonly (string | { readonly sql: string })[]): Promise<void> {
    const texts = steps.map((step) => (typeof step === 'string' ? sqlText(step) : step.sql));
    await this.connection.run(texts.join(';\n'));
  }

  /** Runs `sql/<name>.sql`, which inserts, updates or deletes; returns the rows it changed. */
  async change(name: string, identifiers: Record<string, string> = {}): Promise<number> {
    return (await this.connection.run(sqlText(name, identifiers))).rowsChanged;
  }

  /** Rows of `sql/<name>.sql`. */
  async rows<T extends Row = Row>(
    name: string,
    params: Params = {},
    identifiers: Record<string, string> = {},
  ): Promise<T[]> {
    const text = sqlText(name, identifiers);
    return this.query<T>(text, namedIn(text, params));
  }

  /** Names of the columns of literal SQL, and its rows by chunks, read as they are asked for. */
  async stream(sql: string): Promise<{ columns: string[]; chunks: AsyncIterable<SqlValue[][]> }> {
    const result = await this.connection.stream(sql);
    return {
      columns: result.columnNames(),
      chunks: result.yieldRowsJs() as AsyncIterable<SqlValue[][]>,
    };
  }

  /** Hands the rows of `sql/<name>.sql` to `take` as columns (see drain.ts, whose `run` says what it throws). */
  drain(name: string, params: Params, take: TakeChunk): Promise<void> {
    return this.#drain.run(this, name, params, take);
  }

  /** Rows of `sql/<name>.sql` by chunks, read as they are asked for. */
  async streamRows(name: string, params: Params): Promise<AsyncIterable<SqlValue[][]>> {
    const result = await this.connection.stream(sqlText(name), params);
    return result.yieldRowsJs() as AsyncIterable<SqlValue[][]>;
  }

  /** Runs `work` in a transaction: all of it or nothing. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.connection.run('BEGIN TRANSACTION');
    try {
      const result = await work();
      await this.connection.run('COMMIT');
      return result;
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Runs `work` while DuckDB has a thread less (but one at least), because this thread is busy meanwhile. */
  async withThreadLess<T>(work: () => Promise<T>): Promise<T> {
    const [row] = await this.query<{ threads: bigint }>("SELECT current_setting('threads') AS threads");
    const threads = Number(row!.threads);
    await this.exec(`SET threads = ${Math.max(1, threads - 1)}`);
    try {
      return await work();
    } finally {
      await this.exec(`SET threads = ${threads}`);
    }
  }

  /**
   * Writes the log of an attached database into its file. `joins`: row groups that are not full any more, or never were, are
   * joined where that makes them fewer. That reads and writes whole tables again, whoever changed a few of their rows.
   */
  async checkpoint(database: string, joins: boolean): Promise<void> {
    if (!joins) await this.exec('SET max_vacuum_tasks = 0');
    try {
      await this.exec(`CHECKPOINT ${database}`);
    } finally {
      await this.exec('RESET max_vacuum_tasks');
    }
  }

  close(): void {
    this.connection.closeSync();
    if (this.#owner) this.#instance.closeSync();
  }
}

/** DuckDB refuses parameters that a statement does not name, so each file gets just those it uses. */
export function namedIn(text: string, params: Params): Params | undefined {
  const used: Params = {};
  let any = false;
  for (const [key, value] of Object.entries(params)) {
    if (new RegExp(`\\$${key}\\b`).test(text)) {
      used[key] = value;
      any = true;
    }
  }
  return any ? used : undefined;
}
