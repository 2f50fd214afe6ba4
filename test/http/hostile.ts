/** Requests that nobody should send, made from the OpenAPI document: the same ones each time. */
import { connect } from 'node:net';
import type { Asked, Document, Schema } from './server.ts';

export interface Hostile extends Asked {
  readonly line: string;
}

const TEXTS = [
  '',
  '\0',
  '../../../etc/passwd',
  '%00',
  "' OR 1=1 --",
  '{{7*7}}',
  'x'.repeat(5000),
  '𝕳\ud800',
  '999017000000001',
  '__proto__',
  '-1',
  '1e309',
  'null',
];
const VALUES: readonly unknown[] = [
  ...TEXTS,
  null,
  true,
  -1,
  1e308,
  [],
  {},
  [[[[]]]],
  { __proto__: { a: 1 } },
  { constructor: { prototype: {} } },
];
const TYPES = [
  'application/json',
  'application/yaml',
  'application/octet-stream',
  'text/plain',
  'x',
  'multipart/form-data',
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];
const ROLES = ['viewer', 'operator', 'admin'] as const;

export function hostileRequests(document: Document, count: number, seed = 0x9e3779b9): Hostile[] {
  // xorshift32.
  let state = seed;
  const below = (n: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  /** A value that is nearly right: wrong in one of a few places. */
  const near = (schema: Schema | undefined, depth: number): unknown => {
    if (schema === undefined || depth > 3 || below(4) === 0) return pick(VALUES);
    if (schema.enum !== undefined) return pick(schema.enum);
    if (schema.type === 'array') return [near(schema.items, depth + 1), near(schema.items, depth + 1)];
    if (schema.type === 'object') {
      const entries = Object.entries(schema.properties ?? {}).map(([key, part]) => [
        key,
        near(part, depth + 1),
      ]);
      return Object.fromEntries(below(3) === 0 ? [...entries, ['extra', pick(VALUES)]] : entries);
    }
    return pick(['2026-10', 'abcd', ...TEXTS]);
  };
  const text = () => encodeURIComponent(pick(TEXTS).toWellFormed());
  const segment = () => pick([text(), text(), 'abcd', '00000001', '2026-10', '%', '%ff', '..', '.']);

  return Array.from({ length: count }, () => {
    const { path, method, operation } = pick(operations);
    const query = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query' && below(2) === 0)
      .map(({ name }) => `${name}=${text()}`);
    const address = path.replaceAll(/\{\w+\}/g, segment);
    const asked = below(6) === 0 ? pick(METHODS) : method;
    const hasBody = asked !== 'GET' && asked !== 'HEAD' && below(5) > 0;
    const [content] = Object.values(operation.requestBody?.content ?? {});
    const body =
      below(5) === 0
        ? pick(['{', '{"a":', '[1,]', '{"__proto__":{"a":1}}', '\u0000', '"', 'x'.repeat(30_000), '\ufeff{}'])
        : JSON.stringify(near(content?.schema, 0));
    return {
      line: `${asked} ${address}${query.length > 0 ? `?${query.join('&')}` : ''}`,
      as: below(8) === 0 ? null : pick(ROLES),
      ...(hasBody
        ? {
            body,
            headers: {
              'content-type':
                below(3) === 0
                  ? pick(TYPES)
                  : (Object.keys(operation.requestBody?.content ?? {})[0] ?? TYPES[0]!),
            },
          }
        : {}),
    };
  });
}

/** Requests as bytes: what a client of HTTP would not send. The same ones for a seed. */
export function rawRequests(token: string, seed: number): string[] {
  const auth = `authorization: Bearer ${token}`;
  const json = 'content-type: application/json';
  const post = (path: string, headers: readonly string[], body = '') =>
    `${[`POST ${path} HTTP/1.1`, 'host: x', auth, ...headers].join('\r\n')}\r\n\r\n${body}`;
  const noise = Array.from({ length: 20 }, (_, i) => {
    let state = seed + i;
    return Array.from({ length: 200 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return String.fromCharCode(state >>> 24);
    }).join('');
  });
  return [
    ...noise.map((bytes) => `${bytes}\r\n\r\n`),
    'GET / HTTP/9.9\r\nhost: x\r\n\r\n',
    'GET /v1/runs HTTP/1.1\r\n\r\n',
    `GET /v1/runs HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    post('/v1/runs', [json, 'content-length: 10', 'content-length: 20'], '{}'),
    post('/v1/runs', [json, 'content-length: -1'], '{}'),
    post('/v1/runs', [json, 'content-length: 5', 'transfer-encoding: chunked'], '0\r\n\r\n'),
    post('/v1/runs', [json, 'transfer-encoding: chunked'], 'zz\r\n'),
    post('/v1/runs', [json, 'transfer-encoding: gzip, chunked', 'connection: close'], '0\r\n\r\n'),
    post('/v1/runs', [json, 'content-encoding: gzip', 'content-length: 2', 'connection: close'], '{}'),
    post(
      '/v1/runs',
      ['content-type: application/json; charset=utf-16', 'content-length: 2', 'connection: close'],
      '{}',
    ),
    // Bodies that never end, in pieces and whole.
    post('/v1/runs', [json, 'content-length: 100'], '{"per'),
    post('/v1/runs', [json, 'transfer-encoding: chunked'], '3\r\n{"p\r\n'),
    post('/v1/uploads?name=x', ['content-type: application/octet-stream', 'content-length: 100'], 'abc'),
    post(
      '/v1/uploads/form',
      ['content-type: multipart/form-data; boundary=b', 'content-length: 1000'],
      '--b\r\n',
    ),
    post(
      '/v1/uploads/form',
      ['content-type: multipart/form-data', 'content-length: 3', 'connection: close'],
      'abc',
    ),
    post('/v1/runs', [json, 'content-length: 2', 'connection: close'], '\u00ff\u00fe'),
  ];
}

/** Writes bytes as they are and gives all that comes back. */
export function send(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
