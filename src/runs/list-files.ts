/**
 * The device list and the features of a run, put together from columns: what hangs on the devices alone, and what the model says of
 * them, stands beside the period store and is written once; only what hangs on thresholds, prices and the run is written
 * for each run. Columns are copied as they are packed.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { type ParquetFile, readParquetFile, rowsOf } from '../store/parquet/footer.ts';
import { type JoinedColumn, joinColumns } from '../store/parquet/join-columns.ts';
import { copyText, copyToParquet } from './parquet.ts';

/** Paths beside the period store. */
export interface ListPaths {
  /** sql/runs/known_parquet.sql */
  readonly known: string;
  /** sql/runs/judged_parquet.sql */
  readonly judged: string;
  /** sql/runs/device_usage_parquet.sql */
  readonly usage: string;
}

/** Columns of features.parquet that the model gives; they stand behind the device's name. */
const JUDGED_FEATURES = ['score', 'evidence'];
const NAME = ['agreement_id', 'imsi'];
/** Columns of sql/runs/known_parquet.sql that only the device list has. */
const LIST_ALONE = [
  'home_tadig',
  'visited_tadig',
  'declared',
  'first_seen',
  'last_seen',
  'list_tac',
  'list_apns',
];

/** Columns of devices.parquet in their order, and where they come from: `run` is sql/runs/devices_parquet.sql. */
const LIST: readonly (readonly [name: string, from: 'known' | 'judged' | 'run', source?: string])[] = [
  ['run_id', 'run'],
  ['agreement_id', 'known'],
  ['period', 'run'],
  ['imsi', 'known'],
  ['home_tadig', 'known'],
  ['visited_tadig', 'known'],
  ['device', 'run'],
  ['probability', 'judged'],
  ['declared', 'known'],
  ['presence', 'run'],
  ['activity', 'run'],
  ['segment', 'run'],
  ['decision', 'run'],
  ['detected_by', 'run'],
  ['days_observed', 'known'],
  ['days_present', 'known'],
  ['first_seen', 'known'],
  ['last_seen', 'known'],
  ['tap_records', 'known'],
  ['signaling_events', 'known'],
  ['bytes_up', 'known'],
  ['bytes_down', 'known'],
  ['sms', 'known'],
  ['calls', 'known'],
  ['tac', 'known', 'list_tac'],
  ['apns', 'known', 'list_apns'],
  ['usage_amount', 'run'],
  ['access_amount', 'run'],
  ['as_billed_amount', 'run'],
  ['tap_amount', 'run'],
  ['currency', 'run'],
  ['reasons', 'judged'],
];

/**
 * Runs the statements of `before`, and writes usage and what is known of the period store's devices beside the store, where that is
 * not there yet: all in one call of DuckDB, so that this thread can judge devices meanwhile.
 */
export async function keepKnown(
  db: Db,
  { known, usage }: ListPaths,
  before: readonly string[],
): Promise<void> {
  const drafts: string[] = [];
  const steps: Parameters<Db['runAll']>[0][number][] = [...before];
  const write = (path: string, ...names: string[]) => {
    if (existsSync(path)) return;
    steps.push(...names, { sql: copyText(`${path}.draft`) });
    drafts.push(path);
  };
  write(usage, 'runs/usage_words', 'runs/device_usage_parquet');
  write(known, 'runs/known_parquet');
  if (steps.length > 0) await db.runAll(steps);
  for (const path of drafts) renameSync(`${path}.draft`, path);
}

/**
 * Writes `devices.parquet` and `features.parquet` into `folder`. `hasOwnReasons`: whether the device at a place has other reasons than
 * the model's. Needs `prepareDeviceList`, and `judged_device` where its file is not there yet.
 */
export async function writeList(
  db: Db,
  folder: string,
  paths: ListPaths,
  hasOwnReasons: (place: number) => boolean,
): Promise<void> {
  if (!existsSync(paths.judged)) {
    await copyToParquet(db, 'runs/judged_parquet', `${paths.judged}.draft`);
    renameSync(`${paths.judged}.draft`, paths.judged);
  }
  const [known, judged] = [readParquetFile(paths.known), readParquetFile(paths.judged)];
  await db.exec('SET VARIABLE judged_file = $path', { path: literalPath(paths.judged) });
  const own = join(folder, 'own.parquet');
  await copyToParquet(db, 'runs/devices_parquet', own);
  const reasons = await writeReasons(db, folder, judged, hasOwnReasons);
  const files = { known, judged, run: readParquetFile(own) };
  joinColumns(
    join(folder, 'devices.parquet'),
    LIST.map(([name, from, source = name]) => ({
      name,
      file: files[from],
      source,
      ...(name === 'reasons' ? { instead: reasons.instead } : {}),
    })),
  );
  joinColumns(join(folder, 'features.parquet'), featureColumns(known, judged));
  for (const path of [own, ...reasons.paths]) rmSync(path);
}

function featureColumns(known: ParquetFile, judged: ParquetFile): JoinedColumn[] {
  const from = (file: ParquetFile, names: readonly string[]) =>
    names.map((name) => ({ name, file, source: name }));
  const rest = [...known.columns.keys()].filter((name) => ![...NAME, ...LIST_ALONE].includes(name));
  return [...from(known, NAME), ...from(judged, JUDGED_FEATURES), ...from(known, rest)];
}

/**
 * Reasons of those row groups in which a device has its own, a file for each stretch of them: they are the longest texts of the list,
 * and few devices need others than the model's.
 */
async function writeReasons(
  db: Db,
  folder: string,
  judged: ParquetFile,
  hasOwnReasons: (place: number) => boolean,
): Promise<{ instead: NonNullable<JoinedColumn['instead']>; paths: string[] }> {
  const instead = new Map<number, { file: ParquetFile; group: number }>();
  const paths: string[] = [];
  for (const { first, groups, from, until } of stretchesOf(judged, hasOwnReasons)) {
    const path = join(folder, `reasons-${first}.parquet`);
    await db.exec('SET VARIABLE reasons_from = $from', { from });
    await db.exec('SET VARIABLE reasons_until = $until', { until });
    await copyToParquet(db, 'runs/reasons_parquet', path);
    const file = readParquetFile(path);
    for (let group = 0; group < groups; group++) instead.set(first + group, { file, group });
    paths.push(path);
  }
  return { instead, paths };
}

/** Row groups one behind the other, from `first` on, with the places that they hold. */
interface Stretch {
  readonly first: number;
  groups: number;
  readonly from: number;
  until: number;
}

function stretchesOf({ groups }: ParquetFile, wanted: (place: number) => boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const [at, group] of groups.entries()) {
    const until = from + rowsOf(group);
    if (anyBetween(from, until, wanted)) {
      const last = stretches.at(-1);
      if (last?.until === from) {
        last.groups++;
        last.until = until;
      } else stretches.push({ first: at, groups: 1, from, until });
    }
    from = until;
  }
  return stretches;
}

function anyBetween(from: number, until: number, wanted: (place: number) => boolean): boolean {
  for (let place = from; place < until; place++) if (wanted(place)) return true;
  return false;
}
