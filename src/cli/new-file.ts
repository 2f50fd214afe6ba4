/** A file that a command leaves beside its output. */
import { rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RoamsettleError } from '../errors.ts';

/** Throws OUTPUT_EXISTS, OUTPUT_WRITE. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const place = { file: basename(path) };
    if (code === 'EEXIST') throw new RoamsettleError('OUTPUT_EXISTS', 'It is never written over.', place);
    // What was begun is ours, and would keep the next call out.
    await rm(path, { force: true }).catch(() => undefined);
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, place);
  }
}
