/**
 * Column batches in Arrow layout → a DuckDB table, through one reused 2048-row data chunk. Runs inside the caller's
 * transaction.
 */
import { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch } from '../arrow/batch.ts';
import { CHUNK_ROWS, ColumnTarget, checkBuffers, layoutOf } from './chunk.ts';
import type { Db } from './db.ts';

/**
 * Appends all batches to `table`, whose first column is `file_id` and whose others stand in the order of the batch.
 * Returns the rows appended. Throws (a programmer error) when the layouts differ or a buffer is too short.
 */
export async function appendBatches(
  db: Db,
  table: string,
  fileId: number,
  batches: readonly ColumnBatch[],
): Promise<number> {
  return append(db, table, batches, fileId, []);
}

/** Appends to a table whose columns are those of the batches, in their order. Throws as `appendBatches` does. */
export async function appendTable(db: Db, table: string, batches: readonly ColumnBatch[]): Promise<number> {
  return append(db, table, batches, null, []);
}

/** Appends to a TEMP table whose columns are those of the batches, in their order. Throws as `appendBatches` does. */
export async function appendTemp(db: Db, table: string, batches: readonly ColumnBatch[]): Promise<number> {
  return append(db, table, batches, null, ['main', 'temp']);
}

async function append(
  db: Db,
  table: string,
  batches: readonly ColumnBatch[],
  fileId: number | null,
  place: readonly [] | readonly ['main', 'temp'],
): Promise<number> {
  const appender = await db.connection.createAppender(table, ...place);
  const before = fileId === null ? 0 : 1;
  const fileIds = new Int32Array(CHUNK_ROWS).fill(fileId ?? 0);
  let total = 0;
  try {
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    const layouts = types.map((type, i) => layoutOf(type, `${table}[${i}]`));
    const chunk = DuckDBDataChunk.create(types);
    for (const { rows: batchRows, columns } of batches) {
      if (columns.length + before !== types.length) throw new Error(`${table}: the batch has other columns`);
      columns.forEach((column, i) => {
        checkBuffers(table, column, batchRows, layouts[i + before]!);
      });
      for (let row = 0; row < batchRows; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, batchRows - row);
        chunk.reset();
        const vector = (index: number) => duckdb.data_chunk_get_vector(chunk.chunk, index);
        if (fileId !== null) duckdb.copy_data_to_vector(vector(0), 0, fileIds.buffer, 0, 4 * rows);
        columns.forEach((column, i) => {
          const target = new ColumnTarget(vector(i + before), layouts[i + before]!);
          target.copy(column, { from: row, to: 0, rows });
        });
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
