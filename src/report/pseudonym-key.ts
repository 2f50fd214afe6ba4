/** The key of pseudonyms, `DATA/keys/pseudonym.key`: made once, readable by its owner alone, and never written elsewhere. */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';

const KEY_BYTES = 32;
const HEX = new RegExp(`^([0-9a-f]{${2 * KEY_BYTES}})\\n?$`);

/**
 * The key of the data folder; the first call makes it. Throws KEY_INVALID where the file is no key, or others may read it,
 * DATA_UNWRITABLE where it cannot be made.
 */
export function pseudonymKey(data: string): Buffer {
  const path = join(data, 'keys', 'pseudonym.key');
  const file = basename(path);
  try {
    return readKey(path);
  } catch (error) {
    if (error instanceof RoamsettleError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new RoamsettleError('KEY_INVALID', 'It cannot be read.', { file });
  }
  try {
    makeKey(data, path);
  } catch {
    throw new RoamsettleError('DATA_UNWRITABLE', 'The key of pseudonyms cannot be made.', { file });
  }
  return readKey(path);
}

/** Whole or not at all, and never over a key that another process made meanwhile. */
function makeKey(data: string, path: string): void {
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    // The mask of the process may take rights away, never the owner's need to read.
    chmodSync(draft, 0o600);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(path: string): Buffer {
  const file = basename(path);
  const [, hex] = HEX.exec(readFileSync(path, 'latin1')) ?? [];
  if (hex === undefined)
    throw new RoamsettleError('KEY_INVALID', '64 hexadecimal digits are wanted.', { file });
  if ((statSync(path).mode & 0o077) !== 0)
    throw new RoamsettleError('KEY_INVALID', 'Others may read it.', { file });
  return Buffer.from(hex, 'hex');
}

/** The key padded as HMAC-SHA-256 wants it (RFC 2104), for the macro `pseudonym` of sql/report/text_macros.sql. */
export function hmacPads(key: Uint8Array): { inner: Buffer; outer: Buffer } {
  const pad = (octet: number) => Buffer.from(Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ octet));
  return { inner: pad(0x36), outer: pad(0x5c) };
}
