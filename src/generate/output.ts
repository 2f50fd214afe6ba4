/** Files of the output folder: the folder is new or empty, and what is packed depends on its content alone. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { RoamsettleError } from '../errors.ts';
import { makeFolders } from '../store/folder.ts';

export type Packing = 'plain' | 'gz' | 'zst';
/** Position of the operating system in a gzip header, and the value for "unknown". */
const GZIP_SYSTEM = 9;
const GZIP_UNKNOWN = 255;

/** Stands in a folder that is being filled; one that is left tells that the month is not whole. */
const UNFINISHED = 'UNFINISHED';

/**
 * `fill`s a folder that is new or empty with these subfolders and files: with all, or with none where it fails. A process that is killed leaves a
 * folder that the next call tells from a month.
 * @throws what `prepareFolder` and `fill` throw
 */
export async function fillFolder<T>(
  out: string,
  { subfolders, files }: { readonly subfolders: readonly string[]; readonly files: readonly string[] },
  fill: () => Promise<T>,
): Promise<T> {
  await prepareFolder(out, subfolders);
  try {
    await writeOutput(out, UNFINISHED, '');
    const filled = await fill();
    await rm(join(out, UNFINISHED));
    return filled;
  } catch (error) {
    for (const name of [...subfolders, ...files, UNFINISHED])
      await rm(join(out, name), { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes the folder and its subfolders.
 * @throws RoamsettleError USAGE for an empty name, OUTPUT_EXISTS when something is there already, OUTPUT_WRITE when it cannot be made.
 */
async function prepareFolder(out: string, subfolders: readonly string[]): Promise<void> {
  if (out === '') throw new RoamsettleError('USAGE', 'The output folder has no name.');
  const there = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new RoamsettleError(error.code === 'ENOTDIR' ? 'OUTPUT_EXISTS' : 'OUTPUT_WRITE', reason(error), {
      file: basename(out),
    });
  });
  if (there.length > 0) {
    const detail = there.some((name) => name === UNFINISHED)
      ? 'It is what an earlier call left unfinished, or one is filling it now: delete it, or wait.'
      : '';
    throw new RoamsettleError('OUTPUT_EXISTS', detail, { file: basename(out) });
  }
  for (const folder of subfolders) {
    try {
      makeFolders(join(out, folder));
    } catch (error) {
      throw new RoamsettleError('OUTPUT_WRITE', reason(error as NodeJS.ErrnoException), { file: folder });
    }
  }
}

/** Writes `out/name`, packed; `.gz` or `.zst` is added to the name. @throws RoamsettleError OUTPUT_WRITE */
export async function writeOutput(
  out: string,
  name: string,
  content: string | Uint8Array,
  packing: Packing = 'plain',
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const path = join(out, packing === 'plain' ? name : `${name}.${packing}`);
  await writeFile(path, pack(bytes, packing)).catch((error: NodeJS.ErrnoException) => {
    throw new RoamsettleError('OUTPUT_WRITE', reason(error), { file: basename(path) });
  });
}

function pack(bytes: Uint8Array, packing: Packing): Uint8Array {
  if (packing === 'zst') return zstdCompressSync(bytes);
  if (packing === 'plain') return bytes;
  // zlib writes no time into the header; the system byte would differ between machines.
  const packed = gzipSync(bytes);
  packed[GZIP_SYSTEM] = GZIP_UNKNOWN;
  return packed;
}

function reason(error: NodeJS.ErrnoException): string {
  return error.code === undefined ? '' : `The system says ${error.code}.`;
}
