/** Record batches in Arrow layout, as they pass from a worker to the store. */

/** A column in Arrow layout. */
export interface ColumnBuffers {
  readonly name: string;
  /** Fixed-width little-endian values, 8-byte padded capacity ≥ rows. */
  readonly values: ArrayBuffer;
  /** Validity bitmap, LSB first, 1 = present; null when the column has no nulls in this batch. */
  readonly validity: ArrayBuffer | null;
  /** Of a column of lists: numbers of 8 octets in the place of each row. `values` is empty where no row has a list. */
  readonly listed?: number;
}

/** A record batch of `tapRecordSchema` without `file_id`; at most BATCH_ROWS rows. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly ColumnBuffers[];
}

/** A column that is still being written: `values` may be longer than the rows, and belong to the writer. */
export interface OpenColumn {
  readonly name: string;
  /** Of a value. */
  readonly octets: number;
  /** The values; of 64-bit ones the words, low half first. */
  readonly values: (Int32Array | Int16Array | Uint8Array) & { readonly buffer: ArrayBuffer };
  readonly validity: ArrayBuffer | null;
  /** True where it is known that every value is 0. */
  readonly isZero?: boolean;
}

/** Rows of `tapRecordSchema` without `file_id` where they were written. */
export interface OpenBatch {
  readonly rows: number;
  readonly columns: readonly OpenColumn[];
}

/** What becomes of the rows: after it returns they are written over. */
export type TakeBatch<Batch extends ColumnBatch = ColumnBatch> = (open: OpenBatch) => Batch;
