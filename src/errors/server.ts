/** Codes of the server and its clients: a part of the registry. */
import { type ErrorEntry, entry } from './entry.ts';

export const SERVER_ERRORS = {
  CONFIG_INVALID: entry(
    'The configuration of the server is not valid.',
    'Correct it; docs/http.md lists the keys.',
    400,
    2,
  ),
  SERVE_ADDRESS: entry('The server cannot listen there.', 'Choose another `--host` or `--port`.', 500),
  AUTH_NONE: entry(
    'No token is made yet, so nobody could use the server.',
    'Make one with `roamsettle token create --role admin --name NAME`, or start on loopback with `--no-auth`.',
    500,
  ),
  AUTH_REQUIRED: entry(
    'A valid token is wanted.',
    'Send `Authorization: Bearer TOKEN`; `roamsettle token create` makes one.',
    401,
  ),
  AUTH_FORBIDDEN: entry(
    'The role of the token does not allow this.',
    'Ask for a token of a higher role.',
    403,
  ),
  HOST_REFUSED: entry(
    'Without tokens the server answers only requests to the loopback address that no other site sends.',
    'Use http://127.0.0.1 or http://localhost, or start the server with tokens.',
    403,
  ),
  REQUEST_INVALID: entry('The request is not valid.', 'See /openapi.json.', 400),
  ROUTE_NOT_FOUND: entry('There is nothing at this address.', 'See /openapi.json.', 404),
  METHOD_NOT_ALLOWED: entry('The address does not take this method.', 'See the header Allow.', 405),
  BODY_SLOW: entry('The body did not arrive in time.', 'Send it again over a better line.', 408),
  BODY_TOO_LARGE: entry('The body is larger than the limit.', 'Send less, or let the limit be raised.', 413),
  BODY_TYPE: entry('The body is of another media type than the address takes.', 'See /openapi.json.', 415),
  RATE_LIMITED: entry('Too many requests.', 'Wait as long as the header Retry-After says.', 429),
  QUEUE_FULL: entry('Too many jobs wait.', 'Wait until some are done.', 429),
  SERVER_BUSY: entry('The server has too much to do.', 'Try again after some seconds.', 503),
  PATH_OUTSIDE: entry(
    'The path is not below a folder that the server may read.',
    'Name a path below a `--root`, without links and `..`, or upload the file.',
    403,
  ),
  UPLOAD_DIGEST: entry('What arrived has another SHA-256 than the client says.', 'Send the file again.'),
  UPLOAD_OFFSET: entry(
    'The upload goes on at another offset, or is complete.',
    'Ask for its offset with HEAD, and go on from there.',
    409,
  ),
  UPLOAD_QUOTA: entry(
    'The uploads that the server keeps leave no room for this one.',
    'Remove uploads that are loaded (`DELETE /v1/uploads/ID`), wait until they are a day old, or let `uploads_bytes` be raised.',
    507,
  ),
  UPLOAD_IN_USE: entry(
    'A job that is not finished reads the upload.',
    'Wait for the job, or cancel it.',
    409,
  ),
  UPLOAD_NOT_FOUND: entry('No such upload.', 'Upload the file again: uploads are kept for a day.', 404),
  JOB_NOT_FOUND: entry('No such job.', 'See /v1/jobs.', 404),
  JOB_FINISHED: entry('The job is finished.', 'Start another one.', 409),
  JOB_CANCELLED: entry('Somebody cancelled the job.', 'Start it again.', 409),
  JOB_FILE_GONE: entry(
    'The job has no file, or no longer: files of jobs are kept for a day.',
    'Start the job again.',
    404,
  ),
  JOB_DIED: entry(
    'The process of the job ended more than once before the job was done.',
    'See the log of the server; it may need more memory.',
    500,
  ),
  IDEMPOTENCY_CONFLICT: entry(
    'The idempotency key was used for another request.',
    'Use a new key for each request.',
    409,
  ),
  CURSOR_INVALID: entry('The cursor does not belong to this list.', 'Begin again without a cursor.', 400),
  AGREEMENT_NOT_FOUND: entry('The server keeps no such agreement or version.', 'See /v1/agreements.', 404),
  AGREEMENT_EXISTS: entry(
    'This version of the agreement is kept already, with another text.',
    'Give the text the next version: a version never changes.',
    409,
  ),
  TOKEN_NOT_FOUND: entry('No such token.', 'See `roamsettle token list`.', 404),
  CHAIN_BROKEN: entry(
    'The audit log is not what was written.',
    'Find out who changed it, and restore it from a backup.',
    500,
  ),
} as const satisfies Record<string, ErrorEntry>;
