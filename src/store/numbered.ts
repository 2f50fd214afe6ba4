/** Registers that are only ever added to: files 000001.json, 000002.json … of a folder, each written once. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnce } from './write-once.ts';

const FILE = /^(\d{6})\.json$/;
export const MOST_NUMBERED = 999_999;

/** In the order of their numbers; none where there is no folder. */
export function numberedFiles(folder: string): { readonly number: number; readonly file: string }[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((file) => {
    const digits = FILE.exec(file)?.[1];
    return digits === undefined ? [] : [{ number: Number(digits), file }];
  });
}

/** Writes what `textOf` says of a number under the first that is free from `from` on, and returns it; null: none is. */
export function writeNumbered(
  folder: string,
  from: number,
  textOf: (number: number) => string,
): { readonly number: number; readonly text: string } | null {
  for (let number = from; number <= MOST_NUMBERED; number++) {
    const text = textOf(number);
    if (writeOnce(join(folder, `${String(number).padStart(6, '0')}.json`), text)) return { number, text };
  }
  return null;
}
