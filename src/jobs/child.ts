/** Starts the process of a job and hears what it says. */
import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { masked } from '../errors/shown.ts';
import { RoamsettleError } from '../errors.ts';
import { HELD_BY } from '../store/hold.ts';
import type { Order, Progress, Word, WorkResult } from './work.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** What is kept of a process's last words. */
const MAX_LAST_WORDS = 2000;
/** Readers come before the work of a whole month: a third of the share of other processes where they compete. */
const NICE = 5;

export type Outcome =
  | { readonly state: 'done'; readonly result: WorkResult }
  | { readonly state: 'failed'; readonly error: RoamsettleError }
  /** It ended without a result. */
  | { readonly state: 'died'; readonly how: string };

export interface Child {
  readonly pid: number | undefined;
  readonly outcome: Promise<Outcome>;
  /** Ends it at once; what it has committed stays. */
  kill(): void;
}

export interface ChildOptions {
  /** What lets it open the database of a folder that the server holds. */
  readonly nonce: string;
  readonly onProgress?: (progress: Progress) => void;
  /** How far behind others it stands. */
  readonly nice?: number;
}

export function startChild(order: Order, { nonce, onProgress, nice = NICE }: ChildOptions): Child {
  const child = fork(WORKER, [], {
    execArgv: [],
    env: { ...process.env, [HELD_BY]: nonce },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let last: Outcome | null = null;
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MAX_LAST_WORDS);
  });
  child.on('message', (word: Word) => {
    if (word.type === 'progress') onProgress?.(word.progress);
    else if (word.type === 'done') last = { state: 'done', result: word.result };
    else {
      const { code, detail, place } = word.error;
      last = { state: 'failed', error: new RoamsettleError(code, detail, place) };
    }
  });
  const outcome = new Promise<Outcome>((resolve) => {
    child.on('error', (error) => resolve({ state: 'died', how: masked(error.message) }));
    child.on('close', (code, signal) => {
      const how = `${signal ?? `exit ${code}`} ${masked(words)}`.trim();
      resolve(last ?? { state: 'died', how });
    });
  });
  if (child.pid !== undefined) lowerPriority(child.pid, nice);
  child.send(order, () => undefined);
  return { pid: child.pid, outcome, kill: () => void child.kill('SIGKILL') };
}

function lowerPriority(pid: number, nice: number): void {
  try {
    setPriority(pid, nice);
  } catch {
    // It is over already, or the system has no such thing.
  }
}
