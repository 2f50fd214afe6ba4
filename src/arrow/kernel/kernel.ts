/**
 * The kernel of a thread that arranges batches, in WebAssembly (assembly/arrange.ts), and its linear memory. What it is
 * asked about one batch is gone with the next.
 */
import { compileKernel, fixedMemory, kernelExports } from '../../wasm.ts';
import type { OpenColumn } from '../batch.ts';
import * as L from './layout.ts';

interface Exports {
  startRows(rows: number): void;
  widen(octets: number, values: number, rows: number): void;
  maskNulls(values: number, bit: number, rows: number): void;
  mixIn(values: number, rows: number): void;
  codeRows(rows: number): number;
  toldApart(values: number, rows: number, count: number): number;
  sortRows(rows: number): number;
  gatherWide(order: number, rows: number): void;
  gatherNarrow(order: number, rows: number): void;
}

/** The code of each row, and the first row of each code. */
export interface Codes {
  readonly codes: Int32Array<ArrayBuffer>;
  readonly firsts: Int32Array;
}

class ArrangeKernel {
  readonly #memory: ArrayBuffer;
  readonly #exports: Exports;

  constructor(module: object) {
    const memory = fixedMemory(L.PAGES);
    this.#memory = memory.buffer;
    this.#exports = kernelExports(module, { env: { memory } });
  }

  /** Takes the columns of a batch in, of 1, 2 or 4 octets a value. Throws RangeError on more than there is room for. */
  take(columns: readonly OpenColumn[], rows: number): void {
    if (columns.length > L.COLUMNS || rows > L.ROWS)
      throw new RangeError('a batch is larger than the kernel');
    const kernel = this.#exports;
    kernel.startRows(rows);
    for (const [i, { octets, values, validity }] of columns.entries()) {
      const at = L.VALUES + i * L.COLUMN_OCTETS;
      const from = new Uint8Array(values.buffer, values.byteOffset, octets * rows);
      new Uint8Array(this.#memory).set(from, octets === 4 ? at : L.NARROW);
      if (octets < 4) kernel.widen(octets, at, rows);
      if (validity === null) continue;
      new Uint8Array(this.#memory).set(new Uint8Array(validity, 0, Math.ceil(rows / 8)), L.BITMAP);
      kernel.maskNulls(at, 1 << i, rows);
    }
  }

  /** Bits of the columns that are null, by row; and the values of the columns that were taken, 0 where null. */
  values(columns: number, rows: number): Int32Array<ArrayBuffer>[] {
    return placesOf(columns).map((at) => new Int32Array(this.#memory, at, rows));
  }

  /**
   * Codes of the rows' combinations in the columns that were taken, by their hashes; null where two combinations share
   * one. Valid until the next batch.
   */
  code(columns: number, rows: number): Codes | null {
    const kernel = this.#exports;
    const places = placesOf(columns);
    for (const at of places) kernel.mixIn(at, rows);
    const count = kernel.codeRows(rows);
    if (places.some((at) => kernel.toldApart(at, rows, count) !== 0)) return null;
    return {
      codes: new Int32Array(this.#memory, L.CODES, rows),
      firsts: new Int32Array(this.#memory, L.FIRSTS, count),
    };
  }

  /** Row numbers by numbers of 64 bits (pairs of words), ascending; equal ones stay in their order. Valid until the next call. */
  order(words: Uint32Array, rows: number): Uint32Array {
    if (rows > L.ROWS) throw new RangeError('a batch is larger than the kernel');
    new Uint32Array(this.#memory, L.KEYS, 2 * rows).set(words.subarray(0, 2 * rows));
    return new Uint32Array(this.#memory, this.#exports.sortRows(rows), rows);
  }

  /** Values of a column, of 4 or 8 octets, in the order that `order` found last → `to`. */
  gather(
    { octets, values }: Omit<OpenColumn, 'name' | 'validity'>,
    order: Uint32Array,
    to: ArrayBuffer,
  ): void {
    const rows = order.length;
    const memory = new Uint8Array(this.#memory);
    memory.set(new Uint8Array(values.buffer, values.byteOffset, octets * rows), L.VALUES);
    if (octets === 8) this.#exports.gatherWide(order.byteOffset, rows);
    else this.#exports.gatherNarrow(order.byteOffset, rows);
    new Uint8Array(to).set(memory.subarray(L.TARGET, L.TARGET + octets * rows));
  }
}

function placesOf(columns: number): number[] {
  return [L.NULLS, ...Array.from({ length: columns }, (_, i) => L.VALUES + i * L.COLUMN_OCTETS)];
}

let kernel: ArrangeKernel | null = null;

/** The thread's kernel; compiled at the first call. */
export function arrangeKernel(): ArrangeKernel {
  kernel ??= new ArrangeKernel(compileKernel(new URL('./arrange.wasm', import.meta.url)));
  return kernel;
}
