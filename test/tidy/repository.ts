/** The files of the repository as the tidy tests see them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface RepositoryFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Files below the folders whose names end in `ending`, by path. */
export function filesIn(folders: readonly string[], ending: string): RepositoryFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), 'utf8') })),
  );
}

export interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\s(?:(type\s)?[^;'"`]*?\sfrom\s+)?'([^']+)'/gm;
const CALL = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Imports, re-exports and dynamic imports of a TypeScript file. */
export function importsOf({ path, text }: RepositoryFile): Import[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const resolve = (specifier: string) =>
    specifier.startsWith('.')
      ? decodeURI(new URL(specifier, `file:///${folder}`).pathname.slice(1))
      : specifier.replace(/^(@[^/]+\/[^/]+|[^/]+).*$/, '$1');
  return [
    ...[...text.matchAll(STATEMENT)].map(([, type, specifier]) => ({
      from: path,
      to: resolve(specifier!),
      typeOnly: type !== undefined,
    })),
    ...[...text.matchAll(CALL)].map(([, specifier]) => ({
      from: path,
      to: resolve(specifier!),
      typeOnly: false,
    })),
  ];
}
