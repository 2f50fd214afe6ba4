/** Files that clients send in pieces that may be resumed (tus 1.0: core, creation, termination). */
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { App } from '../app.ts';
import { PIECE } from '../bodies.ts';
import { OF_BODIES, operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { OfUpload, Stream, streamOf } from './streams.ts';

const Count = (minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER, description });

const TUS = '1.0.0';
const Tus = { 'tus-resumable': Type.Optional(Type.Literal(TUS)) };
const OFFSETS = {
  'upload-offset': { description: 'bytes that have arrived' },
  'tus-resumable': { description: TUS },
};

export function resumableRoutes(app: App, service: Service): void {
  createResumable(app, service);
  lookAtResumable(app, service);
  continueResumable(app, service);
  endResumable(app, service);
}

function createResumable(app: App, { resumable, config }: Service): void {
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
      tus(reply, config).header('location', `/v1/resumable/${id}`).header('upload-offset', '0');
      return reply.code(201).send();
    },
  );
}

function lookAtResumable(app: App, { resumable, config }: Service): void {
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
      tus(reply, config).header('upload-offset', String(offset)).header('upload-length', String(length));
      return reply.send();
    },
  );
}

function continueResumable(app: App, { resumable, config }: Service): void {
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
      bodyLimit: config.upload_bytes,
    },
    async (request, reply) => {
      const { id } = request.params;
      const offset = request.headers['upload-offset'];
      const progress = await resumable.append(id, offset, streamOf(request.body));
      tus(reply, config).header('upload-offset', String(progress.offset));
      return reply.code(204).send();
    },
  );
}

function endResumable(app: App, { resumable, config }: Service): void {
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
      return tus(reply, config).code(204).send();
    },
  );
}

const tus = (reply: FastifyReply, config: Service['config']) =>
  reply.headers({
    'tus-resumable': TUS,
    'tus-version': TUS,
    'tus-extension': 'creation,termination',
    'tus-max-size': String(config.upload_bytes),
  });
