/**
 * Column batches in Arrow layout → a DuckDB table, through one reused 2048-row data chunk: each step is a memcpy of a
 * slice of every buffer. Runs inside the caller's transaction.
 */
import { DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch } from '../arrow/batch.ts';
import type { Db } from './db.ts';

const CHUNK_ROWS = 2048;

/** Bytes of one value of the fixed-width types that loaded tables are made of. */
const WIDTH = new Map<number, number>([
  [DuckDBTypeId.ENUM, 1],
  [DuckDBTypeId.SMALLINT, 2],
  [DuckDBTypeId.INTEGER, 4],
  [DuckDBTypeId.BIGINT, 8],
]);

/**
 * Appends all batches to `table`, whose first column is `file_id` and whose others stand in the order of the batch.
 * Returns the rows appended. Throws (a programmer error) when the layouts differ.
 */
export async function appendBatches(
  db: Db,
  table: string,
  fileId: number,
  batches: readonly ColumnBatch[],
): Promise<number> {
  const appender = await db.connection.createAppender(table);
  let total = 0;
  try {
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    const widths = types.map((type) => WIDTH.get(type.typeId) ?? 0);
    if (widths.includes(0)) throw new Error(`${table}: a column type is not of a known fixed width`);
    const chunk = DuckDBDataChunk.create(types);
    const fileIds = new Int32Array(CHUNK_ROWS).fill(fileId).buffer;
    for (const batch of batches) {
      if (batch.columns.length + 1 !== types.length) throw new Error(`${table}: the batch has other columns`);
      for (let row = 0; row < batch.rows; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, batch.rows - row);
        chunk.reset();
        duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, 0), 0, fileIds, 0, rows * 4);
        for (let i = 1; i < types.length; i++) {
          const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
          const column = batch.columns[i - 1]!;
          const width = widths[i]!;
          duckdb.copy_data_to_vector(vector, 0, column.values, row * width, rows * width);
          if (column.validity) {
            duckdb.vector_ensure_validity_writable(vector);
            duckdb.copy_data_to_vector_validity(vector, 0, column.validity, row / 8, (rows + 7) >> 3);
          }
        }
        chunk.rowCount = rows;
        appender.appendDataChunk(chunk);
        total += rows;
      }
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
  return total;
}
