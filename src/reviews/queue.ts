/** The devices of a run that wait for a person, by what hangs on them, and what was decided since. From the run's folder alone. */
import { join } from 'node:path';
import { readingRun } from '../runs/reading.ts';
import { Db, type Params, type SqlValue } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import type { Decided, ReviewWords } from './words.ts';

/** A device that waits, as the run has it. */
export interface WaitingDevice {
  /** Of the device list. */
  readonly row: number;
  readonly agreement_id: string;
  readonly imsi: string;
  /** Six decimals. */
  readonly probability: string;
  /** What it would pay if the queue were charged, and that less what it is settled at: decimal texts. */
  readonly charged_amount: string;
  readonly at_stake: string;
  readonly currency: string;
  readonly presence: string;
  readonly activity: string;
  readonly days_present: number;
  readonly days_observed: number;
  readonly tap_records: number;
  readonly signaling_events: number;
  readonly tac: string;
  readonly apns: string;
  readonly reasons: string;
}

export interface QueuedDevice extends WaitingDevice {
  /** What reviewers say of it for the month by now; null: nothing yet. */
  readonly decided: Decided | null;
}

export interface QueueRequest {
  readonly folder: string;
  readonly period: string;
  /** null: of all agreements. */
  readonly agreement: string | null;
  /** Place in the queue that is read first; 0 where nothing is said. */
  readonly from?: number;
  /** Devices at most; all where nothing is said. */
  readonly most?: number;
}

export interface QueuePage {
  /** Of the whole queue. */
  readonly count: number;
  readonly devices: QueuedDevice[];
}

/** In the order of the columns of sql/reviews/queue_row.sql. */
const COLUMNS = [
  'row',
  'agreement_id',
  'imsi',
  'probability',
  'charged_amount',
  'at_stake',
  'currency',
  'presence',
  'activity',
  'days_present',
  'days_observed',
  'tap_records',
  'signaling_events',
  'tac',
  'apns',
  'reasons',
] as const satisfies readonly (keyof WaitingDevice)[];

/**
 * By agreement, then amount at stake, the largest first; over `db`, or a database of its own. Throws as `readingRun` and `words`.
 */
export function readQueue(
  request: QueueRequest,
  words: ReviewWords,
  db: Db | null = null,
): Promise<QueuePage> {
  return readingRun(request.folder, () => queueOf(request, words, db));
}

/** The whole queue as the run has it, read as it is asked for. */
export async function* streamQueue(db: Db, folder: string): AsyncGenerator<WaitingDevice> {
  for await (const rows of await db.streamRows('reviews/queue_row', paramsOf(folder)))
    yield* rows.map(waitingOf);
}

/** Where the run keeps what is at stake. */
export function stakesOf(folder: string): string {
  return join(folder, 'review.parquet');
}

function paramsOf(folder: string, { agreement = null, from = 0, most }: Partial<QueueRequest> = {}): Params {
  return {
    devices: literalPath(join(folder, 'devices.parquet')),
    review: literalPath(stakesOf(folder)),
    agreement,
    skip: from,
    most: most ?? null,
  };
}

function waitingOf(values: readonly SqlValue[]): WaitingDevice {
  const plain = values.map((value) => (typeof value === 'bigint' ? Number(value) : value));
  return Object.fromEntries(COLUMNS.map((name, i) => [name, plain[i]])) as unknown as WaitingDevice;
}

async function queueOf(request: QueueRequest, words: ReviewWords, given: Db | null): Promise<QueuePage> {
  const db = given ?? (await Db.open(':memory:'));
  try {
    const params = paramsOf(request.folder, request);
    const rows = await db.rows('reviews/queue_row', params);
    const [{ devices = 0n } = {}] = await db.rows<{ devices: bigint }>('reviews/queue_count', params);
    const decidedIn = words.of(request.period);
    return {
      count: Number(devices),
      devices: rows
        .map((row) => waitingOf(COLUMNS.map((name) => row[name]!)))
        .map((device) => ({ ...device, decided: decidedIn(device) })),
    };
  } finally {
    if (given === null) db.close();
  }
}
