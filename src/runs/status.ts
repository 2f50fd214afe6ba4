/** The status snapshot the owner keeps beside the database, so that `status` never opens it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { readRunFolders } from './heads.ts';
import { type LateFile, readLateFiles } from './late.ts';
import { RunReader, type UnreadRun } from './run-reader.ts';
import { readSince, type Since } from './since.ts';
import { readUnsettled, type Unsettled } from './unsettled.ts';

/** A row of sql/status/rejected.sql. */
export interface RejectedRow {
  readonly name: string;
  readonly status: string;
  readonly code: string;
  readonly byte_offset: number | null;
  readonly tag_path: string | null;
  readonly detail: string;
}

/** Rows as JSON; see sql/status/. */
export interface StatusSnapshot {
  readonly files: readonly Record<string, unknown>[];
  readonly pairs: readonly Record<string, unknown>[];
  readonly held: readonly Record<string, unknown>[];
  readonly rejected: readonly RejectedRow[];
  readonly rejected_rows: readonly Record<string, unknown>[];
  readonly warnings: readonly Record<string, unknown>[];
  /** As issued when it was written; `stillLate` says what has been corrected since. */
  readonly late: readonly LateFile[];
  /** Of each month and agreement whose newest run is not issued. */
  readonly since: readonly Since[];
  readonly unsettled: readonly Unsettled[];
  /** What could not be asked. */
  readonly unread_runs: readonly UnreadRun[];
}

/** What snapshots of older versions do not have. */
const NEW_SECTIONS = { late: [], since: [], unsettled: [], unread_runs: [] } as const;

const SECTIONS = ['files', 'pairs', 'held', 'rejected', 'rejected_rows', 'warnings'] as const;

/** Writes DATA/status.json whole. */
export async function writeStatus(store: Store): Promise<void> {
  const snapshot: Record<string, unknown> = {};
  await store.db.run('macros');
  for (const section of SECTIONS) snapshot[section] = await store.db.rows(`status/${section}`);
  const reader = new RunReader();
  snapshot.late = await readLateFiles(store.db, store.folder, reader);
  const runs = await readRunFolders(store.folder, reader);
  snapshot.since = await readSince(store.db, store.folder, runs, reader);
  snapshot.unsettled = await readUnsettled(store.db, store.folder, runs, reader);
  snapshot.unread_runs = reader.unread;
  const path = join(store.folder, 'status.json');
  const text = JSON.stringify(snapshot, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2);
  writeFileSync(`${path}.draft`, `${text}\n`);
  renameSync(`${path}.draft`, path);
}

/** The last snapshot. Throws FILE_NOT_FOUND where nothing was ever ingested. */
export function readStatus(data: string): StatusSnapshot {
  const path = join(data, 'status.json');
  if (!existsSync(path))
    throw new RoamsettleError('FILE_NOT_FOUND', 'Nothing was ingested into this data folder.', {
      file: 'status.json',
    });
  return { ...NEW_SECTIONS, ...(JSON.parse(readFileSync(path, 'utf8')) as StatusSnapshot) };
}
