/** Errors → problem+json (RFC 9457) with the codes of the registry. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { saidOverHttp } from '../errors/over-http.ts';
import { asRoamsettleError, masked } from '../errors/shown.ts';
import { ERRORS, type ErrorCode, RoamsettleError } from '../errors.ts';

/** What the framework says, in our words. */
const OF_FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'BODY_TYPE',
};

/** When to come again, where nothing tells how long it takes. */
const RETRY_SECONDS = 2;

function errorOf(error: unknown): RoamsettleError {
  if (error instanceof RoamsettleError) return error;
  const { code = '', statusCode = 500, validation, validationContext } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const [first] = validation;
    const where = `${validationContext ?? ''}${first?.instancePath ?? ''}`;
    return new RoamsettleError('REQUEST_INVALID', masked(`${where} ${first?.message ?? 'is not valid'}.`));
  }
  const known = OF_FRAMEWORK[code];
  if (known !== undefined) return new RoamsettleError(known);
  // The words may quote the body or the address: they stay here.
  if (statusCode >= 400 && statusCode < 500) return new RoamsettleError('REQUEST_INVALID');
  return asRoamsettleError(error);
}

export function problemOf(error: RoamsettleError) {
  const { code, detail, place } = error;
  const { message, cure } = saidOverHttp(code);
  return {
    type: `urn:roamsettle:error:${code}`,
    title: message,
    status: ERRORS[code].http,
    code,
    cure,
    ...(detail === '' ? {} : { detail }),
    ...place,
  };
}

/** The handler of everything that is thrown. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = errorOf(thrown);
  const problem = problemOf(error);
  if (problem.status >= 500)
    request.log.error({ code: error.code, detail: error.detail, stack: stackOf(thrown) });
  // Nobody waits for the rest of a body that is refused.
  if (!request.raw.complete) reply.header('connection', 'close');
  if ((error.code === 'SERVER_BUSY' || error.code === 'QUEUE_FULL') && !reply.hasHeader('retry-after'))
    reply.header('retry-after', RETRY_SECONDS);
  if (error.code === 'AUTH_REQUIRED') reply.header('www-authenticate', 'Bearer realm="roamsettle"');
  // What is INTERNAL may tell of the inside: the log has it.
  if (error.code === 'INTERNAL') problem.detail = 'The log of the server tells more.';
  reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Where it happened, without what was said. */
function stackOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => masked(line.trim()));
}
