/**
 * Batches that are each sorted → chunks for DuckDB in an order that keeps subscribers together: the whole is cut at some
 * IMSIs, and of one range after the other each batch gives its stretch. So the rows of a run stand nearly sorted, without a
 * sort and without a copy of single rows.
 */
import { CHUNK_ROWS } from './chunk.ts';

/** Rows of a sorted batch, one after the other; `from` is a multiple of 8, as bitmaps of nulls are copied by octets. */
export interface Stretch {
  readonly batch: number;
  readonly from: number;
  readonly rows: number;
}

/** Keys of a batch, ascending, as pairs of words (low half first) of numbers below 2^53. */
export interface SortedKeys {
  readonly rows: number;
  readonly words: Uint32Array;
}

/** Rows of a range: a reader of few IMSIs reads a range or two of every run. */
const RANGE_ROWS = 4 * CHUNK_ROWS;
/** Rows of a stretch, roughly: each copy costs as much as a hundred rows of a column. */
const STRETCH_ROWS = 64;
const WORD = 2 ** 32;
const OCTET = 8;

/** Chunks of up to CHUNK_ROWS rows, of one batch after the other. */
export function chunksInTurn(batches: readonly { readonly rows: number }[]): Stretch[][] {
  const chunks = new Chunks();
  batches.forEach(({ rows }, batch) => {
    chunks.add(batch, 0, rows);
  });
  return chunks.all;
}

/** The same, of every range of keys in turn; the rows of a batch stay in their order. */
export function chunksByRange(batches: readonly SortedKeys[]): Stretch[][] {
  const chunks = new Chunks();
  const at = batches.map(() => 0);
  for (const border of [...bordersOf(batches), Number.POSITIVE_INFINITY]) {
    batches.forEach((keys, batch) => {
      const from = at[batch]!;
      const found = firstAtLeast(keys, from, border);
      const to = found === keys.rows ? found : Math.max(from, found - (found % OCTET));
      chunks.add(batch, from, to);
      at[batch] = to;
    });
  }
  return chunks.all;
}

class Chunks {
  readonly all: Stretch[][] = [];
  #open: Stretch[] = [];
  #rows = CHUNK_ROWS;

  add(batch: number, from: number, to: number): void {
    for (let row = from; row < to; ) {
      if (this.#rows === CHUNK_ROWS) this.#begin();
      const rows = Math.min(to - row, CHUNK_ROWS - this.#rows);
      this.#open.push({ batch, from: row, rows });
      row += rows;
      this.#rows += rows;
      // What follows would not begin with an octet of the bitmaps.
      if (rows % OCTET !== 0) this.#rows = CHUNK_ROWS;
    }
  }

  #begin(): void {
    this.#open = [];
    this.all.push(this.#open);
    this.#rows = 0;
  }
}

/** IMSIs between the ranges, from a sample of every batch. */
function bordersOf(batches: readonly SortedKeys[]): number[] {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const range = Math.max(RANGE_ROWS, batches.length * STRETCH_ROWS);
  if (rows <= range) return [];
  const step = Math.max(1, Math.floor(range / batches.length / 4));
  const sample = Float64Array.from(
    batches.flatMap((keys) =>
      Array.from({ length: Math.ceil(keys.rows / step) }, (_, i) => keyAt(keys, i * step)),
    ),
  ).sort();
  const every = Math.max(1, Math.round(range / step));
  return Array.from({ length: Math.floor((sample.length - 1) / every) }, (_, i) => sample[(i + 1) * every]!);
}

function keyAt({ words }: SortedKeys, row: number): number {
  return words[2 * row + 1]! * WORD + words[2 * row]!;
}

/** The first row from `from` on whose key is `key` or above. */
function firstAtLeast(keys: SortedKeys, from: number, key: number): number {
  let low = from;
  let high = keys.rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(keys, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
