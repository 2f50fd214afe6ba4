/** Columns of lists in Arrow layout → a vector of lists. Hardly any row has one, and most chunks have none at all. */
import duckdb from '@duckdb/node-bindings';
import type { ColumnBuffers } from '../arrow/batch.ts';
import { CHUNK_ROWS, type Copy } from './chunk.ts';

/** Octets of a number. */
const WIDTH = 8;

/** Lists of rows that follow each other in a batch. */
interface Run {
  readonly values: ArrayBuffer;
  readonly at: number;
  length: number;
}

/** Throws (a programmer error) where a column of lists has room for fewer than `rows` of them. */
export function checkLists(
  table: string,
  { name, values, validity, listed }: ColumnBuffers,
  rows: number,
): void {
  if (listed === undefined) throw new Error(`${table}.${name}: no lists`);
  if (values.byteLength === 0) return;
  if (values.byteLength < rows * listed * WIDTH || (validity?.byteLength ?? 0) < Math.ceil(rows / 8))
    throw new Error(`${table}.${name}: a buffer is shorter than ${rows} rows`);
}

/** The vectors of one column, filled one after the other: rows are copied in, then `end` says what the vector is. */
export class ListTarget {
  readonly #present = new Uint8Array(CHUNK_ROWS / 8);
  /** Where the list of a row begins and how long it is, each in 8 octets. */
  readonly #entries = new Uint32Array(4 * CHUNK_ROWS);
  #runs: Run[] = [];
  /** Octets of the lists so far. */
  #octets = 0;

  copy({ values, validity, listed }: ColumnBuffers, { from, to, rows }: Copy): void {
    if (values.byteLength === 0) return;
    const length = listed! * WIDTH;
    const present = new Uint8Array(validity!);
    for (let row = from; row < from + rows; row++) {
      if (((present[row >> 3]! >> (row & 7)) & 1) === 0) continue;
      const target = to + row - from;
      this.#present[target >> 3]! |= 1 << (target & 7);
      this.#entries[4 * target] = this.#octets / WIDTH;
      this.#entries[4 * target + 2] = listed!;
      this.#octets += length;
      const last = this.#runs.at(-1);
      if (last !== undefined && last.values === values && last.at + last.length === row * length)
        last.length += length;
      else this.#runs.push({ values, at: row * length, length });
    }
  }

  end(vector: duckdb.Vector): void {
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#present.buffer, 0, this.#present.length);
    if (this.#runs.length === 0) return;
    duckdb.copy_data_to_vector(vector, 0, this.#entries.buffer, 0, this.#entries.byteLength);
    duckdb.list_vector_reserve(vector, this.#octets / WIDTH);
    duckdb.list_vector_set_size(vector, this.#octets / WIDTH);
    const child = duckdb.list_vector_get_child(vector);
    let at = 0;
    for (const run of this.#runs) {
      duckdb.copy_data_to_vector(child, at, run.values, run.at, run.length);
      at += run.length;
    }
    this.#present.fill(0);
    this.#runs = [];
    this.#octets = 0;
  }
}
