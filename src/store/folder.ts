/** Folders at paths that people give. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes `path` and the folders above it that are missing. Node's own `recursive` tries for ever where a file system answers
 * ENOENT to whoever makes a folder in one that is there: /proc does, and the mount points of an automounter. Throws what
 * `mkdir` fails with, EEXIST where a file is in the way.
 */
export function makeFolders(path: string, mode?: number): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) makeOne(folder, mode);
  if (missing.length === 0) makeOne(resolve(path), mode);
}

function makeOne(folder: string, mode: number | undefined): void {
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!isThere || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
