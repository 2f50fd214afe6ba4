/** A signaling file → distinct events, in one transaction; repeats and malformed rows are kept by line. */

import type { Identified } from '../decode/outcome.ts';
import { type StagedSignaling, stageSignaling } from '../decode/signaling/stage.ts';
import type { Profile } from '../domain/profile/types.ts';
import { RoamsettleError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { EMPTY_FILE_ROW, writeSourceFiles } from './manifest.ts';

const FORMATS = {
  signaling_csv: 'csv',
  signaling_ndjson: 'ndjson',
  signaling_parquet: 'parquet',
  signaling_profile: 'profile',
} as const;
export type SignalingKind = keyof typeof FORMATS;

export function isSignaling(kind: string): kind is SignalingKind {
  return kind in FORMATS;
}

export interface LoadedSignaling {
  /** Well-formed rows, repeats among them. */
  readonly records: number;
  readonly rejected: number;
  readonly repeated: number;
}

/**
 * Loads one file; `unchanged` tells whether it still is what was identified. Throws FILE_CHANGED, SIGNALING_HEADER, SIGNALING_UNREADABLE, FILE_CORRUPT, and SIGNALING_ALL_ROWS_BAD where the
 * file holds rows and not one of them is well formed.
 */
export async function loadSignaling(
  store: Store,
  fileId: number,
  file: { path: string; name: string },
  identified: Identified,
  unchanged: () => boolean,
  profile: Profile | null,
): Promise<LoadedSignaling> {
  const { db, dictionary } = store;
  const format = FORMATS[identified.kind as SignalingKind];
  const staged = await stageSignaling(db, {
    path: file.path,
    format,
    compression: identified.compression,
    profile,
  });
  if (!unchanged()) throw new RoamsettleError('FILE_CHANGED', '', { file: file.name });
  if (staged.rows > 0 && staged.staged === 0) {
    const reasons = Object.entries(staged.rejectedByReason).map(([reason, count]) => `${reason}: ${count}`);
    throw new RoamsettleError('SIGNALING_ALL_ROWS_BAD', reasons.join(', '), { file: file.name });
  }
  await store.transaction(async () => {
    const texts = await db.rows<{ value: string }>('load/signaling_text');
    dictionary.codes(texts.map((row) => row.value));
    await dictionary.save();
    const range = { min_ms: BigInt(staged.minEventMs ?? 0), max_ms: BigInt(staged.maxEventMs ?? 0) };
    await db.run('load/signaling_coded', range);
    await db.run('load/signaling_event', { file_id: fileId });
    await db.run('load/signaling_repeat', { file_id: fileId });
    await db.run('load/signaling_rejected_row', { file_id: fileId });
    await db.run('load/file_day_signaling', { file_id: fileId });
    const [known] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM signaling_coded WHERE is_known');
    if (format === 'profile' && profile !== null) {
      await db.run('load/file_profile', { file_id: fileId, profile_id: profile.id, digest: profile.digest });
    }
    await writeSourceFiles(store, [
      {
        ...EMPTY_FILE_ROW,
        file_id: fileId,
        sha256: identified.sha256!,
        name: file.name,
        kind: identified.kind,
        size: identified.size,
        rows_loaded: staged.staged - Number(known?.n ?? 0n),
        rows_rejected: staged.rejected,
        rows_repeated: staged.repeated + Number(known?.n ?? 0n),
        warnings: JSON.stringify(warningsOf(staged)),
      },
    ]);
  });
  return { records: staged.staged + staged.repeated, rejected: staged.rejected, repeated: staged.repeated };
}

/** The same shape as a TAP file's warnings: code and count. */
function warningsOf(staged: StagedSignaling) {
  const counted = { ...staged.rejectedByReason, ...staged.warnings };
  return [
    ...Object.entries(counted).map(([code, count]) => ({ code, count })),
    ...staged.ignoredColumns.map((column) => ({ code: 'ignored_column', count: 1, detail: column })),
  ];
}
