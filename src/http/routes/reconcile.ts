/** A partner's rows held against a run. */
import { rmSync } from 'node:fs';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import { reconcile } from '../../reconcile/reconcile.ts';
import { readingRun } from '../../runs/reading.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import { profileOf } from '../partner-profile.ts';
import type { Service } from '../service.ts';
import { pathOfReference, temporaryFolder } from '../staging.ts';
import { AgreementId, Nullable, Open, Reference, RunParams } from './schemas.ts';

const Amount = Type.Optional(Type.String({ pattern: '^[0-9]{1,15}([.][0-9]{1,9})?$', default: '0' }));
const Total = Type.Object({
  class: Type.Enum(['matched', 'different', 'only_ours', 'only_theirs']),
  rows: Type.Integer(),
  imsis: Type.Integer(),
  our_quantity: Type.String(),
  their_quantity: Type.String(),
  our_amount: Type.String(),
  their_amount: Type.String(),
});

export function reconcileRoutes(app: App, service: Service): void {
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
              'What matches, differs, and stands on one side alone; the sums add up to both sides.',
            schema: Type.Object({
              run_id: Type.String(),
              agreement_id: Type.String(),
              by: Type.Array(Type.String()),
              classes: Type.Array(Total),
              imsis: Nullable(Open),
            }),
          },
        },
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'STATEMENT_NOT_FOUND',
          'RECONCILE_INVALID',
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
          'USAGE',
          'SERVER_BUSY',
        ],
      },
      {
        params: RunParams,
        body: Type.Object(
          {
            file: Reference,
            profile: Type.Object({}, { additionalProperties: true, description: 'docs/reconcile.md' }),
            agreement: Type.Optional(AgreementId),
            amount_tolerance: Amount,
            quantity_tolerance: Amount,
            percent_tolerance: Type.Optional(
              Type.String({ pattern: '^[0-9]{1,3}([.][0-9]{1,2})?$', default: '0' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ params, body }) => {
      const run = await service.shelf.get(params.run);
      const [only, ...others] = run.statements;
      const agreement = body.agreement ?? (others.length === 0 ? only?.agreement_id : undefined);
      if (agreement === undefined)
        throw new RoamsettleError('USAGE', 'The run has several statements: name an agreement.');
      const file = pathOfReference(service, body.file);
      const free = service.reports.take();
      const spill = temporaryFolder(service);
      try {
        const profile = await profileOf(body.profile, spill);
        const { by, classes, imsis } = await readingRun(run.folder, () =>
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
            out: null,
            spill,
          }),
        );
        const rows = classes.map((total) => ({
          ...total,
          rows: Number(total.rows),
          imsis: Number(total.imsis),
        }));
        return { run_id: run.run_id, agreement_id: agreement, by: [...by], classes: rows, imsis };
      } finally {
        rmSync(spill, { recursive: true, force: true });
        free();
      }
    },
  );
}
