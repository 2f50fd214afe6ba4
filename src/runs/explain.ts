/** Why a device is what it is: its rows of the run's device list and features, from the run's folder alone. */
import { join } from 'node:path';
import { runSegmentOf } from '../domain/agreement/segment-of.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { rowsAbout, type VerdictList } from '../domain/lists.ts';
import type { Activity, Decision, Presence } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { readArchivedAgreements } from './archived.ts';
import { type Derivation, deriveDevice } from './derivation.ts';
import { readKeptLists } from './documents.ts';
import { type EvidenceItem, type WeighedItem, weighEvidence } from './evidence.ts';
import { readRunInputs } from './identity.ts';
import { type Neighbours, readNeighbours } from './neighbours.ts';
import { readingRun } from './reading.ts';

export interface ExplainedDevice {
  readonly agreement_id: string;
  readonly device: Record<string, unknown>;
  /** They add up to the score, from which the probability comes. */
  readonly evidence: readonly WeighedItem[];
  readonly features: Record<string, unknown>;
  /** What lists and reviewers say of it in the period. */
  readonly lists: readonly { verdict: string; source: string; reason: string }[];
  /** Where several versions are in force in the period: the segment that each settles the device in, by date. */
  readonly versions: readonly { version: number; segment: string }[];
  /** How decision, axes and segment follow, by the latest version. */
  readonly derivation: Derivation;
}

export interface Explained extends ExplainedDevice {
  readonly neighbours: Neighbours;
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
    const documents = await documentsOf(folder);
    const devices: Explained[] = [];
    for (const device of list) {
      const own = features.find((item) => item.agreement_id === device.agreement_id);
      const explained = explainRows(documents, { device, features: own });
      const asked = { agreement: explained.agreement_id, imsi };
      devices.push({ ...explained, neighbours: await readNeighbours(db, folder, asked) });
    }
    return { run_id: runId, devices };
  } finally {
    db.close();
  }
}

/** A device's row of the list and its features, as the run's files have them. */
export interface DeviceRows {
  readonly device: Row;
  readonly features: Row | undefined;
}

/** A row of the device list, which is found without a scan. Throws DEVICE_NOT_FOUND, and what `readingRun` throws. */
export function deviceRows(db: Db, folder: string, row: number): Promise<DeviceRows> {
  return readingRun(folder, () => rowsAt(db, folder, row));
}

async function rowsAt(db: Db, folder: string, row: number): Promise<DeviceRows> {
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
  return { device, features: found };
}

function pathOf(folder: string, table: 'devices' | 'features'): string {
  return literalPath(join(folder, `${table}.parquet`));
}

/** What a run keeps that speaks of its devices. */
export interface SpokenDocuments {
  readonly lists: readonly VerdictList[];
  /** Versions in force in the period, in the order of `run.json`. */
  readonly agreements: readonly Agreement[];
}

/** Throws what `readArchivedAgreements` and `readingRun` throw. */
export function readRunDocuments(folder: string): Promise<SpokenDocuments> {
  return readingRun(folder, () => documentsOf(folder));
}

async function documentsOf(folder: string): Promise<SpokenDocuments> {
  const agreements = await readArchivedAgreements(folder, readRunInputs(folder).agreements);
  return { lists: readKeptLists(folder), agreements };
}

/** Why a device is what it is, by what the run's files have of it. */
export function explainRows(
  { lists, agreements }: SpokenDocuments,
  { device: row, features: found }: DeviceRows,
): ExplainedDevice {
  const { evidence, agreement_id: _id, imsi: _imsi, ...features } = plain(found ?? {});
  const device = plain(row);
  const agreementId = String(row.agreement_id);
  const imsi = String(row.imsi);
  const versions = agreements.filter(({ id }) => id === agreementId);
  const said = lists
    .flatMap((list) => rowsAbout(list, imsi, String(row.period)))
    .filter((item) => item.agreementId === agreementId);
  const verdicts = said.map(({ verdict }) => verdict);
  return {
    agreement_id: agreementId,
    device,
    evidence: weighEvidence(
      JSON.parse(String(evidence ?? '[]')) as readonly EvidenceItem[],
      Number(features.score ?? 0),
    ),
    // In the features it is a place in the order of dates.
    features: { ...features, fee_version: versions[Number(features.fee_version ?? -1)]?.version ?? null },
    lists: said.map(({ verdict, source, reason }) => ({ verdict, source, reason })),
    versions:
      versions.length < 2
        ? []
        : versions.map((agreement) => ({
            version: agreement.version,
            segment: segmentUnder(agreement, device, features),
          })),
    derivation: deriveDevice(versions.at(-1)!, { device, features, verdicts }),
  };
}

function segmentUnder(
  agreement: Agreement,
  device: Record<string, unknown>,
  features: Record<string, unknown>,
): string {
  if (features.excluded === true) return '';
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
