/** Files that clients send in one body or as a form. */
import Type from 'typebox';
import type { App } from '../app.ts';
import { FILE, FORM } from '../bodies.ts';
import { OF_BODIES, operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { FILE_NAME } from '../uploads.ts';
import { OfUpload, Stream, streamOf } from './streams.ts';

const Upload = Type.Object({
  id: Type.String(),
  reference: Type.String({ description: 'what other requests name it by' }),
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});

export function uploadRoutes(app: App, service: Service): void {
  upload(app, service);
  uploadForm(app, service);
  removeUpload(app, service);
}

function upload(app: App, { uploads, config }: Service): void {
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
          errors: ['OUTPUT_WRITE', 'UPLOAD_DIGEST', 'UPLOAD_QUOTA'],
          consumes: [FILE],
          streams: true,
        },
        {
          querystring: Type.Object(
            { name: Type.String({ pattern: FILE_NAME }) },
            { additionalProperties: false },
          ),
          headers: Type.Object({
            'repr-digest': Type.Optional(
              Type.String({
                pattern: '^sha-256=:[A-Za-z0-9+/]{43}=:$',
                description: 'SHA-256 that the file is held against (RFC 9530)',
              }),
            ),
          }),
          body: Stream,
        },
      ),
      bodyLimit: config.upload_bytes,
    },
    async (request, reply) => {
      const { name } = request.query;
      const digest = request.headers['repr-digest'];
      const sha256 = digest === undefined ? null : Buffer.from(digest.slice(9, -1), 'base64').toString('hex');
      const received = await uploads.receive(name, streamOf(request.body), sha256);
      reply.code(201);
      return withReference(received);
    },
  );
}

function uploadForm(app: App, { uploads, config }: Service): void {
  app.post(
    '/v1/uploads/form',
    {
      ...operation(
        {
          id: 'uploadForm',
          role: 'operator',
          tag: 'ingests',
          summary: 'Send files as a form does; all of them are kept for a day, or none',
          answers: {
            201: { description: 'They are here.', schema: Type.Object({ uploads: Type.Array(Upload) }) },
          },
          errors: ['OUTPUT_WRITE', 'UPLOAD_QUOTA'],
          consumes: [FORM],
          streams: true,
        },
        { body: Stream },
      ),
      bodyLimit: config.upload_bytes,
    },
    async (request, reply) => {
      const received = await uploads.receiveForm(streamOf(request.body));
      reply.code(201);
      return { uploads: received.map(withReference) };
    },
  );
}

function removeUpload(app: App, { uploads, jobs }: Service): void {
  app.delete(
    '/v1/uploads/:id',
    operation(
      {
        id: 'removeUpload',
        role: 'operator',
        tag: 'ingests',
        summary: 'Remove an upload before its day is over: what was loaded of it stays',
        answers: { 204: { description: 'It is gone.', schema: null } },
        errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_IN_USE', ...OF_BODIES],
      },
      { params: OfUpload },
    ),
    async ({ params }, reply) => {
      uploads.remove(params.id, jobs.pathsInUse());
      return reply.code(204).send();
    },
  );
}

const withReference = <T extends { id: string }>(upload: T) => ({
  ...upload,
  reference: `upload:${upload.id}`,
});
