/** Decoded TAP files → rows, in one transaction (all of the files or none), as one run sorted by subscriber. */

import type { ArrangedBatch } from '../arrow/arrange.ts';
import type { ColumnBatch } from '../arrow/batch.ts';
import type { AuditDifference, DecodedTap, DecodeWarning, TapTables } from '../decode/outcome.ts';
import { RoamsettleError } from '../errors.ts';
import type { FileBatch, Release, RowFeed } from '../store/feed.ts';
import type { Store } from '../store/store.ts';
import { type FileJob, type FileRow, fileRow, writeSourceFiles } from './manifest.ts';
import { AUDIT_PATH, nameFailure } from './refusal.ts';

type BatchKind = 'tap' | 'notification' | 'nrtrde' | 'rap';

/** Where the call events of each kind go; only those of TAP are ever billed. */
const TABLES: Readonly<Record<BatchKind, { readonly table: string; readonly billable: boolean }>> = {
  tap: { table: 'tap_stored', billable: true },
  notification: { table: 'tap_stored', billable: true },
  nrtrde: { table: 'early_stored', billable: false },
  rap: { table: 'returned_stored', billable: false },
};

/** Whether a file is billable, and why not or why in spite of a differing audit. */
export interface AuditVerdict {
  readonly billable: boolean;
  readonly code: 'TAP_AUDIT_MISMATCH' | null;
  readonly detail: string | null;
}

/** With `enforce` a differing audit makes the file not billable; `report` only records the difference. */
export function judgeAudit(decoded: DecodedTap, mode: 'enforce' | 'report'): AuditVerdict {
  if (decoded.audit === null || decoded.audit.agrees) return { billable: true, code: null, detail: null };
  return {
    billable: mode === 'report',
    code: 'TAP_AUDIT_MISMATCH',
    detail: decoded.audit.differences.map(differenceText).join('; '),
  };
}

/** One phrase per differing item: `TotalCharge: audit 2300, decoded 71180`. */
function differenceText({ item, audit, decoded }: AuditDifference): string {
  return `${item}: audit ${audit ?? 'absent'}, decoded ${decoded}`;
}

/** A decoded file on its way into the store. */
export interface TapJob extends FileJob {
  /** Names of all copies, which the header is held against. */
  readonly names: readonly string[];
  readonly decoded: DecodedTap<ArrangedBatch>;
  readonly verdict: AuditVerdict;
}

/**
 * Loads records, tables and manifest rows of some files in one transaction: all of them or none. The batches are consumed: their codes are
 * rewritten in place to the store's own, and the buffers of records go to `release`. Throws BALANCE_BROKEN if the number of stored rows
 * differs from what was decoded, OUTPUT_WRITE when the disk is full.
 */
export async function loadTapFiles(store: Store, jobs: readonly TapJob[], release?: Release): Promise<void> {
  await store.transaction(async () => {
    for (const { decoded } of jobs) {
      checkRows(decoded);
      const texts = textCodes(store, decoded);
      for (const batch of decoded.charges) recode(batch, texts);
      for (const batch of decoded.batches) recodeRows(store, batch, texts);
    }
    await store.dictionary.save();
    await store.patterns.save();
    const byTable = Map.groupBy(jobs, ({ identified }) => TABLES[identified.kind as BatchKind].table);
    for (const [table, files] of byTable) {
      await insert(store.records, 'load/tap_record_run', table, batchesOf(files, 'batches'), release);
    }
    await insert(store.charges, 'load/tap_charge_run', 'tap_charge', batchesOf(jobs, 'charges'));
    await writeDays(store, jobs);
    await writeReturns(store, jobs);
    await writeTables(store, jobs);
    await writeSourceFiles(store, jobs.map(manifestRow));
  });
}

function checkRows(decoded: DecodedTap): void {
  const rows = rowsOf(decoded);
  const records = decoded.audit?.decoded.records ?? rows;
  if (rows !== records)
    throw new RoamsettleError('BALANCE_BROKEN', `${records} records decoded, ${rows} handed over.`);
}

function batchesOf(jobs: readonly TapJob[], kind: 'batches' | 'charges'): FileBatch[] {
  return jobs.flatMap(({ fileId, decoded }) => decoded[kind].map((batch) => ({ fileId, batch })));
}

async function insert(
  feed: RowFeed,
  statement: string,
  table: string,
  batches: readonly FileBatch[],
  release?: Release,
): Promise<void> {
  const stored = await feed.insert(statement, table, batches, release);
  const rows = batches.reduce((sum, { batch }) => sum + batch.rows, 0);
  if (stored !== rows)
    throw new RoamsettleError('BALANCE_BROKEN', `${rows} rows for ${table}, ${stored} stored.`);
}

/** What is wrong with a file that is loaded anyway: its name, rejected events, and the decoder's own warnings. */
export function warningsOf(decoded: DecodedTap, names: readonly string[]): DecodeWarning[] {
  const wrong = nameFailure(names, decoded.header);
  const name = wrong === null ? [] : [{ ...wrong, count: 1 }];
  return [...name, ...rejectionWarning(decoded), ...decoded.warnings].map(
    ({ code, count, detail, byteOffset, tagPath, td57 }) => ({
      code,
      count,
      detail,
      byteOffset,
      tagPath,
      ...(td57 && { td57 }),
    }),
  );
}

/** Rejected events (TD.57 Severe) as one warning with the place of the first. */
function rejectionWarning({ rejected, rejectedCount }: DecodedTap): DecodeWarning[] {
  const [first] = rejected;
  if (first === undefined) return [];
  const { detail, byteOffset, tagPath, td57 } = first;
  return [
    { code: 'EVENT_REJECTED', count: rejectedCount, detail, byteOffset, tagPath, ...(td57 && { td57 }) },
  ];
}

export function rowsOf(decoded: DecodedTap): number {
  return decoded.batches.reduce((sum, batch) => sum + batch.rows, 0);
}

/** Kinds whose days are kept: what a RAP file returns stands in the days of its TAP file. */
const DATED: ReadonlySet<string> = new Set(['tap', 'notification', 'nrtrde']);

/** The days of the files' call events. */
async function writeDays(store: Store, jobs: readonly TapJob[]): Promise<void> {
  const rows = jobs
    .filter(({ identified }) => DATED.has(identified.kind))
    .flatMap(({ fileId, decoded }) =>
      [...new Set(decoded.batches.flatMap(({ days }) => days))].map((day) => ({ file_id: fileId, day })),
    );
  if (rows.length > 0) await store.db.run('load/file_day_tap', { rows: JSON.stringify(rows) });
}

async function writeReturns(store: Store, jobs: readonly TapJob[]): Promise<void> {
  for (const { fileId, decoded } of jobs) {
    if (decoded.returns === null) continue;
    const { files, events } = decoded.returns;
    if (events.length !== rowsOf(decoded))
      throw new RoamsettleError(
        'BALANCE_BROKEN',
        `${events.length} returned events, ${rowsOf(decoded)} rows.`,
      );
    await store.db.run('load/returned_file', { file_id: fileId, sequences: JSON.stringify(files) });
    await store.db.run('load/returned_event', { file_id: fileId, sequences: JSON.stringify(events) });
  }
}

async function writeTables(store: Store, jobs: readonly TapJob[]): Promise<void> {
  const all = <T extends object>(pick: (tables: TapTables) => readonly T[]) =>
    JSON.stringify(
      jobs.flatMap(({ fileId, decoded }) =>
        decoded.tables === null ? [] : pick(decoded.tables).map((row) => ({ file_id: fileId, ...row })),
      ),
    );
  await store.db.run('load/tap_exchange_rate', { rows: all((tables) => tables.exchangeRates) });
  await store.db.run('load/tap_utc_offset', { rows: all((tables) => tables.utcOffsets) });
  await store.db.run('load/tap_rec_entity', { rows: all((tables) => tables.recEntities) });
  await store.db.run('load/tap_taxation', { rows: all((tables) => tables.taxation) });
}

function manifestRow(job: TapJob): FileRow {
  const { names, identified, decoded, verdict } = job;
  const { header, tables, audit } = decoded;
  return fileRow(job, {
    billable: verdict.billable && TABLES[identified.kind as BatchKind].billable,
    rows_loaded: rowsOf(decoded),
    warnings: JSON.stringify(warningsOf(decoded, names)),
    code: verdict.code,
    detail: verdict.detail,
    byte_offset: verdict.code === null ? null : (audit?.byteOffset ?? null),
    tag_path: verdict.code === null ? null : AUDIT_PATH,
    sender: header.sender,
    recipient: header.recipient,
    file_type: header.type,
    sequence: header.sequence,
    release: header.release,
    available_local: header.available?.local ?? null,
    available_offset: header.available?.offset ?? null,
    tap_currency: tables?.tapCurrency ?? null,
    local_currency: tables?.localCurrency ?? null,
    tap_decimals: tables?.decimals ?? null,
    audit_agrees: audit?.agrees ?? null,
    audit_charge: audit?.decoded.charge ?? null,
    rap_sequence: header.rapSequence,
  });
}

/** The store's codes of the file's texts, by column. */
function textCodes(store: Store, { dictionaries }: DecodedTap): Map<string, Int32Array> {
  return new Map(
    Object.entries(dictionaries).map(([column, values]) => [column, store.dictionary.codes(values)]),
  );
}

/** Rewrites the file's codes of texts to the store's, in place. */
function recode(batch: ColumnBatch, texts: ReadonlyMap<string, Int32Array>): void {
  for (const column of batch.columns) {
    const global = texts.get(column.name);
    if (global !== undefined) rewrite(column.values, batch.rows, global);
  }
}

/** Rewrites the file's codes of patterns to the store's, in place. */
function recodeRows(store: Store, batch: ArrangedBatch, texts: ReadonlyMap<string, Int32Array>): void {
  const column = batch.columns.find(({ name }) => name === 'pattern')!;
  rewrite(column.values, batch.rows, store.patterns.codes(batch.patterns, texts));
}

function rewrite(values: ArrayBuffer, rows: number, global: Int32Array): void {
  if (global.every((code, i) => code === i)) return;
  const codes = new Int32Array(values, 0, rows);
  // A null slot holds any bits: it stays out of the dictionary by the validity bitmap.
  for (let i = 0; i < codes.length; i++) codes[i] = global[codes[i]!] ?? 0;
}
