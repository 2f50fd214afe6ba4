/**
 * Members of a zip archive, by yauzl. The central directory is believed only as far as the archive itself bears it out:
 * members that overlap, or that say they inflate beyond the limit, stop the archive before a byte is inflated.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from 'yauzl';
import { RoamsettleError } from '../errors.ts';

/** Members of one archive. */
const MAX_MEMBERS = 100_000;
/** Characters of a member's name. */
const MAX_NAME = 1024;
/** Inflated bytes of all members together, as the archive declares them. */
const MAX_TOTAL_BYTES = 64 * 1024 ** 3;
/** Methods of packing. */
const STORED = 0;
const DEFLATED = 8;

/** A member of an archive: its place in the central directory, and its name without folders. */
export interface ZipMember {
  readonly index: number;
  readonly name: string;
}

/** A member as the directory declares it: its whole name, and its octets as they are and packed. */
export interface DeclaredMember {
  readonly index: number;
  readonly path: string;
  readonly size: number;
  readonly packed: number;
}

/** The archive whose directory was read last, by a worker that reads its members one after another. */
let last: { readonly key: string; readonly entries: readonly Entry[] } | null = null;

/**
 * The files in the archive `path`; folders and names that begin with a dot are left out. Throws FILE_CORRUPT for a
 * directory that does not hold together, FILE_TOO_LARGE above the limits, FILE_UNREADABLE.
 */
export async function zipMembers(path: string): Promise<ZipMember[]> {
  const entries = await directory(path);
  return entries.flatMap(({ fileName }, index) => {
    const name = fileName.split('/').at(-1)!;
    return fileName.endsWith('/') || name.startsWith('.') || fileName.startsWith('__MACOSX/')
      ? []
      : [{ index, name }];
  });
}

/**
 * Everything in the directory of the archive `path` by its whole name, folders too: for formats that are made of named parts.
 * Throws as `zipMembers` does, and FILE_CORRUPT where a name stands twice or leads out of the archive.
 */
export async function zipDirectory(path: string): Promise<Map<string, DeclaredMember>> {
  const members = new Map<string, DeclaredMember>();
  for (const [index, entry] of (await directory(path)).entries()) {
    const { fileName, uncompressedSize: size, compressedSize: packed } = entry;
    if (members.has(fileName) || validateFileName(fileName) !== null) throw damaged(basename(path));
    members.set(fileName, { index, path: fileName, size, packed });
  }
  return members;
}

/**
 * The inflated octets of the member at `index`. Throws FILE_FORMAT_UNSUPPORTED for an encrypted member or a method
 * other than stored and deflated; what is damaged shows while the stream is read.
 */
export async function openMember(path: string, index: number): Promise<Readable> {
  const file = basename(path);
  const entry = (await directory(path))[index];
  if (entry === undefined) throw new RoamsettleError('FILE_CHANGED', '', { file });
  if (entry.isEncrypted())
    throw new RoamsettleError('FILE_FORMAT_UNSUPPORTED', 'The member is encrypted.', { file });
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    const detail = `The member is packed by method ${entry.compressionMethod}.`;
    throw new RoamsettleError('FILE_FORMAT_UNSUPPORTED', detail, { file });
  }
  const zip = await open(path);
  try {
    const stream = await zip.openReadStreamPromise(entry);
    stream.once('close', () => zip.close());
    return Readable.from(checked(stream, entry.crc32, file), { objectMode: false });
  } catch {
    zip.close();
    throw damaged(file);
  }
}

/** The stream's chunks; at its end FILE_CORRUPT where they are not those that were packed. */
async function* checked(stream: Readable, declared: number, file: string): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of stream) {
    sum = crc32(chunk as Buffer, sum);
    yield chunk as Buffer;
  }
  if (sum !== declared) throw damaged(file);
}

async function directory(path: string): Promise<readonly Entry[]> {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${stat?.size} ${stat?.mtimeMs} ${path}`;
  if (last?.key !== key) last = { key, entries: await readDirectory(path, stat?.size ?? 0) };
  return last.entries;
}

async function readDirectory(path: string, size: number): Promise<Entry[]> {
  const file = basename(path);
  const zip = await open(path);
  const entries: Entry[] = [];
  let packed = 0;
  let inflated = 0;
  try {
    if (zip.entryCount > MAX_MEMBERS)
      throw new RoamsettleError('FILE_TOO_LARGE', `It has more than ${MAX_MEMBERS} members.`, { file });
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      entry.fileName = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
      packed += entry.compressedSize;
      inflated += entry.uncompressedSize;
      if (packed > size)
        throw new RoamsettleError('FILE_CORRUPT', 'Members of the archive overlap.', { file });
      if (inflated > MAX_TOTAL_BYTES || entry.fileName.length > MAX_NAME)
        throw new RoamsettleError('FILE_TOO_LARGE', `It inflates to more than ${MAX_TOTAL_BYTES} bytes.`, {
          file,
        });
      entries.push(entry);
    }
    return entries;
  } catch (error) {
    throw error instanceof RoamsettleError ? error : damaged(file);
  } finally {
    zip.close();
  }
}

async function open(path: string): Promise<ZipFile> {
  try {
    // Names are shown and never used as paths, so absolute ones may be read: `readDirectory` decodes them. Sizes that are
    // exceeded stop the stream.
    return await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new RoamsettleError('FILE_NOT_FOUND', '', { file: basename(path) });
    if (code !== undefined) throw new RoamsettleError('FILE_UNREADABLE', code, { file: basename(path) });
    throw damaged(basename(path));
  }
}

function damaged(file: string): RoamsettleError {
  return new RoamsettleError('FILE_CORRUPT', 'The zip archive is damaged or ends too early.', { file });
}
