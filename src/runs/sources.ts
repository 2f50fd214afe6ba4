/** Digest of the program itself: package version, lock file and every source that a run's bytes can depend on. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['src', 'workers', 'sql'] as const;

export interface ProgramDigest {
  readonly version: string;
  readonly lock: string;
  readonly sources: string;
}

let cached: ProgramDigest | null = null;

/** Read once per process: the sources do not change under a running program. */
export function programDigest(): ProgramDigest {
  if (cached !== null) return cached;
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const lock = join(ROOT, 'package-lock.json');
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.(ts|wasm|sql|json)$/.test(name)) continue;
      hash
        .update(`${folder}/${name}\0`)
        .update(readFileSync(join(ROOT, folder, name)))
        .update('\0');
    }
  }
  cached = {
    version: manifest.version,
    lock: existsSync(lock) ? createHash('sha256').update(readFileSync(lock)).digest('hex') : '',
    sources: hash.digest('hex'),
  };
  return cached;
}
