/** Rows of the manifest: what was loaded, and what was seen and not loaded. */
import type { DecodeFailure, Identified } from '../decode/outcome.ts';
import type { Row } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { Claims } from './claims.ts';

/** A row of `source_file` (sql/migrations/0001_initial.sql). */
export interface FileRow {
  readonly file_id: number;
  readonly sha256: string;
  readonly name: string;
  readonly kind: string;
  readonly size: number;
  readonly billable: boolean;
  readonly rows_loaded: number;
  readonly rows_rejected: number;
  readonly rows_repeated: number;
  readonly warnings: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly byte_offset: number | null;
  readonly tag_path: string | null;
  readonly sender: string | null;
  readonly recipient: string | null;
  readonly file_type: string | null;
  readonly sequence: string | null;
  readonly release: string | null;
  readonly available_local: number | null;
  readonly available_offset: number | null;
  readonly tap_currency: string | null;
  readonly local_currency: string | null;
  readonly tap_decimals: number | null;
  readonly audit_agrees: boolean | null;
  readonly audit_charge: string | null;
  readonly rap_sequence: string | null;
}

/** What is known of a file that is in the tables. */
export interface KnownFile {
  readonly fileId: number;
  readonly billable: boolean;
  /** Digest of the profile that mapped it. */
  readonly profile: string | null;
}

/** What a manifest row says of a file that is no TAP file, but for its name and counts. */
const NO_TAP = {
  billable: false,
  rows_rejected: 0,
  rows_repeated: 0,
  code: null,
  detail: null,
  byte_offset: null,
  tag_path: null,
  sender: null,
  recipient: null,
  file_type: null,
  sequence: null,
  release: null,
  available_local: null,
  available_offset: null,
  tap_currency: null,
  local_currency: null,
  tap_decimals: null,
  audit_agrees: null,
  audit_charge: null,
  rap_sequence: null,
} as const;

/** A file on its way into the store. */
export interface FileJob {
  readonly fileId: number;
  readonly name: string;
  readonly identified: Identified;
}

/** The manifest row of a file; `more` is what is known beside its name and content. */
export function fileRow(
  { fileId, name, identified }: FileJob,
  more: Pick<FileRow, 'rows_loaded' | 'warnings'> & Partial<FileRow>,
): FileRow {
  const { sha256, kind, size } = identified;
  return { ...NO_TAP, file_id: fileId, sha256: sha256!, name, kind, size, ...more };
}

/** First and last id of files that load together: they follow each other. */
export function idRange(jobs: readonly FileJob[]): { first: number; last: number } {
  const ids = jobs.map(({ fileId }) => fileId);
  return { first: Math.min(...ids), last: Math.max(...ids) };
}

/** Inserts manifest rows inside the caller's transaction, and forgets earlier refusals of the same contents. */
export async function writeSourceFiles(store: Store, rows: readonly FileRow[]): Promise<void> {
  await store.db.run('load/source_file', { rows: JSON.stringify(rows) });
  await store.db.run('load/forget_rejected_file', {
    rows: JSON.stringify(rows.map(({ sha256, name }) => ({ sha256, name }))),
  });
}

/** A file that is refused or quarantined. */
export interface Rejection {
  readonly name: string;
  readonly identified: Identified;
  readonly status: 'refused' | 'quarantined';
  readonly failure: DecodeFailure;
}

/** Files that were not loaded, listed by one statement: each costs milliseconds, and a folder may hold a million notes. */
const LISTED_AT_ONCE = 10_000;

/** Lists files that were not loaded; the same content is listed once, as it was seen last. */
export async function writeRejectedFiles(store: Store, rejections: readonly Rejection[]): Promise<void> {
  const byContent = new Map(rejections.map(rejectedRow).map((row) => [row.identity, row]));
  const rows = [...byContent.values()];
  for (let at = 0; at < rows.length; at += LISTED_AT_ONCE)
    await store.db.run('load/rejected_file', { rows: JSON.stringify(rows.slice(at, at + LISTED_AT_ONCE)) });
}

function rejectedRow({ name, identified, status, failure }: Rejection) {
  const { sha256, kind, size, claim } = identified;
  return {
    identity: sha256 ?? `name:${name}`,
    sha256,
    name,
    kind,
    size,
    status,
    code: failure.code,
    detail: failure.detail,
    byte_offset: failure.byteOffset,
    tag_path: failure.tagPath,
    record_index: failure.recordIndex,
    sender: claim?.sender ?? null,
    recipient: claim?.recipient ?? null,
    file_type: claim?.type ?? null,
    sequence: claim?.sequence ?? null,
  };
}

interface ManifestRow extends Row {
  file_id: number;
  sha256: string;
  billable: boolean;
  sender: string | null;
  recipient: string | null;
  file_type: string | null;
  sequence: string | null;
  rap_sequence: string | null;
  /** JSON array of the numbers that a RAP file returns whole. */
  returned: string;
  /** Digest of the profile that mapped the file. */
  profile: string | null;
}

/** Files in the tables by content, and the claims that billable TAP files hold and RAP files gave back. */
export async function readManifest(
  store: Store,
): Promise<{ bySha: Map<string, KnownFile>; claims: Claims; nextId: number }> {
  const rows = await store.db.rows<ManifestRow>('load/manifest');
  const bySha = new Map<string, KnownFile>();
  const claims = new Claims();
  for (const row of rows) {
    const { sender, recipient, sequence, rap_sequence: rapSequence } = row;
    bySha.set(row.sha256, { fileId: row.file_id, billable: row.billable, profile: row.profile });
    if (sender === null || recipient === null || sequence === null) continue;
    const type = row.file_type === 'TD' ? 'TD' : 'CD';
    if (row.billable) claims.take({ sender, recipient, type, sequence, rapSequence });
    claims.giveBack({ sender, recipient, type }, JSON.parse(row.returned));
  }
  return { bySha, claims, nextId: (rows.at(-1)?.file_id ?? 0) + 1 };
}
