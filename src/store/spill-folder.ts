/**
 * What a work spills holds IMSIs: it goes with the process, also where a signal (Ctrl-C, a stopped unit) ends it in the middle. A process
 * that is killed outright leaves it.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const paths = new Set<string>();

function end(signal: NodeJS.Signals): void {
  // Whoever else listens (a server, its jobs) ends in its own way, and the work removes what is its own.
  if (process.listenerCount(signal) > 1) return;
  listen(false);
  for (const path of paths) rmSync(path, { recursive: true, force: true });
  process.kill(process.pid, signal);
}

function listen(on: boolean): void {
  for (const signal of SIGNALS) {
    // Before the others: one that listens once is no longer counted when it has been called.
    if (on) process.prependListener(signal, end);
    else process.off(signal, end);
  }
}

/** Removes the file or folder where a signal ends the process; the function it gives forgets it. */
export function goneWithProcess(path: string): () => void {
  if (paths.size === 0) listen(true);
  paths.add(path);
  return () => {
    if (paths.delete(path) && paths.size === 0) listen(false);
  };
}

export interface SpillFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new folder that this user alone may read; six characters end its name. Throws what `mkdtemp` throws. */
export async function spillFolder(prefix: string): Promise<SpillFolder> {
  const path = await mkdtemp(prefix);
  const forget = goneWithProcess(path);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      forget();
    },
  };
}
