/**
 * Results of a query as typed columns, chunk by chunk, without a value object a row. DuckDB works on the next chunks while
 * the caller reads this one. Columns must be fixed-width and without NULL.
 */
import { DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type Db, namedIn, type Params } from './db.ts';
import { sqlText } from './sql.ts';

/** Holds until `take` returns. A BIGINT column is its low and high 32-bit words in turn. */
export type StreamedColumn = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

const WORDS = new Map<number, number>([
  [DuckDBTypeId.INTEGER, 1],
  [DuckDBTypeId.BIGINT, 2],
  [DuckDBTypeId.DOUBLE, 2],
]);

/** Hands rows on, about 2048 at a time; throws what `take` throws. */
export type ReadColumns = (take: (columns: StreamedColumn[], rows: number) => void) => Promise<void>;

/** Opens the rows of `sql/<name>.sql`, on which DuckDB begins to work. Throws (a programmer error) on another type. */
export async function openColumns(db: Db, name: string, params: Params): Promise<ReadColumns> {
  const text = sqlText(name);
  const stream = await db.connection.stream(text, namedIn(text, params));
  const types = stream.columnTypes().map((type) => type.typeId);
  const words = types.map((type) => WORDS.get(type) ?? 0);
  if (words.includes(0)) throw new Error(`sql/${name}.sql: a column is not INTEGER, BIGINT or DOUBLE`);
  let next = stream.fetchChunk();
  // Told where it is waited for.
  next.catch(() => undefined);
  return async (take) => {
    for (;;) {
      const chunk = await next;
      if (chunk === null || chunk.rowCount === 0) return;
      next = stream.fetchChunk();
      const rows = chunk.rowCount;
      const columns = types.map((type, i) => {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
        const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * words[i]! * 4);
        return type === DuckDBTypeId.DOUBLE
          ? new Float64Array(buffer as ArrayBuffer, byteOffset, rows)
          : new Int32Array(buffer as ArrayBuffer, byteOffset, rows * words[i]!);
      });
      try {
        take(columns, rows);
        columns.forEach(release);
      } catch (error) {
        await next.catch(() => undefined);
        throw error;
      }
    }
  };
}

/** Hands the rows of `sql/<name>.sql` to `take`; throws as `openColumns` does. */
export async function streamColumns(
  db: Db,
  name: string,
  params: Params,
  take: (columns: StreamedColumn[], rows: number) => void,
): Promise<void> {
  await (await openColumns(db, name, params))(take);
}

/** Gives memory back at once, so that it serves the next chunk: left to the collector it costs as much as the stream. */
function release({ buffer, byteLength }: StreamedColumn): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}
