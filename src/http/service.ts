/** What the routes share, from the hold on the data folder to its release. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { audit } from '../access/audit.ts';
import { realRoots } from '../access/roots.ts';
import { Gate } from '../access/tokens.ts';
import type { ServeConfig } from '../config/serve.ts';
import { RoamsettleError } from '../errors.ts';
import { Jobs } from '../jobs/jobs.ts';
import type { SettleResult } from '../jobs/work.ts';
import type { SpokenDocuments } from '../runs/explain.ts';
import type { Neighbours } from '../runs/neighbours.ts';
import { FolderHold, serverFolder } from '../store/hold.ts';
import type { LineTrace } from '../trace/line.ts';
import { Books } from './books.ts';
import { isLoopback } from './guard.ts';
import { Kept } from './kept.ts';
import { Metrics } from './metrics.ts';
import { Pace } from './pace.ts';
import { Quota } from './quota.ts';
import { Readers } from './readers.ts';
import { Resumable } from './resumable.ts';
import { Shelf } from './shelf.ts';
import { Slots } from './slots.ts';
import { Uploads } from './uploads.ts';

const SWEEP_MS = 3_600_000;
/** Lines whose sums are kept. */
const MAX_SUMS = 10_000;
/** Runs whose documents are kept: a list may have two million rows. */
const MAX_DOCUMENTS = 4;
const MAX_NEIGHBOURS = 1000;

export interface Service {
  readonly config: ServeConfig;
  /** By their real names. */
  readonly roots: readonly string[];
  /** Null: nobody is asked for a token. */
  readonly gate: Gate | null;
  readonly jobs: Jobs;
  readonly readers: Readers;
  readonly books: Books;
  readonly shelf: Shelf;
  readonly uploads: Uploads;
  readonly resumable: Resumable;
  readonly metrics: Metrics;
  /** What runs keep that speaks of their devices; devices beside their neighbours. */
  readonly documents: Kept<SpokenDocuments>;
  readonly neighbours: Kept<Neighbours>;
  readonly pace: Pace;
  /** Sums of statement lines over all devices. */
  readonly sums: Kept<LineTrace['sums']>;
  /** Reports and comparisons at once; connections that watch. */
  readonly reports: Slots;
  readonly watchers: Slots;
  /** Given to processes that work for the server. */
  readonly nonce: string;
  readonly temporary: string;
  /** Tells others where the server listens. */
  listensOn(url: string): void;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortController;
  /** Lets go of everything, after requests and jobs have ended. */
  release(): Promise<void>;
}

/**
 * Takes the data folder and what is unfinished in it; nothing works yet. Throws AUTH_NONE where nobody could use the server,
 * CONFIG_INVALID for a server without tokens that others could reach, FILE_NOT_FOUND for a root, DATA_LOCKED,
 * DATA_UNWRITABLE, DATA_CORRUPT.
 */
export async function openService(given: ServeConfig): Promise<Service> {
  const config = { ...given, data: resolve(given.data) };
  const { data } = config;
  if (config.auth === 'none' && !isLoopback(config.host))
    throw new RoamsettleError('CONFIG_INVALID', 'A server without tokens listens on loopback alone.');
  const gate = config.auth === 'none' ? null : new Gate(data);
  if (gate !== null && !gate.isOpen) throw new RoamsettleError('AUTH_NONE');
  const roots = realRoots(config.roots);
  const nonce = randomBytes(16).toString('hex');
  const hold = await FolderHold.take(data, 'serve', nonce);
  try {
    const temporary = join(serverFolder(data), 'tmp');
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { mode: 0o700 });
    const uploads = new Uploads(data, {
      maxBytes: config.upload_bytes,
      pauseSeconds: config.upload_pause_seconds,
      quota: new Quota(config.uploads_bytes),
    });
    const machine = { data, workers: config.workers, memory: config.memory };
    const jobs = new Jobs({
      machine,
      nonce,
      maxWaiting: config.jobs_waiting,
      maxWaitingEach: config.jobs_waiting_each,
    });
    if (gate === null)
      audit(data, { who: 'server', action: 'server_open', subject: { host: config.host, auth: 'none' } });
    const readers = await Readers.open(config.readers, config.reader_memory);
    const books = new Books(machine, nonce);
    const shelf = new Shelf(data);
    jobs.on('change', ({ state, work, result }) => {
      if (state !== 'done' || work.kind !== 'settle') return;
      const { run_id } = result as SettleResult;
      books.want({ run_id, folder: join(data, 'runs', run_id) });
    });
    const resumable = new Resumable(data, uploads);
    const sweep = () => {
      resumable.sweep();
      uploads.sweep(jobs.pathsInUse());
      jobs.sweep();
    };
    sweep();
    const timer = setInterval(sweep, SWEEP_MS);
    timer.unref();
    return {
      config,
      roots,
      gate,
      jobs,
      readers,
      books,
      shelf,
      uploads,
      resumable,
      metrics: new Metrics(data, jobs, uploads.quota),
      pace: new Pace(config.answer_percent, () => jobs.isLoading),
      sums: new Kept(MAX_SUMS),
      documents: new Kept(MAX_DOCUMENTS),
      neighbours: new Kept(MAX_NEIGHBOURS),
      reports: new Slots(config.reports),
      watchers: new Slots(config.watchers),
      nonce,
      temporary,
      listensOn: (url) => hold.say(`serve on ${url}`),
      stopping: new AbortController(),
      async release() {
        clearInterval(timer);
        await books.close();
        readers.close();
        rmSync(temporary, { recursive: true, force: true });
        hold.release();
      },
    };
  } catch (error) {
    hold.release();
    throw error;
  }
}
