/**
 * The queue on disk: a folder for each job, `DATA/server/jobs/<id>/`, with `job.json`, written whole at every change, and
 * the documents that it works from in `inputs/` and the file that it leaves in `output/`. Read once, when the server starts.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { serverFolder } from '../store/hold.ts';
import type { Job } from './job.ts';

const ID_DIGITS = 8;
/** Finished jobs that are kept; older ones are forgotten with their idempotency keys. */
const MAX_FINISHED = 1000;

export class Journal {
  readonly folder: string;
  #last: number;

  /** Throws DATA_UNWRITABLE. */
  constructor(data: string) {
    this.folder = join(serverFolder(data), 'jobs');
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      // Jobs that were never asked for to the end.
      for (const name of readdirSync(this.folder).filter((one) => one.startsWith('.')))
        rmSync(join(this.folder, name), { recursive: true, force: true });
    } catch (error) {
      throw unwritable(error);
    }
    this.#last = Number(this.#ids().at(-1) ?? 0);
  }

  /** All jobs, by id, one after the other: their results may be large. Throws DATA_CORRUPT for one that cannot be read. */
  *read(): Generator<Job> {
    for (const id of this.#ids()) yield this.one(id);
  }

  /** Throws DATA_CORRUPT. */
  one(id: string): Job {
    try {
      return JSON.parse(readFileSync(join(this.folder, id, 'job.json'), 'utf8')) as Job;
    } catch {
      throw new RoamsettleError('DATA_CORRUPT', 'It is a job of the server.', { file: `${id}/job.json` });
    }
  }

  nextId(): string {
    return String(++this.#last).padStart(ID_DIGITS, '0');
  }

  inputsOf(id: string): string {
    return join(this.folder, id, 'inputs');
  }

  /** The folder for what a job leaves, without what an earlier try left. */
  emptyOutput(id: string): string {
    const folder = join(this.folder, id, 'output');
    try {
      this.dropOutput(id);
      mkdirSync(folder, { mode: 0o700 });
    } catch {
      // The disk is full, say: the job fails when it writes there, and the server goes on.
    }
    return folder;
  }

  dropOutput(id: string): void {
    rmSync(join(this.folder, id, 'output'), { recursive: true, force: true });
  }

  /** Null where it is not there. */
  outputFile(id: string, name: string): string | null {
    const path = join(this.folder, id, 'output', name);
    return existsSync(path) ? path : null;
  }

  /** Puts a new job there whole, with the documents in the folder `staged`, which it takes. */
  add(job: Job, staged: string | null): void {
    try {
      const draft = join(this.folder, `.${job.id}`);
      mkdirSync(draft, { mode: 0o700 });
      if (staged !== null) renameSync(staged, join(draft, 'inputs'));
      writeFileSync(join(draft, 'job.json'), text(job), { flush: true });
      renameSync(draft, join(this.folder, job.id));
    } catch (error) {
      throw unwritable(error);
    }
  }

  save(job: Job): void {
    const path = join(this.folder, job.id, 'job.json');
    writeFileSync(`${path}.draft`, text(job), { flush: true });
    renameSync(`${path}.draft`, path);
  }

  /** Removes the documents of a finished job: a run keeps its own. */
  dropInputs(id: string): void {
    rmSync(this.inputsOf(id), { recursive: true, force: true });
  }

  /** Forgets the oldest of finished jobs, which are too many; gives their ids. */
  forget(finished: readonly Job[]): string[] {
    const old = finished.slice(0, Math.max(0, finished.length - MAX_FINISHED)).map(({ id }) => id);
    for (const id of old) {
      // In one step out of the queue: a server that is killed in the midst of it would not start again.
      renameSync(join(this.folder, id), join(this.folder, `.${id}`));
      rmSync(join(this.folder, `.${id}`), { recursive: true, force: true });
    }
    return old;
  }

  #ids(): string[] {
    return readdirSync(this.folder)
      .filter((name) => /^\d{8}$/.test(name))
      .sort();
  }
}

function text(job: Job): string {
  return `${JSON.stringify(job, null, 2)}\n`;
}

function unwritable(error: unknown): RoamsettleError {
  return new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`, {
    file: 'jobs',
  });
}
