/** What Prometheus reads: requests by route, jobs by state, seconds of stages, files that were kept aside. No identifiers. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isFinished, type Job, type JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { IngestResult, SettleResult } from '../jobs/work.ts';
import { readStatus } from '../runs/status.ts';
import type { Quota } from './quota.ts';

const STATES: readonly JobState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];
const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const JOB_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400];

/** CPU, memory and event loop of the process. What watches them has no end, so that servers after each other share it. */
let ofProcess: Registry | null = null;

function processMetrics(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram;
  readonly #jobSeconds: Histogram;
  readonly #stageSeconds: Histogram;
  readonly #records: Counter;

  constructor(data: string, jobs: Jobs, quota: Quota) {
    const registers = [this.#registry];
    this.#requests = new Histogram({
      name: 'roamsettle_http_request_seconds',
      help: 'Seconds from a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.#jobSeconds = new Histogram({
      name: 'roamsettle_job_seconds',
      help: 'Seconds from the beginning of a job to its end.',
      labelNames: ['kind', 'state'],
      buckets: JOB_SECONDS,
      registers,
    });
    this.#stageSeconds = new Histogram({
      name: 'roamsettle_stage_seconds',
      help: 'Seconds of the stages of a settlement.',
      labelNames: ['stage'],
      buckets: JOB_SECONDS,
      registers,
    });
    this.#records = new Counter({
      name: 'roamsettle_records_loaded_total',
      help: 'TAP records and signaling events that jobs have loaded.',
      registers,
    });
    new Gauge({
      name: 'roamsettle_jobs',
      help: 'Jobs that the server remembers, by state.',
      labelNames: ['state'],
      registers,
      collect() {
        const list = jobs.list();
        for (const state of STATES) this.set({ state }, list.filter((job) => job.state === state).length);
      },
    });
    new Gauge({
      name: 'roamsettle_files_kept_aside',
      help: 'Files that were refused or quarantined, as the last ingest left them.',
      registers,
      collect() {
        this.set(keptAside(data));
      },
    });
    new Gauge({
      name: 'roamsettle_uploads_bytes',
      help: 'Bytes of the quota that uploads take, those that arrive included.',
      registers,
      collect() {
        this.set(quota.used);
      },
    });
    const died = new Counter({
      name: 'roamsettle_job_processes_died_total',
      help: 'Processes of jobs that ended without a result.',
      registers,
    });
    jobs.on('died', () => died.inc());
    jobs.on('change', (job) => this.#countJob(job));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    const parts = await Promise.all([processMetrics(), this.#registry].map((registry) => registry.metrics()));
    return parts.join('\n');
  }

  countRequest(labels: { method: string; route: string; status: number }, seconds: number): void {
    this.#requests.observe(labels, seconds);
  }

  #countJob(job: Job): void {
    const { work, state, started_at, finished_at, result } = job;
    if (!isFinished(job) || started_at === null || finished_at === null) return;
    const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
    this.#jobSeconds.observe({ kind: work.kind, state }, seconds);
    if (result !== null && work.kind === 'ingest') this.#records.inc((result as IngestResult).records);
    if (result !== null && work.kind === 'settle')
      for (const stage of (result as SettleResult).stages)
        this.#stageSeconds.observe({ stage: stage.stage }, stage.seconds);
  }
}

function keptAside(data: string): number {
  try {
    return readStatus(data).rejected.length;
  } catch {
    return 0;
  }
}
