/** The kernel in a thread of its own (workers/features.ts): rows go there in parcels, whose buffers come back empty. */
import { Worker } from 'node:worker_threads';
import type { ChunkColumn } from '../../store/drain.ts';
import type { Step } from './instance.ts';
import { PARCEL_OCTETS, type Parcel, ParcelFiller } from './parcel.ts';
import type { KernelScope } from './scope.ts';
import type { KernelWork, SliceNo } from './work.ts';

const ENTRY = new URL('../../../workers/features.ts', import.meta.url);
/** Empty buffers that are kept: more of them pile up only while a device with very many rows is worked out. */
const MOST_SPARE = 32;

/** What the thread is told, in this order for a slice. */
export type ToKernel =
  | { readonly kind: 'clear'; readonly slice: SliceNo }
  | { readonly kind: 'rows'; readonly slice: SliceNo; readonly areRecords: boolean; readonly parcel: Parcel }
  | { readonly kind: 'compute'; readonly slice: SliceNo }
  | { readonly kind: 'feed' };

/** What it answers: `step` and at last `computed` to `compute`, `empty` to `rows`, `feed` to `feed`. */
export type FromKernel =
  | { readonly kind: 'empty'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'computed' }
  | { readonly kind: 'feed'; readonly rows: number[][] };

interface Computing {
  readonly found: (step: Step) => void;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

interface Asking {
  readonly done: (rows: number[][]) => void;
  readonly fail: (error: Error) => void;
}

export class KernelThread implements KernelWork {
  readonly #worker: Worker;
  readonly #spare: ArrayBuffer[] = [];
  #open: { slice: SliceNo; areRecords: boolean; filler: ParcelFiller } | null = null;
  #computing: Computing | null = null;
  #asking: Asking | null = null;
  #failure: Error | null = null;

  constructor(scope: KernelScope) {
    this.#worker = new Worker(ENTRY, { workerData: scope });
    this.#worker.on('message', (message: FromKernel) => this.#hear(message));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', (code) => this.#fail(new Error(`the thread of the features ended with ${code}`)));
  }

  clear(slice: SliceNo): void {
    this.#send();
    this.#post({ kind: 'clear', slice });
  }

  take(slice: SliceNo, areRecords: boolean, columns: readonly ChunkColumn[], rows: number): void {
    if (this.#failure !== null) throw this.#failure;
    const open = this.#open;
    if (open !== null && open.slice === slice && open.areRecords === areRecords) {
      if (open.filler.add(columns, rows)) return;
    }
    this.#send();
    const filler = new ParcelFiller(this.#spare.pop() ?? new ArrayBuffer(PARCEL_OCTETS));
    if (!filler.add(columns, rows)) throw new RangeError('a chunk is larger than a parcel');
    this.#open = { slice, areRecords, filler };
  }

  async compute(slice: SliceNo, found: (step: Step) => void): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    this.#send();
    await new Promise<void>((done, fail) => {
      this.#computing = { found, done, fail };
      this.#post({ kind: 'compute', slice });
    });
  }

  async feed(): Promise<number[][]> {
    if (this.#failure !== null) throw this.#failure;
    this.#send();
    return new Promise((done, fail) => {
      this.#asking = { done, fail };
      this.#post({ kind: 'feed' });
    });
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Sends what was taken. */
  #send(): void {
    if (this.#open === null) return;
    const { slice, areRecords, filler } = this.#open;
    this.#open = null;
    this.#post({ kind: 'rows', slice, areRecords, parcel: filler.parcel }, [filler.buffer]);
  }

  #post(message: ToKernel, moved: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }

  #hear(message: FromKernel): void {
    if (message.kind === 'empty') {
      if (this.#spare.length < MOST_SPARE) this.#spare.push(message.buffer);
      return;
    }
    if (message.kind === 'computed') {
      this.#computing?.done();
      this.#computing = null;
      return;
    }
    if (message.kind === 'feed') {
      this.#asking?.done(message.rows);
      this.#asking = null;
      return;
    }
    try {
      this.#computing?.found(message.step);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** The first failure is the one that is told. */
  #fail(error: Error): void {
    this.#failure ??= error;
    this.#computing?.fail(this.#failure);
    this.#computing = null;
    this.#asking?.fail(this.#failure);
    this.#asking = null;
  }
}
