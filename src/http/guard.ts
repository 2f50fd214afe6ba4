/** What every request passes before its handler: headers, host, limits, token, role, and the time its body may take. */
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, mayDo, type Role } from '../access/tokens.ts';
import { RoamsettleError } from '../errors.ts';
import type { App } from './app.ts';
import { Limiter } from './limiter.ts';
import type { Service } from './service.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on addresses that anybody may ask. */
    caller: Caller | null;
  }
}

/** Who asks where there are no tokens. */
const LOCAL: Caller = { id: 'local', name: 'local', role: 'admin' };
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
}

export function guard(app: App, { config, gate, pace }: Service): void {
  const limiter = new Limiter(config.requests_per_minute);
  app.decorateRequest('caller', null);

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (gate === null) refuseOtherSites(request);
    const caller = gate === null ? LOCAL : gate.callerOf(request.headers.authorization);
    const wait = limiter.take(caller?.id ?? `ip ${request.ip}`);
    if (wait !== null) {
      reply.header('retry-after', wait);
      throw new RoamsettleError('RATE_LIMITED');
    }
    const role = request.routeOptions.config.role ?? 'admin';
    if (role === 'public' || request.is404) return;
    if (caller === null) throw new RoamsettleError('AUTH_REQUIRED');
    request.caller = caller;
    requireRole(request, role);
    if (request.method === 'GET') await pace.turn();
  });

  app.addHook('preParsing', async (request, reply, payload) => {
    const { headers } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (!hasBody) return payload;
    // No route says what it takes; unread, it would hold its connection for as long as the client likes.
    if (request.is404) return inTime(payload as Readable, reply, config.body_seconds);
    const { consumes, streams } = request.routeOptions.config;
    const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
    if (consumes?.includes(type) !== true) throw new RoamsettleError('BODY_TYPE');
    if (streams === true) return payload;
    return inTime(payload as Readable, reply, config.body_seconds);
  });
}

/** Who asks, on an address that needs a role. */
export function callerOf({ caller }: Pick<FastifyRequest, 'caller'>): Caller {
  if (caller === null) throw new RoamsettleError('AUTH_REQUIRED');
  return caller;
}

/** Throws AUTH_FORBIDDEN where the caller may do less. */
export function requireRole(request: FastifyRequest, role: Role): void {
  if (!mayDo(callerOf(request), role))
    throw new RoamsettleError('AUTH_FORBIDDEN', `It takes the role ${role}.`);
}

/** Without tokens a page of any site could ask through the browser of whoever works here. */
function refuseOtherSites({ headers, hostname, routeOptions }: FastifyRequest): void {
  const origin = headers.origin;
  const from = origin === undefined ? null : URL.parse(origin);
  const isOwn = origin === undefined || (from !== null && from.host === headers.host);
  // A picture or a link asks without an origin; browsers tell where from. A link may lead to the pages.
  const site = headers['sec-fetch-site'] ?? 'none';
  const isAsked = site === 'none' || site === 'same-origin' || routeOptions.config.role === 'public';
  if (!isLoopback(hostname) || !isOwn || !isAsked) throw new RoamsettleError('HOST_REFUSED');
}

/** The body, or BODY_SLOW where it has not arrived after so many seconds. */
function inTime(payload: Readable, reply: FastifyReply, seconds: number): Readable {
  const whole = new PassThrough();
  let bytes = 0;
  const timer = setTimeout(() => whole.destroy(new RoamsettleError('BODY_SLOW')), seconds * 1000);
  payload.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    Object.assign(whole, { receivedEncodedLength: bytes });
  });
  payload.pipe(whole);
  // Whoever reads it hears of it; where nobody does, it is no defect.
  whole.on('error', () => undefined);
  // The client went away: nobody hears the answer, and it is no defect.
  payload.once('error', () => whole.destroy(new RoamsettleError('BODY_SLOW', 'It was broken off.')));
  whole.once('close', () => clearTimeout(timer));
  reply.raw.once('close', () => clearTimeout(timer));
  return whole;
}
