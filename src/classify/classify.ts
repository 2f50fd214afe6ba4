/** Features → evidence → device, decision and axes → segments, in SQL; the agreement's rules in between. */
import type { Agreement } from '../domain/agreement/types.ts';
import type { Activity, Device, Presence } from '../domain/statement.ts';
import type { Db } from '../store/db.ts';
import { segmentOf } from './segments.ts';

/** The devices a segment is looked up for: as charged, and as a human (rule 6). */
const SETTLED_AS: readonly Device[] = ['iot', 'human'];

interface SegmentKey {
  no: number;
  presence: Presence;
  activity: Activity;
  declared: boolean;
  detected_by: string;
  [key: string]: string | number | boolean;
}

/**
 * Builds `device_evidence`, `device_class`, `segment_map` and `device_segment` from the period store.
 * `no` is the agreement's position in `agreements`.
 */
export async function classify(db: Db, agreements: readonly Agreement[]): Promise<void> {
  await db.run('features/feed_coverage');
  await db.run('classify/device_evidence');
  await db.run('classify/device_class');
  const keys = await db.rows<SegmentKey>('classify/segment_key');
  const rows = keys.flatMap(({ no, presence, activity, declared, detected_by }) =>
    SETTLED_AS.flatMap((device) =>
      // volume_only looks a device up as declared, whatever the run finds (rule 11).
      [declared, true].map((asDeclared) => ({
        no,
        device,
        presence,
        activity,
        declared: asDeclared,
        detected_by,
        segment: segmentOf(agreements[no]!, {
          device,
          presence,
          activity,
          declared: asDeclared,
          detected_by,
        }),
      })),
    ),
  );
  await db.run('classify/segment_map', { rows: JSON.stringify(rows) });
  await db.run('classify/device_segment');
}
