/**
 * The loaded rows of devices as a run saw them: of its input files alone, in the states that it read them in, under the
 * agreements that it archived. By the models that a settlement runs, so that what belongs where is said in one place.
 */
import { versionsInForce } from '../domain/agreement/set.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { parsePeriod } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { judgeRecords, prepareScope, SLICED } from '../features/compute.ts';
import type { RunInputs } from '../runs/identity.ts';
import type { Db } from '../store/db.ts';
import type { Store } from '../store/store.ts';

export interface ReplayRequest {
  readonly inputs: RunInputs;
  readonly agreements: readonly Agreement[];
  /** Integers of 1 followed by the digits; 1 for records without an IMSI. */
  readonly imsis: readonly bigint[];
}

/**
 * Calls `work` while `source_file` holds the files of the run, the slice views the rows of the devices in them, and
 * `device_record` their records. `no` in them is the position in `ids`. Throws RECORDS_DIFFER where files are not loaded here.
 */
export async function replayDevices<T>(
  store: Store,
  { inputs, agreements, imsis }: ReplayRequest,
  work: (ids: readonly string[]) => Promise<T>,
): Promise<T> {
  const { db } = store;
  const files = JSON.stringify(inputs.files);
  const missing = await db.rows<{ sha256: string }>('trace/missing_file', { files });
  if (missing.length > 0) {
    const first = missing[0]!.sha256.slice(0, 12);
    throw new RoamsettleError(
      'RECORDS_DIFFER',
      `${missing.length} of its files are not loaded here, ${first} first.`,
    );
  }
  await db.run('trace/source_file', { files });
  try {
    const inForce = versionsInForce(agreements, inputs.period);
    // TACs say nothing of whether a record is known or charged.
    await prepareScope(store, { agreements: inForce, period: parsePeriod(inputs.period), tacs: [] });
    const sorted = [...imsis].sort((a, b) => (a < b ? -1 : 1));
    await db.run('trace/traced_imsi', { imsis: JSON.stringify(sorted.map(String)) });
    await betweenDevices(db, sorted[0] ?? 0n, sorted.at(-1) ?? 0n);
    const slice = sorted.length === 1 ? 'trace/device_slice' : 'trace/devices_slice';
    for (const [view, source] of Object.entries(SLICED)) await db.run(slice, {}, { view, source });
    await judgeRecords(db);
    await db.run('trace/device_record');
    return await work(inForce.map(({ id }) => id));
  } finally {
    await db.exec('DROP TABLE temp.source_file');
  }
}

/** Rows lie by IMSI, so that the ends of a range spare most of them: the views of the devices hold what lies between. */
export async function betweenDevices(db: Db, first: bigint, last: bigint): Promise<void> {
  await db.exec('SET VARIABLE traced_first = CAST($imsi AS BIGINT)', { imsi: first });
  await db.exec('SET VARIABLE traced_last = CAST($imsi AS BIGINT)', { imsi: last });
}
