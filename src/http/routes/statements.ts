/** Statements of a run and their lines. */
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { AgreementId, Open, OpenList, RunId, RunParams, StatementSummary } from './schemas.ts';

const OfAgreement = Type.Object({ run: RunId, agreement: AgreementId });
const OfLine = Type.Object({
  run: RunId,
  agreement: AgreementId,
  line: Type.String({ minLength: 1, maxLength: 100 }),
});

const Lines = Type.Object({
  run_id: Type.String(),
  agreement_id: Type.String(),
  currency: Type.String(),
  lines: OpenList,
});

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
  app.get(
    '/v1/runs/:run/statements/:agreement/lines',
    operation(
      {
        id: 'listLines',
        role: 'viewer',
        tag: 'statements',
        summary: 'The lines of a statement',
        answers: { 200: { description: 'In the order of the statement.', schema: Lines } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND'],
      },
      { params: OfAgreement },
    ),
    async ({ params }) => {
      const { run_id, agreement, currency, lines } = await shelf.statement(
        await shelf.get(params.run),
        params.agreement,
      );
      return { run_id, agreement_id: agreement.id, currency, lines };
    },
  );
  app.get(
    '/v1/runs/:run/statements/:agreement/lines/:line',
    operation(
      {
        id: 'getLine',
        role: 'viewer',
        tag: 'statements',
        summary: 'A line: quantity, tiers, rate, shares of segments',
        answers: { 200: { description: 'The line.', schema: Open } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND'],
      },
      { params: OfLine },
    ),
    async ({ params }) => {
      const { lines } = await shelf.statement(await shelf.get(params.run), params.agreement);
      const line = lines.find(({ line_id }) => line_id === params.line);
      if (line === undefined)
        throw new RoamsettleError('STATEMENT_NOT_FOUND', 'The statement has no such line.');
      return line;
    },
  );
}
