/**
 * The months just before: whose device lists say which devices were charged, and which were found and in notice (keep_at,
 * notice_periods). A month without a run that counts ends them: what lies before it is not looked at.
 */
import type { Agreement } from '../domain/agreement/types.ts';
import { previousPeriod } from '../domain/period.ts';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { CountedRun } from './identity.ts';

export interface PastRun {
  /** Position of the agreement. */
  readonly no: number;
  readonly agreementId: string;
  /** 1: the month before. */
  readonly age: number;
  /** Path of its device list, and the SHA-256 that its statement gives. */
  readonly path: string;
  readonly sha256: string;
}

/** Runs of the months before `period`, newest first, as far as the agreement's terms look back and runs follow each other. */
export function pastRuns(
  { id, detection }: Agreement,
  no: number,
  period: string,
  runOf: (month: string) => CountedRun | null,
): { no: number; agreementId: string; age: number; run: CountedRun }[] {
  const { keepAt, chargeAt, noticePeriods } = detection;
  const depth = Math.max(noticePeriods, keepAt < chargeAt ? 1 : 0);
  const found: { no: number; agreementId: string; age: number; run: CountedRun }[] = [];
  let month = period;
  for (let age = 1; age <= depth; age++) {
    month = previousPeriod(month);
    const run = runOf(month);
    if (run === null) break;
    found.push({ no, agreementId: id, age, run });
  }
  return found;
}

/** Throws DATA_CORRUPT where a device list is gone, or is not what its statement says. */
export async function checkPastRuns(past: readonly PastRun[]): Promise<void> {
  const place = { file: 'devices.parquet' };
  for (const { path, sha256 } of past) {
    const digest = await digestOfFile(path).catch(() => {
      throw new RoamsettleError('DATA_CORRUPT', 'A run that counts has lost it.', place);
    });
    if (digest !== sha256)
      throw new RoamsettleError('DATA_CORRUPT', 'The device list of a run that counts was changed.', place);
  }
}
