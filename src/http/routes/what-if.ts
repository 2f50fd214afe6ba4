/** What would be: the preview of a run, and months under candidate agreements. Nothing is stored but the job. */
import Type from 'typebox';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { stagePreview, stageSimulation } from '../staging-what-if.ts';
import { AgreementId, Period, Reference } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const MAX_CANDIDATES = 20;
const MAX_YAML = 1024 * 1024;

const Probability = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));
const Detection = Type.Optional(
  Type.Object(
    { charge_at: Probability, review_at: Probability },
    { additionalProperties: false, description: "thresholds in place of the agreements' own" },
  ),
);
const Tables = {
  tacs: Type.Optional(Reference),
  rates: Type.Optional(Reference),
  lists: Type.Optional(Reference),
};

const Preview = Type.Object(
  {
    period: Period,
    agreements: Type.Optional(
      Type.String({ minLength: 1, maxLength: 4096, description: 'left out: those that the server keeps' }),
    ),
    ...Tables,
    detection: Detection,
  },
  { additionalProperties: false },
);

const Candidate = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9 ._-]{0,63}$' }),
    yaml: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_YAML, description: 'an agreement' })),
    path: Type.Optional(Reference),
    kept: Type.Optional(
      Type.Object(
        { id: AgreementId, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, description: 'one of yaml, path and kept' },
);

const Simulation = Type.Object(
  {
    period: Type.String({
      pattern: '^[0-9]{4}-[0-9]{2}([.]{2}[0-9]{4}-[0-9]{2})?$',
      description: 'YYYY-MM, or YYYY-MM..YYYY-MM',
    }),
    candidates: Type.Array(Candidate, { minItems: 1, maxItems: MAX_CANDIDATES }),
    among: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description: 'the other agreements of the months; left out: those that the server keeps',
      }),
    ),
    ...Tables,
    extend_term: Type.Optional(Type.Boolean()),
    break_even: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'a price: charges.access[0]' }),
    ),
    target: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'tap_as_billed, an amount, or the name of a candidate',
      }),
    ),
    detection: Detection,
  },
  { additionalProperties: false },
);

const ERRORS = [
  'PERIOD_INVALID',
  'AGREEMENT_NONE',
  'AGREEMENT_SYNTAX',
  'AGREEMENT_SCHEMA',
  'AGREEMENT_INVALID',
  'AGREEMENT_CONFLICT',
  'LIST_INVALID',
  'PATH_OUTSIDE',
  'FILE_NOT_FOUND',
  'UPLOAD_NOT_FOUND',
  'IDEMPOTENCY_CONFLICT',
  'QUEUE_FULL',
] as const;

export function whatIfRoutes(app: App, service: Service): void {
  app.post(
    '/v1/previews',
    operation(
      {
        id: 'startPreview',
        role: 'operator',
        tag: 'runs',
        summary: 'Settle a month without storing a run: the result of the job has the statements whole',
        answers: ACCEPTED,
        errors: ERRORS,
      },
      { headers: SubmitHeaders, body: Preview },
    ),
    (request, reply) =>
      submitJob(service, request, reply, (folder) => stagePreview(service, folder, request.body)),
  );
  app.post(
    '/v1/simulations',
    operation(
      {
        id: 'startSimulation',
        role: 'operator',
        tag: 'runs',
        summary: 'Months under candidate agreements, side by side, with the break-even of a price',
        answers: ACCEPTED,
        errors: [...ERRORS, 'AGREEMENT_NOT_FOUND', 'USAGE'],
      },
      { headers: SubmitHeaders, body: Simulation },
    ),
    (request, reply) =>
      submitJob(service, request, reply, (folder) => stageSimulation(service, folder, request.body)),
  );
}
