/**
 * Results of a query as columns, chunk by chunk, in their order and without a value object a row. DuckDB works on the next
 * chunks while the caller reads this one. Columns must be INTEGER or BIGINT, without NULL. Where no order is asked for,
 * drain.ts is cheaper.
 */
import { DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { release } from './chunk.ts';
import { type Db, namedIn, type Params } from './db.ts';
import { sqlText } from './sql.ts';

/** Values of a column; they hold until `take` returns. A BIGINT is its low and high 32-bit word in turn. */
export type StreamedColumn = Int32Array<ArrayBuffer>;

const OCTETS = new Map<number, number>([
  [DuckDBTypeId.INTEGER, 4],
  [DuckDBTypeId.BIGINT, 8],
]);

/**
 * Hands the rows of `sql/<name>.sql` to `take`, 2048 at a time or fewer; throws what `take` throws, and (a programmer error) on
 * another type.
 */
export async function streamColumns(
  db: Db,
  name: string,
  params: Params,
  take: (columns: StreamedColumn[], rows: number) => void,
): Promise<void> {
  const text = sqlText(name);
  const stream = await db.connection.stream(text, namedIn(text, params));
  const octets = stream.columnTypes().map((type) => OCTETS.get(type.typeId) ?? 0);
  if (octets.includes(0)) throw new Error(`sql/${name}.sql: a column is neither INTEGER nor BIGINT`);
  let next = stream.fetchChunk();
  for (;;) {
    const chunk = await next;
    if (chunk === null || chunk.rowCount === 0) return;
    next = stream.fetchChunk();
    const rows = chunk.rowCount;
    const columns = octets.map((width, i) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
      return duckdb.vector_get_data(vector, rows * width) as Uint8Array<ArrayBuffer>;
    });
    try {
      take(columns.map(wordsOf), rows);
      for (const values of columns) release(values);
    } catch (error) {
      await next.catch(() => undefined);
      throw error;
    }
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): StreamedColumn {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}
