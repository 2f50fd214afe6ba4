/** Columns in Arrow layout → the vectors of a data chunk: each copy is a memcpy of a slice of a column's buffers. */
import { DuckDBArrayType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnBatch, ColumnBuffers } from '../arrow/batch.ts';

export const CHUNK_ROWS = 2048;

/** Bytes of one value of the fixed-width types that loaded tables are made of. */
const WIDTH = new Map<number, number>([
  [DuckDBTypeId.ENUM, 1],
  [DuckDBTypeId.SMALLINT, 2],
  [DuckDBTypeId.INTEGER, 4],
  [DuckDBTypeId.BIGINT, 8],
]);

/** How values of a type stand in a column. */
export interface Layout {
  /** Bytes of a value. */
  readonly width: number;
  /** Of several numbers, one after the other. */
  readonly isArray: boolean;
}

/** Layout of a column. Throws (a programmer error) on a type without a fixed width. */
export function layoutOf(type: DuckDBType, column: string): Layout {
  const isArray = type instanceof DuckDBArrayType;
  const width = WIDTH.get(isArray ? type.valueType.typeId : type.typeId);
  if (width === undefined) throw new Error(`${column}: a type without a known width`);
  return { width: isArray ? type.length * width : width, isArray };
}

/**
 * Throws (a programmer error) where a buffer has fewer than `rows` values: the copies are not checked by anyone else, and
 * a buffer that is too short, or was given away, would end the process.
 */
export function checkBuffers(
  table: string,
  { name, values, validity }: ColumnBuffers,
  rows: number,
  { width }: Layout,
): void {
  const isShort = values.byteLength < rows * width;
  if (isShort || (validity !== null && validity.byteLength < Math.ceil(rows / 8)))
    throw new Error(`${table}.${name}: a buffer is shorter than ${rows} rows`);
}

/** Rows of a checked column → rows of a chunk. `from` and `to` are multiples of 8. */
export interface Copy {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** A column of a chunk, which rows of checked columns are copied into. Each call to DuckDB costs as much as a hundred values. */
export class ColumnTarget {
  readonly #vector: duckdb.Vector;
  readonly #values: duckdb.Vector;
  readonly #width: number;
  #mayHaveNulls = false;

  constructor(vector: duckdb.Vector, { width, isArray }: Layout) {
    this.#vector = vector;
    this.#values = isArray ? duckdb.array_vector_get_child(vector) : vector;
    this.#width = width;
  }

  copy({ values, validity }: ColumnBuffers, { from, to, rows }: Copy): void {
    const width = this.#width;
    duckdb.copy_data_to_vector(this.#values, to * width, values, from * width, rows * width);
    if (validity === null) return;
    if (!this.#mayHaveNulls) duckdb.vector_ensure_validity_writable(this.#vector);
    this.#mayHaveNulls = true;
    duckdb.copy_data_to_vector_validity(this.#vector, to / 8, validity, from / 8, (rows + 7) >> 3);
  }
}

/** Frees memory at once, so that the next chunk can use it. Left to the garbage collector, the columns cost as much as the scan. */
export function release({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Gives the memory of a batch back at once, without waiting for a garbage collection. */
export function dropBatch({ columns }: ColumnBatch): void {
  for (const { values, validity } of columns) {
    values.transfer(0);
    validity?.transfer(0);
  }
}
