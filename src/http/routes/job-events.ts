/** The turns of a job as server-sent events. */
import { PassThrough } from 'node:stream';
import Type from 'typebox';
import { isFinished } from '../../jobs/job.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { JobParams } from './schemas.ts';
import { jobView } from './submit.ts';

const HEARTBEAT_MS = 15_000;
/** How often it is looked whether a watcher's token is still one. */
const TOKEN_MS = 1000;

export function jobEventRoutes(app: App, { jobs, watchers, stopping, gate }: Service): void {
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
