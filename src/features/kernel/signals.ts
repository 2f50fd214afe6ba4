/**
 * The kernel's host: signaling events and known records of a slice → what is known of each device beside the sums of its
 * records (rules 1 to 4), by a kernel in WebAssembly over the rows that DuckDB scans (assembly/features.ts).
 */
import type { Db } from '../../store/db.ts';
import { DeviceApns, SignalBatches, UnmatchedEvents, writeFeedQuarters } from './output.ts';
import { type KernelScope, readKernelScope } from './scope.ts';
import { KernelThread } from './thread.ts';
import { KernelHere, type KernelWork, type SliceNo } from './work.ts';

export class SignalKernel {
  readonly #scope: KernelScope;
  #work: KernelWork | null = null;
  /** What is worked out; the other one is what is read for the slice after it. */
  #slice: SliceNo = 0;
  #ahead: Promise<void> | null = null;
  readonly #signals = new SignalBatches();
  readonly #apns = new DeviceApns();
  readonly #unmatched = new UnmatchedEvents();

  private constructor(scope: KernelScope) {
    this.#scope = scope;
  }

  /** For the agreements in the scope relations. The dictionary must not change while the kernel is used. */
  static async of(db: Db): Promise<SignalKernel> {
    return new SignalKernel(await readKernelScope(db));
  }

  /** Before anything is read: the kernel works in a thread of its own, until `close`. Nothing that it says hangs on this. */
  inThread(): void {
    this.#work = new KernelThread(this.#scope);
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    await this.#work?.close();
    this.#work = null;
  }

  /** Rows of device_signal that were worked out and not written yet. */
  get unwritten(): number {
    return this.#signals.rows;
  }

  /**
   * Begins to read the events that slice_event of `beside`, a second connection, holds. They belong to the slice that
   * `readEvents` is called for next; what was read before can be worked out meanwhile.
   */
  readAhead(beside: Db): void {
    this.#ahead = this.#takeEvents(beside);
    // Told where it is waited for.
    this.#ahead.catch(() => undefined);
  }

  /** Waits until nothing is read ahead any more, whatever comes of it. */
  async quiet(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  /** Reads the events that slice_event holds, or waits for those that are read ahead. */
  async readEvents(db: Db): Promise<void> {
    await (this.#ahead ?? this.#takeEvents(db));
    this.#ahead = null;
    this.#slice = other(this.#slice);
  }

  /** Reads the records of the same slice, which device_record holds. */
  async readRecords(db: Db): Promise<void> {
    const [work, slice] = [this.#working(), this.#slice];
    await db.drain('features/slice_known_record', {}, (columns, rows) =>
      work.take(slice, true, columns, rows),
    );
  }

  async #takeEvents(db: Db): Promise<void> {
    const [work, slice] = [this.#working(), other(this.#slice)];
    work.clear(slice);
    await db.drain('features/slice_signal', this.#scope.reach, (columns, rows) =>
      work.take(slice, false, columns, rows),
    );
  }

  #working(): KernelWork {
    this.#work ??= new KernelHere(this.#scope);
    return this.#work;
  }

  /** Works out what was read; needs no database. Its devices join those that are not written yet. */
  async compute(): Promise<void> {
    await this.#working().compute(this.#slice, ({ batch, apns, strays }) => {
      this.#signals.add(batch);
      this.#apns.add(apns);
      this.#unmatched.add(strays);
    });
  }

  /** Makes device_signal, device_apn and unmatched_event of what was worked out and is not written yet. */
  async write(db: Db): Promise<void> {
    await this.#signals.write(db);
    await this.#apns.write(db);
    await this.#unmatched.write(db);
  }

  /** Makes feed_quarter of the events of all slices that were read. */
  async writeFeed(db: Db): Promise<void> {
    await writeFeedQuarters(db, await this.#working().feed());
  }
}

function other(slice: SliceNo): SliceNo {
  return slice === 0 ? 1 : 0;
}
