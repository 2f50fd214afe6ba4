/** Files of a report as one zip archive, the same bytes each time. */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { FIXED } from './xlsx/workbook.ts';

/** An error of a file ends the stream. */
export function zipOf(folder: string, files: readonly string[]): Readable {
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  zip.on('error', (error) => stream.destroy(error as Error));
  for (const file of files) zip.addFile(join(folder, file), file, FIXED);
  zip.end();
  return stream;
}
