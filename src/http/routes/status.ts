/** What is loaded, kept aside and missing, and what stands between a month and its issue. */
import Type from 'typebox';
import { parsePeriod } from '../../domain/period.ts';
import { saidOverHttp } from '../../errors/over-http.ts';
import { checklistOf } from '../../runs/checklist.ts';
import { listIssued } from '../../runs/issued.ts';
import { stillLate } from '../../runs/late.ts';
import { refusedPeriods } from '../../runs/refused.ts';
import { readStatus } from '../../runs/status.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { newestOf, type RunHead } from '../shelf.ts';
import { Nullable, Open, OpenList, Period, StatementSummary } from './schemas.ts';

const Status = Type.Object({
  files: OpenList,
  pairs: OpenList,
  held: OpenList,
  rejected: OpenList,
  rejected_rows: OpenList,
  warnings: OpenList,
  late: OpenList,
  since: OpenList,
  unsettled: OpenList,
  unread_runs: OpenList,
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

const Month = Type.Object({
  period: Period,
  runs: Type.Integer(),
  newest: Nullable(Type.Object({ run_id: Type.String(), statements: Type.Array(StatementSummary) })),
  issued: Type.Array(Type.String(), { description: 'issued runs: the original, and its corrections' }),
  open: Type.Integer({ description: 'open items of the checklist of the newest run' }),
  refused: Nullable(Open),
});

export function statusRoutes(app: App, { config, shelf }: Service): void {
  /** A refusal has the words that an answer would have. */
  const checklist = (period: string, newest: RunHead | null) => {
    const { refused, ...list } = checklistOf(config.data, period, newest);
    if (refused === null) return { ...list, refused };
    const { message, cure } = saidOverHttp(refused.code);
    return { ...list, refused: { ...refused, title: message, cure } };
  };

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
      const late = stillLate(config.data, status.late);
      return { ...status, late, unmatched: { tap: rowsOf('tap'), signaling: rowsOf('signaling') } };
    },
  );
  app.get(
    '/v1/periods',
    operation(
      {
        id: 'listPeriods',
        role: 'viewer',
        tag: 'months',
        summary: 'Months that were settled, or could not be, the newest first',
        answers: { 200: { description: 'Months.', schema: Type.Object({ periods: Type.Array(Month) }) } },
      },
      {},
    ),
    async () => {
      const { data } = config;
      const byPeriod = Map.groupBy(await shelf.list(), ({ period }) => period);
      const issued = Map.groupBy(listIssued(data), ({ period }) => period);
      const periods = new Set([...byPeriod.keys(), ...refusedPeriods(data)]);
      return {
        periods: [...periods]
          .sort()
          .reverse()
          .map((period) => {
            const newest = newestOf(byPeriod.get(period) ?? []);
            const { open, refused } = checklist(period, newest);
            return {
              period,
              runs: byPeriod.get(period)?.length ?? 0,
              newest: newest === null ? null : { run_id: newest.run_id, statements: newest.statements },
              issued: (issued.get(period) ?? []).map(({ run_id }) => run_id),
              open,
              refused,
            };
          }),
      };
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
      return checklist(period, await shelf.newest(period));
    },
  );
}
