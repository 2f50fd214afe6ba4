/** Staged signaling files → distinct events, in one transaction; repeats and malformed rows are kept by line. */

import type { StagedSignaling } from '../decode/signaling/stage.ts';
import type { Profile } from '../domain/profile/types.ts';
import { RoamsettleError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type FileJob, type FileRow, fileRow, idRange, writeSourceFiles } from './manifest.ts';

export const FORMATS = {
  signaling_csv: 'csv',
  signaling_ndjson: 'ndjson',
  signaling_parquet: 'parquet',
  signaling_profile: 'profile',
} as const;
export type SignalingKind = keyof typeof FORMATS;

export function isSignaling(kind: string): kind is SignalingKind {
  return kind in FORMATS;
}

/** A staged file on its way into the store. */
export interface SignalingJob extends FileJob {
  readonly staged: StagedSignaling;
  /** What mapped it. */
  readonly profile: Profile | null;
}

/** Rows of a file that repeat others: of any file, and of the file itself. */
interface Repeats {
  readonly all: number;
  readonly inFile: number;
}
const NO_REPEATS: Repeats = { all: 0, inFile: 0 };

/**
 * Loads what lies in signaling_coded and signaling_rejected, all files of it or none; file ids follow those of every
 * file loaded before. Returns how many rows of each file repeat a row of the file itself. Throws BALANCE_BROKEN where
 * rows get lost on the way.
 */
export async function loadSignalingFiles(
  store: Store,
  jobs: readonly SignalingJob[],
): Promise<Map<number, number>> {
  const { db } = store;
  const repeats = new Map<number, Repeats>();
  await store.transaction(async () => {
    await store.dictionary.save();
    await db.run('load/file_day_signaling');
    await findRepeats(store, jobs);
    for (const row of await db.rows<{ file_id: number; repeated: bigint; in_file: bigint }>(
      'load/signaling_repeat_counts',
    )) {
      repeats.set(row.file_id, { all: Number(row.repeated), inFile: Number(row.in_file) });
    }
    const [inserted] = await db.rows<{ Count: bigint }>('load/signaling_event');
    await db.run('load/signaling_repeat');
    await db.run('load/signaling_rejected_row');
    checkBalance(jobs, repeats, Number(inserted?.Count ?? 0n));
    for (const { fileId, profile } of jobs) {
      if (profile === null) continue;
      await db.run('load/file_profile', { file_id: fileId, profile_id: profile.id, digest: profile.digest });
    }
    await writeSourceFiles(
      store,
      jobs.map((job) => manifestRow(job, (repeats.get(job.fileId) ?? NO_REPEATS).all)),
    );
  });
  return new Map([...repeats].map(([fileId, { inFile }]) => [fileId, inFile]));
}

/** Fills signaling_repeating; files loaded before are looked at where they share some time with these. */
async function findRepeats({ db }: Store, jobs: readonly SignalingJob[]): Promise<void> {
  await db.run('load/signaling_repeating');
  const [near] = await db.rows<Record<string, bigint | number | null>>('load/signaling_near', {
    ...idRange(jobs),
  });
  const { from_ms, to_ms, first_file, last_file } = near ?? {};
  if (from_ms == null || to_ms == null || first_file == null || last_file == null) return;
  await db.run('load/signaling_known', { from_ms, to_ms, first_file, last_file });
}

function checkBalance(
  jobs: readonly SignalingJob[],
  repeats: ReadonlyMap<number, Repeats>,
  inserted: number,
): void {
  const wellFormed = jobs.reduce((sum, { staged }) => sum + staged.wellFormed, 0);
  const repeated = [...repeats.values()].reduce((sum, { all }) => sum + all, 0);
  if (inserted + repeated === wellFormed) return;
  const detail = `${inserted} events and ${repeated} repeats of ${wellFormed} signaling rows.`;
  throw new RoamsettleError('BALANCE_BROKEN', detail);
}

function manifestRow(job: SignalingJob, repeated: number): FileRow {
  const { staged } = job;
  return fileRow(job, {
    rows_loaded: staged.wellFormed - repeated,
    rows_rejected: staged.rejected,
    rows_repeated: repeated,
    warnings: JSON.stringify(warningsOf(staged)),
  });
}

/** The same shape as a TAP file's warnings: code and count. */
function warningsOf(staged: StagedSignaling) {
  const counted = { ...staged.rejectedByReason, ...staged.warnings };
  return [
    ...Object.entries(counted).map(([code, count]) => ({ code, count })),
    ...staged.ignoredColumns.map((column) => ({ code: 'ignored_column', count: 1, detail: column })),
  ];
}
