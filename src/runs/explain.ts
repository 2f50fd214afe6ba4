/** Why a device is what it is: its rows of the run's device list and features, from the run's folder alone. */
import { join } from 'node:path';
import { rowsAbout } from '../domain/lists.ts';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';
import { readKeptLists } from './documents.ts';

export interface Explanation {
  readonly run_id: string;
  readonly devices: readonly {
    readonly agreement_id: string;
    readonly device: Record<string, unknown>;
    readonly evidence: readonly { source: string; weight: number; words: string }[];
    readonly features: Record<string, unknown>;
    /** What lists and reviewers say of it in the period. */
    readonly lists: readonly { verdict: string; source: string; reason: string }[];
  }[];
}

/** Throws DEVICE_NOT_FOUND; the error never repeats the IMSI. */
export async function explainDevice(folder: string, runId: string, imsi: string): Promise<Explanation> {
  const db = await Db.open(':memory:');
  try {
    const list = await db.rows('explain/device', { path: join(folder, 'devices.parquet'), imsi });
    const features = await db.rows('explain/device', { path: join(folder, 'features.parquet'), imsi });
    if (list.length === 0) throw new RoamsettleError('DEVICE_NOT_FOUND');
    const said = readKeptLists(folder).flatMap((kept) => rowsAbout(kept, imsi, String(list[0]!.period)));
    return {
      run_id: runId,
      devices: list.map((row) => {
        const feature = plain(features.find((item) => item.agreement_id === row.agreement_id) ?? {});
        const { evidence, agreement_id: _id, imsi: _imsi, ...rest } = feature;
        return {
          agreement_id: String(row.agreement_id),
          device: plain(row),
          evidence: JSON.parse(String(evidence ?? '[]')) as {
            source: string;
            weight: number;
            words: string;
          }[],
          features: rest,
          lists: said
            .filter(({ agreementId }) => agreementId === row.agreement_id)
            .map(({ verdict, source, reason }) => ({ verdict, source, reason })),
        };
      }),
    };
  } finally {
    db.close();
  }
}

function plain(row: Row): Record<string, unknown> {
  const number = (value: unknown): unknown =>
    typeof value === 'bigint' ? Number(value) : Array.isArray(value) ? value.map(number) : value;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, number(value)]));
}
