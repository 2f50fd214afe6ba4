/** Reads the lists of a file or a folder. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { MAX_LIST_BYTES, parseList, type VerdictList } from './lists.ts';
import { fileError, readTextFile } from './text-file.ts';

const MAX_LISTS = 10_000;

/** Folder of the lists that resolved disputes leave in a data folder. */
export function listsFolder(data: string): string {
  return join(data, 'lists');
}

/**
 * The list in a file, or all `*.csv` of a folder (not below it, not hidden), by file name. Throws FILE_NOT_FOUND,
 * FILE_UNREADABLE, FILE_TOO_LARGE, LIST_INVALID.
 */
export async function loadLists(
  path: string,
): Promise<{ list: VerdictList; text: string; digest: string }[]> {
  const loaded: { list: VerdictList; text: string; digest: string }[] = [];
  for (const one of await listFiles(path)) {
    const { text, file, digest } = await readTextFile(one, MAX_LIST_BYTES, 'LIST_INVALID');
    loaded.push({ list: parseList(text, file), text, digest });
  }
  return loaded;
}

async function listFiles(path: string): Promise<string[]> {
  const file = basename(path);
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name.endsWith('.csv'));
    if (names.length === 0)
      throw new RoamsettleError('LIST_INVALID', 'The folder has no .csv file.', { file });
    if (names.length > MAX_LISTS)
      throw new RoamsettleError('LIST_INVALID', `The folder has more than ${MAX_LISTS} lists.`, { file });
    return names.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
  } catch (error) {
    throw fileError(error, file);
  }
}
