/** A partner's rows held against a run: what it comes to with the largest differences, or all of them as CSV. */
import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { RoamsettleError } from '../../errors.ts';
import {
  type Difference,
  type Reconciled,
  type ReconcileRequest,
  reconcile,
} from '../../reconcile/reconcile.ts';
import { readingRun } from '../../runs/reading.ts';
import type { App } from '../app.ts';
import { maskedImsi } from '../device-list.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import { profileOf } from '../partner-profile.ts';
import type { Service } from '../service.ts';
import { pathOfReference, temporaryFolder } from '../staging.ts';
import { AgreementId, Nullable, Open, Reference, RunParams } from './schemas.ts';

const CSV = 'text/csv';
const APART = ['different', 'only_ours', 'only_theirs'] as const;
const CLASSES = ['matched', ...APART];
const Amount = Type.Optional(Type.String({ pattern: '^[0-9]{1,15}([.][0-9]{1,9})?$', default: '0' }));
const Text = Nullable(Type.String());
const Total = Type.Object({
  class: Type.Enum(CLASSES),
  rows: Type.Integer(),
  imsis: Type.Integer(),
  our_quantity: Type.String(),
  their_quantity: Type.String(),
  our_amount: Type.String(),
  their_amount: Type.String(),
});
const Apart = Type.Object({
  class: Type.Enum(CLASSES),
  line: Text,
  service: Text,
  segment: Text,
  imsi: Text,
  our_quantity: Text,
  their_quantity: Text,
  our_amount: Text,
  their_amount: Text,
});
const Comparison = {
  file: Reference,
  profile: Type.Object({}, { additionalProperties: true, description: 'docs/reconcile.md' }),
  agreement: Type.Optional(AgreementId),
  amount_tolerance: Amount,
  quantity_tolerance: Amount,
  percent_tolerance: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}([.][0-9]{1,2})?$', default: '0' })),
};
interface Compared {
  readonly file: string;
  readonly profile: object;
  readonly agreement?: string;
  readonly amount_tolerance?: string;
  readonly quantity_tolerance?: string;
  readonly percent_tolerance?: string;
}
const REFUSALS = [
  'RUN_NOT_FOUND',
  'RUN_AMBIGUOUS',
  'STATEMENT_NOT_FOUND',
  'RECONCILE_INVALID',
  'PATH_OUTSIDE',
  'FILE_NOT_FOUND',
  'UPLOAD_NOT_FOUND',
  'USAGE',
  'SERVER_BUSY',
] as const;

export function reconcileRoutes(app: App, service: Service): void {
  compare(app, service);
  listDifferences(app, service);
}

function compare(app: App, service: Service): void {
  const { config } = service;
  app.post(
    '/v1/runs/:run/reconcile',
    operation(
      {
        id: 'reconcile',
        role: 'operator',
        tag: 'statements',
        summary: "A partner's settlement or usage rows (CSV) against a run, from both sides",
        answers: {
          200: {
            description:
              'What matches, differs, and stands on one side alone; the sums add up to both sides. With `reveal` it is audited.',
            schema: Type.Object({
              run_id: Type.String(),
              agreement_id: Type.String(),
              by: Type.Array(Type.String()),
              classes: Type.Array(Total),
              imsis: Nullable(Open),
              differences: Type.Array(Apart, { description: 'those furthest apart first' }),
            }),
          },
        },
        errors: REFUSALS,
      },
      {
        params: RunParams,
        body: Type.Object(
          {
            ...Comparison,
            limit: Type.Optional(
              Type.Integer({ minimum: 0, maximum: config.page_rows, description: 'differences; 0' }),
            ),
            class: Type.Optional(Type.Enum(APART, { description: 'differences of this class alone' })),
            reveal: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { body, params } = request;
      const { limit = 0, reveal = false, class: only = null } = body;
      const show = { shown: { most: limit, class: only }, out: null };
      return withCompared(service, params.run, body, show, (found, done) => {
        done();
        const { run_id, agreement, by, classes, imsis, differences } = found;
        if (reveal)
          audit(config.data, {
            who: nameOf(callerOf(request)),
            action: 'imsi_reveal',
            subject: { run_id, reconcile: agreement, differences: differences.length },
          });
        const rows = classes.map((total) => ({
          ...total,
          rows: Number(total.rows),
          imsis: Number(total.imsis),
        }));
        const shown = reveal ? differences : differences.map(masked);
        return { run_id, agreement_id: agreement, by: [...by], classes: rows, imsis, differences: shown };
      });
    },
  );
}

function listDifferences(app: App, service: Service): void {
  const { config } = service;
  app.post(
    '/v1/runs/:run/reconcile/differences',
    operation(
      {
        id: 'listDifferences',
        role: 'operator',
        tag: 'statements',
        summary: "All that does not match of a partner's rows, as CSV; audited where it names IMSIs",
        answers: {
          200: { description: 'A line for each.', types: [CSV], schema: Type.String() },
        },
        errors: REFUSALS,
      },
      { params: RunParams, body: Type.Object(Comparison, { additionalProperties: false }) },
    ),
    async (request, reply) => {
      const name = 'differences.csv';
      return withCompared(
        service,
        request.params.run,
        request.body,
        { out: name },
        ({ run_id, agreement, by, folder }, done) => {
          if (by.includes('imsi'))
            audit(config.data, {
              who: nameOf(callerOf(request)),
              action: 'imsi_reveal',
              subject: { run_id, reconcile: agreement, differences: 'all' },
            });
          const path = join(folder, name);
          reply.type(CSV).header('content-length', statSync(path).size);
          const file = `${run_id.slice(0, 12)}-${agreement}-differences.csv`;
          reply.header('content-disposition', `attachment; filename="${file}"`);
          const stream = createReadStream(path);
          finished(stream, done);
          return reply.send(stream);
        },
      );
    },
  );
}

/** Compares, and lets `answer` have what came of it; whoever answers calls `done` when nothing of the folder is read any more. */
async function withCompared<T>(
  service: Service,
  text: string,
  body: Compared,
  { shown, out }: Pick<ReconcileRequest, 'shown' | 'out'>,
  answer: (found: Reconciled & { run_id: string; agreement: string; folder: string }, done: () => void) => T,
): Promise<T> {
  const { shelf, reports } = service;
  const run = await shelf.get(text);
  const [only, ...others] = run.statements;
  const agreement = body.agreement ?? (others.length === 0 ? only?.agreement_id : undefined);
  if (agreement === undefined)
    throw new RoamsettleError('USAGE', 'The run has several statements: name an agreement.');
  const file = pathOfReference(service, body.file);
  const free = reports.take();
  const folder = temporaryFolder(service);
  const done = () => {
    rmSync(folder, { recursive: true, force: true });
    free();
  };
  try {
    const profile = await profileOf(body.profile, folder);
    const found = await readingRun(run.folder, () =>
      reconcile({
        runDir: run.folder,
        agreement,
        file,
        profile,
        tolerances: {
          amount: body.amount_tolerance ?? '0',
          quantity: body.quantity_tolerance ?? '0',
          percent: body.percent_tolerance ?? '0',
        },
        out: out === null ? null : join(folder, out),
        ...(shown === undefined ? {} : { shown }),
        spill: folder,
      }),
    );
    return answer({ ...found, run_id: run.run_id, agreement, folder }, done);
  } catch (error) {
    done();
    throw error;
  }
}

function masked(one: Difference): Difference {
  return one.imsi === null ? one : { ...one, imsi: maskedImsi(one.imsi) };
}
