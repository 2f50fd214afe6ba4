/** Jobs: list, one, its file, and its end before time. */
import { createReadStream, statSync } from 'node:fs';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { OF_BODIES, operation } from '../operation.ts';
import { Cursor, Limit, Next, pageOf } from '../pages.ts';
import type { Service } from '../service.ts';
import { JOB_KINDS, Job, JobParams } from './schemas.ts';
import { jobRow, jobView } from './submit.ts';

export function jobRoutes(app: App, service: Service): void {
  listJobs(app, service);
  getJob(app, service);
  getJobFile(app, service);
  cancelJob(app, service);
}

function listJobs(app: App, { jobs, config }: Service): void {
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
}

function getJob(app: App, { jobs }: Service): void {
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
}

function getJobFile(app: App, { jobs, config }: Service): void {
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
}

function cancelJob(app: App, { jobs }: Service): void {
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
}
