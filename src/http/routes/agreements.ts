/** Agreements that the server keeps, with their versions: a version is put once, after `check`. */
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { checkAgreement, type KeptAgreement, keepAgreement, keptAgreements } from '../../agreements/shelf.ts';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { YAML } from '../bodies.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { AgreementId, OpenList } from './schemas.ts';

const OfVersion = Type.Object({ id: AgreementId, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) });
const Version = Type.Object({
  version: Type.Integer(),
  effective: Type.String({ description: 'YYYY-MM-DD' }),
  currency: Type.String(),
  sha256: Type.String({ description: 'of the text' }),
});
const Kept = Type.Object({ id: Type.String(), versions: Type.Array(Version) });
const Checked = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  sha256: Type.String(),
  warnings: OpenList,
});

const REFUSALS = [
  'AGREEMENT_SYNTAX',
  'AGREEMENT_SCHEMA',
  'AGREEMENT_INVALID',
  'AGREEMENT_CONFLICT',
  'AGREEMENT_EXAMPLE',
  'AGREEMENT_EXISTS',
] as const;

export function agreementRoutes(app: App, { config: { data } }: Service): void {
  app.get(
    '/v1/agreements',
    operation(
      {
        id: 'listAgreements',
        role: 'viewer',
        tag: 'agreements',
        summary: 'Agreements that the server keeps',
        answers: {
          200: { description: 'By id.', schema: Type.Object({ agreements: Type.Array(Kept) }) },
        },
      },
      {},
    ),
    async () => {
      const byId = Map.groupBy(await keptAgreements(data), ({ agreement }) => agreement.id);
      return { agreements: [...byId].map(([id, versions]) => ({ id, versions: versions.map(versionView) })) };
    },
  );
  app.get(
    '/v1/agreements/:id',
    operation(
      {
        id: 'getAgreement',
        role: 'viewer',
        tag: 'agreements',
        summary: 'The versions of an agreement',
        answers: { 200: { description: 'By number.', schema: Kept } },
        errors: ['AGREEMENT_NOT_FOUND'],
      },
      { params: Type.Object({ id: AgreementId }) },
    ),
    async ({ params: { id } }) => {
      const versions = (await keptAgreements(data)).filter(({ agreement }) => agreement.id === id);
      if (versions.length === 0) throw new RoamsettleError('AGREEMENT_NOT_FOUND');
      return { id, versions: versions.map(versionView) };
    },
  );
  app.get(
    '/v1/agreements/:id/versions/:version',
    operation(
      {
        id: 'getAgreementVersion',
        role: 'viewer',
        tag: 'agreements',
        summary: 'The text of a version',
        answers: { 200: { description: 'As it was put.', types: [YAML], schema: Type.String() } },
        errors: ['AGREEMENT_NOT_FOUND'],
      },
      { params: OfVersion },
    ),
    async ({ params: { id, version } }, reply: FastifyReply) => {
      const found = (await keptAgreements(data)).find(
        ({ agreement }) => agreement.id === id && agreement.version === version,
      );
      if (found === undefined) throw new RoamsettleError('AGREEMENT_NOT_FOUND');
      return reply.type(YAML).send(found.text);
    },
  );
  app.post(
    '/v1/agreements/check',
    operation(
      {
        id: 'checkAgreement',
        role: 'viewer',
        tag: 'agreements',
        summary: 'What `check` says of a text beside the agreements that are kept; it is not kept',
        answers: { 200: { description: 'It could be kept.', schema: Checked } },
        errors: REFUSALS,
        consumes: [YAML],
      },
      { body: Type.String({ minLength: 1 }) },
    ),
    async ({ body }) => {
      const { agreement, warnings } = await checkAgreement(data, body, 'agreement.yaml');
      return { id: agreement.id, version: agreement.version, sha256: agreement.digest, warnings };
    },
  );
  app.put(
    '/v1/agreements/:id/versions/:version',
    operation(
      {
        id: 'putAgreementVersion',
        role: 'admin',
        tag: 'agreements',
        summary: 'Keep a version, once it passes `check`; a version that is kept never changes',
        answers: {
          200: { description: 'It was kept already, with this text.', schema: Checked },
          201: { description: 'It is kept.', schema: Checked },
        },
        errors: REFUSALS,
        consumes: [YAML],
      },
      { params: OfVersion, body: Type.String({ minLength: 1 }) },
    ),
    async (request, reply) => {
      const { id, version } = request.params;
      const { agreement, warnings, isNew } = await keepAgreement(data, { id, version }, request.body);
      const sha256 = agreement.digest;
      if (isNew)
        audit(data, {
          who: nameOf(callerOf(request)),
          action: 'agreement_put',
          subject: { id, version, sha256 },
        });
      reply.code(isNew ? 201 : 200);
      return { id, version, sha256, warnings };
    },
  );
}

function versionView({ agreement: { version, effective, currency, digest } }: KeptAgreement) {
  return { version, effective, currency, sha256: digest };
}
