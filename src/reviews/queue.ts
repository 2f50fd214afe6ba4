/** The devices of a run that wait for a person, by what hangs on them, and what was decided since. From the run's folder alone. */
import { join } from 'node:path';
import { rowsAbout } from '../domain/lists.ts';
import { readingRun } from '../runs/reading.ts';
import { keptReviews } from '../runs/reviews.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

export interface QueuedDevice {
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
  /** What reviewers say of it for the month by now; null: nothing yet. */
  readonly decided: { readonly decision: string; readonly reason: string } | null;
}

interface QueueRow extends Row {
  agreement_id: string;
  imsi: string;
}

export interface QueueRequest {
  readonly data: string;
  readonly folder: string;
  readonly period: string;
  /** null: of all agreements. */
  readonly agreement: string | null;
}

/** By agreement, then amount at stake, the largest first; over `db`, or a database of its own. Throws as `readingRun` and `keptReviews`. */
export function readQueue(request: QueueRequest, db: Db | null = null): Promise<QueuedDevice[]> {
  return readingRun(request.folder, () => queueOf(request, db));
}

async function queueOf(
  { data, folder, period, agreement }: QueueRequest,
  given: Db | null,
): Promise<QueuedDevice[]> {
  const review = join(folder, 'review.parquet');
  const db = given ?? (await Db.open(':memory:'));
  try {
    const rows = await db.rows<QueueRow>('reviews/queue_row', {
      devices: literalPath(join(folder, 'devices.parquet')),
      review: literalPath(review),
    });
    const said = keptReviews(data);
    const byImsi = Map.groupBy(said.rows, ({ imsi }) => imsi);
    const wordOf = ({ agreement_id, imsi }: QueueRow) =>
      rowsAbout({ ...said, rows: byImsi.get(imsi) ?? [] }, imsi, period).find(
        ({ agreementId }) => agreementId === agreement_id,
      );
    return rows
      .filter((row) => agreement === null || row.agreement_id === agreement)
      .map((row) => {
        const word = wordOf(row);
        const values = Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'bigint' ? Number(value) : value,
        ]);
        return {
          ...(Object.fromEntries(values) as Omit<QueuedDevice, 'decided'>),
          decided: word === undefined ? null : { decision: word.verdict, reason: word.reason },
        };
      });
  } finally {
    if (given === null) db.close();
  }
}
