/** Statements of a term: issued months summed, with what is open between them. */
import { rmSync } from 'node:fs';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import { runTerm } from '../../pipeline/term.ts';
import { termJson } from '../../pipeline/term-json.ts';
import { writeTermReport } from '../../report/term/write.ts';
import { findTerm, listTerms } from '../../runs/term.ts';
import type { App } from '../app.ts';
import { sendFiles, ZIP } from '../download.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { keptOrNamed, temporaryFolder } from '../staging.ts';
import { AgreementId, OpenList, RunId } from './schemas.ts';

const FORMATS = ['json', 'csv', 'html', 'pdf'] as const;
/** Formats of one file, and what it is. */
const SINGLE = { csv: 'text/csv', html: 'text/html', pdf: 'application/pdf' } as const;
const FORMAT_LIST = `^(${FORMATS.join('|')})(,(${FORMATS.join('|')})){0,3}$`;

const Term = Type.Object({ term_id: Type.String(), period: Type.String(), statements: OpenList });

export function termRoutes(app: App, service: Service): void {
  listOfTerms(app, service);
  getTerm(app, service);
  getTermReport(app, service);
  makeTerm(app, service);
}

function listOfTerms(app: App, { config: { data } }: Service): void {
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
}

function getTerm(app: App, { config: { data } }: Service): void {
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
    async ({ params }) => ({ statements: termOf(data, params.term) }),
  );
}

function getTermReport(app: App, service: Service): void {
  const { data } = service.config;
  app.get(
    '/v1/terms/:term/report',
    operation(
      {
        id: 'getTermReport',
        role: 'viewer',
        tag: 'reports',
        summary: 'The statements of a term as a download; they name no IMSI',
        answers: {
          200: {
            description: 'One file for csv, html or pdf alone, else a zip archive.',
            types: [ZIP, ...Object.values(SINGLE)],
            schema: Type.Unsafe<unknown>({ type: 'string', format: 'binary' }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'STATEMENT_NOT_FOUND', 'SERVER_BUSY'],
      },
      {
        params: Type.Object({ term: RunId }),
        querystring: Type.Object(
          {
            format: Type.String({
              pattern: FORMAT_LIST,
              description: 'json, csv, html, pdf; joined by commas',
            }),
            agreement: Type.Optional(AgreementId),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ params, query }, reply) => {
      const { agreement } = query;
      const formats = [...new Set(query.format.split(',') as (typeof FORMATS)[number][])];
      const asked = termOf(data, params.term).filter(
        (one) => (agreement ?? one.agreement.id) === one.agreement.id,
      );
      const [first] = asked;
      if (first === undefined) throw new RoamsettleError('STATEMENT_NOT_FOUND');
      const free = service.reports.take();
      const out = temporaryFolder(service);
      const end = () => {
        free();
        rmSync(out, { recursive: true, force: true });
      };
      try {
        const { files } = await writeTermReport(asked, out, formats);
        const { from, until } = first.period;
        const name = ['term', from, until, ...(agreement === undefined ? [] : [agreement])].join('-');
        return sendFiles(reply, { folder: out, files, formats, single: SINGLE, name }, end);
      } catch (error) {
        end();
        throw error;
      }
    },
  );
}

function makeTerm(app: App, service: Service): void {
  const { data } = service.config;
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

function termOf(data: string, id: string) {
  const statements = findTerm(data, id);
  if (statements === null) throw new RoamsettleError('RUN_NOT_FOUND', 'No term statement has this id.');
  return statements;
}
