/** Record batches in Arrow layout, as they pass from a worker to the store. */

/** A column in Arrow layout. */
export interface ColumnBuffers {
  readonly name: string;
  /** Fixed-width little-endian values, 8-byte padded capacity ≥ rows. */
  readonly values: ArrayBuffer;
  /** Validity bitmap, LSB first, 1 = present; null when the column has no nulls in this batch. */
  readonly validity: ArrayBuffer | null;
}

/** A record batch of `tapRecordSchema` without `file_id`; at most BATCH_ROWS rows. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly ColumnBuffers[];
}
