/**
 * The period store: what is known of every device of a period, in a DuckDB file of its own beside the main one. It hangs
 * on the loaded files and on that part of the agreements which says whose devices they are and when they count; prices,
 * segments and thresholds are not in it, so that a settlement with others reads it as it is. After a late file only the
 * devices with rows in it are worked out again. It can be deleted at any time: the next settlement fills it again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Db } from '../store/db.ts';

/** Stores that are kept for one data folder: this month and the ones looked at last. */
const KEPT_STORES = 4;

/** The attached store: the path of its file, and whether anything in it was worked out anew. */
export interface PeriodStore {
  readonly path: string;
  readonly filled: 'nothing' | 'touched' | 'whole';
}

/** Folder of the stores that only a simulation needed, so that they push out none of a settlement. */
const WHAT_IF = 'what-if';

/**
 * Where the store for a period of a data folder may be, for what its content hangs on (`identity`, any text). The last path
 * is where it is made if no other one serves: a simulation (`whatIf`) takes that of settlements only as it is.
 */
export function periodStorePaths(data: string, period: string, identity: string, whatIf: boolean): string[] {
  const digest = createHash('sha256').update(identity).digest('hex');
  const folder = resolve(data, 'periods');
  const name = `${period}-${digest.slice(0, 16)}.duckdb`;
  const settled = join(folder, name);
  if (!whatIf) return [settled];
  return [...(existsSync(settled) ? [settled] : []), join(folder, WHAT_IF, name)];
}

/**
 * Attaches the store at `path` as `period`; false where it is new, damaged, or was never filled to its end, and has to be
 * renewed.
 */
export async function attachPeriodStore(db: Db, path: string): Promise<boolean> {
  mkdirSync(dirname(path), { recursive: true });
  forgetOldest(path);
  await db.exec('DETACH DATABASE IF EXISTS period');
  try {
    await attach(db, path);
    const [row] = await db.query<{ n: bigint }>(
      "SELECT count(*) AS n FROM duckdb_tables() WHERE database_name = 'period' AND table_name = 'filled_file'",
    );
    return row?.n === 1n;
  } catch {
    // A damaged store is worth nothing: it is filled again from the loaded rows.
    return false;
  }
}

/** Attaches an empty store in place of what is at `path`. */
export async function renewPeriodStore(db: Db, path: string): Promise<void> {
  await db.exec('DETACH DATABASE IF EXISTS period');
  for (const file of partsOf(path)) rmSync(file, { force: true });
  await attach(db, path);
}

async function attach(db: Db, path: string): Promise<void> {
  await db.exec(`ATTACH '${path.replaceAll("'", "''")}' AS period`);
}

/**
 * Paths of the files beside the store that device lists are put together from: what is known of its devices, what they are judged to be
 * (`identity`: what that hangs on beside the store), and their usage in the ways of measuring that `measures` tells from others.
 */
export function keptPaths(store: string, identity: string, measures: string) {
  return {
    known: keptPath(store, 'known', identity),
    judged: keptPath(store, 'judged', identity),
    usage: keptPath(store, 'usage', measures),
  };
}

function keptPath(store: string, what: string, identity: string): string {
  const digest = createHash('sha256').update(identity).digest('hex');
  return `${store}.${what}-${digest.slice(0, 16)}.parquet`;
}

/** Deletes the files of features and usage beside the store, before its devices change. */
export function forgetFeatures(path: string): void {
  for (const file of partsOf(path)) if (/\.parquet(\.draft)?$/.test(file)) rmSync(file, { force: true });
}

/** The store's own file, its log, and the files of features and usage beside it. */
function partsOf(path: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((file) => file.startsWith(basename(path)))
    .map((file) => join(folder, file));
}

/** Deletes the stores that were written longest ago, this one aside. */
function forgetOldest(path: string): void {
  const folder = dirname(path);
  const others = readdirSync(folder)
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.duckdb') && file !== path)
    .map((file) => ({ file, written: statSync(file).mtimeMs }))
    .sort((a, b) => b.written - a.written);
  for (const { file } of others.slice(KEPT_STORES - 1)) {
    for (const part of partsOf(file)) rmSync(part, { force: true });
  }
}
