/**
 * The one writer of decoded TAP files. While a transaction runs the next files gather, and go in together: many small
 * files cost one commit, big ones go alone.
 */
import type { Store } from '../store/store.ts';
import { loadTapFiles, rowsOf, type TapJob } from './tap.ts';

/** Rows that may wait for the writer; beyond it the decoders wait. */
const MAX_WAITING_ROWS = 400_000;
const MAX_WAITING_FILES = 500;

export class TapLoader {
  readonly #store: Store;
  #waiting: TapJob[] = [];
  #releasing: number[] = [];
  #running: Promise<void> | null = null;
  /** The first failure; nothing is written after it. */
  #failure: { readonly error: unknown } | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes a file; resolves at once, or when the writer has caught up. Throws what stopped the writer. */
  async push(job: TapJob): Promise<void> {
    this.#waiting.push(job);
    const running = this.#start();
    const rows = this.#waiting.reduce((sum, { decoded }) => sum + rowsOf(decoded), 0);
    if (rows > MAX_WAITING_ROWS || this.#waiting.length > MAX_WAITING_FILES) await running;
    this.#throwFailure();
  }

  /** Makes a file billable that was kept back by its audit, in its turn. */
  release(fileId: number): void {
    this.#releasing.push(fileId);
    this.#start();
  }

  /** Resolves when everything taken is stored. Throws what stopped the writer. */
  async drain(): Promise<void> {
    do await this.#start();
    while (this.#failure === null && this.#waiting.length + this.#releasing.length > 0);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** The writer under way, or a new one; never rejects. */
  #start(): Promise<void> {
    this.#running ??= this.#write()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #write(): Promise<void> {
    while (this.#failure === null && this.#waiting.length + this.#releasing.length > 0) {
      const jobs = this.#waiting;
      const released = this.#releasing;
      this.#waiting = [];
      this.#releasing = [];
      if (jobs.length > 0) await loadTapFiles(this.#store, jobs);
      for (const id of released) {
        await this.#store.db.exec('UPDATE source_file SET billable = true WHERE file_id = $id', { id });
      }
    }
  }
}
