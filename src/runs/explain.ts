/** Why a device is what it is: its rows of the run's device list and features, from the run's folder alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgreement } from '../domain/agreement/load.ts';
import { runSegmentOf } from '../domain/agreement/segment-of.ts';
import { rowsAbout, type VerdictList } from '../domain/lists.ts';
import type { Activity, Decision, Presence } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { documentPath, readKeptLists } from './documents.ts';
import { type RunInputs, readRunInputs } from './identity.ts';
import { readingRun } from './reading.ts';

interface Explained {
  readonly agreement_id: string;
  readonly device: Record<string, unknown>;
  readonly evidence: readonly { source: string; weight: number; words: string }[];
  readonly features: Record<string, unknown>;
  /** What lists and reviewers say of it in the period. */
  readonly lists: readonly { verdict: string; source: string; reason: string }[];
  /** Where several versions are in force in the period: the segment that each settles the device in, by date. */
  readonly versions: readonly { version: number; segment: string }[];
}

export interface Explanation {
  readonly run_id: string;
  readonly devices: readonly Explained[];
}

/** Throws DEVICE_NOT_FOUND, and what `readingRun` throws; the error never repeats the IMSI. */
export function explainDevice(folder: string, runId: string, imsi: string): Promise<Explanation> {
  return readingRun(folder, () => explain(folder, runId, imsi));
}

async function explain(folder: string, runId: string, imsi: string): Promise<Explanation> {
  const db = await Db.open(':memory:');
  try {
    const list = await db.rows('explain/device', { path: pathOf(folder, 'devices'), imsi });
    const features = await db.rows('explain/device', { path: pathOf(folder, 'features'), imsi });
    if (list.length === 0) throw new RoamsettleError('DEVICE_NOT_FOUND');
    const documents = documentsOf(folder);
    const featuresOf = (row: Row) => features.find((item) => item.agreement_id === row.agreement_id);
    return { run_id: runId, devices: list.map((row) => explained(documents, row, featuresOf(row))) };
  } finally {
    db.close();
  }
}

/**
 * The same of one row of the device list, which is found without a scan. Throws DEVICE_NOT_FOUND, and what `readingRun` throws.
 */
export function explainRow(db: Db, folder: string, row: number): Promise<Explained> {
  return readingRun(folder, () => explainPlace(db, folder, row));
}

async function explainPlace(db: Db, folder: string, row: number): Promise<Explained> {
  const [device] = await db.rows('explain/row', { path: pathOf(folder, 'devices'), row });
  if (device === undefined) throw new RoamsettleError('DEVICE_NOT_FOUND');
  const path = pathOf(folder, 'features');
  const isSame = (item: Row | undefined) =>
    item?.agreement_id === device.agreement_id && item?.imsi === device.imsi;
  // Both files have a row for each device, in one order; a scan finds it if another version wrote them otherwise.
  const [beside] = await db.rows('explain/row', { path, row });
  const found = isSame(beside)
    ? beside
    : (await db.rows('explain/device', { path, imsi: device.imsi! })).find(isSame);
  return explained(documentsOf(folder), device, found);
}

function pathOf(folder: string, table: 'devices' | 'features'): string {
  return literalPath(join(folder, `${table}.parquet`));
}

interface RunDocuments {
  readonly folder: string;
  readonly lists: readonly VerdictList[];
  readonly agreements: RunInputs['agreements'];
}

function documentsOf(folder: string): RunDocuments {
  return { folder, lists: readKeptLists(folder), agreements: readRunInputs(folder).agreements };
}

function explained({ folder, lists, agreements }: RunDocuments, row: Row, found: Row | undefined): Explained {
  const { evidence, agreement_id: _id, imsi: _imsi, ...features } = plain(found ?? {});
  const device = plain(row);
  const agreementId = String(row.agreement_id);
  const versions = agreements.filter(({ id }) => id === agreementId);
  return {
    agreement_id: agreementId,
    device,
    evidence: JSON.parse(String(evidence ?? '[]')) as Explained['evidence'],
    // In the features it is a place in the order of dates.
    features: { ...features, fee_version: versions[Number(features.fee_version ?? -1)]?.version ?? null },
    lists: lists
      .flatMap((list) => rowsAbout(list, String(row.imsi), String(row.period)))
      .filter((said) => said.agreementId === agreementId)
      .map(({ verdict, source, reason }) => ({ verdict, source, reason })),
    versions:
      versions.length < 2
        ? []
        : versions.map(({ version, digest }) => ({
            version,
            segment: segmentUnder(folder, digest, device, features),
          })),
  };
}

/** By the version's own document, as the run keeps it. */
function segmentUnder(
  folder: string,
  digest: string,
  device: Record<string, unknown>,
  features: Record<string, unknown>,
): string {
  if (features.excluded === true) return '';
  const agreement = parseAgreement(readFileSync(join(folder, documentPath(digest)), 'utf8'), digest);
  return runSegmentOf(agreement, device.decision as Decision, {
    presence: device.presence as Presence,
    activity: device.activity as Activity,
    declared: device.declared === true,
    detected_by: String(device.detected_by ?? ''),
    rats: Number(features.rats ?? 0),
  });
}

function plain(row: Row): Record<string, unknown> {
  const number = (value: unknown): unknown =>
    typeof value === 'bigint' ? Number(value) : Array.isArray(value) ? value.map(number) : value;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, number(value)]));
}
