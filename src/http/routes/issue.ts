/** A run's statements become final for the partner, once. */
import Type from 'typebox';
import { nameOf } from '../../access/audit.ts';
import { auditedIssue } from '../../access/issue.ts';
import { issueRun } from '../../runs/issue.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { OF_BODIES, operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { OpenList, Period, RunParams } from './schemas.ts';

const Issued = Type.Object({
  run_id: Type.String(),
  period: Period,
  statements: OpenList,
  waived: OpenList,
});

export function issueRoutes(app: App, { config: { data }, shelf }: Service): void {
  app.post(
    '/v1/runs/:run/issue',
    operation(
      {
        id: 'issueRun',
        role: 'admin',
        tag: 'runs',
        summary: 'Issue the statements of a run; refused until its checklist is cleared or waived; audited',
        answers: { 200: { description: 'What was issued.', schema: Issued } },
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'ISSUE_ACCRUAL',
          'ISSUE_OPEN',
          'ISSUED_ALREADY',
          'ISSUED_IMMUTABLE',
          'RUN_STALE',
          ...OF_BODIES,
        ],
      },
      { params: RunParams },
    ),
    async (request) => {
      const { run_id: id } = await shelf.get(request.params.run);
      const issued = await auditedIssue(data, { who: nameOf(callerOf(request)), runId: id }, () =>
        issueRun(data, id),
      );
      const { run_id, period, statements, waived } = issued;
      return { run_id, period, statements, waived };
    },
  );
}
