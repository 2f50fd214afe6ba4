/** Metrics for Prometheus. */
import Type from 'typebox';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';

export function metricsRoutes(app: App, { metrics }: Service): void {
  app.get(
    '/v1/metrics',
    operation(
      {
        id: 'metrics',
        role: 'viewer',
        tag: 'operations',
        summary: 'Metrics in the text format of Prometheus',
        answers: { 200: { description: 'Metrics.', types: ['text/plain'], schema: Type.String() } },
      },
      {},
    ),
    async (_request, reply) => {
      reply.type(metrics.contentType);
      return reply.send(await metrics.text());
    },
  );
}
