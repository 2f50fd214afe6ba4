/** A decoded TAP file → rows, in one transaction: the whole file or nothing of it. */
import type { ColumnBatch, DecodedTap, Identified } from '../decode/outcome.ts';
import { RoamsettleError } from '../errors.ts';
import { appendBatches } from '../store/append.ts';
import type { Store } from '../store/store.ts';
import { type FileRow, writeSourceFile } from './manifest.ts';

/** How a file comes to be billable although its audit differs, or not to be. */
export interface AuditVerdict {
  readonly billable: boolean;
  readonly code: 'TAP_AUDIT_MISMATCH' | null;
  readonly detail: string | null;
}

/** rule 15: with `enforce` a differing audit keeps the file's money back; `report` only says so. */
export function judgeAudit(decoded: DecodedTap, mode: 'enforce' | 'report'): AuditVerdict {
  if (decoded.audit === null || decoded.audit.agrees) return { billable: true, code: null, detail: null };
  return {
    billable: mode === 'report',
    code: 'TAP_AUDIT_MISMATCH',
    detail: decoded.audit.differences.join('; '),
  };
}

/** Loads records, tables and the manifest row. Codes of the batches are rewritten in place to the store's own. */
export async function loadTap(
  store: Store,
  fileId: number,
  name: string,
  identified: Identified,
  decoded: DecodedTap,
  verdict: AuditVerdict,
): Promise<void> {
  const { header, tables, audit } = decoded;
  const rows = decoded.batches.reduce((sum, batch) => sum + batch.rows, 0);
  if (audit !== null && rows !== audit.decoded.records) {
    throw new RoamsettleError(
      'BALANCE_BROKEN',
      `${audit.decoded.records} records decoded, ${rows} handed over.`,
    );
  }
  await store.transaction(async () => {
    for (const batch of decoded.batches) recode(store, batch, decoded.dictionaries);
    await store.dictionary.save();
    const appended = await appendBatches(store.db, 'tap_record', fileId, decoded.batches);
    if (appended !== rows)
      throw new RoamsettleError('BALANCE_BROKEN', `${rows} records, ${appended} stored.`);
    if (tables !== null) {
      const file_id = fileId;
      await store.db.run('load/tap_exchange_rate', { file_id, rows: JSON.stringify(tables.exchangeRates) });
      await store.db.run('load/tap_utc_offset', { file_id, rows: JSON.stringify(tables.utcOffsets) });
      await store.db.run('load/tap_rec_entity', { file_id, rows: JSON.stringify(tables.recEntities) });
      await store.db.run('load/tap_taxation', { file_id, rows: JSON.stringify(tables.taxation) });
    }
    const row: FileRow = {
      file_id: fileId,
      sha256: identified.sha256!,
      name,
      kind: header.notification ? 'notification' : 'tap',
      size: identified.size,
      billable: verdict.billable,
      rows_loaded: rows,
      rows_rejected: 0,
      rows_repeated: 0,
      warnings: JSON.stringify(decoded.warnings),
      code: verdict.code,
      detail: verdict.detail,
      byte_offset: verdict.code === null ? null : (audit?.byteOffset ?? null),
      tag_path: verdict.code === null ? null : 'TransferBatch/AuditControlInfo',
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
    };
    await writeSourceFile(store, row);
  });
}

/** Rewrites the file's dictionary codes of every open-vocabulary column to the store's global codes. */
function recode(store: Store, batch: ColumnBatch, dictionaries: DecodedTap['dictionaries']): void {
  for (const column of batch.columns) {
    const dictionary = dictionaries[column.name];
    if (dictionary === undefined) continue;
    const global = store.dictionary.codes(dictionary);
    const codes = new Int32Array(column.values, 0, batch.rows);
    // A null slot holds any bits: it stays out of the dictionary by the validity bitmap.
    for (let i = 0; i < codes.length; i++) codes[i] = global[codes[i]!] ?? 0;
  }
}
