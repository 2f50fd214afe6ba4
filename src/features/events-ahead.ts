/**
 * Reads the events of the next slice over a connection of its own, while DuckDB and the kernel work on the slice at hand.
 */
import type { Db } from '../store/db.ts';
import type { SignalKernel } from './kernel/signals.ts';
import { cutSlice, type Slice } from './slices.ts';

export class EventsAhead {
  readonly #beside: Db;
  readonly #kernel: SignalKernel;
  /** Slices that are not read yet. */
  readonly #slices: Slice[];

  private constructor(beside: Db, kernel: SignalKernel, slices: readonly Slice[]) {
    this.#beside = beside;
    this.#kernel = kernel;
    this.#slices = [...slices];
  }

  /** Begins with the first slice; all events must be committed. */
  static async of(db: Db, kernel: SignalKernel, slices: readonly Slice[]): Promise<EventsAhead> {
    const beside = await db.beside();
    const events = new EventsAhead(beside, kernel, slices);
    try {
      await beside.run('period/slice', {}, { view: 'slice_event', source: 'signaling_event' });
      await events.next();
      return events;
    } catch (error) {
      await events.close();
      throw error;
    }
  }

  /** Begins to read the next slice, if there is one. The kernel waits for it where it is asked to read. */
  async next(): Promise<void> {
    const slice = this.#slices.shift();
    if (slice === undefined) return;
    await cutSlice(this.#beside, slice);
    this.#kernel.readAhead(this.#beside);
  }

  async close(): Promise<void> {
    await this.#kernel.quiet();
    this.#beside.close();
  }
}
