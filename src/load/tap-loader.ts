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
  #running: Promise<void> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes a file; resolves at once, or when the writer has caught up. Rejects when the writer failed. */
  async push(job: TapJob): Promise<void> {
    this.#waiting.push(job);
    const running = this.#start();
    const rows = this.#waiting.reduce((sum, { decoded }) => sum + rowsOf(decoded), 0);
    if (rows > MAX_WAITING_ROWS || this.#waiting.length > MAX_WAITING_FILES) await running;
  }

  /** Makes a file billable that was kept back by its audit. */
  async release(fileId: number): Promise<void> {
    await this.drain();
    await this.#store.db.exec('UPDATE source_file SET billable = true WHERE file_id = $id', { id: fileId });
  }

  /** Resolves when everything taken is stored. */
  async drain(): Promise<void> {
    while (this.#running !== null || this.#waiting.length > 0) await this.#start();
  }

  #start(): Promise<void> {
    this.#running ??= this.#write().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const jobs = this.#waiting;
      this.#waiting = [];
      await loadTapFiles(this.#store, jobs);
    }
  }
}
