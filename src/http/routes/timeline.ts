/** A device's month by day and hour, asked of the database: a job. */
import Type from 'typebox';
import { digestOf } from '../../domain/text-file.ts';
import type { TimelineWork } from '../../jobs/work.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { RunId } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const DeviceRowNumber = Type.Integer({
  minimum: 0,
  maximum: 4_000_000_000,
  description: 'row of the device list',
});
/** Single events, and records. */
const MAX_ROWS = 10_000;
const ROWS = 2000;

export function timelineRoutes(app: App, service: Service): void {
  const { shelf } = service;
  app.post(
    '/v1/runs/:run/devices/:row/timeline',
    operation(
      {
        id: 'startTimeline',
        role: 'operator',
        tag: 'devices',
        summary: 'The month of a device day by day, with the events and records behind it, and their files',
        answers: ACCEPTED,
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'DEVICE_NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'QUEUE_FULL'],
      },
      {
        params: Type.Object({ run: RunId, row: DeviceRowNumber }),
        headers: SubmitHeaders,
        body: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: MAX_ROWS,
                description: `events, and records, at most; ${ROWS}`,
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { run_id } = await shelf.get(request.params.run);
      const { row } = request.params;
      const { limit = ROWS } = request.body;
      return submitJob(service, request, reply, async (folder) => {
        const work: TimelineWork = { kind: 'timeline', run: run_id, row, limit };
        return { work, folder, digest: digestOf(JSON.stringify(work)) };
      });
    },
  );
}
