/** Runs: start one, list them, read one, hold two against each other. */
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { diffRunsWith } from '../../diff/diff.ts';
import { sinceItems } from '../../runs/since-items.ts';
import type { App } from '../app.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import { Cursor, Limit, Next, pageOf } from '../pages.ts';
import type { Service } from '../service.ts';
import { type RunHead, runKey } from '../shelf.ts';
import { stageSettle } from '../staging.ts';
import { Open, OpenList, Period, Reference, RunId, RunParams, StatementSummary, Waivers } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const MAX_COUNTED = 120;

const Settle = Type.Object(
  {
    period: Period,
    agreements: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description:
          'a file or folder below a root, or `upload:ID`; left out, the agreements that the server keeps',
      }),
    ),
    tacs: Type.Optional(Reference),
    rates: Type.Optional(Reference),
    waivers: Type.Optional(Waivers),
    lists: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description:
          'what partners and reviewers say of devices: a CSV below a root or `upload:ID`, a folder of them, or `kept:lists`, those that resolved disputes have left',
      }),
    ),
    corrects: Type.Optional(RunId),
    counted: Type.Optional(
      Type.Array(RunId, {
        maxItems: MAX_COUNTED,
        description: 'runs of earlier months that count, where another is to count than the issued',
      }),
    ),
    provisional: Type.Optional(
      Type.Boolean({ description: 'an accrual: an estimate for the ledger, which is never issued' }),
    ),
    reverses: Type.Optional(RunId),
    check: Type.Optional(Type.Boolean({ description: 'work everything out again' })),
  },
  { additionalProperties: false },
);

const Run = Type.Object({
  run_id: Type.String(),
  period: Period,
  issued: Type.Boolean(),
  statements: Type.Array(StatementSummary),
  unmatched: Type.Object({ tap: OpenList, signaling: OpenList }),
  close: OpenList,
  inputs: Open,
});

const Summary = Type.Pick(Run, ['run_id', 'period', 'statements']);

const Diff = Type.Object({
  from: Type.String(),
  to: Type.String(),
  inputs: Open,
  statements: OpenList,
});

export function runRoutes(app: App, service: Service): void {
  const { shelf, config, readers } = service;
  app.post(
    '/v1/runs',
    operation(
      {
        id: 'startRun',
        role: 'operator',
        tag: 'runs',
        summary: 'Settle a month: the same inputs give the same run',
        answers: ACCEPTED,
        errors: [
          'PERIOD_INVALID',
          'AGREEMENT_NONE',
          'AGREEMENT_SCHEMA',
          'AGREEMENT_CONFLICT',
          'LIST_INVALID',
          'WAIVER_INVALID',
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
          'IDEMPOTENCY_CONFLICT',
          'QUEUE_FULL',
        ],
      },
      { headers: SubmitHeaders, body: Settle },
    ),
    async (request, reply) => {
      const { waivers = [], period } = request.body;
      if (waivers.length > 0) requireRole(request, 'admin');
      return submitJob(service, request, reply, async (folder) => {
        const staged = await stageSettle(service, folder, request.body);
        if (waivers.length > 0)
          audit(config.data, {
            who: nameOf(callerOf(request)),
            action: 'waive',
            subject: { period, waivers },
          });
        return staged;
      });
    },
  );
  app.get(
    '/v1/runs',
    operation(
      {
        id: 'listRuns',
        role: 'viewer',
        tag: 'runs',
        summary: 'Finished runs, by period and id',
        answers: {
          200: { description: 'A page.', schema: Type.Object({ runs: Type.Array(Summary), next: Next }) },
        },
        errors: ['CURSOR_INVALID'],
      },
      {
        querystring: Type.Object(
          { period: Type.Optional(Period), cursor: Cursor, limit: Limit(config.page_rows) },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ query: { period, cursor, limit = config.page_rows } }) => {
      const all = (await shelf.list()).filter((run) => (period ?? run.period) === run.period);
      const { rows, next } = pageOf(all, runKey, { list: [period], cursor, limit });
      return { runs: rows.map(summaryOf), next };
    },
  );
  app.get(
    '/v1/runs/:run',
    operation(
      {
        id: 'getRun',
        role: 'viewer',
        tag: 'runs',
        summary: 'A run: what went in, its statements, its checklist, what belongs to no agreement',
        answers: { 200: { description: 'The run.', schema: Run } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS'],
      },
      { params: RunParams },
    ),
    async ({ params }) => {
      const { issued, unmatched, close, inputs, ...run } = await shelf.get(params.run);
      const items = [...close, ...sinceItems(config.data, run)];
      return { ...summaryOf(run), issued, unmatched, close: items, inputs };
    },
  );
  app.get(
    '/v1/runs/:run/diff/:other',
    operation(
      {
        id: 'diffRuns',
        role: 'viewer',
        tag: 'runs',
        summary: 'What changed from one run to another: inputs, lines, totals, devices',
        answers: { 200: { description: 'Statements that differ.', schema: Diff } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'SERVER_BUSY'],
      },
      { params: Type.Object({ run: RunId, other: RunId }) },
    ),
    async ({ params }) => {
      const [from, to] = [await shelf.get(params.run), await shelf.get(params.other)];
      const side = ({ run_id, folder }: { run_id: string; folder: string }) => ({ runId: run_id, folder });
      return readers.use((db) => diffRunsWith(db, config.data, side(from), side(to)));
    },
  );
}

function summaryOf({ run_id, period, statements }: Pick<RunHead, 'run_id' | 'period' | 'statements'>) {
  return { run_id, period, statements };
}
