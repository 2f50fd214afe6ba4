/** A request for long work → 202 with the place of its job; the same request is answered by the same job. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { digestOf } from '../../domain/text-file.ts';
import { saidOverHttp } from '../../errors/over-http.ts';
import { type Job, LARGE } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { JobWork, WorkResult } from '../../jobs/work.ts';
import { callerOf } from '../guard.ts';
import type { Service } from '../service.ts';
import { type Staged, temporaryFolder } from '../staging.ts';
import { Job as JobSchema } from './schemas.ts';

export const SubmitHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[!-~]{1,255}$',
      description: 'the same key and request get the same job, also after a restart',
    }),
  ),
});

export const ACCEPTED = {
  202: {
    description: 'The job is in the queue, or was there already.',
    schema: JobSchema,
    headers: { location: { description: 'address of the job' } },
  },
} as const;

/** `stage` puts documents into the folder; it is not asked where the key is known. Throws what it and `submit` throw. */
export async function submitJob(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  stage: (folder: string) => Promise<Staged>,
) {
  const { jobs } = service;
  const caller = callerOf(request);
  const key = request.headers['idempotency-key'];
  const idempotency =
    typeof key !== 'string'
      ? null
      : {
          key: createHash('sha256').update(`${caller.id} ${key}`).digest('hex'),
          request: requestDigest(request),
        };
  const known = idempotency === null ? null : jobs.byKey(idempotency);
  const job = known ?? (await staged());
  reply.code(202).header('location', `/v1/jobs/${job.id}`);
  return jobView(jobs, job.id);

  async function staged(): Promise<Job> {
    jobs.checkRoom(caller);
    const folder = temporaryFolder(service);
    try {
      const { work, digest } = await stage(folder);
      return jobs.submit({
        by: { id: caller.id, name: caller.name },
        work,
        staged: folder,
        digest,
        idempotency,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** What an idempotency key holds for: an address, with what stands in it, and a body. */
export function requestDigest({
  routeOptions,
  params,
  body,
}: Pick<FastifyRequest, 'params' | 'body'> & {
  readonly routeOptions: { readonly url?: string | undefined };
}): string {
  const values = Object.values(params as object);
  return digestOf([routeOptions.url, ...values, JSON.stringify(sorted(body))].join(' '));
}

/** A job in a list: large results are left out. */
export function jobRow(jobs: Jobs, id: string) {
  const { result, ...view } = jobHead(jobs, id);
  return { ...view, result: LARGE.includes(view.kind) ? null : result };
}

/** A job as clients see it: no path of the server's own. Throws JOB_NOT_FOUND. */
export function jobView(jobs: Jobs, id: string) {
  return { ...jobHead(jobs, id), result: jobs.resultOf(id) };
}

function jobHead(jobs: Jobs, jobId: string) {
  const { id, work, state, by, result, error, ...job } = jobs.get(jobId);
  return {
    id,
    kind: work.kind,
    what: work.kind === 'command' ? work.purpose : null,
    period: 'period' in work ? work.period : null,
    state,
    by: by.name,
    submitted_at: job.submitted_at,
    started_at: job.started_at,
    finished_at: job.finished_at,
    attempts: job.attempts,
    progress: job.progress,
    waits_for: job.waits_for,
    run_id: runOf(work, result),
    file: jobs.fileOf(id) === null ? null : `/v1/jobs/${id}/file`,
    result,
    error: error === null ? null : errorView(error),
  };
}

/** The error of a job, as an answer would have it. */
function errorView({ code, detail, place }: NonNullable<Job['error']>) {
  const { message, cure } = saidOverHttp(code);
  return { code, title: message, detail, cure, ...place };
}

/** The run that a settlement has made, or that the work is about. */
function runOf(work: JobWork, result: WorkResult | null): string | null {
  if ('run' in work) return work.run;
  return work.kind === 'settle' && result !== null && 'run_id' in result ? (result.run_id as string) : null;
}

/** The same value for objects whose keys stand in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sorted(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
