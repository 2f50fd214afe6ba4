/** Paths → files to ingest, in an order that does not depend on the file system. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';

/** Files in one ingest call. */
const MAX_FILES = 1_000_000;
/** Folders within folders; deeper trees are a loop or a mistake. */
const MAX_FOLDER_DEPTH = 32;

export interface FoundFile {
  readonly path: string;
  /** File name without folder. */
  readonly name: string;
}

/**
 * Every regular file under `paths`: folders are walked, names that begin with a dot and links inside folders are left
 * out. Sorted by path, each once. Throws FILE_NOT_FOUND for a path that is not there, FILE_TOO_LARGE for too many files.
 */
export function discoverFiles(paths: readonly string[]): FoundFile[] {
  const found = new Set<string>();
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new RoamsettleError('FILE_NOT_FOUND', '', { file: path });
    if (stat.isDirectory()) walk(path, 0, found);
    else found.add(path);
  }
  return [...found].sort().map((path) => ({ path, name: basename(path) }));
}

function walk(folder: string, depth: number, found: Set<string>): void {
  if (depth > MAX_FOLDER_DEPTH)
    throw new RoamsettleError('FILE_UNREADABLE', 'Folders are nested too deep.', { file: basename(folder) });
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) walk(path, depth + 1, found);
    else if (stat.isFile()) found.add(path);
    if (found.size > MAX_FILES)
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${MAX_FILES} files in one call.`);
  }
}
