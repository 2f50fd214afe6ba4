/** Paths → files to ingest, in an order that does not depend on the file system; zip archives are their members. */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { type FileRef, isZip } from './inflate.ts';
import { zipMembers } from './zip.ts';

/** Files in one ingest call. */
const MAX_FILES = 1_000_000;
/** Folders within folders; deeper trees are a loop or a mistake. */
const MAX_FOLDER_DEPTH = 32;
const MAX_SHOWN_PATH = 200;
/** A folder below the one that was named with this in it is a data folder: what is in it was made from files, not sent. */
const DATABASE = 'roamsettle.duckdb';

export interface FoundFile {
  /** As it is shown; a member of an archive is `ARCHIVE!MEMBER`. */
  readonly path: string;
  /** File name without folder. */
  readonly name: string;
  readonly source: FileRef;
}

/**
 * Every regular file under `paths`: folders are walked, names that begin with a dot, links and data folders inside folders are left
 * out. A folder that cannot be listed or lies too deep stands for itself, so that it is reported and the rest goes on. Sorted by path, each
 * once. Throws FILE_NOT_FOUND for a path that is not there, FILE_UNREADABLE for one that is no file (a pipe, a device) or
 * cannot be looked at, FILE_TOO_LARGE for too many files.
 */
export function discoverFiles(paths: readonly string[]): FoundFile[] {
  const found = new Set<string>();
  for (const path of paths) {
    const stat = look(path);
    if (stat.isDirectory()) walk(path, 0, found);
    else if (stat.isFile()) found.add(path);
    else throw new RoamsettleError('FILE_UNREADABLE', 'It is not a regular file.', { file: shown(path) });
  }
  return [...found].sort().map((path) => ({ path, name: basename(path), source: { path } }));
}

/**
 * The same files with every zip archive replaced by its members. An archive that cannot be read or is empty stands for
 * itself, so that it is reported and the rest goes on. Throws FILE_TOO_LARGE for too many files.
 */
export async function openArchives(files: readonly FoundFile[]): Promise<FoundFile[]> {
  const opened: FoundFile[] = [];
  for (const file of files) {
    opened.push(...(isZip(file.path) ? await membersOf(file) : [file]));
    if (opened.length > MAX_FILES)
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${MAX_FILES} files in one call.`);
  }
  return opened;
}

async function membersOf(archive: FoundFile): Promise<FoundFile[]> {
  try {
    const members = await zipMembers(archive.path);
    if (members.length === 0) return [archive];
    return members.map(({ index, name }) => ({
      path: `${archive.path}!${name}`,
      name,
      source: { path: archive.path, member: index },
    }));
  } catch {
    return [archive];
  }
}

/** stat of a path the user named. */
function look(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const absent = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code);
    throw new RoamsettleError(absent ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', absent ? '' : `(${code})`, {
      file: shown(path),
    });
  }
}

/** A path as an error shows it: never longer than a line. */
function shown(path: string): string {
  return path.length > MAX_SHOWN_PATH ? `${path.slice(0, MAX_SHOWN_PATH)}…` : path;
}

function walk(folder: string, depth: number, found: Set<string>): void {
  if (depth > MAX_FOLDER_DEPTH) {
    found.add(folder);
    return;
  }
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    found.add(folder);
    return;
  }
  if (depth > 0 && names.includes(DATABASE)) return;
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) walk(path, depth + 1, found);
    // A name that is no UTF-8, a file that went away, a pipe or device: reported like a file that cannot be read.
    else if (!stat?.isSymbolicLink()) found.add(path);
    if (found.size > MAX_FILES)
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${MAX_FILES} files in one call.`);
  }
}

/** Size and time of a file, to tell whether it changed between two looks; empty where it cannot be looked at. */
export function fileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
}
