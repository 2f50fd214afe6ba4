/** Statements of a term: issued months summed, with what is open between them. */
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import { runTerm } from '../../pipeline/term.ts';
import { termJson } from '../../pipeline/term-json.ts';
import { findTerm, listTerms } from '../../runs/term.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { keptOrNamed } from '../staging.ts';
import { OpenList, RunId } from './schemas.ts';

const Term = Type.Object({ term_id: Type.String(), period: Type.String(), statements: OpenList });

export function termRoutes(app: App, service: Service): void {
  const { data } = service.config;
  app.get(
    '/v1/terms',
    operation(
      {
        id: 'listTerms',
        role: 'viewer',
        tag: 'statements',
        summary: 'Term statements, by period',
        answers: { 200: { description: 'In short.', schema: Type.Object({ terms: Type.Array(Term) }) } },
      },
      {},
    ),
    async () => ({
      terms: listTerms(data).map(({ term_id, period, statements }) => ({ term_id, period, statements })),
    }),
  );
  app.get(
    '/v1/terms/:term',
    operation(
      {
        id: 'getTerm',
        role: 'viewer',
        tag: 'statements',
        summary: 'The statements of a term, whole',
        answers: {
          200: { description: 'By agreement.', schema: Type.Object({ statements: OpenList }) },
        },
        errors: ['RUN_NOT_FOUND'],
      },
      { params: Type.Object({ term: RunId }) },
    ),
    async ({ params }) => {
      const statements = findTerm(data, params.term);
      if (statements === null) throw new RoamsettleError('RUN_NOT_FOUND', 'No term statement has this id.');
      return { statements };
    },
  );
  app.post(
    '/v1/terms',
    operation(
      {
        id: 'makeTerm',
        role: 'operator',
        tag: 'statements',
        summary: 'Sum the issued months of agreements; the same months give the same statement',
        answers: { 200: { description: 'What is settled and what is open.', schema: Term } },
        errors: [
          'PERIOD_INVALID',
          'TERM_MISSING',
          'TERM_INVALID',
          'AGREEMENT_NONE',
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
        ],
      },
      {
        body: Type.Object(
          {
            period: Type.String({
              pattern: '^[0-9]{4}-[0-9]{2}[.]{2}[0-9]{4}-[0-9]{2}$',
              description: 'YYYY-MM..YYYY-MM',
            }),
            agreements: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 4096,
                description: 'left out: those that the server keeps',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ body: { period, agreements } }) =>
      termJson(await runTerm(data, { period, agreements: keptOrNamed(service, agreements) })),
  );
}
