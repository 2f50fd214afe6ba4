/** Statements of a run. */
import Type from 'typebox';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { AgreementId, Open, RunId, RunParams, StatementSummary } from './schemas.ts';

const OfAgreement = Type.Object({ run: RunId, agreement: AgreementId });

export function statementRoutes(app: App, { shelf }: Service): void {
  app.get(
    '/v1/runs/:run/statements',
    operation(
      {
        id: 'listStatements',
        role: 'viewer',
        tag: 'statements',
        summary: 'The statements of a run, by agreement',
        answers: {
          200: {
            description: 'Nets.',
            schema: Type.Object({ run_id: Type.String(), statements: Type.Array(StatementSummary) }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS'],
      },
      { params: RunParams },
    ),
    async ({ params }) => {
      const { run_id, statements } = await shelf.get(params.run);
      return { run_id, statements };
    },
  );
  app.get(
    '/v1/runs/:run/statements/:agreement',
    operation(
      {
        id: 'getStatement',
        role: 'viewer',
        tag: 'statements',
        summary: 'A statement whole: lines, totals, bridge, completeness',
        answers: { 200: { description: 'As the run holds it.', schema: Open } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND'],
      },
      { params: OfAgreement },
    ),
    async ({ params }) => shelf.statement(await shelf.get(params.run), params.agreement),
  );
}
