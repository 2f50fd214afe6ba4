/** Files to load: those that the server can read, and those that clients have sent. */
import Type from 'typebox';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { stageIngest } from '../staging.ts';
import { Reference } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const MAX_PATHS = 1000;

const Ingest = Type.Object(
  {
    paths: Type.Array(Reference, {
      minItems: 1,
      maxItems: MAX_PATHS,
      description: 'files, folders or uploads',
    }),
    audit: Type.Optional(
      Type.Enum(['enforce', 'report'], { description: 'what a TAP file whose audit disagrees costs' }),
    ),
    profile: Type.Optional(Reference),
  },
  { additionalProperties: false },
);

export function ingestRoutes(app: App, service: Service): void {
  app.post(
    '/v1/ingests',
    operation(
      {
        id: 'startIngest',
        role: 'operator',
        tag: 'ingests',
        summary: 'Load files, each exactly once by its content',
        answers: ACCEPTED,
        errors: [
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
          'PROFILE_INVALID',
          'IDEMPOTENCY_CONFLICT',
          'QUEUE_FULL',
        ],
      },
      { headers: SubmitHeaders, body: Ingest },
    ),
    (request, reply) =>
      submitJob(service, request, reply, (folder) => stageIngest(service, folder, request.body)),
  );
}
