/**
 * The physical lines of a text file, in pieces that DuckDB splits. Node inflates and cuts, so that gzip, zstd and plain
 * files behave alike, any byte may stand in a file name, and a line that is no text costs only itself.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RoamsettleError } from '../../errors.ts';
import type { Compression } from '../outcome.ts';
import { inflateZstd } from './zstd-frames.ts';

/** Longest line in bytes, line feed not counted. A canonical event has about 100. */
export const LINE_BYTES_MAX = 65_536;
/** Size of a piece: larger ones make DuckDB's string_split slower, smaller ones cost more statements. */
const CHUNK_BYTES = 2_097_152;
const READ_BYTES = 1_048_576;

/** Stand in for lines that cannot be handed on; the text after the control character is the reason of rejection. */
export const DEFECT_LINE = { lineTooLong: '\u0001line_too_long', badUtf8: '\u0001bad_utf8' } as const;

const LINE_FEED = 10;
const FEED = Buffer.from('\n');
const TOO_LONG = Buffer.from(DEFECT_LINE.lineTooLong);
const BAD_UTF8 = Buffer.from(DEFECT_LINE.badUtf8);
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Yields chunks of whole lines joined by line feeds, without the feed of the last one: `a\nb` is two lines, the empty
 * chunk one empty line. Every chunk is valid UTF-8, each line at most LINE_BYTES_MAX long; a line that is not is
 * replaced by its DEFECT_LINE. A byte order mark at the start of the file is taken off. Memory is one chunk and what
 * the streams hold, whatever the file is.
 *
 * The chunk is a view of a buffer that the next step overwrites: use it before asking for the next one.
 *
 * @throws RoamsettleError FILE_NOT_FOUND, FILE_UNREADABLE, or FILE_CORRUPT where it does not inflate.
 */
export async function* readLines(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  let first = true;
  let skipping = false;

  const emit = (end: number): Buffer => {
    const bytes = buffer.subarray(0, end);
    const marked = first && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    first = false;
    return withoutDefects(marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
  };

  for await (const piece of inflated(path, compression)) {
    let at = 0;
    while (at < piece.length) {
      if (skipping) {
        const feed = piece.indexOf(LINE_FEED, at);
        if (feed === -1) break;
        at = feed;
        skipping = false;
      }
      const copied = piece.copy(buffer, used, at);
      used += copied;
      at += copied;
      if (used < buffer.length) continue;
      const feed = buffer.lastIndexOf(LINE_FEED);
      if (feed === -1) {
        used = TOO_LONG.copy(buffer);
        skipping = true;
        continue;
      }
      yield emit(feed);
      buffer.copyWithin(0, feed + 1);
      used -= feed + 1;
    }
  }
  if (used > 0) yield emit(buffer[used - 1] === LINE_FEED ? used - 1 : used);
}

/** The inflated bytes of the file, in pieces of at most READ_BYTES. */
async function* inflated(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  try {
    if (compression === 'none') yield* file;
    else if (compression === 'zstd') yield* inflateZstd(file, READ_BYTES);
    // An error of either stream reaches the reader of the last one.
    else yield* pipeline(file, createGunzip({ chunkSize: READ_BYTES }), () => undefined);
  } catch (error) {
    throw readError(error, path);
  } finally {
    file.destroy();
  }
}

function readError(error: unknown, path: string): RoamsettleError {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const place = { file: basename(path) };
  if (syscall === undefined) return new RoamsettleError('FILE_CORRUPT', '', place);
  return new RoamsettleError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', '', place);
}

/** The same lines, with those that are too long or not UTF-8 replaced. Nearly always the buffer itself. */
function withoutDefects(bytes: Buffer): Buffer {
  if (isUtf8(bytes) && !hasLongLine(bytes)) return bytes;
  const parts: Buffer[] = [];
  let start = 0;
  while (start <= bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    if (start > 0) parts.push(FEED);
    if (line.length > LINE_BYTES_MAX) parts.push(TOO_LONG);
    else parts.push(isUtf8(line) ? line : BAD_UTF8);
    start = end + 1;
  }
  return Buffer.concat(parts);
}

/** Hops from one line feed to the last one that a permitted line may end with, so it looks at few of them. */
function hasLongLine(bytes: Buffer): boolean {
  let start = 0;
  while (bytes.length - start > LINE_BYTES_MAX) {
    const feed = bytes.lastIndexOf(LINE_FEED, start + LINE_BYTES_MAX);
    if (feed < start) return true;
    start = feed + 1;
  }
  return false;
}
