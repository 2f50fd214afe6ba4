/**
 * A file, or a member of a zip archive → its inflated bytes: plain, gzip (any number of members) or zstd (any number of
 * frames), told apart by their first bytes, never by the name. Streams in chunks; a cap stops a bomb.
 */
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { MAX_FILE_OCTETS } from '../decode/ber/cursor.ts';
import type { Compression } from '../decode/outcome.ts';
import { RoamsettleError } from '../errors.ts';
import { Octets } from './octets.ts';
import { CHUNK, checkRegular, headOf, readPlain } from './plain.ts';
import { openMember, zipMembers } from './zip.ts';

/** Inflated bytes of a file that is held in memory (TAP). */
export const MAX_INFLATED_BYTES = MAX_FILE_OCTETS;
/** Inflated bytes of a file that is only hashed (signaling). */
export const MAX_HASHED_BYTES = 64 * 1024 ** 3;
/** Inflated bytes a packed byte, beyond the first MIN_BOMB_BYTES: deflate reaches 1032 on zeros, no real file 100. */
const MAX_RATIO = 500;
const MIN_BOMB_BYTES = 256 * 1024 ** 2;
/** zstd frames that may begin in one chunk: frames smaller than this are an attack, not a file. */
const MAX_FRAMES_A_CHUNK = 1024;
/** Bytes that tell the compressions apart. */
const MAGIC_BYTES = 4;
/** A zip archive's first member, and the directory of an empty one. */
const ZIP_MAGIC = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
] as const;

/** Where bytes come from: a file, or the member at an index of the zip archive `path`. */
export interface FileRef {
  readonly path: string;
  readonly member?: number;
}

export interface Inflated {
  readonly compression: Compression;
  /** Hex, of the inflated bytes. */
  readonly sha256: string;
  /** Inflated size in bytes. */
  readonly size: number;
}

/**
 * Streams the inflated bytes of `source` into `onChunk` (the chunk is only lent) and returns their identity. A plain file
 * is read into `room`, where that is given.
 *
 * Throws RoamsettleError: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_CORRUPT (truncated or damaged compression),
 * FILE_TOO_LARGE above `maxBytes` and for what inflates as nothing real does, FILE_FORMAT_UNSUPPORTED for a whole zip archive or one within another.
 */
export async function inflateFile(
  source: string | FileRef,
  maxBytes: number,
  onChunk: (chunk: Uint8Array) => void,
  room?: (length: number) => Uint8Array,
): Promise<Inflated> {
  const ref = typeof source === 'string' ? { path: source } : source;
  const file = basename(ref.path);
  const compression = await compressionOf(ref);
  const packed = statSync(ref.path, { throwIfNoEntry: false })?.size ?? 0;
  const hash = createHash('sha256');
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > maxBytes)
      throw new RoamsettleError('FILE_TOO_LARGE', `It inflates to more than ${maxBytes} bytes.`, { file });
    if (size > MIN_BOMB_BYTES && size > packed * MAX_RATIO)
      throw new RoamsettleError('FILE_TOO_LARGE', `It inflates to more than ${MAX_RATIO} times its size.`, {
        file,
      });
    hash.update(chunk);
    onChunk(chunk);
  };
  try {
    if (compression === 'none' && ref.member === undefined) {
      readPlain(ref.path, take, room);
      return { compression, sha256: hash.digest('hex'), size };
    }
    const stream = await open(ref);
    if (compression === 'none') for await (const chunk of stream) take(chunk as Buffer);
    else if (compression === 'zstd') await inflateFrames(stream, take);
    else await pipeline(stream, createGunzip({ chunkSize: CHUNK }), sink(take));
  } catch (error) {
    throw asFileError(error, ref, compression);
  }
  return { compression, sha256: hash.digest('hex'), size };
}

async function open({ path, member }: FileRef): Promise<Readable> {
  if (member !== undefined) return openMember(path, member);
  checkRegular(path);
  return createReadStream(path, { highWaterMark: CHUNK });
}

function sink(take: (chunk: Uint8Array) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        take(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/**
 * zstd frames one after another. Node's stream stops at the end of the first frame and drops the rest of the chunk
 * without an error, so what it did not consume is fed to the next stream.
 */
async function inflateFrames(
  source: AsyncIterable<unknown>,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  let frame = new ZstdFrame(take);
  for await (const chunk of source) {
    let rest = chunk as Uint8Array;
    for (let frames = 0; rest.length > 0; frames++) {
      if (frames > MAX_FRAMES_A_CHUNK) throw new Error('too many frames');
      const consumed = await frame.write(rest);
      rest = rest.subarray(consumed);
      if (rest.length === 0) break;
      await frame.end();
      frame = new ZstdFrame(take);
    }
  }
  await frame.end();
}

/** One decompression stream, driven chunk by chunk; its output goes to `take` as it appears. */
class ZstdFrame {
  readonly #stream = createZstdDecompress({ chunkSize: CHUNK });
  readonly #failed: Promise<never>;
  /** The stream says `end` by itself, and never calls `write` back, when a frame ends inside a chunk. */
  readonly #ended: Promise<void>;
  #consumed = 0;

  constructor(take: (chunk: Uint8Array) => void) {
    const stream = this.#stream;
    this.#failed = new Promise((_, reject) => stream.on('error', reject));
    // Reported by whoever waits; without a waiter it must not end the process.
    this.#failed.catch(() => undefined);
    this.#ended = new Promise((resolve) => stream.on('end', () => resolve()));
    stream.on('data', (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });
  }

  /** Octets consumed of the chunk: fewer than all where the frame ended inside it. */
  async write(chunk: Uint8Array): Promise<number> {
    const written = new Promise<void>((resolve) => this.#stream.write(chunk, () => resolve()));
    await Promise.race([written, this.#ended, this.#failed]);
    const consumed = this.#stream.bytesWritten - this.#consumed;
    this.#consumed = this.#stream.bytesWritten;
    if (consumed === 0) throw new Error('no progress');
    return consumed;
  }

  async end(): Promise<void> {
    this.#stream.end();
    await Promise.race([this.#ended, this.#failed]);
  }
}

/**
 * The inflated bytes of `source` in one buffer, at most MAX_INFLATED_BYTES: in `into`, whose content they replace. Throws
 * like `inflateFile`.
 */
export async function readInflated(
  source: string | FileRef,
  maxBytes = MAX_INFLATED_BYTES,
  into = new Octets(),
): Promise<Inflated & { bytes: Uint8Array }> {
  const { path, member } = typeof source === 'string' ? { path: source } : source;
  const size = member === undefined ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0;
  into.clear();
  into.reserve(Math.min(size, maxBytes));
  const identity = await inflateFile(
    source,
    maxBytes,
    (chunk) => into.add(chunk, maxBytes),
    (length) => into.room(length),
  );
  return { ...identity, bytes: into.taken() };
}

/** The first `length` bytes and the size of a file that lies as it is; null for a packed one. Throws like `inflateFile`. */
export async function peekPlain(
  ref: FileRef,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly size: number } | null> {
  if (ref.member !== undefined || (await compressionOf(ref)) !== 'none') return null;
  try {
    return { head: headOf(ref.path, length), size: statSync(ref.path).size };
  } catch (error) {
    throw asFileError(error, ref, 'none');
  }
}

async function compressionOf(ref: FileRef): Promise<Compression> {
  const file = basename(ref.path);
  let magic: Uint8Array;
  try {
    magic = ref.member === undefined ? headOf(ref.path, MAGIC_BYTES) : await headOfMember(ref);
  } catch (error) {
    throw asFileError(error, ref, 'none');
  }
  const begins = (...octets: number[]) => octets.every((octet, i) => magic[i] === octet);
  if (ZIP_MAGIC.some((octets) => begins(...octets))) {
    if (ref.member === undefined && (await zipMembers(ref.path)).length === 0)
      throw new RoamsettleError('FILE_EMPTY', 'The archive holds no files.', { file });
    throw new RoamsettleError('FILE_FORMAT_UNSUPPORTED', 'It is a zip archive within an archive.', { file });
  }
  if (begins(0x1f, 0x8b)) return 'gzip';
  return begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : 'none';
}

async function headOfMember(ref: FileRef): Promise<Uint8Array> {
  const magic: number[] = [];
  for await (const chunk of await open(ref)) {
    magic.push(...(chunk as Buffer).subarray(0, MAGIC_BYTES));
    if (magic.length >= MAGIC_BYTES) break;
  }
  return Uint8Array.from(magic);
}

/** True where the file begins like a zip archive; false for what cannot be read, which its reader reports. */
export function isZip(path: string): boolean {
  try {
    const magic = headOf(path, MAGIC_BYTES);
    return ZIP_MAGIC.some((octets) => octets.every((octet, i) => magic[i] === octet));
  } catch {
    return false;
  }
}

function asFileError(error: unknown, { path, member }: FileRef, compression: Compression): RoamsettleError {
  const file = basename(path);
  if (error instanceof RoamsettleError) return error;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RoamsettleError('FILE_NOT_FOUND', '', { file });
  if (syscall === undefined && (compression !== 'none' || member !== undefined)) {
    const packing = compression === 'none' ? 'zip' : compression;
    return new RoamsettleError('FILE_CORRUPT', `The ${packing} data are damaged or end too early.`, { file });
  }
  return new RoamsettleError('FILE_UNREADABLE', code, { file });
}
