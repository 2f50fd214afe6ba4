/** What is loaded, kept aside and missing, and what stands between a month and its issue. */
import Type from 'typebox';
import { parsePeriod } from '../../domain/period.ts';
import { checklistOf } from '../../runs/checklist.ts';
import { readStatus } from '../../runs/status.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { newestOf } from '../shelf.ts';
import { Nullable, Open, OpenList, Period } from './schemas.ts';

const Status = Type.Object({
  files: OpenList,
  pairs: OpenList,
  held: OpenList,
  rejected: OpenList,
  rejected_rows: OpenList,
  warnings: OpenList,
  unmatched: Type.Object({ tap: OpenList, signaling: OpenList }),
});

const Checklist = Type.Object({
  period: Period,
  run_id: Nullable(Type.String()),
  issued: Type.Boolean(),
  open: Type.Integer(),
  close: OpenList,
  refused: Nullable(Open),
});

export function statusRoutes(app: App, { config, shelf }: Service): void {
  app.get(
    '/v1/status',
    operation(
      {
        id: 'getStatus',
        role: 'viewer',
        tag: 'months',
        summary: 'What is loaded, what is missing and what was kept aside',
        answers: { 200: { description: 'As the last job left it.', schema: Status } },
        errors: ['FILE_NOT_FOUND'],
      },
      {},
    ),
    async () => {
      const status = readStatus(config.data);
      const newest = [...Map.groupBy(await shelf.list(), ({ period }) => period).values()].map(newestOf);
      const rowsOf = (side: 'tap' | 'signaling') =>
        newest.flatMap((run) => run!.unmatched[side].map((row) => ({ period: run!.period, ...row })));
      return { ...status, unmatched: { tap: rowsOf('tap'), signaling: rowsOf('signaling') } };
    },
  );
  app.get(
    '/v1/periods/:period/checklist',
    operation(
      {
        id: 'getChecklist',
        role: 'viewer',
        tag: 'months',
        summary: 'The month-close checklist of the newest run of a month',
        answers: { 200: { description: 'Open and waived items.', schema: Checklist } },
        errors: ['PERIOD_INVALID', 'RUN_NOT_FOUND'],
      },
      { params: Type.Object({ period: Period }) },
    ),
    async ({ params }) => {
      const period = parsePeriod(params.period).name;
      return checklistOf(config.data, period, await shelf.newest(period));
    },
  );
}
