/** The HTTP server: Fastify with the guard, the routes and their OpenAPI document. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Ajv } from 'ajv';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify';
import { RoamsettleError } from '../errors.ts';
import { programDigest } from '../runs/sources.ts';
import { addBodies } from './bodies.ts';
import { guard, SECURITY_HEADERS } from './guard.ts';
import { loggerOptions, logRequests } from './log.ts';
import { allowedMethods } from './methods.ts';
import { Problem } from './operation.ts';
import { problemOf, sendProblem } from './problem.ts';
import { ROUTES } from './routes/index.ts';
import type { Service } from './service.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

const HEADERS_MS = 10_000;
const IDLE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 2000;
/** The longest part of an address: a run id has 64 characters, an agreement's id as many. */
const MAX_PARAM = 128;

/** Not listening yet. `log` gets a line of JSON for each thing that is logged. */
export async function buildApp(service: Service, log: Writable): Promise<App> {
  const app: App = Fastify({
    logger: loggerOptions(service.config.log_level, log),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: service.config.body_bytes,
    keepAliveTimeout: IDLE_MS,
    // The time of a whole request is not limited: the guard limits bodies, and uploads take as long as they do not pause.
    requestTimeout: 0,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM, ignoreDuplicateSlashes: false },
    http: {
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: HEADERS_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      requireHostHeader: true,
    },
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      sendProblem(error, request, reply);
    },
    clientErrorHandler: refuseBytes,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = MAX_CONNECTIONS;
  validateBySchema(app);
  addBodies(app);
  app.addSchema(Problem);
  app.setErrorHandler(sendProblem);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'roamsettle',
        version: programDigest().version,
        description: 'Settlement of wholesale roaming with IoT segments.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `part-${i}`) },
  });
  guard(app, service);
  logRequests(app, service);
  const methods = allowedMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods(request.url);
    if (allowed.length === 0) throw new RoamsettleError('ROUTE_NOT_FOUND');
    reply.header('allow', allowed.join(', '));
    throw new RoamsettleError('METHOD_NOT_ALLOWED');
  });
  for (const route of ROUTES) route(app, service);
  await app.ready();
  return app;
}

/**
 * Requests are held against the schemas: nothing is dropped, and only what stands in an address or a header is turned from
 * text into a number. Answers are written as they are; tests hold them against their schemas.
 */
function validateBySchema(app: App): void {
  const options = { allErrors: false, removeAdditional: false, useDefaults: true, strict: false } as const;
  const body = new Ajv({ ...options, coerceTypes: false });
  const text = new Ajv({ ...options, coerceTypes: true });
  app.setValidatorCompiler<{ format?: string }>(({ schema, httpPart }) => {
    // A file is a stream, which only its reader can judge.
    if (schema.format === 'binary') return () => true;
    return (httpPart === 'body' ? body : text).compile(schema);
  });
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
}

/** Bytes that are no HTTP: the parser has given up, and so no route is asked. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const text = JSON.stringify(problemOf(new RoamsettleError('REQUEST_INVALID')));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
