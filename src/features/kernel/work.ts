/**
 * Where the kernel works: in this thread, or in one of its own (thread.ts). Two slices stand side by side, so that one is read
 * while the other is worked out.
 */
import { setImmediate } from 'node:timers/promises';
import type { ChunkColumn } from '../../store/drain.ts';
import { feedOf, KernelInstance, type Step } from './instance.ts';
import type { KernelScope } from './scope.ts';

export type SliceNo = 0 | 1;

export interface KernelWork {
  /** Forgets all rows of a slice. */
  clear(slice: SliceNo): void;
  /** Takes rows of slice_known_record.sql, or of slice_signal.sql; throws where the kernel has failed. */
  take(slice: SliceNo, areRecords: boolean, columns: readonly ChunkColumn[], rows: number): void;
  /** Works out what a slice has, some devices at a time. Throws where the kernel fails, and what `found` throws. */
  compute(slice: SliceNo, found: (step: Step) => void): Promise<void>;
  /** What was counted of the events of all slices, in rows of feed_quarter by columns; a quarter may have several. */
  feed(): Promise<number[][]>;
  close(): Promise<void>;
}

export class KernelHere implements KernelWork {
  readonly #slices: readonly [KernelInstance, KernelInstance];

  constructor(scope: KernelScope) {
    this.#slices = [new KernelInstance(scope), new KernelInstance(scope)];
  }

  clear(slice: SliceNo): void {
    this.#slices[slice].clear();
  }

  take(slice: SliceNo, areRecords: boolean, columns: readonly ChunkColumn[], rows: number): void {
    this.#slices[slice].take(areRecords, columns, rows);
  }

  /** Lets go of the thread every few milliseconds. */
  async compute(slice: SliceNo, found: (step: Step) => void): Promise<void> {
    for (const step of this.#slices[slice].steps()) {
      found(step);
      await setImmediate();
    }
  }

  async feed(): Promise<number[][]> {
    return feedOf(this.#slices);
  }

  async close(): Promise<void> {
    // Memory goes with the object.
  }
}
