/** Keys of the data folder, `DATA/keys/<name>`: each made once, readable by its owner alone, and never written elsewhere. */
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';

/** A kind of key: its file, what it is called, how one is made and what it is read as (null: it is none). */
export interface KeyKind<T> {
  readonly file: string;
  /** e.g. `key of pseudonyms`. */
  readonly name: string;
  readonly make: () => string;
  readonly read: (text: string) => T | null;
  /** e.g. `64 hexadecimal digits`. */
  readonly wanted: string;
}

/**
 * The key of the data folder; the first call makes it. Throws KEY_INVALID where the file is no key, or others may read it,
 * DATA_UNWRITABLE where it cannot be made.
 */
export function keyOf<T>(data: string, kind: KeyKind<T>): T {
  const path = join(data, 'keys', kind.file);
  const { file } = kind;
  try {
    return readKey(path, kind);
  } catch (error) {
    if (error instanceof RoamsettleError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new RoamsettleError('KEY_INVALID', 'It cannot be read.', { file });
  }
  try {
    makeKey(data, path, kind.make());
  } catch {
    throw new RoamsettleError('DATA_UNWRITABLE', `The ${kind.name} cannot be made.`, { file });
  }
  return readKey(path, kind);
}

/** Whole or not at all, and never over a key that another process made meanwhile. */
function makeKey(data: string, path: string, text: string): void {
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    // The mask of the process may take rights away, never the owner's need to read.
    chmodSync(draft, 0o600);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey<T>(path: string, { read, wanted }: KeyKind<T>): T {
  const file = basename(path);
  const key = read(readFileSync(path, 'latin1'));
  if (key === null) throw new RoamsettleError('KEY_INVALID', `${wanted} are wanted.`, { file });
  if ((statSync(path).mode & 0o077) !== 0)
    throw new RoamsettleError('KEY_INVALID', 'Others may read it.', { file });
  return key;
}
