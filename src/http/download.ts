/** Files that were made for one request → the answer: the one that was asked for, or an archive of them. */
import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { zipOf } from '../files/zip-writer.ts';

export const ZIP = 'application/zip';

export interface MadeFiles {
  readonly folder: string;
  readonly files: readonly string[];
  /** What was asked for. */
  readonly formats: readonly string[];
  /** Formats of one file, and what it is. */
  readonly single: Readonly<Partial<Record<string, string>>>;
  /** Of the download, without its ending. */
  readonly name: string;
}

/** `end` is called once everything is sent, or nobody reads it any more. */
export function sendFiles(reply: FastifyReply, made: MadeFiles, end: () => void): FastifyReply {
  const { folder, files, formats, single, name } = made;
  const [format = '', ...others] = formats;
  const type = others.length === 0 ? single[format] : undefined;
  const file = files.find((one) => one.endsWith(`.${format}`));
  if (type !== undefined && file !== undefined) {
    const path = join(folder, file);
    reply.type(type).header('content-length', statSync(path).size);
    reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
    const stream = createReadStream(path);
    finished(stream, end);
    return reply.send(stream);
  }
  const archive = zipOf(folder, files);
  finished(archive, end);
  reply.type(ZIP).header('content-disposition', `attachment; filename="${name}.zip"`);
  return reply.send(archive);
}
