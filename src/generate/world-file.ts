/** World files: YAML or JSON with the keys of `settings.ts`. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { RoamsettleError } from '../errors.ts';
import { readSettings, type Settings } from './settings.ts';

const MAX_BYTES = 1_000_000;

/**
 * The settings of a world file.
 * @throws RoamsettleError FILE_NOT_FOUND, FILE_UNREADABLE, WORLD_INVALID (unknown key, value out of bounds, no YAML)
 */
export async function readWorldFile(path: string): Promise<Settings> {
  const file = basename(path);
  const failed = (error: NodeJS.ErrnoException): never => {
    throw new RoamsettleError(error.code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', '', { file });
  };
  const found = await stat(path).catch(failed);
  // A pipe would wait for ever, and a device have no end.
  if (!found.isFile()) throw new RoamsettleError('FILE_UNREADABLE', 'It is not a regular file.', { file });
  if (found.size > MAX_BYTES)
    throw new RoamsettleError('WORLD_INVALID', `It is larger than ${MAX_BYTES} bytes.`, { file });
  const text = await readFile(path, 'utf8').catch(failed);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new RoamsettleError('WORLD_INVALID', 'It is no YAML.', {
      file,
      line: lines.linePos(fault.pos[0]).line,
    });
  visit(document, {
    Alias: (_key, { range }) => {
      const line = range ? lines.linePos(range[0]).line : 1;
      throw new RoamsettleError('WORLD_INVALID', 'Aliases (*name) are not used.', { file, line });
    },
  });
  return readSettings(document.toJS({ maxAliasCount: 0 }) ?? undefined, {
    file,
    keys: [],
    lineOf: (keys) => {
      const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
      return node?.range === undefined ? undefined : lines.linePos(node.range[0]).line;
    },
  });
}
