/** Registers of a data folder: files that are there whole, and never change. */
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { RoamsettleError } from '../errors.ts';

/**
 * Writes a file whole or not at all; false where it is there. Throws DATA_UNWRITABLE.
 */
export function writeOnce(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { flush: true });
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST') return false;
    throw new RoamsettleError('DATA_UNWRITABLE', `(${code})`, { file: basename(dirname(path)) });
  } finally {
    rmSync(draft, { force: true });
  }
}
