/** Features → evidence → device, decision and axes → segments, in SQL; the agreement's rules in between. */
import { createHash } from 'node:crypto';
import { segmentOf } from '../domain/agreement/segment-of.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import type { Activity, Device, Presence } from '../domain/statement.ts';
import { thresholdIdentity } from '../features/scope.ts';
import type { Db } from '../store/db.ts';

/** The devices a segment is looked up for: as charged, and as a human (rule 6). */
const SETTLED_AS: readonly Device[] = ['iot', 'human'];

interface SegmentKey {
  no: number;
  presence: Presence;
  activity: Activity;
  declared: boolean;
  detected_by: string;
  rats: number;
  [key: string]: string | number | boolean;
}

/**
 * Classifies the devices of the period store, unless it was done with these thresholds already, and builds `segment_map`
 * and `device_segment`. `no` is the agreement's position in `agreements`. Gives back the digest of the thresholds.
 */
export async function classify(db: Db, agreements: readonly Agreement[], period: Period): Promise<string> {
  const thresholds = thresholdIdentity(agreements, period);
  await db.run('features/feed_coverage');
  if (!(await isJudgedBy(db, thresholds))) {
    await db.run('classify/device_evidence');
    // The note goes before what it tells of, and comes back after it: a run that is killed in between starts again.
    await db.exec('DROP TABLE IF EXISTS period.judged');
    await db.run('classify/device_class');
    await db.run('classify/judged', { thresholds });
  }
  await mapSegments(db, agreements);
  return createHash('sha256').update(thresholds).digest('hex').slice(0, 16);
}

async function isJudgedBy(db: Db, thresholds: string): Promise<boolean> {
  if ((await db.rows('period/judged')).length === 0) return false;
  const [judged] = await db.query<{ thresholds: string }>('SELECT thresholds FROM period.judged');
  return judged?.thresholds === thresholds;
}

async function mapSegments(db: Db, agreements: readonly Agreement[]): Promise<void> {
  const keys = await db.rows<SegmentKey>('classify/segment_key');
  const rows = keys.flatMap(({ no, presence, activity, declared, detected_by, rats }) =>
    SETTLED_AS.flatMap((device) =>
      // volume_only looks a device up as declared, whatever the run finds (rule 11).
      [declared, true].map((asDeclared) => ({
        no,
        device,
        presence,
        activity,
        declared: asDeclared,
        detected_by,
        rats,
        segment: segmentOf(agreements[no]!, {
          device,
          presence,
          activity,
          declared: asDeclared,
          detected_by,
          rats,
        }),
      })),
    ),
  );
  await db.run('classify/segment_map', { rows: JSON.stringify(rows) });
  await db.run('classify/device_segment');
}
