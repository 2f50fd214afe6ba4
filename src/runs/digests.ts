/** SHA-256 of the files of a folder. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { digestOfFile } from '../domain/text-file.ts';

/** Files of a folder and of its folders: path inside it, with `/` → SHA-256; by path. */
export async function digestsBelow(folder: string): Promise<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const digests: Record<string, string> = {};
  for (const path of paths) digests[path] = await digestOfFile(join(folder, path));
  return digests;
}
