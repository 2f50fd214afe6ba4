/** Why a device is what it is: its rows of the run's device list and features, from the run's folder alone. */
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';

interface Explained {
  readonly agreement_id: string;
  readonly device: Record<string, unknown>;
  readonly evidence: readonly { source: string; weight: number; words: string }[];
  readonly features: Record<string, unknown>;
}

export interface Explanation {
  readonly run_id: string;
  readonly devices: readonly Explained[];
}

/** Throws DEVICE_NOT_FOUND; the error never repeats the IMSI. */
export async function explainDevice(folder: string, runId: string, imsi: string): Promise<Explanation> {
  const db = await Db.open(':memory:');
  try {
    const list = await db.rows('explain/device', { path: join(folder, 'devices.parquet'), imsi });
    const features = await db.rows('explain/device', { path: join(folder, 'features.parquet'), imsi });
    if (list.length === 0) throw new RoamsettleError('DEVICE_NOT_FOUND');
    const featureOf = (row: Row) => features.find((item) => item.agreement_id === row.agreement_id);
    return { run_id: runId, devices: list.map((row) => explained(row, featureOf(row))) };
  } finally {
    db.close();
  }
}

/** The same of one row of the device list, which is found without a scan. Throws DEVICE_NOT_FOUND. */
export async function explainRow(db: Db, folder: string, row: number): Promise<Explained> {
  const [device] = await db.rows('explain/row', { path: join(folder, 'devices.parquet'), row });
  if (device === undefined) throw new RoamsettleError('DEVICE_NOT_FOUND');
  const path = join(folder, 'features.parquet');
  const isSame = (item: Row | undefined) =>
    item?.agreement_id === device.agreement_id && item?.imsi === device.imsi;
  // Both files have a row for each device, in one order; a scan finds it if another version wrote them otherwise.
  const [beside] = await db.rows('explain/row', { path, row });
  if (isSame(beside)) return explained(device, beside);
  const found = await db.rows('explain/device', { path, imsi: device.imsi! });
  return explained(device, found.find(isSame));
}

function explained(row: Row, found: Row | undefined): Explained {
  const { evidence, agreement_id: _id, imsi: _imsi, ...features } = plain(found ?? {});
  return {
    agreement_id: String(row.agreement_id),
    device: plain(row),
    evidence: JSON.parse(String(evidence ?? '[]')) as Explained['evidence'],
    features,
  };
}

function plain(row: Row): Record<string, unknown> {
  const number = (value: unknown): unknown =>
    typeof value === 'bigint' ? Number(value) : Array.isArray(value) ? value.map(number) : value;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, number(value)]));
}
