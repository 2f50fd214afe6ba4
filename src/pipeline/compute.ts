/** Features → classify → settle of one month, for a run and for a simulation alike: no result hangs on who asks. */
import { classify } from '../classify/classify.ts';
import { evidenceIdentity } from '../classify/said.ts';
import type { InForce } from '../domain/agreement/types.ts';
import type { ListedDevices } from '../domain/devices.ts';
import type { DeviceVerdict, TaughtDevice } from '../domain/lists.ts';
import type { Period } from '../domain/period.ts';
import type { Rates } from '../domain/rates.ts';
import { RoamsettleError } from '../errors.ts';
import type { ClassifiedTac } from '../features/scope.ts';
import { type Cut, DEFAULT_CUT, fillPeriodStore } from '../period/fill.ts';
import { keptPaths, type PeriodStore } from '../period/period-store.ts';
import type { RunInputs } from '../runs/identity.ts';
import { keepKnown, type ListPaths } from '../runs/list-files.ts';
import { checkPastRuns, type PastRun } from '../runs/past.ts';
import type { Prior } from '../settle/prior.ts';
import { measureUsage, type Settlement, settlePeriod } from '../settle/settle.ts';
import type { Db } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import type { StageClock } from './stage-clock.ts';

interface ComputeRequest {
  /** In force in the period, in the order of their numbers. */
  readonly agreements: readonly InForce[];
  readonly period: Period;
  readonly tacs: readonly ClassifiedTac[];
  readonly rates: Rates | null;
  readonly inputs: Pick<RunInputs, 'files' | 'program'>;
  /** By agreement number. */
  readonly prior: readonly Prior[];
  /** What lists and the runs of the months before say of devices. */
  readonly said: {
    readonly verdicts: readonly DeviceVerdict[];
    readonly taught: readonly TaughtDevice[];
    readonly past: readonly PastRun[];
  };
  /** Work everything out again, whatever is kept. */
  readonly afresh?: boolean;
  readonly cut?: Partial<Cut>;
  readonly whatIf?: boolean;
}

export interface Computed {
  readonly kept: PeriodStore;
  /** Files of these devices; there, or to be written from what classification leaves. */
  readonly list: ListPaths;
  readonly devices: ListedDevices;
  readonly settlement: Settlement;
}

/**
 * Throws what settling throws: RATE_MISSING, AMOUNT_RANGE, BALANCE_BROKEN; DATA_CORRUPT where a device list of an earlier run is
 * gone or changed. Leaves the period store attached.
 */
export async function computeMonth(
  store: Store,
  clock: StageClock,
  request: ComputeRequest,
): Promise<Computed> {
  const { db } = store;
  const { agreements, period, prior, rates, said, tacs, inputs } = request;
  const { measures, kept } = await clock.time('features', async () => {
    const measures = await measureUsage(db, agreements, period);
    const kept = await fillPeriodStore(store, {
      agreements,
      period,
      tacs,
      inputs,
      afresh: request.afresh === true,
      cut: { ...DEFAULT_CUT, ...request.cut },
      whatIf: request.whatIf === true,
    });
    return { measures, kept };
  });
  const latest = agreements.map((agreement) => agreement.latest);
  const list = keptPaths(kept.path, evidenceIdentity(latest, said.taught), measures);
  const devices = await clock.time('classify', async () => {
    await checkPastRuns(said.past);
    if (request.whatIf === true) return classify(db, agreements, said);
    const needed = [list.known, list.judged];
    return classify(db, agreements, said, needed, (statements) => keepKnown(db, list, statements));
  });
  const settlement = await clock.time('settle', () =>
    settlePeriod(db, { agreements, devices, period, rates, prior }),
  );
  return { kept, list, devices, settlement };
}

/**
 * The error as a user should see it: DuckDB never wraps an integer, a sum that does not fit stops the statement. Where a record
 * has a number that no network makes, it is named with its agreement, without which the others can be settled.
 */
export async function rangeError(db: Db, error: unknown, agreements: readonly InForce[]): Promise<unknown> {
  const tooLarge = asRangeError(error);
  if (tooLarge === null || Object.keys(tooLarge.place).length > 0) return tooLarge ?? error;
  try {
    const [largest] = await db.rows<{ no: number; name: string; record_index: number; byte_offset: bigint }>(
      'settle/largest_record',
    );
    if (largest === undefined) return tooLarge;
    const { no, name, record_index, byte_offset } = largest;
    const place = { file: name, byteOffset: Number(byte_offset), recordIndex: record_index };
    return new RoamsettleError(
      'AMOUNT_RANGE',
      `${tooLarge.detail} The largest number of agreement ${agreements[no]!.latest.id} stands here:`.trim(),
      place,
    );
  } catch {
    return tooLarge;
  }
}

function asRangeError(error: unknown): RoamsettleError | null {
  if (error instanceof RoamsettleError) return error.code === 'AMOUNT_RANGE' ? error : null;
  const [line = ''] = String((error as Error).message).split('\n');
  return /^(Out of Range|Conversion) Error/.test(line)
    ? new RoamsettleError('AMOUNT_RANGE', 'A sum has too many digits.')
    : null;
}
