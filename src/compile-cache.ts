/** What Node makes of the sources is kept from one process to the next: a quarter of a second of every start, and of every thread's. */
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** Keeps it in Node's own folder of temporary files; to be called before the rest is imported. */
export function keepCompiled(): void {
  enableCompileCache();
  const folder = getCompileCacheDir();
  // Threads look for it in the environment alone. The folder of this version is one below.
  if (folder !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(folder);
}
