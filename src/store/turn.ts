/**
 * A command's turn at a data folder that a server holds: it asks through the server's socket, waits in the server's queue, and
 * works while it is its turn. Lines of JSON go both ways.
 */
import { closeSync, openSync, realpathSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ErrorCode, RoamsettleError } from '../errors.ts';

/** From the command, once. After its work it says `{}`. */
export interface TurnRequest {
  readonly purpose: string;
  readonly pid: number;
  /** The user of the command line. */
  readonly who: string;
}

/** From the server. */
export interface TurnWord {
  /** What is in front of it; empty: nothing that is known. */
  readonly waits_for?: string;
  readonly turn?: true;
  /** Somebody cancelled it. */
  readonly cancelled?: true;
  readonly error?: { readonly code: ErrorCode; readonly detail: string };
}

export interface Turn {
  /** The work is done: the next one may begin. */
  end(): void;
}

/** Bytes of the address of a socket (`sun_path`). */
const MAX_ADDRESS = 100;
const MAX_LINE = 4096;
const GOODBYE_MS = 2000;

/** Address of the socket of a data folder, by a short way where its path is too long for one. */
export function turnSocket(data: string): { path: string; close: () => void } {
  const name = 'turns.sock';
  const folder = realpathSync(join(data, 'server'));
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= MAX_ADDRESS || process.platform !== 'linux')
    return { path, close: () => undefined };
  const fd = openSync(folder, 'r');
  return { path: `/proc/self/fd/${fd}/${name}`, close: () => closeSync(fd) };
}

/**
 * Waits for a turn. Null where nobody answers at the socket; `gone` where the server went away before the turn came. Throws what
 * the server says (QUEUE_FULL), and JOB_CANCELLED where somebody cancelled it while it waited.
 */
export function askForTurn(
  data: string,
  request: TurnRequest,
  onWait: (what: string) => void,
): Promise<Turn | 'gone' | null> {
  return new Promise((resolve, reject) => {
    let address: ReturnType<typeof turnSocket>;
    try {
      address = turnSocket(data);
    } catch {
      resolve(null);
      return;
    }
    let connected = false;
    let isMine = false;
    const socket = connect(address.path, () => {
      connected = true;
      socket.write(`${JSON.stringify(request)}\n`);
    });
    const refuse = (error: RoamsettleError) => {
      reject(error);
      socket.destroy();
    };
    const hear = lineReader((line) => {
      const word = JSON.parse(line) as TurnWord;
      if (word.waits_for !== undefined) onWait(word.waits_for);
      if (word.error !== undefined) refuse(new RoamsettleError(word.error.code, word.error.detail));
      // What is committed stays, as when it is ended by hand.
      if (word.cancelled === true && isMine) process.kill(process.pid, 'SIGTERM');
      else if (word.cancelled === true) refuse(new RoamsettleError('JOB_CANCELLED'));
      if (word.turn === true) {
        isMine = true;
        // Whoever forgets to give the turn back ends all the same.
        socket.unref();
        resolve({ end: () => sayDone(socket) });
      }
    });
    socket.on('data', hear);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      address.close();
      resolve(connected ? 'gone' : null);
    });
  });
}

/** The process stays until the server has heard it, but not for one that hears nothing. */
function sayDone(socket: Socket): void {
  socket.ref();
  socket.setTimeout(GOODBYE_MS, () => socket.destroy());
  socket.end('{}\n');
}

/** Calls `onLine` with each line of what it is given. */
export function lineReader(onLine: (line: string) => void): (bytes: Buffer) => void {
  let rest = '';
  return (bytes) => {
    const lines = (rest + bytes.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of rest.length > MAX_LINE ? [rest] : lines) onLine(line);
  };
}
