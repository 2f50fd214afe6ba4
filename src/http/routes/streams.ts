/** Bodies that are files, and the names of uploads. */
import type { IncomingMessage } from 'node:http';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';

export const Stream = Type.Unsafe<IncomingMessage | undefined>({ type: 'string', format: 'binary' });
export const OfUpload = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{32}$' }) });

export function streamOf(body: IncomingMessage | undefined): IncomingMessage {
  if (body === undefined) throw new RoamsettleError('REQUEST_INVALID', 'There is no body.');
  return body;
}
