/** Chunks of rows in one buffer, as they go from the thread that reads to the kernel's. */
import type { ChunkColumn } from '../../store/drain.ts';

/** Octets of a parcel: some ten chunks of events. */
export const PARCEL_OCTETS = 1 << 20;

export interface Parcel {
  /** The values of each column of a chunk, and its bitmap if it has one, each from a multiple of 8 on. */
  readonly buffer: ArrayBuffer;
  /** Octets of a value of each column. */
  readonly widths: readonly number[];
  /** Of each chunk: its rows, and the columns with a bitmap as bits. */
  readonly chunks: readonly number[];
}

/** Fills a buffer of PARCEL_OCTETS with chunks that have the same columns. */
export class ParcelFiller {
  readonly buffer: ArrayBuffer;
  readonly #octets: Uint8Array<ArrayBuffer>;
  readonly #chunks: number[] = [];
  #widths: readonly number[] = [];
  #end = 0;

  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#octets = new Uint8Array(buffer);
  }

  /** False, and nothing is taken, where there is no room. */
  add(columns: readonly ChunkColumn[], rows: number): boolean {
    let size = 0;
    for (const { values, bitmap } of columns)
      size += padded(values.byteLength) + padded(bitmap?.byteLength ?? 0);
    if (this.#end + size > this.#octets.length) return false;
    if (this.#chunks.length === 0) this.#widths = columns.map(({ values }) => values.byteLength / rows);
    let bitmaps = 0;
    for (const [i, { values, bitmap }] of columns.entries()) {
      this.#put(values);
      if (bitmap === null) continue;
      this.#put(bitmap);
      bitmaps |= 1 << i;
    }
    this.#chunks.push(rows, bitmaps);
    return true;
  }

  #put(octets: Uint8Array): void {
    this.#octets.set(octets, this.#end);
    this.#end += padded(octets.byteLength);
  }

  get parcel(): Parcel {
    return { buffer: this.buffer, widths: this.#widths, chunks: this.#chunks };
  }
}

/** Hands the chunks of a parcel on, as they went in. */
export function unpack(
  { buffer, widths, chunks }: Parcel,
  take: (columns: ChunkColumn[], rows: number) => void,
): void {
  let at = 0;
  const octets = (length: number) => {
    const part = new Uint8Array(buffer, at, length);
    at += padded(length);
    return part;
  };
  for (let i = 0; i < chunks.length; i += 2) {
    const rows = chunks[i]!;
    const bitmaps = chunks[i + 1]!;
    const columns = widths.map((width, column) => ({
      values: octets(rows * width),
      bitmap: (bitmaps >>> column) & 1 ? octets((rows + 7) >> 3) : null,
    }));
    take(columns, rows);
  }
}

function padded(octets: number): number {
  return (octets + 7) & ~7;
}
