/** Why a device is what it is: its rows of the run's device list and features, from the run's folder alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgreement } from '../domain/agreement/load.ts';
import { runSegmentOf } from '../domain/agreement/segment-of.ts';
import { rowsAbout } from '../domain/lists.ts';
import type { Activity, Decision, Presence } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';
import { documentPath, readKeptLists } from './documents.ts';
import { readRunInputs } from './identity.ts';

export interface Explanation {
  readonly run_id: string;
  readonly devices: readonly {
    readonly agreement_id: string;
    readonly device: Record<string, unknown>;
    readonly evidence: readonly { source: string; weight: number; words: string }[];
    readonly features: Record<string, unknown>;
    /** What lists and reviewers say of it in the period. */
    readonly lists: readonly { verdict: string; source: string; reason: string }[];
    /** Where several versions are in force in the period: the segment that each settles the device in, by date. */
    readonly versions: readonly { version: number; segment: string }[];
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
    const { agreements } = readRunInputs(folder);
    return {
      run_id: runId,
      devices: list.map((row) => {
        const feature = plain(features.find((item) => item.agreement_id === row.agreement_id) ?? {});
        const { evidence, agreement_id: _id, imsi: _imsi, ...rest } = feature;
        const versions = agreements.filter(({ id }) => id === row.agreement_id);
        return {
          agreement_id: String(row.agreement_id),
          device: plain(row),
          evidence: JSON.parse(String(evidence ?? '[]')) as {
            source: string;
            weight: number;
            words: string;
          }[],
          lists: said
            .filter(({ agreementId }) => agreementId === row.agreement_id)
            .map(({ verdict, source, reason }) => ({ verdict, source, reason })),
          // In the features it is a place in the order of dates.
          features: { ...rest, fee_version: versions[Number(rest.fee_version ?? -1)]?.version ?? null },
          versions:
            versions.length > 1
              ? versions.map(({ version, digest }) => ({
                  version,
                  segment: segmentUnder(folder, digest, plain(row), rest),
                }))
              : [],
        };
      }),
    };
  } finally {
    db.close();
  }
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
