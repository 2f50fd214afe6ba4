/** Media types of bodies: JSON, YAML as text, and files as streams. */
import { isUtf8 } from 'node:buffer';
import { RoamsettleError } from '../errors.ts';
import type { App } from './app.ts';

export const YAML = 'application/yaml';
export const FILE = 'application/octet-stream';
export const FORM = 'multipart/form-data';
/** A piece of a resumable upload (tus). */
export const PIECE = 'application/offset+octet-stream';

export function addBodies(app: App): void {
  app.removeAllContentTypeParsers();
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (!isUtf8(bytes)) done(new RoamsettleError('REQUEST_INVALID', 'The body is not UTF-8.'));
    else json(request, bytes.toString('utf8'), done);
  });
  app.addContentTypeParser(YAML, { parseAs: 'buffer' }, (_request, bytes: Buffer, done) => {
    if (!isUtf8(bytes)) done(new RoamsettleError('REQUEST_INVALID', 'The body is not UTF-8.'));
    else done(null, bytes.toString('utf8'));
  });
  for (const type of [FILE, FORM, PIECE])
    app.addContentTypeParser(type, (_request, stream, done) => done(null, stream));
}
