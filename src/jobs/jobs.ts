/**
 * The queue at work: one job at a time, each in a process of its own, for one process at a time may own the database. What
 * a server leaves unfinished, however it ends, the next one takes up.
 */
import { EventEmitter } from 'node:events';
import { RoamsettleError } from '../errors.ts';
import { type Child, type Outcome, startChild } from './child.ts';
import type { CommandTurn } from './command-turn.ts';
import {
  isFinished,
  type Job,
  type JobEvents,
  type JobNow,
  type JobState,
  type JobsOptions,
  LARGE,
  newJob,
  pathsOf,
  type Submission,
  withoutLarge,
} from './job.ts';
import { Journal } from './journal.ts';
import { placed } from './placed.ts';
import { byId, joinable, nextJob } from './queue.ts';
import type { CommandWork, JobWork, PlainError, Progress, WorkResult } from './work.ts';

/** Begun so often without an end, a job is given up. */
const MAX_ATTEMPTS = 3;
/** Between two looks whether another process has let go of the database. */
const LOCKED_MS = 1000;
/** So long the file that a job leaves is kept. */
const OUTPUT_MS = 86_400_000;

export class Jobs extends EventEmitter<JobEvents> {
  readonly #journal: Journal;
  readonly #options: JobsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #now = new Map<string, JobNow>();
  readonly #served = new Map<string, number>();
  #turns = 0;
  #running: { readonly id: string; readonly child: Child } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;
  #cancelled = new Set<string>();
  /** Commands that wait or work, by the id of their jobs. */
  readonly #commands = new Map<string, CommandTurn>();

  /** Takes up what is unfinished. Throws DATA_UNWRITABLE, DATA_CORRUPT. */
  constructor(options: JobsOptions) {
    super();
    // One listener for each connection that watches.
    this.setMaxListeners(0);
    this.#options = options;
    this.#journal = new Journal(options.machine.data);
    for (const job of this.#journal.read()) {
      this.#jobs.set(job.id, withoutLarge(job));
      if (isFinished(job)) continue;
      // The server went away in the middle of it; a command that had its turn went on by itself.
      if (job.work.kind === 'command') this.#finish(job.id, 'cancelled');
      else if (job.state === 'running') this.#change(job.id, { state: 'queued', started_at: null });
    }
  }

  /** Begins to work. */
  start(): void {
    this.#pump();
  }

  list(): Job[] {
    return [...this.#jobs.values()].sort(byId);
  }

  /** Throws JOB_NOT_FOUND. */
  get(id: string): Job & JobNow {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new RoamsettleError('JOB_NOT_FOUND');
    return { ...job, ...(this.#now.get(id) ?? { progress: null, waits_for: null }) };
  }

  /** What a job has come to; null where it has not. Throws JOB_NOT_FOUND, DATA_CORRUPT. */
  resultOf(id: string): WorkResult | null {
    const { work, state, result } = this.get(id);
    return result === null && state === 'done' && LARGE.includes(work.kind)
      ? this.#journal.one(id).result
      : result;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** The job that a key was used for. Throws IDEMPOTENCY_CONFLICT where it was for another request. */
  byKey(idempotency: Job['keys'][number]): Job | null {
    for (const job of this.#jobs.values()) {
      const used = job.keys.find(({ key }) => key === idempotency.key);
      if (used === undefined) continue;
      if (used.request !== idempotency.request) throw new RoamsettleError('IDEMPOTENCY_CONFLICT');
      return job;
    }
    return null;
  }

  /** Throws QUEUE_FULL where too many wait for a caller, or for all. */
  checkRoom({ id }: Job['by']): void {
    const waiting = this.list().filter(({ state }) => state === 'queued');
    const own = waiting.filter(({ by }) => by.id === id).length;
    if (waiting.length >= this.#options.maxWaiting || own >= this.#options.maxWaitingEach)
      throw new RoamsettleError('QUEUE_FULL', `${waiting.length} wait, ${own} of them from you.`);
  }

  /**
   * Puts a job into the queue, or gives the one that the key or an equal request got already. Throws IDEMPOTENCY_CONFLICT,
   * QUEUE_FULL, DATA_UNWRITABLE.
   */
  submit({ by, work, staged, digest, idempotency }: Submission): Job {
    const known = idempotency === null ? null : this.byKey(idempotency);
    if (known !== null) return known;
    const same = joinable(this.list(), digest);
    if (same !== null) {
      if (idempotency === null) return same;
      return this.#change(same.id, { keys: [...same.keys, idempotency] });
    }
    this.checkRoom(by);
    const job = this.#add(by, work, { staged, digest, idempotency });
    this.#pump();
    return job;
  }

  #add(
    by: Job['by'],
    work: JobWork,
    { staged, digest, idempotency }: Pick<Submission, 'staged' | 'digest' | 'idempotency'>,
    turn?: CommandTurn,
  ): Job {
    const job = newJob(this.#journal.nextId(), { by, work, digest, idempotency });
    this.#journal.add(job, staged);
    this.#jobs.set(job.id, job);
    if (turn !== undefined) this.#commands.set(job.id, turn);
    this.emit('change', job);
    return job;
  }

  /** Puts a command into the queue, which works in its own process when its turn comes. Throws QUEUE_FULL, DATA_UNWRITABLE. */
  submitCommand(by: Job['by'], turn: CommandTurn): Job {
    const work = { kind: 'command', purpose: turn.purpose, pid: turn.pid } as const;
    this.checkRoom(by);
    const job = this.#add(by, work, { staged: null, digest: '', idempotency: null }, turn);
    this.#pump();
    return job;
  }

  /** Takes the job out of the queue, or ends its process. Throws JOB_NOT_FOUND, JOB_FINISHED. */
  async cancel(id: string): Promise<Job> {
    const job = this.get(id);
    if (isFinished(job)) throw new RoamsettleError('JOB_FINISHED', `It is ${job.state}.`);
    if (this.#running?.id !== id) {
      this.#commands.get(id)?.kill();
      return this.#finish(id, 'cancelled');
    }
    this.#cancelled.add(id);
    const { outcome } = this.#running.child;
    this.#running.child.kill();
    await outcome;
    // After whatever waits for the same outcome: `#run` decides what became of the job.
    await new Promise(setImmediate);
    return this.get(id);
  }

  /** Lets the job at hand work for some seconds, then ends its process: the next server begins it again. */
  async stop(seconds: number): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#running === null) return;
    const { child } = this.#running;
    const timer = setTimeout(() => child.kill(), seconds * 1000);
    await child.outcome;
    clearTimeout(timer);
    await new Promise(setImmediate);
  }

  /** Files that unfinished jobs still need. */
  pathsInUse(): string[] {
    return this.list().flatMap((job) => (isFinished(job) ? [] : pathsOf(job)));
  }

  /** Path of the file that a job has left; null where there is none, or no longer. Throws JOB_NOT_FOUND. */
  fileOf(id: string): string | null {
    const { work, state } = this.get(id);
    return work.kind === 'pack' && state === 'done' ? this.#journal.outputFile(id, work.out) : null;
  }

  /** Removes files that jobs left longer than a day ago. */
  sweep(now = Date.now()): void {
    for (const { id, finished_at } of this.list())
      if (finished_at !== null && now - Date.parse(finished_at) > OUTPUT_MS) this.#journal.dropOutput(id);
  }

  /** The process of the job at hand. */
  get pid(): number | null {
    return this.#running?.child.pid ?? null;
  }

  /** Whether files are loaded, or a command may be at it. */
  get isLoading(): boolean {
    const kind = this.#running === null ? null : this.#jobs.get(this.#running.id)?.work.kind;
    return kind === 'ingest' || kind === 'command';
  }

  #pump(): void {
    if (this.#running !== null || this.#stopping || this.#timer !== null) return;
    const job = nextJob(this.list(), this.#served);
    if (job !== null) void this.#run(job);
  }

  async #run({ id, by, work, attempts }: Job): Promise<void> {
    const child = work.kind === 'command' ? this.#commands.get(id)! : this.#child(id, work);
    this.#running = { id, child };
    this.#change(id, { state: 'running', attempts: attempts + 1, started_at: new Date().toISOString() });
    if (work.kind === 'command') this.#commands.get(id)!.begin();
    const outcome = await child.outcome;
    this.#running = null;
    if (outcome.state === 'failed' && outcome.error.code === 'DATA_LOCKED') {
      this.#waitForDatabase(id, attempts, outcome.error);
    } else {
      this.#served.set(by.id, ++this.#turns);
      this.#settleOutcome(id, attempts, outcome);
    }
    this.#pump();
  }

  #child(id: string, work: Exclude<JobWork, CommandWork>): Child {
    const output = work.kind === 'pack' ? this.#journal.emptyOutput(id) : '';
    const folders = { inputs: this.#journal.inputsOf(id), output };
    return startChild(
      { work: placed(work, folders), machine: this.#options.machine },
      { nonce: this.#options.nonce, onProgress: (progress) => this.#tell(id, { progress }) },
    );
  }

  #settleOutcome(id: string, before: number, outcome: Outcome): void {
    const cancelled = this.#cancelled.delete(id);
    if (outcome.state === 'done') this.#finish(id, 'done', { result: outcome.result });
    else if (outcome.state === 'failed') {
      const { code, detail, place } = outcome.error;
      this.#finish(id, 'failed', { error: { code, detail, place } });
    } else if (cancelled || this.#commands.has(id)) this.#finish(id, 'cancelled');
    else if (this.#stopping) this.#change(id, { state: 'queued', started_at: null, attempts: before });
    else {
      this.emit('died', this.get(id), outcome.how);
      if (before + 1 < MAX_ATTEMPTS) this.#change(id, { state: 'queued', started_at: null });
      else this.#finish(id, 'failed', { error: { code: 'JOB_DIED', detail: '', place: {} } });
    }
  }

  /** A command owns the database: the job waits, and says for whom. */
  #waitForDatabase(id: string, attempts: number, { detail }: RoamsettleError): void {
    if (this.#cancelled.delete(id)) {
      this.#finish(id, 'cancelled');
      return;
    }
    this.#change(id, { state: 'queued', started_at: null, attempts });
    this.#tell(id, { waits_for: detail });
    if (this.#stopping) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#pump();
    }, LOCKED_MS);
  }

  #finish(id: string, state: JobState, more: { result?: WorkResult; error?: PlainError } = {}): Job {
    const job = this.#change(id, { state, finished_at: new Date().toISOString(), ...more });
    this.#journal.dropInputs(id);
    this.#commands.delete(id);
    for (const old of this.#journal.forget(this.list().filter(isFinished))) this.#jobs.delete(old);
    return job;
  }

  #change(id: string, changes: Partial<Job>): Job {
    const job = { ...this.#jobs.get(id)!, ...changes };
    this.#jobs.set(id, job);
    this.#now.delete(id);
    try {
      this.#journal.save(job);
      this.#jobs.set(id, withoutLarge(job));
    } catch (error) {
      // The disk has an older state: the next server does the job again, which changes nothing.
      this.emit('unsaved', job, error);
    }
    this.emit('change', job);
    return job;
  }

  #tell(id: string, now: { progress?: Progress; waits_for?: string }): void {
    this.#now.set(id, { progress: null, waits_for: null, ...now });
    this.emit('change', this.#jobs.get(id)!);
  }
}
