/** World files: YAML or JSON with the keys of `settings.ts`. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { RoamsettleError } from '../errors.ts';
import { readSettings, type Settings } from './settings.ts';

const MAX_BYTES = 1_000_000;

/**
 * The settings of a world file.
 * @throws RoamsettleError FILE_NOT_FOUND, FILE_UNREADABLE, WORLD_INVALID (unknown key, value out of bounds, no YAML)
 */
export async function readWorldFile(path: string): Promise<Settings> {
  const file = basename(path);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RoamsettleError(error.code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', '', { file });
  });
  if (text.length > MAX_BYTES)
    throw new RoamsettleError('WORLD_INVALID', `It is larger than ${MAX_BYTES} bytes.`, { file });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new RoamsettleError('WORLD_INVALID', 'It is no YAML.', {
      file,
      line: lines.linePos(fault.pos[0]).line,
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
