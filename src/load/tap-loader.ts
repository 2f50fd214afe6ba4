/**
 * The one writer of decoded TAP files. Files gather until they fill a run, which goes in as one transaction while the
 * next one gathers; when that is full too, the decoders wait.
 */
import type { ColumnBatch } from '../arrow/batch.ts';
import type { Release } from '../store/feed.ts';
import type { RunLimit } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { loadTapFiles, rowsOf, type TapJob } from './tap.ts';

/** Files of one run: each keeps its header, tables and warnings until it is written. */
const MAX_RUN_FILES = 5_000;

/** Files that are written together. */
class Run {
  readonly jobs: TapJob[] = [];
  /** Files that are only made billable, after the others are in. */
  readonly released: number[] = [];
  #rows = 0;
  #bytes = 0;

  add(job: TapJob): void {
    this.jobs.push(job);
    this.#rows += rowsOf(job.decoded);
    for (const batch of [...job.decoded.batches, ...job.decoded.charges]) this.#bytes += bytesOf(batch);
  }

  get isEmpty(): boolean {
    return this.jobs.length + this.released.length === 0;
  }

  isFull({ rows, bytes }: RunLimit): boolean {
    return this.#rows >= rows || this.#bytes >= bytes || this.jobs.length >= MAX_RUN_FILES;
  }
}

function bytesOf({ columns }: ColumnBatch): number {
  return columns.reduce(
    (sum, { values, validity }) => sum + values.byteLength + (validity?.byteLength ?? 0),
    0,
  );
}

export class TapLoader {
  readonly #store: Store;
  readonly #limit: RunLimit;
  readonly #release: Release;
  #gathering = new Run();
  #writing: Promise<void> | null = null;
  /** The first failure; nothing is written after it. */
  #failure: { readonly error: unknown } | null = null;

  /** `release` gets each batch of records when it is stored. */
  constructor(store: Store, limit: RunLimit, release: Release) {
    this.#store = store;
    this.#limit = limit;
    this.#release = release;
  }

  /** Takes a file; resolves at once, or when the writer has caught up. Throws what stopped the writer. */
  async push(job: TapJob): Promise<void> {
    this.#throwFailure();
    this.#gathering.add(job);
    while (this.#gathering.isFull(this.#limit)) {
      if (this.#writing === null) this.#write();
      else await this.#writing;
      this.#throwFailure();
    }
  }

  /** Makes a file billable that was kept back by its audit, in its turn. */
  release(fileId: number): void {
    this.#gathering.released.push(fileId);
  }

  /** Resolves when everything taken is stored. Throws what stopped the writer. */
  async drain(): Promise<void> {
    await this.#writing;
    while (this.#failure === null && !this.#gathering.isEmpty) {
      this.#write();
      await this.#writing;
    }
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Begins to write what has gathered; `#writing` never rejects. */
  #write(): void {
    const run = this.#gathering;
    this.#gathering = new Run();
    this.#writing = this.#writeRun(run)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#writing = null;
      });
  }

  async #writeRun({ jobs, released }: Run): Promise<void> {
    if (jobs.length > 0) await loadTapFiles(this.#store, jobs, this.#release);
    for (const id of released)
      await this.#store.db.exec('UPDATE source_file SET billable = true WHERE file_id = $id', { id });
  }
}
