/**
 * Fills the columns of an apache-arrow Schema row by row, in Arrow's layout, without an object, string or bigint per
 * value. Columns: Int16, Int32, Int64 (written as two halves), and Dictionary codes of Uint8 or Int32.
 */
import type { Schema } from 'apache-arrow';
import type { ColumnBatch, ColumnBuffers } from './batch.ts';
import { valueBits } from './value-bits.ts';

/** Rows of a full batch: 30 of DuckDB's vectors of 2048 rows. */
export const BATCH_ROWS = 61_440;
/** Smallest capacity that is allocated; a multiple of 64, so that values and bitmaps stay padded to 8 bytes. */
const MIN_ROWS = 64;

export class BatchBuilder {
  /** Rows complete in the open batch. */
  rows = 0;
  readonly #names: readonly string[];
  readonly #bits: readonly (8 | 16 | 32 | 64)[];
  #capacity: number;
  #full: number;
  #buffers: ArrayBuffer[] = [];
  #bytes: Uint8Array[] = [];
  #shorts: Int16Array[] = [];
  #words: Int32Array[] = [];
  #validity: (Uint8Array | null)[] = [];

  /**
   * `omit` names columns that somebody else adds. `expectedRows` sizes the first batch; capacity doubles up to
   * `batchRows` (a multiple of 64).
   */
  constructor(schema: Schema, omit: readonly string[], expectedRows: number, batchRows = BATCH_ROWS) {
    const fields = schema.fields.filter((field) => !omit.includes(field.name));
    this.#names = fields.map((field) => field.name);
    this.#bits = fields.map((field) => valueBits(field.type, field.name));
    this.#full = batchRows;
    const wanted = Math.ceil(Math.max(expectedRows, 1) / MIN_ROWS) * MIN_ROWS;
    this.#capacity = Math.min(batchRows, wanted);
    this.#allocate();
  }

  /** Position of a column, for the setters. Throws where the schema has none of that name. */
  column(name: string): number {
    const index = this.#names.indexOf(name);
    if (index < 0) throw new RangeError(`no column ${name}`);
    return index;
  }

  get isFull(): boolean {
    return this.rows === this.#full;
  }

  set8(column: number, value: number): void {
    this.#bytes[column]![this.rows] = value;
  }

  set16(column: number, value: number): void {
    this.#shorts[column]![this.rows] = value;
  }

  set32(column: number, value: number): void {
    this.#words[column]![this.rows] = value;
  }

  /** A 64-bit value as its low and high half. */
  set64(column: number, lo: number, hi: number): void {
    const words = this.#words[column]!;
    const at = this.rows * 2;
    words[at] = lo;
    words[at + 1] = hi;
  }

  setNull(column: number): void {
    let bitmap = this.#validity[column];
    if (!bitmap) {
      bitmap = new Uint8Array(this.#capacity / 8).fill(0xff);
      this.#validity[column] = bitmap;
    }
    bitmap[this.rows >> 3]! &= ~(1 << (this.rows & 7));
  }

  /** Ends the row that was being set. Call `finish` before the next row when `isFull`. */
  endRow(): void {
    this.rows++;
    if (this.rows === this.#capacity && this.rows < this.#full) this.#grow();
  }

  /** Hands the batch out; its buffers belong to the caller. A full one is followed by an empty one, any other is the last. */
  finish(): ColumnBatch {
    const rows = this.rows;
    const columns: ColumnBuffers[] = this.#names.map((name, i) => ({
      name,
      values: this.#buffers[i]!,
      validity: (this.#validity[i]?.buffer as ArrayBuffer | undefined) ?? null,
    }));
    this.rows = 0;
    this.#buffers = [];
    if (rows === this.#full) this.#allocate();
    return { rows, columns };
  }

  #allocate(): void {
    const views = this.#bits.map((bits) => new ArrayBuffer((this.#capacity * bits) / 8));
    this.#take(views);
    this.#validity = this.#bits.map(() => null);
  }

  #take(buffers: ArrayBuffer[]): void {
    this.#buffers = buffers;
    const none = new ArrayBuffer(0);
    const of = (bits: readonly number[], i: number) => (bits.includes(this.#bits[i]!) ? buffers[i]! : none);
    this.#bytes = buffers.map((_, i) => new Uint8Array(of([8], i)));
    this.#shorts = buffers.map((_, i) => new Int16Array(of([16], i)));
    this.#words = buffers.map((_, i) => new Int32Array(of([32, 64], i)));
  }

  #grow(): void {
    this.#capacity = Math.min(this.#full, this.#capacity * 2);
    this.#take(this.#buffers.map((old, i) => old.transfer((this.#capacity * this.#bits[i]!) / 8)));
    this.#validity = this.#validity.map((old) => {
      if (old === null) return null;
      const wider = new Uint8Array(this.#capacity / 8).fill(0xff);
      wider.set(old);
      return wider;
    });
  }
}
