/** The second implementation of the kernel: SQL that says relation by relation what a device's signals are. */
import { readFileSync } from 'node:fs';
import type { Db, Row } from '../../src/store/db.ts';

/** In order: each reads the ones before, the scope relations, slice_event and device_record. */
const MODELS = [
  'procedure_role',
  'reference_imsi',
  'reference_match',
  'reference_owner',
  'device_event',
  'presence_event',
  'effective_event',
  'present_day',
  'device_presence',
  'attachment',
  'device_fee',
  'reference_seen',
  'event_feature',
  'rhythm_feature',
  'identity_feature',
  'reference_cover',
  'reference_unmatched',
  'reference_signal',
  'kernel_signal',
] as const;

const text = (name: string) => readFileSync(new URL(`reference/${name}.sql`, import.meta.url), 'utf8');

/** Rows in which the kernel's relations of the slice at hand and those of the reference differ. */
export async function differences(db: Db): Promise<Row[]> {
  for (const model of MODELS) await db.exec(text(model));
  return [...(await db.query(text('difference'))), ...(await db.query(text('unmatched_difference')))];
}
