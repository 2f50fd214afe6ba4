/** Files to load: those that the server can read, and those that clients send. */
import type { IncomingMessage } from 'node:http';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { FILE } from '../bodies.ts';
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

const Upload = Type.Object({
  id: Type.String(),
  reference: Type.String({ description: 'what other requests name it by' }),
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});

/** Names that are no path, no option and not hidden; the name of a TAP file says something (TD.57). */
const FileName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9 ._+@=-]{0,199}$' });

export function ingestRoutes(app: App, service: Service): void {
  app.post(
    '/v1/uploads',
    {
      ...operation(
        {
          id: 'upload',
          role: 'operator',
          tag: 'ingests',
          summary: 'Send a file, which is kept for a day',
          answers: { 201: { description: 'It is here.', schema: Upload } },
          errors: ['OUTPUT_WRITE'],
          consumes: [FILE],
          streams: true,
        },
        {
          querystring: Type.Object({ name: FileName }, { additionalProperties: false }),
          body: Type.Unsafe<IncomingMessage | undefined>({ type: 'string', format: 'binary' }),
        },
      ),
      bodyLimit: service.config.upload_bytes,
    },
    async (request, reply) => {
      if (request.body === undefined) throw new RoamsettleError('REQUEST_INVALID', 'There is no body.');
      const upload = await service.uploads.receive(request.query.name, request.body);
      reply.code(201);
      return { ...upload, reference: `upload:${upload.id}` };
    },
  );
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
