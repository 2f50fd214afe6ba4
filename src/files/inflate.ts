/**
 * A path → its inflated bytes: plain, gzip (any number of members) or zstd (any number of frames), told apart by
 * their first bytes, never by the name. Streams in chunks; a cap stops a bomb.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { MAX_FILE_OCTETS } from '../decode/ber/cursor.ts';
import type { Compression } from '../decode/outcome.ts';
import { RoamsettleError } from '../errors.ts';

/** Inflated bytes of a file that is held in memory (TAP). */
export const MAX_INFLATED_BYTES = MAX_FILE_OCTETS;
/** Inflated bytes of a file that is only hashed (signaling). */
export const MAX_HASHED_BYTES = 64 * 1024 ** 3;
const CHUNK = 1024 * 1024;
/** zstd frames that may begin in one chunk: frames smaller than this are an attack, not a file. */
const MAX_FRAMES_A_CHUNK = 1024;
/** Bytes that tell the compressions apart. */
const MAGIC_BYTES = 4;

export interface Inflated {
  readonly compression: Compression;
  /** Hex, of the inflated bytes. */
  readonly sha256: string;
  /** Inflated size in bytes. */
  readonly size: number;
}

/**
 * Streams the inflated bytes of `path` into `onChunk` (the chunk is only lent) and returns their identity.
 *
 * Throws RoamsettleError: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_CORRUPT (truncated or damaged compression),
 * FILE_TOO_LARGE above `maxBytes`, FILE_FORMAT_UNSUPPORTED for zip.
 */
export async function inflateFile(
  path: string,
  maxBytes: number,
  onChunk: (chunk: Uint8Array) => void,
): Promise<Inflated> {
  const file = basename(path);
  const compression = await compressionOf(path);
  const hash = createHash('sha256');
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > maxBytes)
      throw new RoamsettleError('FILE_TOO_LARGE', `It inflates to more than ${maxBytes} bytes.`, { file });
    hash.update(chunk);
    onChunk(chunk);
  };
  try {
    const source = createReadStream(path, { highWaterMark: CHUNK });
    if (compression === 'none') for await (const chunk of source) take(chunk as Buffer);
    else if (compression === 'zstd') await inflateFrames(source, take);
    else await pipeline(source, createGunzip({ chunkSize: CHUNK }), sink(take));
  } catch (error) {
    throw asFileError(error, file, compression);
  }
  return { compression, sha256: hash.digest('hex'), size };
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

/** The inflated bytes of `path` in one buffer, at most MAX_INFLATED_BYTES. Throws like `inflateFile`. */
export async function readInflated(
  path: string,
  maxBytes = MAX_INFLATED_BYTES,
): Promise<Inflated & { bytes: Uint8Array }> {
  let bytes = new Uint8Array(CHUNK);
  let used = 0;
  const identity = await inflateFile(path, maxBytes, (chunk) => {
    if (used + chunk.length > bytes.length) {
      const wider = new Uint8Array(Math.min(maxBytes, Math.max(bytes.length * 2, used + chunk.length)));
      wider.set(bytes.subarray(0, used));
      bytes = wider;
    }
    bytes.set(chunk, used);
    used += chunk.length;
  });
  return { ...identity, bytes: bytes.subarray(0, used) };
}

async function compressionOf(path: string): Promise<Compression> {
  const file = basename(path);
  const magic: number[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: MAGIC_BYTES - 1 }))
      magic.push(...(chunk as Buffer));
  } catch (error) {
    throw asFileError(error, file, 'none');
  }
  const begins = (...octets: number[]) => octets.every((octet, i) => magic[i] === octet);
  if (begins(0x50, 0x4b, 0x03, 0x04))
    throw new RoamsettleError('FILE_FORMAT_UNSUPPORTED', 'It is a zip archive.', { file });
  if (begins(0x1f, 0x8b)) return 'gzip';
  return begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : 'none';
}

function asFileError(error: unknown, file: string, compression: Compression): RoamsettleError {
  if (error instanceof RoamsettleError) return error;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RoamsettleError('FILE_NOT_FOUND', '', { file });
  if (syscall === undefined && compression !== 'none') {
    return new RoamsettleError('FILE_CORRUPT', `The ${compression} data are damaged or end too early.`, {
      file,
    });
  }
  return new RoamsettleError('FILE_UNREADABLE', code, { file });
}
