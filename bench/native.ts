/** Builds the C decoder of bench/native, and shows that it fills the same columns as ours. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { COLUMNS, columnOctets } from './columns.ts';

export const FLAGS = ['-O3', '-march=native'];

/** What ends a bench with a sentence instead of a stack. */
export class BenchError extends Error {}

export function gccVersion(): string {
  const { error, stdout } = spawnSync('gcc', ['--version'], { encoding: 'utf8' });
  if (error) throw new BenchError('gcc is not installed: the bench needs it for its C decoder.');
  return stdout.split('\n', 1)[0]!;
}

/** Path of the program, built in `folder`. */
export function compileNative(folder: string): string {
  const program = join(folder, 'decode');
  const source = fileURLToPath(new URL('./native/decode.c', import.meta.url));
  execFileSync('gcc', [...FLAGS, '-o', program, source], { stdio: ['ignore', 'ignore', 'inherit'] });
  return program;
}

/** Compares every column of a file octet by octet; returns the SHA-256 over all of them. Dumps into `folder`. */
export function proveEqualColumns(native: string, file: string, folder: string): string {
  const decoded = decodeTap(readFileSync(file));
  if (!decoded.ok)
    throw new BenchError(`the decoder refuses the file: ${decoded.failure.code} ${decoded.failure.detail}`);
  if (decoded.audit?.agrees !== true || decoded.warnings.length > 0)
    throw new BenchError("the bench's file is not sound: its audit differs, or the decoder warns of it");
  execFileSync(native, [file, 'dump', folder]);
  const hash = createHash('sha256');
  for (const { name } of COLUMNS) {
    const octets = columnOctets(decoded, name);
    if (!readFileSync(join(folder, name)).equals(octets))
      throw new BenchError(`results differ: column ${name}`);
    hash.update(name).update(octets);
  }
  return hash.digest('hex');
}
