/** Features → evidence → device, decision and axes → segments: SQL judges the devices, the agreement's rules their kinds. */

import { RAT_BITS, runSegmentOf, segmentOf } from '../domain/agreement/segment-of.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import {
  type DeviceKind,
  type FeeFacts,
  type KindSegments,
  type ListedDevices,
  waitsForReview,
} from '../domain/devices.ts';
import type { Activity, Decision, Device, Presence } from '../domain/statement.ts';
import type { Db, Row } from '../store/db.ts';
import { streamColumns } from '../store/stream.ts';
import { arrangeDevices, type Beside } from './arrange.ts';
import { NOTHING_SAID, readSaid, rulingWords, type Said } from './said.ts';

/** What judging gives of devices that are alike. */
export interface JudgedKind {
  no: number;
  device: Device;
  presence: Presence;
  activity: Activity;
  decision: Decision;
  declared: boolean;
  detected_by: string;
  contested: boolean;
  ruling: string;
  volume_only_iot: boolean;
  has_tap: boolean;
  nobody: boolean;
  excluded: boolean;
  rats: number;
  devices: bigint;
}

interface KindRow extends JudgedKind, Row {
  kind: number;
}

interface FeeRow extends Row {
  observed: bigint;
  present: bigint;
  attaches: bigint;
  version: bigint;
}

/**
 * Classifies the devices of the period store by the thresholds of the scope, which are those of the latest versions; each
 * version has its own segments for them. `no` is the agreement's position in `agreements`. `said` is what lists and earlier
 * months say beside the model; `needed` and `beside`: see `arrangeDevices`.
 */
export async function classify(
  db: Db,
  agreements: readonly InForce[],
  said: Said = NOTHING_SAID,
  needed: readonly string[] = [],
  beside: Beside = (statements) => db.runAll(statements),
): Promise<ListedDevices> {
  await db.run('features/feed_coverage');
  await readSaid(db, said);
  await arrangeDevices(
    db,
    agreements.map(({ latest }) => latest),
    said.taught,
    needed,
    beside,
  );
  await db.run('classify/device_axis', { looks: JSON.stringify(agreements.map(looksOf)) });
  await db.run('classify/device_kind');
  await db.run('classify/device_fee');
  const rows = await db.rows<KindRow>('classify/kinds');
  const kinds = rows.map((row) => kindOf(agreements[row.no]!, row));
  const devices = kinds.reduce((sum, kind) => sum + kind.devices, 0);
  const kindAt = new Int32Array(devices).fill(-1);
  const fees = await db.rows<FeeRow>('classify/fees');
  const feeAt = new Int32Array(devices);
  await streamColumns(db, 'classify/listed_kind', {}, ([places, kindOfRow, feeOfRow], count) => {
    for (let i = 0; i < count; i++) {
      kindAt[places![i]!] = kindOfRow![i]!;
      feeAt[places![i]!] = feeOfRow![i]!;
    }
  });
  if (kindAt.includes(-1)) throw new Error('the places of the list are not those of its devices');
  await db.exec('DROP TABLE device_axis');
  return { kinds, kindAt, fees: fees.map(feeFacts), feeAt };
}

function feeFacts({ observed, present, attaches, version }: FeeRow): FeeFacts {
  return {
    observed: Number(observed),
    present: Number(present),
    attaches: Number(attaches),
    version: Number(version),
  };
}

/** What of the devices an agreement's terms look at at all: what none does must not tell kinds apart. */
function looksOf({ versions }: InForce, no: number) {
  const rats = new Set(
    versions.flatMap(({ agreement }) => agreement.segments.flatMap(({ when }) => when?.rat ?? [])),
  );
  const access = versions.flatMap(({ agreement }) => agreement.charges.access);
  return {
    no,
    rats: [...rats].reduce((sum, rat) => sum + RAT_BITS[rat]!, 0),
    present: access.some(({ per, feeDays }) => per !== 'attach' && feeDays === 'present'),
    attaches: access.some(({ per }) => per === 'attach'),
    latest: versions.length - 1,
  };
}

/** A kind with its segments by version. */
export function kindOf({ latest, versions }: InForce, row: JudgedKind): DeviceKind {
  const { no, device, presence, activity, decision, declared, excluded } = row;
  const inNotice = decision === 'review' && row.ruling.startsWith('notice ');
  const waits = waitsForReview({ decision, inNotice });
  return {
    no,
    device,
    presence,
    activity,
    decision,
    declared,
    detectedBy: row.detected_by,
    contested: row.contested,
    ruling: rulingWords(row.ruling, latest),
    inNotice,
    volumeOnly: row.volume_only_iot,
    hasTap: row.has_tap,
    nobody: row.nobody,
    excluded,
    devices: Number(row.devices),
    segments: versions.map(({ agreement }) => segmentsOf(agreement, row, waits)),
  };
}

/** Segments of a kind: by the run, if it were charged, by volume_only, and as a human (rules 6 and 11). */
function segmentsOf(agreement: Agreement, row: JudgedKind, waits: boolean): KindSegments {
  const { decision } = row;
  const human = segmentOf(agreement, { ...row, device: 'human' });
  const run = runSegmentOf(agreement, decision, row);
  // volume_only looks a device up as declared, whatever the run finds.
  const declaredIot =
    decision === 'charge' ? run : segmentOf(agreement, { ...row, device: 'iot', declared: true });
  const charged = waits ? runSegmentOf(agreement, 'charge', row) : run;
  return { run, charged, volumeOnly: row.volume_only_iot ? declaredIot : human, human };
}
