/**
 * A server holds its data folder for as long as it lives, not only while a job of it runs. The hold is DuckDB's own lock
 * on a small file: the system lets go of it with the process, however that ends, so no note can be stale.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoamsettleError } from '../errors.ts';
import { Db } from './db.ts';
import { makeFolders } from './folder.ts';
import { askForTurn, type Turn } from './turn.ts';

/** Set in processes that the holder starts: they may open the database. */
export const HELD_BY = 'ROAMSETTLE_HELD_BY';

/** A command looks at the lock for some milliseconds: a server that starts meanwhile tries again. */
const TRIES = 20;
const TRY_MS = 100;

interface Note {
  readonly pid: number;
  readonly purpose: string;
  readonly nonce: string;
}

/** Where a server keeps what is its own. */
export function serverFolder(data: string): string {
  return join(data, 'server');
}

const lockPath = (data: string) => join(serverFolder(data), 'lock.duckdb');
const notePath = (data: string) => join(serverFolder(data), 'holder.json');

export class FolderHold {
  readonly #data: string;
  readonly #db: Db;
  readonly #nonce: string;

  private constructor(data: string, db: Db, nonce: string) {
    this.#data = data;
    this.#db = db;
    this.#nonce = nonce;
  }

  /** Throws DATA_LOCKED where another server holds the folder, DATA_UNWRITABLE. `nonce` is given to children. */
  static async take(data: string, purpose: string, nonce: string): Promise<FolderHold> {
    try {
      makeFolders(serverFolder(data), 0o700);
    } catch (error) {
      throw new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`);
    }
    for (let tried = 1; ; tried++) {
      try {
        const hold = new FolderHold(data, await Db.open(lockPath(data), { threads: '1' }), nonce);
        hold.say(purpose);
        return hold;
      } catch (error) {
        if (tried === TRIES) throw isLocked(error) ? lockedBy(readNote(data)) : unwritable();
        // The lock is taken before the file is read: nobody holds one that a killed process left half made.
        if (!isLocked(error)) rmSync(lockPath(data), { force: true });
        await sleep(TRY_MS);
      }
    }
  }

  /** What a second process is told. */
  say(purpose: string): void {
    const note: Note = { pid: process.pid, purpose, nonce: this.#nonce };
    writeFileSync(notePath(this.#data), `${JSON.stringify(note)}\n`, { mode: 0o600 });
  }

  release(): void {
    rmSync(notePath(this.#data), { force: true });
    this.#db.close();
  }
}

/**
 * Waits until the process may open the database. If no server holds the folder, or the server that does started this process, that
 * is at once; otherwise the server gives it a turn. Throws DATA_LOCKED, naming the server, if the server gives no turn, and what
 * `askForTurn` throws.
 */
export async function enterHeld(
  data: string,
  purpose: string,
  onWait: (what: string) => void = () => undefined,
): Promise<Turn> {
  const free: Turn = { end: () => undefined };
  for (let tried = 1; ; tried++) {
    if (!(await isHeld(data))) return free;
    const note = readNote(data);
    if (note !== null && note.nonce === process.env[HELD_BY]) return free;
    const turn =
      tried === TRIES ? null : await askForTurn(data, { purpose, pid: process.pid, who: user() }, onWait);
    if (turn === null) throw lockedBy(note);
    if (turn !== 'gone') return turn;
    // The server went away while we waited: the next look tells whether another one holds the folder.
    await sleep(TRY_MS);
  }
}

async function isHeld(data: string): Promise<boolean> {
  if (!existsSync(lockPath(data))) return false;
  try {
    (await Db.open(lockPath(data), { threads: '1', access_mode: 'READ_ONLY' })).close();
    return false;
  } catch (error) {
    return isLocked(error);
  }
}

function user(): string {
  try {
    return `cli:${userInfo().username.replace(/[^A-Za-z0-9._@-]/g, '_')}`;
  } catch {
    return 'cli';
  }
}

function unwritable(): RoamsettleError {
  return new RoamsettleError('DATA_UNWRITABLE', 'The lock of the server cannot be taken.');
}

function readNote(data: string): Note | null {
  try {
    return JSON.parse(readFileSync(notePath(data), 'utf8')) as Note;
  } catch {
    return null;
  }
}

function lockedBy(note: Note | null): RoamsettleError {
  return new RoamsettleError(
    'DATA_LOCKED',
    note === null ? '' : `It is process ${note.pid} (${note.purpose}).`,
  );
}

/** DuckDB names the file after these words. */
export function isLocked(error: unknown): boolean {
  return /could not set lock on file/i.test(error instanceof Error ? error.message : String(error));
}
