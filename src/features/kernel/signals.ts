/**
 * The kernel's host: signaling events and known records of a slice → what is known of each device beside the sums of its
 * records (rules 1 to 4), by a kernel in WebAssembly over DuckDB's result stream (assembly/features.ts).
 */
import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../store/db.ts';
import { openChunks, type ReadChunks } from '../../store/stream.ts';
import { KernelInstance } from './instance.ts';
import { DeviceApns, SignalBatches, UnmatchedEvents } from './output.ts';
import { type KernelScope, readKernelScope } from './scope.ts';

export class SignalKernel {
  readonly #scope: KernelScope;
  /** What is worked out, and what is read for the slice after it. */
  #slice: KernelInstance;
  #other: KernelInstance;
  #ahead: Promise<void> | null = null;
  readonly #signals = new SignalBatches();
  readonly #apns = new DeviceApns();
  readonly #unmatched = new UnmatchedEvents();

  private constructor(scope: KernelScope) {
    this.#scope = scope;
    this.#slice = new KernelInstance(scope);
    this.#other = new KernelInstance(scope);
  }

  /** For the agreements in the scope relations. The dictionary must not change while the kernel is used. */
  static async of(db: Db): Promise<SignalKernel> {
    return new SignalKernel(await readKernelScope(db));
  }

  /**
   * Begins to read the events that slice_event of `beside`, a second connection, holds. They belong to the slice that
   * `readEvents` is called for next; what was read before can be worked out meanwhile. Over when DuckDB is at work.
   */
  async readAhead(beside: Db): Promise<void> {
    const events = await this.#openEvents(beside);
    this.#ahead = this.#takeEvents(events);
    // Told where it is waited for.
    this.#ahead.catch(() => undefined);
  }

  /** Waits until nothing is read ahead any more, whatever comes of it. */
  async quiet(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  /** Reads the events that slice_event holds, or waits for those that are read ahead. */
  async readEvents(db: Db): Promise<void> {
    await (this.#ahead ?? this.#openEvents(db).then((events) => this.#takeEvents(events)));
    this.#ahead = null;
    [this.#slice, this.#other] = [this.#other, this.#slice];
  }

  /** Reads the records of the same slice, which device_record holds. */
  async readRecords(db: Db): Promise<void> {
    const slice = this.#slice;
    const read = await openChunks(db, 'features/slice_known_record', {});
    await read((columns, rows) => slice.addRecords(columns, rows));
  }

  #openEvents(db: Db): Promise<ReadChunks> {
    return openChunks(db, 'features/slice_signal', this.#scope.reach);
  }

  async #takeEvents(read: ReadChunks): Promise<void> {
    const slice = this.#other;
    slice.clear();
    await read((columns, rows) => slice.addEvents(columns, rows));
  }

  /** Works out what was read; needs no database, and lets go of the thread every few milliseconds. */
  async compute(): Promise<void> {
    const slice = this.#slice;
    this.#signals.clear();
    this.#apns.clear();
    this.#unmatched.clear();
    for (const { rows, apns, strays } of slice.steps()) {
      this.#signals.add(slice.buffer, rows);
      this.#apns.add(apns);
      this.#unmatched.add(strays);
      await setImmediate();
    }
  }

  /** Makes device_signal, device_apn and unmatched_event of what was worked out. */
  async write(db: Db): Promise<void> {
    await this.#signals.write(db);
    await this.#apns.write(db);
    await this.#unmatched.write(db);
  }
}
