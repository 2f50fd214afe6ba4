/**
 * Column batches in Arrow layout → a DuckDB table, through one reused 2048-row data chunk: each step is a memcpy of a
 * slice of every buffer. Runs inside the caller's transaction.
 */
import { DuckDBArrayType, DuckDBDataChunk, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch, ColumnBuffers } from '../arrow/batch.ts';
import type { Db } from './db.ts';

const CHUNK_ROWS = 2048;

/** Bytes of one value of the fixed-width types that appended tables are made of. */
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
  return append(db, table, batches, new Int32Array(CHUNK_ROWS).fill(fileId).buffer);
}

/** Appends to a TEMP table whose columns are those of the batch, in its order. Throws as `appendBatches` does. */
export async function appendTemp(db: Db, table: string, batch: ColumnBatch): Promise<number> {
  return append(db, table, [batch], null);
}

async function append(
  db: Db,
  table: string,
  batches: readonly ColumnBatch[],
  fileIds: ArrayBuffer | null,
): Promise<number> {
  const place = fileIds === null ? (['main', 'temp'] as const) : ([] as const);
  const appender = await db.connection.createAppender(table, ...place);
  const before = fileIds === null ? 0 : 1;
  let total = 0;
  try {
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    const widths = types.map(widthOf);
    if (widths.includes(0)) throw new Error(`${table}: a column type is not of a known fixed width`);
    const chunk = DuckDBDataChunk.create(types);
    for (const batch of batches) {
      if (batch.columns.length + before !== types.length)
        throw new Error(`${table}: the batch has other columns`);
      for (let row = 0; row < batch.rows; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, batch.rows - row);
        chunk.reset();
        if (fileIds !== null)
          duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, 0), 0, fileIds, 0, rows * 4);
        for (let i = before; i < types.length; i++) {
          const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
          const values = types[i] instanceof DuckDBArrayType ? duckdb.array_vector_get_child(vector) : vector;
          fill(vector, values, batch.columns[i - before]!, row, rows, widths[i]!);
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

/** Bytes of a value; 0 where they are not fixed. The values of an array stand one after the other. */
function widthOf(type: DuckDBType): number {
  if (type instanceof DuckDBArrayType) return type.length * (WIDTH.get(type.valueType.typeId) ?? 0);
  return WIDTH.get(type.typeId) ?? 0;
}

type Vector = ReturnType<typeof duckdb.data_chunk_get_vector>;

function fill(
  vector: Vector,
  values: Vector,
  column: ColumnBuffers,
  row: number,
  rows: number,
  width: number,
): void {
  duckdb.copy_data_to_vector(values, 0, column.values, row * width, rows * width);
  if (column.validity) {
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, column.validity, row / 8, (rows + 7) >> 3);
  }
}
