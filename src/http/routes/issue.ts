/** A run's statements become final for the partner, once. */
import Type from 'typebox';
import { nameOf } from '../../access/audit.ts';
import { auditedIssue } from '../../access/issue.ts';
import { parseWaivers } from '../../domain/waivers.ts';
import { issueRun } from '../../runs/issue.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { Nullable, OpenList, Period, RunParams, Waivers } from './schemas.ts';

/** Of files that came since the run was settled; what the run left open is waived when it is settled again. */
const Body = Type.Object({ waivers: Type.Optional(Waivers) }, { additionalProperties: false });

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
          'WAIVER_INVALID',
          'ISSUE_OPEN',
          'ISSUED_ALREADY',
          'ISSUED_IMMUTABLE',
          'RUN_STALE',
        ],
      },
      { params: RunParams, body: Nullable(Body) },
    ),
    async (request) => {
      const { run_id: id } = await shelf.get(request.params.run);
      const list = parseWaivers(JSON.stringify(request.body?.waivers ?? []), 'waivers');
      const audited = { who: nameOf(callerOf(request)), runId: id, waivers: list };
      const issued = await auditedIssue(data, audited, () => issueRun(data, id, { list, file: 'waivers' }));
      const { run_id, period, statements, waived } = issued;
      return { run_id, period, statements, waived };
    },
  );
}
