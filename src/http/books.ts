/**
 * The books of runs, made in the background by a process of their own: when a settlement is done, or when somebody reads devices
 * of a run that has none yet. Until then DuckDB answers.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Book } from '../book/book.ts';
import { type Child, startChild } from '../jobs/child.ts';
import type { Machine } from '../pipeline.ts';
import { serverFolder } from '../store/hold.ts';

/** Books that are held open: 28 bytes of memory for each device. */
const MAX_OPEN = 8;
/** Books on disk. */
const MAX_KEPT = 100;
/** Behind everything else. */
const NICE = 15;

interface Run {
  readonly run_id: string;
  readonly folder: string;
}

export class Books {
  readonly #folder: string;
  readonly #machine: Machine;
  readonly #nonce: string;
  readonly #open = new Map<string, Promise<Book | null>>();
  readonly #wanted = new Map<string, Run>();
  /** Runs whose book could not be made. */
  readonly #failed = new Set<string>();
  #child: Child | null = null;
  #stopped = false;

  constructor(machine: Machine, nonce: string) {
    this.#machine = machine;
    this.#nonce = nonce;
    this.#folder = join(serverFolder(machine.data), 'books');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const kept = readdirSync(this.#folder);
    for (const name of kept.filter((one) => !/^[0-9a-f]{64}$/.test(one)))
      rmSync(join(this.#folder, name), { recursive: true, force: true });
  }

  /** Null where the run has none yet: it is wanted then. */
  async of(run: Run): Promise<Book | null> {
    const known = this.#open.get(run.run_id);
    if (known !== undefined) {
      // The one that was asked for last is closed last.
      this.#open.delete(run.run_id);
      this.#open.set(run.run_id, known);
      return known;
    }
    const place = join(this.#folder, run.run_id);
    if (!existsSync(join(place, 'marks.json'))) {
      this.want(run);
      return null;
    }
    const opened = Book.open(place);
    this.#open.set(run.run_id, opened);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) {
      // Whoever was just given it begins to read before that, and what is being read is read to its end.
      void this.#open.get(oldest)?.then((book) => setImmediate(() => void book?.close()));
      this.#open.delete(oldest);
    }
    const book = await opened;
    // Of another version: it is made again.
    if (book === null) {
      this.#open.delete(run.run_id);
      rmSync(place, { recursive: true, force: true });
    }
    return book;
  }

  /** Makes the book of a run, once those that were wanted before are made. */
  want(run: Run): void {
    if (this.#failed.has(run.run_id) || existsSync(join(this.#folder, run.run_id, 'marks.json'))) return;
    this.#wanted.set(run.run_id, run);
    void this.#make();
  }

  /** Whether the books that were wanted are made. */
  get isIdle(): boolean {
    return this.#child === null && this.#wanted.size === 0;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.#child?.kill();
    for (const book of this.#open.values()) await (await book)?.close();
  }

  async #make(): Promise<void> {
    const [run] = this.#wanted.values();
    if (run === undefined || this.#child !== null || this.#stopped) return;
    const { run_id: id, folder } = run;
    this.#makeRoom();
    const work = { kind: 'book', run: folder, out: join(this.#folder, id) } as const;
    this.#child = startChild({ work, machine: this.#machine }, { nonce: this.#nonce, nice: NICE });
    const { state } = await this.#child.outcome;
    this.#child = null;
    if (state !== 'done') this.#failed.add(id);
    this.#wanted.delete(id);
    void this.#make();
  }

  /** Removes a book where there are too many; it is made again when somebody wants it. */
  #makeRoom(): void {
    const kept = readdirSync(this.#folder).filter((id) => !this.#open.has(id));
    if (kept.length >= MAX_KEPT) rmSync(join(this.#folder, kept[0]!), { recursive: true, force: true });
  }
}
