/** What is said of devices beside the model's evidence: by reviewers and partners in lists, and by the runs of earlier months. */
import { createHash } from 'node:crypto';
import type { Agreement } from '../domain/agreement/types.ts';
import { identifierToBigint } from '../domain/identifiers.ts';
import type { DeviceVerdict, TaughtDevice, VerdictWord } from '../domain/lists.ts';
import { bindingIdentity } from '../features/scope.ts';
import type { Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

/** The device list of the run that counts for an earlier month. */
export interface PastList {
  /** Position of the agreement. */
  readonly no: number;
  readonly agreementId: string;
  /** 1: the month before. */
  readonly age: number;
  /** Path of its `devices.parquet`. */
  readonly path: string;
}

export interface Said {
  /** At most one for an agreement and IMSI. */
  readonly verdicts: readonly DeviceVerdict[];
  /** What the model learns from reviewers; at most one for an agreement and IMSI, in order. */
  readonly taught: readonly TaughtDevice[];
  readonly past: readonly PastList[];
}

export const NOTHING_SAID: Said = { verdicts: [], taught: [], past: [] };

/** What the evidence of devices hangs on beside their features: what binds, and what reviewers taught. */
export function evidenceIdentity(agreements: readonly Agreement[], taught: Said['taught']): string {
  const binding = bindingIdentity(agreements);
  if (taught.length === 0) return binding;
  return `${binding} ${createHash('sha256').update(JSON.stringify(taught)).digest('hex')}`;
}

/** Makes `device_said` and `taught_device`, empty where nothing is said. */
export async function readSaid(db: Db, { verdicts, taught, past }: Said): Promise<void> {
  const integerOf = (imsi: string) => String(identifierToBigint(imsi));
  const labels = taught.map(({ no, imsi, machine }) => ({
    no,
    imsi: integerOf(imsi),
    label: Number(machine),
  }));
  await db.run('classify/taught_device', { rows: JSON.stringify(labels) });
  const rows = verdicts.map(({ no, imsi, verdict }) => ({ no, imsi: integerOf(imsi), verdict }));
  await db.run('classify/listed_verdict', { rows: JSON.stringify(rows) });
  await db.exec(
    'CREATE OR REPLACE TEMP TABLE past_device (no INTEGER, imsi BIGINT, age INTEGER, charged BOOLEAN)',
  );
  for (const { no, agreementId, age, path } of past) {
    await db.run('classify/past_device', { no, age, agreement_id: agreementId, path: literalPath(path) });
  }
  await db.run('classify/device_said');
}

const WORDS: Readonly<Record<VerdictWord | 'kept', string>> = {
  charge: 'charged by a reviewer',
  ignore: 'ignored by a reviewer',
  accepted: 'accepted by the partner',
  rejected: 'rejected by the partner',
  kept: 'kept: charged in the month before',
};

/** The words of `device_axis.ruling` as the device list has them. */
export function rulingWords(ruling: string, { detection }: Pick<Agreement, 'detection'>): string {
  if (ruling.startsWith('notice ')) return `${ruling} of ${detection.noticePeriods}`;
  return ruling === '' ? '' : WORDS[ruling as keyof typeof WORDS];
}
