/**
 * Column buffers of full batches that go round between the threads that decode and the one that stores: fresh memory costs
 * its pages, and V8 a collection for every so many of them.
 */

import type { ColumnBatch } from './batch.ts';
import { BATCH_ROWS } from './batch-builder.ts';

/** Buffers of one batch, of columns for BATCH_ROWS rows. */
export type SpareSet = readonly ArrayBuffer[];

export class SpareBuffers {
  readonly #byLength = new Map<number, ArrayBuffer[]>();

  constructor(sets: readonly SpareSet[] = []) {
    for (const buffer of sets.flat()) {
      const list = this.#byLength.get(buffer.byteLength);
      if (list === undefined) this.#byLength.set(buffer.byteLength, [buffer]);
      else list.push(buffer);
    }
  }

  /** A buffer for `rows` values; what it holds is anybody's. One for few rows has no more room than they need. */
  take(rows: number, octets: number): ArrayBuffer {
    if (rows <= BATCH_ROWS / 2 || rows > BATCH_ROWS) return new ArrayBuffer(Math.ceil(rows / 8) * 8 * octets);
    const length = BATCH_ROWS * octets;
    return this.#byLength.get(length)?.pop() ?? new ArrayBuffer(length);
  }
}

/** The buffers of a batch that is stored, if they can be used again; the memory of others is given back at once. */
export function spareOf({ columns }: ColumnBatch): SpareSet {
  const spare: ArrayBuffer[] = [];
  for (const { values, validity } of columns) {
    validity?.transfer(0);
    if (values.byteLength === BATCH_ROWS * 4 || values.byteLength === BATCH_ROWS * 8) spare.push(values);
    else values.transfer(0);
  }
  return spare;
}
