/**
 * Rows of a query → typed buffers, 2048 at a time or fewer, by a scalar function that takes them: `SELECT
 * count(drain($drain, a, b, …)) FROM …`. The function gets the vectors that DuckDB scanned; a result (stream.ts) is copied into a
 * buffer of the stream first, which costs as much as the scan itself. The callbacks run on the thread that owns the
 * connection, one at a time and in any order, while the statement runs beside it.
 */
import {
  BOOLEAN,
  type DuckDBConnection,
  DuckDBScalarFunction,
  DuckDBTypeId,
  INTEGER,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { release } from './chunk.ts';
import type { Db, Params } from './db.ts';

/** A column of a chunk; holds until `take` returns. */
export interface ChunkColumn {
  readonly values: Uint8Array<ArrayBuffer>;
  /** LSB first, 1 = present; null where every row has a value. Without one, what stands among the values means nothing. */
  readonly bitmap: Uint8Array<ArrayBuffer> | null;
}

/** Takes the rows of a chunk; what it throws stops the statement. */
export type TakeChunk = (columns: readonly ChunkColumn[], rows: number) => void;

const OCTETS = new Map<number, number>([
  [DuckDBTypeId.INTEGER, 4],
  [DuckDBTypeId.BIGINT, 8],
]);

/** One running statement. */
interface Run {
  readonly take: TakeChunk;
  /** Octets of a value of each column; empty before the first chunk. */
  readonly octets: number[];
  rows: number;
  error: unknown;
}

export class RowDrain {
  readonly #runs = new Map<number, Run>();
  #next = 0;

  /** Registers `drain()` for all connections of the instance. Outside a transaction, which would take it back. */
  static register(connection: DuckDBConnection): RowDrain {
    const drain = new RowDrain();
    const taker = new DuckDBScalarFunction();
    taker.setName('drain');
    taker.addParameter(INTEGER);
    duckdb.scalar_function_set_varargs(taker.scalar_function, duckdb.create_logical_type(duckdb.Type.ANY));
    taker.setReturnType(BOOLEAN);
    // A row with a NULL is a row.
    taker.setSpecialHandling();
    taker.setVolatile();
    duckdb.scalar_function_set_function(taker.scalar_function, (info, input) => {
      const failed = drain.#take(input);
      if (failed !== null) duckdb.scalar_function_set_error(info, failed);
    });
    connection.registerScalarFunction(taker);
    return drain;
  }

  /**
   * Runs `sql/<name>.sql`, one count of `drain($drain, …)` over INTEGER and BIGINT, on a connection. Throws what `take` throws
   * and what DuckDB throws, and (a programmer error) on another type or where rows were not handed over just once.
   */
  async run(db: Db, name: string, params: Params, take: TakeChunk): Promise<void> {
    const id = this.#next++;
    const run: Run = { take, octets: [], rows: 0, error: null };
    this.#runs.set(id, run);
    try {
      const [row] = await db.rows<{ rows: bigint }>(name, { ...params, drain: id });
      if (Number(row?.rows) !== run.rows) throw new Error(`sql/${name}.sql: ${run.rows} rows were taken`);
    } catch (error) {
      throw run.error ?? error;
    } finally {
      this.#runs.delete(id);
    }
  }

  /** Returns what stops the statement, or null. */
  #take(input: duckdb.DataChunk): string | null {
    const rows = duckdb.data_chunk_get_size(input);
    const ids = duckdb.vector_get_data(duckdb.data_chunk_get_vector(input, 0), 4);
    const run = this.#runs.get(new DataView(ids.buffer, ids.byteOffset).getInt32(0, true));
    if (run === undefined) return 'drain: nobody takes these rows';
    try {
      const columns = chunkColumns(input, rows, run.octets);
      run.take(columns, rows);
      run.rows += rows;
      for (const { values, bitmap } of columns) {
        release(values);
        if (bitmap !== null) release(bitmap);
      }
      return null;
    } catch (error) {
      run.error ??= error;
      return 'drain: stopped';
    }
  }
}

function chunkColumns(input: duckdb.DataChunk, rows: number, octets: number[]): ChunkColumn[] {
  const count = duckdb.data_chunk_get_column_count(input) - 1;
  const columns: ChunkColumn[] = [];
  for (let i = 0; i < count; i++) {
    const vector = duckdb.data_chunk_get_vector(input, i + 1);
    octets[i] ??= octetsOf(vector);
    columns.push({
      values: duckdb.vector_get_data(vector, rows * octets[i]!) as Uint8Array<ArrayBuffer>,
      // Null, whatever its type says, where the vector has no bitmap.
      bitmap: duckdb.vector_get_validity(vector, (rows + 7) >> 3) as Uint8Array<ArrayBuffer> | null,
    });
  }
  return columns;
}

function octetsOf(vector: duckdb.Vector): number {
  const octets = OCTETS.get(duckdb.get_type_id(duckdb.vector_get_column_type(vector)));
  if (octets === undefined) throw new Error('drain: a column is neither INTEGER nor BIGINT');
  return octets;
}
