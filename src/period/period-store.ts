/**
 * The period store: what is known of every device of a period, in a DuckDB file of its own beside the main one. It hangs
 * on the loaded files and on that part of the agreements which says whose devices they are and when they count; prices,
 * segments and thresholds are not in it, so that a settlement with others reads it as it is. After a late file only the
 * devices with rows in it are worked out again. It can be deleted at any time: the next settlement fills it again.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Db } from '../store/db.ts';

/** Stores that are kept for one data folder: this month and the ones looked at last. */
const KEPT_STORES = 4;

/** Relations of a slice that the store keeps; each has a column `imsi` (1 stands for none). */
export const KEPT = [
  'device_feature',
  'device_cover',
  'device_fact',
  'usage_quantity',
  'unmatched_record',
  'unmatched_event',
  'withheld_record',
  'repeated_record',
] as const;

/** The attached store: the path of its file, and whether anything in it was worked out anew. */
export interface PeriodStore {
  readonly path: string;
  readonly filled: 'nothing' | 'touched' | 'whole';
}

/** Name of the store for a period and what its content hangs on (`identity`, any text). */
export function periodStoreName(period: string, identity: string): string {
  const digest = createHash('sha256').update(identity).digest('hex');
  return `${period}-${digest.slice(0, 16)}.duckdb`;
}

export function periodStorePath(data: string, name: string): string {
  return join(resolve(data, 'periods'), name);
}

/** Attaches the store as `period`; false where it is new or was never filled to its end. */
export async function attachPeriodStore(db: Db, data: string, name: string): Promise<boolean> {
  const folder = resolve(data, 'periods');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  await db.exec('DETACH DATABASE IF EXISTS period');
  forgetOldest(folder, name);
  try {
    await attach(db, path);
    const [row] = await db.query<{ n: bigint }>(
      "SELECT count(*) AS n FROM duckdb_tables() WHERE database_name = 'period' AND table_name = 'filled_file'",
    );
    if (row?.n === 1n) return true;
  } catch {
    // A damaged store is worth nothing: it is filled again from the loaded rows.
  }
  await renewPeriodStore(db, data, name);
  return false;
}

/** Empties the store. */
export async function renewPeriodStore(db: Db, data: string, name: string): Promise<void> {
  const path = periodStorePath(data, name);
  await db.exec('DETACH DATABASE IF EXISTS period');
  for (const file of readdirSync(dirname(path)).filter((file) => file.startsWith(name))) {
    rmSync(join(dirname(path), file), { force: true });
  }
  await attach(db, path);
}

async function attach(db: Db, path: string): Promise<void> {
  await db.exec(`ATTACH '${path.replaceAll("'", "''")}' AS period`);
}

/** Path of the features file of the store's devices as classified by some thresholds (their digest). */
export function featuresPath(store: string, thresholds: string): string {
  return `${store}.${thresholds}.parquet`;
}

/** Deletes the features files of the store at `path`, before its devices change. */
export function forgetFeatures(path: string): void {
  const folder = dirname(path);
  for (const file of readdirSync(folder)) {
    if (file.startsWith(basename(path)) && /\.parquet(\.draft)?$/.test(file))
      rmSync(join(folder, file), { force: true });
  }
}

/** Deletes the stores that were written longest ago, this one aside, with all that begins with their names. */
function forgetOldest(folder: string, name: string): void {
  const files = readdirSync(folder);
  const others = files
    .filter((file) => file.endsWith('.duckdb') && file !== name)
    .map((file) => ({ file, written: statSync(join(folder, file)).mtimeMs }))
    .sort((a, b) => b.written - a.written);
  for (const { file } of others.slice(KEPT_STORES - 1)) {
    for (const part of files.filter((part) => part.startsWith(file)))
      rmSync(join(folder, part), { force: true });
  }
}
