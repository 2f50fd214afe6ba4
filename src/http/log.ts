/**
 * What is logged: one line a request with the pattern of its route, never its address, query or body, which may hold an
 * IMSI; and one line for each turn of a job.
 */
import type { Writable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { masked } from '../errors/shown.ts';
import type { App } from './app.ts';
import type { Service } from './service.ts';

/** Nothing of a request, an answer or an error gets into the log by its own words. */
export function loggerOptions(level: string, stream: Writable) {
  return {
    level,
    stream,
    base: null,
    redact: {
      paths: ['authorization', '*.authorization', '*.headers', '*.url', 'imsi', '*.imsi'],
      remove: true,
    },
    serializers: {
      req: () => ({}),
      res: () => ({}),
      err: (error: Error) => ({ type: error.name, message: masked(error.message), stack: '' }),
    },
  };
}

/** The pattern of the route, for the log and the metrics. */
function routeOf(request: FastifyRequest): string {
  return request.is404 ? '(none)' : (request.routeOptions.url ?? '(none)');
}

export function logRequests(app: App, { metrics, jobs }: Service): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, caller } = request;
    const labels = { method, route: routeOf(request), status: reply.statusCode };
    metrics.countRequest(labels, reply.elapsedTime / 1000);
    request.log.info({ ...labels, ms: Math.round(reply.elapsedTime), who: caller?.id }, 'request');
  });
  const states = new Map<string, string>();
  jobs.on('change', ({ id, state, work, attempts, error }) => {
    if (states.get(id) === state) return;
    states.set(id, state);
    app.log.info({ job: id, kind: work.kind, state, attempts, code: error?.code }, 'job');
  });
  jobs.on('unsaved', ({ id }, error) =>
    app.log.error({ job: id, err: error }, 'the state of a job cannot be written'),
  );
  jobs.on('died', ({ id }, how) => app.log.warn({ job: id, how }, 'the process of a job ended'));
}
