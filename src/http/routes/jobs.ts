/** Jobs: list, one, its turns as server-sent events, and its end before time. */
import { createReadStream, statSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { RoamsettleError } from '../../errors.ts';
import { isFinished } from '../../jobs/job.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { OF_BODIES, operation } from '../operation.ts';
import { Cursor, Limit, Next, pageOf } from '../pages.ts';
import type { Service } from '../service.ts';
import { JOB_KINDS, Job } from './schemas.ts';
import { jobRow, jobView } from './submit.ts';

const HEARTBEAT_MS = 15_000;
/** How often it is looked whether a watcher's token is still one. */
const TOKEN_MS = 1000;
const JobParams = Type.Object({ job: Type.String({ pattern: '^[0-9]{8}$' }) });

export function jobRoutes(app: App, { jobs, watchers, config, stopping, gate }: Service): void {
  app.get(
    '/v1/jobs',
    operation(
      {
        id: 'listJobs',
        role: 'viewer',
        tag: 'jobs',
        summary: 'Jobs, the newest first; results of previews, simulations and traces stand in the job alone',
        answers: {
          200: { description: 'A page.', schema: Type.Object({ jobs: Type.Array(Job), next: Next }) },
        },
        errors: ['CURSOR_INVALID'],
      },
      {
        querystring: Type.Object(
          {
            state: Type.Optional(Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled'])),
            kind: Type.Optional(Type.Enum(JOB_KINDS)),
            cursor: Cursor,
            limit: Limit(config.page_rows),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ query: { state, kind, cursor, limit = config.page_rows } }) => {
      const all = jobs
        .list()
        .filter((job) => (state ?? job.state) === job.state && (kind ?? job.work.kind) === job.work.kind);
      // The keys of a page grow, so the number is counted down.
      const keyOf = ({ id }: { id: string }) => String(10 ** 8 - Number(id)).padStart(9, '0');
      const { rows, next } = pageOf(all.toReversed(), keyOf, { list: [state, kind], cursor, limit });
      return { jobs: rows.map(({ id }) => jobRow(jobs, id)), next };
    },
  );
  app.get(
    '/v1/jobs/:job',
    operation(
      {
        id: 'getJob',
        role: 'viewer',
        tag: 'jobs',
        summary: 'A job, with its result once it is done',
        answers: { 200: { description: 'The job.', schema: Job } },
        errors: ['JOB_NOT_FOUND'],
      },
      { params: JobParams },
    ),
    async ({ params }) => jobView(jobs, params.job),
  );
  app.get(
    '/v1/jobs/:job/file',
    operation(
      {
        id: 'getJobFile',
        role: 'operator',
        tag: 'jobs',
        summary: 'The file that a job has left, for a day; what shows IMSIs is audited',
        answers: {
          200: {
            description: 'A dispute pack.',
            types: ['application/zip'],
            schema: Type.Unsafe<unknown>({ type: 'string', format: 'binary' }),
          },
        },
        errors: ['JOB_NOT_FOUND', 'JOB_FILE_GONE'],
      },
      { params: JobParams },
    ),
    async (request, reply) => {
      const id = request.params.job;
      const path = jobs.fileOf(id);
      if (path === null) throw new RoamsettleError('JOB_FILE_GONE');
      const { work } = jobs.get(id);
      // Whoever fetches it need not be who asked for it.
      if (work.kind === 'pack' && !work.pseudonyms && work.devices !== 'none')
        audit(config.data, {
          who: nameOf(callerOf(request)),
          action: 'imsi_reveal',
          subject: { run_id: work.run, pack: work.agreement, job: id },
        });
      const name = work.kind === 'pack' ? `${work.run.slice(0, 12)}-${work.agreement}.zip` : 'file';
      reply.type('application/zip').header('content-length', statSync(path).size);
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.send(createReadStream(path));
    },
  );
  app.post(
    '/v1/jobs/:job/cancel',
    operation(
      {
        id: 'cancelJob',
        role: 'operator',
        tag: 'jobs',
        summary: 'Take a job out of the queue, or end it; what it has loaded stays',
        answers: { 200: { description: 'The job as it is now.', schema: Job } },
        errors: ['JOB_NOT_FOUND', 'JOB_FINISHED', ...OF_BODIES],
      },
      { params: JobParams },
    ),
    async ({ params }) => {
      await jobs.cancel(params.job);
      return jobView(jobs, params.job);
    },
  );
  app.get(
    '/v1/jobs/:job/events',
    operation(
      {
        id: 'watchJob',
        role: 'viewer',
        tag: 'jobs',
        summary: 'The job at every turn, until it is finished, or the token is revoked or past',
        answers: {
          200: {
            description: 'Server-sent events named `job`, whose data are the job.',
            types: ['text/event-stream'],
            schema: Type.String(),
          },
        },
        errors: ['JOB_NOT_FOUND', 'SERVER_BUSY'],
      },
      { params: JobParams },
    ),
    async (request, reply) => {
      const id = request.params.job;
      const caller = callerOf(request);
      const mayWatch = () => {
        try {
          return gate === null || gate.knows(caller);
        } catch {
          // Tokens that cannot be read let nobody in.
          return false;
        }
      };
      jobs.get(id);
      const free = watchers.take();
      const stream = new PassThrough();
      // Of turns that a slow reader has not taken only the last is kept.
      let isBehind = false;
      const tell = () => {
        if (!mayWatch()) stream.end();
        isBehind = stream.writableNeedDrain;
        if (isBehind || !jobs.has(id) || stream.writableEnded) return;
        const job = jobs.get(id);
        stream.write(`event: job\ndata: ${JSON.stringify(jobView(jobs, id))}\n\n`);
        if (isFinished(job)) stream.end();
      };
      const onChange = (changed: { id: string }) => {
        if (changed.id === id) tell();
      };
      const end = () => stream.end();
      const timer = setInterval(() => stream.writableNeedDrain || stream.write(':\n\n'), HEARTBEAT_MS);
      const looking = setInterval(() => mayWatch() || stream.end(), TOKEN_MS);
      stream.on('drain', () => isBehind && tell());
      jobs.on('change', onChange);
      stopping.signal.addEventListener('abort', end);
      stream.once('close', () => {
        free();
        clearInterval(timer);
        clearInterval(looking);
        jobs.off('change', onChange);
        stopping.signal.removeEventListener('abort', end);
      });
      tell();
      return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
    },
  );
}
