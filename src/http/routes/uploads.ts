/** Files that clients send: in one body, as a form, or in pieces that may be resumed (tus 1.0). */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { FILE, FORM, PIECE } from '../bodies.ts';
import { OF_BODIES, operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { FILE_NAME } from '../uploads.ts';

const Upload = Type.Object({
  id: Type.String(),
  reference: Type.String({ description: 'what other requests name it by' }),
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});
const Stream = Type.Unsafe<IncomingMessage | undefined>({ type: 'string', format: 'binary' });
const OfUpload = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{32}$' }) });
const Count = (minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER, description });

const TUS = '1.0.0';
const Tus = { 'tus-resumable': Type.Optional(Type.Literal(TUS)) };
const OFFSETS = {
  'upload-offset': { description: 'bytes that have arrived' },
  'tus-resumable': { description: TUS },
};

export function uploadRoutes(app: App, { uploads, resumable, config, jobs }: Service): void {
  const bodyLimit = config.upload_bytes;
  const withReference = <T extends { id: string }>(upload: T) => ({
    ...upload,
    reference: `upload:${upload.id}`,
  });
  const tus = (reply: FastifyReply) =>
    reply.headers({
      'tus-resumable': TUS,
      'tus-version': TUS,
      'tus-extension': 'creation,termination',
      'tus-max-size': String(config.upload_bytes),
    });

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
      bodyLimit,
    },
    async (request, reply) => {
      const { name } = request.query;
      const digest = request.headers['repr-digest'];
      const sha256 = digest === undefined ? null : Buffer.from(digest.slice(9, -1), 'base64').toString('hex');
      const upload = await uploads.receive(name, streamOf(request.body), sha256);
      reply.code(201);
      return withReference(upload);
    },
  );
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
      bodyLimit,
    },
    async (request, reply) => {
      const received = await uploads.receiveForm(streamOf(request.body));
      reply.code(201);
      return { uploads: received.map(withReference) };
    },
  );
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
  app.post(
    '/v1/resumable',
    operation(
      {
        id: 'createResumable',
        role: 'operator',
        tag: 'ingests',
        summary: 'Begin an upload that is sent in pieces (tus 1.0: core, creation, termination)',
        answers: {
          201: {
            description: 'Send pieces to its address; once it is whole, `upload:ID` names it.',
            schema: null,
            headers: { location: { description: 'address of the upload' }, ...OFFSETS },
          },
        },
        errors: ['BODY_TOO_LARGE', 'UPLOAD_QUOTA', 'SERVER_BUSY', 'BODY_TYPE', 'BODY_SLOW'],
      },
      {
        headers: Type.Object({
          ...Tus,
          'upload-length': Count(1, 'bytes of the file'),
          'upload-metadata': Type.String({
            maxLength: 2000,
            description:
              '`filename BASE64`, and `sha256 BASE64` of the hex digits, which the file is held against',
          }),
        }),
      },
    ),
    async (request, reply) => {
      const id = resumable.create(request.headers['upload-length'], request.headers['upload-metadata']);
      tus(reply).header('location', `/v1/resumable/${id}`).header('upload-offset', '0');
      return reply.code(201).send();
    },
  );
  app.head(
    '/v1/resumable/:id',
    operation(
      {
        id: 'lookAtResumable',
        role: 'operator',
        tag: 'ingests',
        summary: 'How much of an upload has arrived',
        answers: {
          200: {
            description: 'Its offset and length.',
            schema: null,
            headers: { ...OFFSETS, 'upload-length': { description: 'bytes of the file' } },
          },
        },
        errors: ['UPLOAD_NOT_FOUND'],
      },
      { params: OfUpload, headers: Type.Object(Tus) },
    ),
    async ({ params }, reply) => {
      const { offset, length } = resumable.progressOf(params.id);
      tus(reply).header('upload-offset', String(offset)).header('upload-length', String(length));
      return reply.send();
    },
  );
  app.patch(
    '/v1/resumable/:id',
    {
      ...operation(
        {
          id: 'continueResumable',
          role: 'operator',
          tag: 'ingests',
          summary: 'Send the next piece; what arrives of one that is broken off stays',
          answers: {
            204: { description: 'It has arrived.', schema: null, headers: OFFSETS },
          },
          errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_OFFSET', 'UPLOAD_DIGEST', 'OUTPUT_WRITE'],
          consumes: [PIECE],
          streams: true,
        },
        {
          params: OfUpload,
          headers: Type.Object({ ...Tus, 'upload-offset': Count(0, 'where the piece begins') }),
          body: Stream,
        },
      ),
      bodyLimit,
    },
    async (request, reply) => {
      const { id } = request.params;
      const offset = request.headers['upload-offset'];
      const progress = await resumable.append(id, offset, streamOf(request.body));
      tus(reply).header('upload-offset', String(progress.offset));
      return reply.code(204).send();
    },
  );
  app.delete(
    '/v1/resumable/:id',
    operation(
      {
        id: 'endResumable',
        role: 'operator',
        tag: 'ingests',
        summary: 'Remove an upload that is not whole',
        answers: { 204: { description: 'It is gone.', schema: null } },
        errors: ['UPLOAD_NOT_FOUND', ...OF_BODIES],
      },
      { params: OfUpload, headers: Type.Object(Tus) },
    ),
    async ({ params }, reply) => {
      resumable.discard(params.id);
      return tus(reply).code(204).send();
    },
  );
}

function streamOf(body: IncomingMessage | undefined): IncomingMessage {
  if (body === undefined) throw new RoamsettleError('REQUEST_INVALID', 'There is no body.');
  return body;
}
