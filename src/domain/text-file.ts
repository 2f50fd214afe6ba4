/**
 * Reads a small text file that a person wrote (agreement, rates, TACs) whole: size before content, strict UTF-8.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ErrorCode, RoamsettleError } from '../errors.ts';

/** SHA-256 in hex of bytes, or of a text's UTF-8. */
export function digestOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 in hex of a file of any size. Throws what reading it throws. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** `digest` is of the bytes as they are on disk; a byte order mark is kept in `text`, so `digestOf(text)` is the same. */
export interface TextFile {
  /** File name without folder. */
  readonly file: string;
  readonly text: string;
  readonly digest: string;
}

/**
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE (over `maxBytes`), or `code` for bytes that are no UTF-8.
 */
export async function readTextFile(path: string, maxBytes: number, code: ErrorCode): Promise<TextFile> {
  const file = basename(path);
  let handle: FileHandle | undefined;
  let bytes: Uint8Array;
  try {
    // Before opening: the open of a named pipe would wait for its writer.
    await checkFile(path);
    handle = await open(path, 'r');
    bytes = await readAtMost(handle, maxBytes, file);
  } catch (error) {
    throw fileError(error, file);
  } finally {
    await handle?.close();
  }
  try {
    return {
      file,
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      digest: digestOf(bytes),
    };
  } catch {
    throw new RoamsettleError(code, 'The file is not UTF-8 text: save it as UTF-8.', { file });
  }
}

/** Throws FILE_NOT_FOUND, or FILE_UNREADABLE for what is no regular file or cannot be looked at. */
export async function checkFile(path: string): Promise<void> {
  const file = basename(path);
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new RoamsettleError('FILE_UNREADABLE', 'It is not a regular file.', { file });
  } catch (error) {
    throw fileError(error, file);
  }
}

/** What a failed open, read or list means to the user; keeps a RoamsettleError as it is. */
export function fileError(error: unknown, file: string): RoamsettleError {
  if (error instanceof RoamsettleError) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (reason === 'ENOENT' || reason === 'ENOTDIR') return new RoamsettleError('FILE_NOT_FOUND', '', { file });
  return new RoamsettleError('FILE_UNREADABLE', `The system says ${reason}.`, { file });
}

/** Reads by what arrives, not by what `stat` promised: a file that grows meanwhile stays inside the limit. */
async function readAtMost(handle: FileHandle, maxBytes: number, file: string): Promise<Uint8Array> {
  const size = (await handle.stat()).size;
  if (size > maxBytes) throw tooLarge(file, maxBytes);
  const buffer = Buffer.alloc(size + 1);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
    filled += bytesRead;
    if (bytesRead === 0) return buffer.subarray(0, filled);
    if (filled > size) throw new RoamsettleError('FILE_CHANGED', '', { file });
  }
}

/** The refusal of a text that is larger than its limit. */
export function tooLarge(file: string, maxBytes: number): RoamsettleError {
  return new RoamsettleError('FILE_TOO_LARGE', `The limit is ${maxBytes} bytes.`, { file });
}
