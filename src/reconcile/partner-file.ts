/** A partner's CSV before DuckDB reads it: which column is where, and where a broken row stands. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { csvRows, csvTable } from '../domain/csv.ts';
import { fileError, readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { PartnerProfile } from './partner-profile.ts';

const CODE = 'RECONCILE_INVALID';
/** Bytes that a header may have. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Bytes of a file in which a broken row is looked for. */
const MAX_SEARCHED_BYTES = 256 * 1024 * 1024;

/** Places of the profile's columns in the file, from 1. Throws RECONCILE_INVALID where the header lacks one or has it twice. */
export async function columnPositions(
  path: string,
  separator: string,
  columns: PartnerProfile['columns'],
): Promise<ReadonlyMap<string, number>> {
  const file = basename(path);
  const header = await headerOf(path, file, separator);
  return new Map(
    Object.entries(columns).map(([key, name]) => {
      const at = header.indexOf(name);
      const twice = header.includes(name, at + 1);
      if (at < 0 || twice)
        throw new RoamsettleError(
          CODE,
          `The file has ${at < 0 ? 'no' : 'two'} column${twice ? 's' : ''} ${name}.`,
          {
            file,
            line: 1,
          },
        );
      return [key, at + 1];
    }),
  );
}

async function headerOf(path: string, file: string, separator: string): Promise<readonly string[]> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, file);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    const limits = { maxLength: MAX_HEADER_BYTES, maxRows: 1 };
    const first = csvTable(text, file, CODE, limits, separator).next();
    return first.done === true ? [] : first.value.fields;
  } catch (error) {
    throw error instanceof RoamsettleError ? error : fileError(error, file);
  } finally {
    await handle.close();
  }
}

/** Throws RECONCILE_INVALID with the line of the first row that is broken; nothing where none is found, or the file is too large. */
export async function findBrokenRow(path: string, separator: string): Promise<void> {
  const limits = { maxLength: MAX_SEARCHED_BYTES, maxRows: Number.MAX_SAFE_INTEGER };
  const { text, file } = await readTextFile(path, MAX_SEARCHED_BYTES, CODE);
  for (const _ of csvRows(text, file, CODE, [], limits, { separator }));
}
