/**
 * Results of a query as columns, chunk by chunk, without a value object a row. DuckDB works on the next chunks while the
 * caller reads this one. Columns must be INTEGER or BIGINT.
 */
import { DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type Db, namedIn, type Params } from './db.ts';
import { sqlText } from './sql.ts';

/** A column of a chunk; holds until `take` returns. */
export interface ChunkColumn {
  readonly values: Uint8Array<ArrayBuffer>;
  /** LSB first, 1 = present; null where every row has a value. Without one, what stands among the values means nothing. */
  readonly bitmap: Uint8Array<ArrayBuffer> | null;
}

/** Hands rows on, 2048 at a time or fewer; throws what `take` throws. */
export type ReadChunks = (take: (columns: ChunkColumn[], rows: number) => void) => Promise<void>;

/** Values of a column without NULL; they hold until `take` returns. A BIGINT is its low and high 32-bit word in turn. */
export type StreamedColumn = Int32Array<ArrayBuffer>;

const OCTETS = new Map<number, number>([
  [DuckDBTypeId.INTEGER, 4],
  [DuckDBTypeId.BIGINT, 8],
]);

/** Opens the rows of `sql/<name>.sql`, on which DuckDB begins to work. Throws (a programmer error) on another type. */
export async function openChunks(db: Db, name: string, params: Params): Promise<ReadChunks> {
  const text = sqlText(name);
  const stream = await db.connection.stream(text, namedIn(text, params));
  const octets = stream.columnTypes().map((type) => OCTETS.get(type.typeId) ?? 0);
  if (octets.includes(0)) throw new Error(`sql/${name}.sql: a column is neither INTEGER nor BIGINT`);
  let next = stream.fetchChunk();
  // Told where it is waited for.
  next.catch(() => undefined);
  return async (take) => {
    for (;;) {
      const chunk = await next;
      if (chunk === null || chunk.rowCount === 0) return;
      next = stream.fetchChunk();
      const rows = chunk.rowCount;
      const columns = octets.map((width, i): ChunkColumn => {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
        return {
          values: duckdb.vector_get_data(vector, rows * width) as Uint8Array<ArrayBuffer>,
          // Null, whatever its type says, where the vector has no bitmap.
          bitmap: duckdb.vector_get_validity(vector, (rows + 7) >> 3) as Uint8Array<ArrayBuffer> | null,
        };
      });
      try {
        take(columns, rows);
        for (const { values } of columns) release(values);
      } catch (error) {
        await next.catch(() => undefined);
        throw error;
      }
    }
  };
}

/** Hands the rows of `sql/<name>.sql`, which has no NULL, to `take`; throws as `openChunks` does. */
export async function streamColumns(
  db: Db,
  name: string,
  params: Params,
  take: (columns: StreamedColumn[], rows: number) => void,
): Promise<void> {
  const read = await openChunks(db, name, params);
  await read((columns, rows) => take(columns.map(wordsOf), rows));
}

function wordsOf({ values }: ChunkColumn): StreamedColumn {
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
}

/** Gives memory back at once, so that it serves the next chunk: left to the collector it costs as much as the stream. */
function release({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}
