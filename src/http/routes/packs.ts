/** Dispute packs: made by a job, fetched from it, and worked out again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { digestOf } from '../../domain/text-file.ts';
import type { PackWork, VerifyWork } from '../../jobs/work.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { pathOfReference } from '../staging.ts';
import { AgreementId, Reference, RunParams } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const SAMPLE = 100;
const MAX_SAMPLE = 10_000_000;
const MAX_KEY = 10_000;

export function packRoutes(app: App, service: Service): void {
  const { shelf, config } = service;
  app.post(
    '/v1/runs/:run/pack',
    operation(
      {
        id: 'startPack',
        role: 'operator',
        tag: 'statements',
        summary:
          'One signed archive with a statement and what it was worked out from; the job has it for a day',
        answers: ACCEPTED,
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'STATEMENT_NOT_FOUND',
          'IDEMPOTENCY_CONFLICT',
          'QUEUE_FULL',
        ],
      },
      {
        params: RunParams,
        headers: SubmitHeaders,
        body: Type.Object(
          {
            agreement: AgreementId,
            devices: Type.Optional(
              Type.Union([Type.Enum(['all', 'none']), Type.Integer({ minimum: 1, maximum: MAX_SAMPLE })], {
                description: `charged devices whose evidence is packed; ${SAMPLE} where nothing is said`,
              }),
            ),
            pseudonyms: Type.Optional(Type.Boolean()),
            records: Type.Optional(
              Type.Boolean({ description: 'the TAP records and signaling events of these devices too' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { agreement, devices = SAMPLE, pseudonyms = false, records = false } = request.body;
      const run = await shelf.get(request.params.run);
      await shelf.statement(run, agreement);
      return submitJob(service, request, reply, async (folder) => {
        const work: PackWork = {
          kind: 'pack',
          run: run.run_id,
          agreement,
          devices,
          pseudonyms,
          records,
          out: 'pack.zip',
        };
        if (!pseudonyms && devices !== 'none')
          audit(config.data, {
            who: nameOf(callerOf(request)),
            action: 'imsi_reveal',
            subject: { run_id: run.run_id, pack: agreement, devices },
          });
        return { work, folder, digest: digestOf(JSON.stringify(work)) };
      });
    },
  );
  app.post(
    '/v1/verifications',
    operation(
      {
        id: 'startVerification',
        role: 'operator',
        tag: 'statements',
        summary: 'Check a dispute pack, and work its statement out again from the pack alone',
        answers: ACCEPTED,
        errors: ['PATH_OUTSIDE', 'FILE_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'QUEUE_FULL'],
      },
      {
        headers: SubmitHeaders,
        body: Type.Object(
          {
            pack: Reference,
            key: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: MAX_KEY,
                description: 'public key of the sender (PEM)',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    (request, reply) =>
      submitJob(service, request, reply, async (folder) => {
        const { pack, key } = request.body;
        if (key !== undefined) writeFileSync(join(folder, 'key.pem'), key);
        const work: VerifyWork = {
          kind: 'verify',
          pack: pathOfReference(service, pack),
          key: key === undefined ? null : 'key.pem',
        };
        return { work, folder, digest: digestOf(JSON.stringify(work)) };
      }),
  );
}
