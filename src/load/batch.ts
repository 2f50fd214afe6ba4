/** A batch among several of one file, as it is shown and named. */
import type { Identified } from '../decode/outcome.ts';
import type { FoundFile } from '../files/discover.ts';

/**
 * The file itself, or batch n of it as `FILE#n`. `names` are the names to compare with the header: none for a batch, because the
 * file's name does not name a single batch.
 */
export function batchOf(
  file: FoundFile,
  { part }: Identified,
): { readonly file: FoundFile; readonly names: readonly string[] } {
  if (part === null) return { file, names: [file.name] };
  const mark = `#${part.number}`;
  return { file: { ...file, path: file.path + mark, name: file.name + mark }, names: [] };
}
