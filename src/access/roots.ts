/** Which paths a client of the server may name: those below a root, by their real names. */
import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { RoamsettleError } from '../errors.ts';

const MAX_PATH = 4096;

/** The folders as they really are. Throws FILE_NOT_FOUND for a root that is not there. */
export function realRoots(roots: readonly string[]): string[] {
  return roots.map((root) => {
    try {
      return realpathSync(root);
    } catch {
      throw new RoamsettleError('FILE_NOT_FOUND', 'It is named as a root.', { file: root });
    }
  });
}

/**
 * The path, if it lies below a root and no part of it is `..` or a link. Throws PATH_OUTSIDE, without a word on whether
 * anything is there, and FILE_NOT_FOUND for what is missing below a root.
 */
export function pathBelow(roots: readonly string[], path: string): string {
  const outside = new RoamsettleError('PATH_OUTSIDE');
  if (!isAbsolute(path) || path.length > MAX_PATH || path.includes('\0')) throw outside;
  if (path.split(/[/\\]/).some((part) => part === '..' || part === '.')) throw outside;
  const clean = join(path);
  const root = roots.find((folder) => isBelow(folder, clean));
  if (root === undefined) throw outside;
  let real: string;
  try {
    real = realpathSync(clean);
  } catch {
    throw new RoamsettleError('FILE_NOT_FOUND');
  }
  // Another name than the one that was given: there was a link on the way.
  if (real !== clean.replace(/[/\\]+$/, '') && real !== clean) throw outside;
  return real;
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
}
