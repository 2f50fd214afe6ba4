/** Regular files as they lie on disk, read in chunks into one buffer of the thread: a fresh buffer costs its page faults. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { RoamsettleError } from '../errors.ts';

export const CHUNK = 1024 * 1024;

/** What stands in a path for octets that are no UTF-8: such a path leads nowhere. */
const NOT_TEXT = '\u{fffd}';

let shared: Uint8Array | null = null;

/**
 * Streams a file into `onChunk`, which is only lent the chunk: in `room`, where there is any, or in a buffer of the
 * thread. Throws as `openRegular` and what `read` fails with.
 */
export function readPlain(
  path: string,
  onChunk: (chunk: Uint8Array) => void,
  room?: (length: number) => Uint8Array,
): void {
  const fd = openRegular(path);
  try {
    shared ??= new Uint8Array(CHUNK);
    for (;;) {
      const given = room?.(CHUNK);
      const into = given === undefined || given.length === 0 ? shared : given;
      const read = readSync(fd, into, 0, into.length, null);
      if (read === 0) return;
      onChunk(into.subarray(0, read));
    }
  } finally {
    closeSync(fd);
  }
}

/** The first `length` bytes of a file, or all of a shorter one. Throws as `readPlain`. */
export function headOf(path: string, length: number): Uint8Array {
  const fd = openRegular(path);
  try {
    const head = new Uint8Array(length);
    let used = 0;
    while (used < length) {
      const read = readSync(fd, head, used, length - used, null);
      if (read === 0) break;
      used += read;
    }
    return head.subarray(0, used);
  } finally {
    closeSync(fd);
  }
}

/** Never opens what is no regular file: a pipe would wait for ever. Throws FILE_UNREADABLE, and what `open` fails with. */
function openRegular(path: string): number {
  checkRegular(path);
  const fd = openSync(path, 'r');
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw notRegular(path, 'It is not a regular file.');
}

export function checkRegular(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: !path.includes(NOT_TEXT) });
  if (stat === undefined) throw notRegular(path, 'Its name is no text in UTF-8: rename it.');
  if (stat.isDirectory()) throw notRegular(path, 'It is a folder that cannot be listed or lies too deep.');
  if (!stat.isFile()) throw notRegular(path, 'It is not a regular file.');
}

function notRegular(path: string, detail: string): RoamsettleError {
  return new RoamsettleError('FILE_UNREADABLE', detail, { file: basename(path) });
}
