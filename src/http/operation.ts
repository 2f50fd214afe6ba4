/** What a route says of itself: its role, its OpenAPI text, its refusals; schemas stand beside the handler. */
import type { TSchema } from 'typebox';
import Type from 'typebox';
import type { Role } from '../access/tokens.ts';
import { ERRORS, type ErrorCode } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may; where nothing is said, an admin. */
    role?: Role | 'public';
    /** Media types of the body; JSON where nothing is said. */
    consumes?: readonly string[];
    /** The body is a stream that takes as long as it takes. */
    streams?: boolean;
  }
}

interface Answer {
  readonly description: string;
  /** Null: no body. */
  readonly schema: TSchema | null;
  /** Media types, where it is not JSON. */
  readonly types?: readonly string[];
  readonly headers?: Readonly<Record<string, { description: string }>>;
}

interface About {
  readonly id: string;
  readonly role: Role | 'public';
  readonly tag: string;
  readonly summary: string;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes that this route adds to those of every route. */
  readonly errors?: readonly ErrorCode[];
  /** Media types of the body, where it is not JSON. */
  readonly consumes?: readonly string[];
  readonly streams?: boolean;
}

interface Parts {
  readonly params?: TSchema;
  readonly querystring?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
}

const JSON_TYPE = 'application/json';
/** How @fastify/swagger is told so. */
const NO_BODY = { type: 'null' };
const ALWAYS: readonly ErrorCode[] = ['REQUEST_INVALID', 'HOST_REFUSED', 'RATE_LIMITED'];
const OF_ROLES: readonly ErrorCode[] = ['AUTH_REQUIRED', 'AUTH_FORBIDDEN'];
/** Of every route that takes a body, or could be sent one. */
export const OF_BODIES: readonly ErrorCode[] = ['BODY_SLOW', 'BODY_TOO_LARGE', 'BODY_TYPE'];

/** The body of every error (RFC 9457). */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:roamsettle:error:CODE' }),
    title: Type.String({ description: 'what is wrong' }),
    status: Type.Integer(),
    code: Type.String({ description: 'docs/errors.md lists them' }),
    cure: Type.String({ description: 'what to do about it' }),
    detail: Type.Optional(Type.String()),
    file: Type.Optional(Type.String()),
    line: Type.Optional(Type.Integer()),
    key: Type.Optional(Type.String()),
  },
  { $id: 'Problem', additionalProperties: true },
);

/** Options of a route: `app.get(url, operation(about, schemas), handler)`. */
export function operation<const P extends Parts>(about: About, parts: P) {
  const { id, role, tag, summary, consumes, streams } = about;
  const schema = {
    ...parts,
    operationId: id,
    tags: [tag],
    summary,
    description: role === 'public' ? 'Without a token.' : `Role ${role}.`,
    security: role === 'public' ? [] : [{ token: [] }],
    ...(consumes === undefined ? {} : { consumes }),
    response: { ...answers(about), ...refusals(about, parts.body !== undefined) },
  };
  return {
    schema: schema as typeof schema & P,
    config: { role, consumes: consumes ?? [JSON_TYPE], streams: streams === true },
  };
}

function answers({ answers }: About) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, types = [JSON_TYPE], headers }]) => [
      status,
      {
        description,
        ...(headers === undefined ? {} : { headers: headerSchemas(headers) }),
        ...(schema === null
          ? NO_BODY
          : { content: Object.fromEntries(types.map((type) => [type, { schema }])) }),
      },
    ]),
  );
}

function headerSchemas(headers: Readonly<Record<string, { description: string }>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { description }]) => [name, { type: 'string', description }]),
  );
}

function refusals({ role, errors = [] }: About, hasBody: boolean) {
  const codes = [...ALWAYS, ...(role === 'public' ? [] : OF_ROLES), ...(hasBody ? OF_BODIES : []), ...errors];
  const byStatus = Map.groupBy(new Set(codes), (code) => ERRORS[code].http);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${code}: ${ERRORS[code].message}`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  );
}
