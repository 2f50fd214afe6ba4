/** A job: work on the database that somebody asked for, from the queue to its result. */
import type { Machine } from '../pipeline.ts';
import type { JobKind, JobWork, PlainError, Progress, WorkResult } from './work.ts';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** As it stands in `job.json`. Times are RFC 3339. */
export interface Job {
  /** The number of the job in eight digits. */
  readonly id: string;
  readonly work: JobWork;
  readonly by: { readonly id: string; readonly name: string };
  /** SHA-256 over the work and the content of its documents: equal jobs give equal results. */
  readonly digest: string;
  /** Idempotency keys that it was asked for by, each with the SHA-256 of the request. */
  readonly keys: readonly { readonly key: string; readonly request: string }[];
  readonly state: JobState;
  readonly submitted_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** How often it was begun and not stopped by the server itself. */
  readonly attempts: number;
  readonly result: WorkResult | null;
  readonly error: PlainError | null;
}

/** What is known of a job beside that, while the server runs. */
export interface JobNow {
  readonly progress: Progress | null;
  /** Why it does not begin. */
  readonly waits_for: string | null;
}

export function isFinished({ state }: Job): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export interface JobsOptions {
  readonly machine: Machine;
  /** Of the hold on the data folder. */
  readonly nonce: string;
  readonly maxWaiting: number;
  readonly maxWaitingEach: number;
}

export interface JobEvents {
  /** A job is new, is further or has changed. */
  change: [Job];
  /** The process of a job ended without a result; what it said last. */
  died: [Job, string];
  /** The state of a job could not be written. */
  unsaved: [Job, unknown];
}

/** Files that a job reads where they lie. */
export function pathsOf({ work }: Job): readonly string[] {
  if (work.kind === 'ingest') return work.paths;
  return work.kind === 'verify' ? [work.pack] : [];
}

/** Kinds whose results may have megabytes: they stay on disk. */
export const LARGE: readonly JobKind[] = ['preview', 'simulate', 'trace', 'timeline'];

/** What is kept of a job in memory. */
export function withoutLarge(job: Job): Job {
  return LARGE.includes(job.work.kind) ? { ...job, result: null } : job;
}

export interface Submission {
  readonly by: Job['by'];
  /** With the paths of documents relative to the folder of inputs. */
  readonly work: JobWork;
  /** Folder with those documents, which the job takes; null: none. */
  readonly staged: string | null;
  readonly digest: string;
  readonly idempotency: Job['keys'][number] | null;
}

/** A job that was asked for now. */
export function newJob(id: string, { by, work, digest, idempotency }: Omit<Submission, 'staged'>): Job {
  return {
    id,
    work,
    by,
    digest,
    keys: idempotency === null ? [] : [idempotency],
    state: 'queued',
    submitted_at: new Date().toISOString(),
    started_at: null,
    finished_at: null,
    attempts: 0,
    result: null,
    error: null,
  };
}
