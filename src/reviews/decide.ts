/** What a person decides of devices that a run lists → the register of reviews. No error names an IMSI. */
import { join } from 'node:path';
import { csvRows } from '../domain/csv.ts';
import { MAX_LIST_BYTES, ownersOf } from '../domain/lists.ts';
import { readTextFile } from '../domain/text-file.ts';
import { type ErrorPlace, RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { readRun } from '../runs/read.ts';
import { readingRun } from '../runs/reading.ts';
import { addReview, type Review, type ReviewedDevice, type ReviewWord } from '../runs/reviews.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

export interface WantedDecision {
  readonly imsi: string;
  readonly decision: ReviewWord;
  readonly reason: string;
  /** Id; '' for every agreement that lists the device and owns its IMSI. */
  readonly agreement: string;
  /** Where it stands, for errors. */
  readonly place: ErrorPlace;
  /** What it is called in errors. */
  readonly name: string;
}

export interface DecideRequest {
  readonly data: string;
  readonly run: { readonly runId: string; readonly folder: string };
  readonly by: string;
  /** First month that it holds for; null: the run's. */
  readonly from: string | null;
  /** First month that it no longer holds for; null: none. */
  readonly until: string | null;
  readonly wanted: readonly WantedDecision[];
}

const COLUMNS = ['imsi', 'decision', 'reason', 'agreement_id'] as const;
const MAX_ROWS = 2_000_000;
const MAX_REASON = 800;
const MAX_NAME = 80;
const PERIOD = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
const CONTROL = /\p{Cc}/u;

interface NamedRow extends Row {
  item: number;
  agreement_id: string;
  imsi: string;
  probability: string;
  decision: string;
}

/**
 * The decisions of a CSV with the columns imsi, decision (charge or ignore; empty: not decided, left out), reason, and agreement_id
 * where it has one. Throws REVIEW_INVALID with the line, and the FILE_* codes.
 */
export async function readDecisions(path: string): Promise<WantedDecision[]> {
  const { text, file } = await readTextFile(path, MAX_LIST_BYTES, 'REVIEW_INVALID');
  const limits = { maxLength: MAX_LIST_BYTES, maxRows: MAX_ROWS };
  const wanted: WantedDecision[] = [];
  for (const { line, fields } of csvRows(text, file, 'REVIEW_INVALID', COLUMNS, limits, {
    optional: ['agreement_id'],
  })) {
    const [imsi = '', decision = '', reason = '', agreement = ''] = fields;
    if (decision === '') continue;
    if (!isReviewWord(decision))
      throw new RoamsettleError('REVIEW_INVALID', 'decision is charge or ignore, or empty.', { file, line });
    wanted.push({ imsi, decision, reason, agreement, place: { file, line }, name: 'The row' });
  }
  return wanted;
}

function isReviewWord(word: string): word is ReviewWord {
  return word === 'charge' || word === 'ignore';
}

/**
 * Keeps the decisions as one review. Throws REVIEW_INVALID where one names no device of the run, has no reason, or contradicts
 * another, and where nothing is decided; DATA_UNWRITABLE; as `readingRun`.
 */
export async function decideDevices(request: DecideRequest): Promise<{ review: Review; sha256: string }> {
  const { data, run, by, wanted } = request;
  checkText(by, 'The name of the reviewer', MAX_NAME, {});
  for (const { reason, place } of wanted) checkText(reason, 'The reason', MAX_REASON, place);
  if (wanted.length === 0) throw new RoamsettleError('REVIEW_INVALID', 'Nothing is decided in it.');
  const { inputs } = readRun(data, run.runId);
  const from = request.from ?? inputs.period;
  const until = request.until ?? '';
  checkMonths(from, until);
  const devices = await readingRun(run.folder, () =>
    listedDevices(request, { from_period: from, until_period: until }),
  );
  return addReview(data, { by, run_id: run.runId, period: inputs.period, devices });
}

async function listedDevices(
  { data, run, wanted }: DecideRequest,
  months: Pick<ReviewedDevice, 'from_period' | 'until_period'>,
): Promise<ReviewedDevice[]> {
  const rows = await namedRows(run.folder, wanted);
  const owns = await ownersById(data, run);
  const decided = new Map<string, ReviewedDevice>();
  const byItem = Map.groupBy(rows, ({ item }) => item);
  for (const [item, { agreement, decision, reason, place, name }] of wanted.entries()) {
    const listed = (byItem.get(item) ?? []).filter(
      ({ agreement_id }) => agreement === '' || agreement_id === agreement,
    );
    if (listed.length === 0) throw refused(`${name} names no device of the run.`, place);
    const own = listed.filter(({ agreement_id, imsi }) => owns.get(agreement_id)!(imsi));
    if (own.length === 0)
      throw refused(
        `${name} names an IMSI of another home network: what it is, its own agreement says.`,
        place,
      );
    for (const { agreement_id, imsi, probability, decision: was } of own) {
      const key = `${agreement_id} ${imsi}`;
      const before = decided.get(key);
      if (before !== undefined && before.decision !== decision)
        throw refused(`${name} contradicts an earlier one of the same device.`, place);
      decided.set(key, { agreement_id, imsi, decision, reason, ...months, probability, was });
    }
  }
  return [...decided.values()];
}

async function namedRows(folder: string, wanted: readonly WantedDecision[]): Promise<NamedRow[]> {
  const db = await Db.open(':memory:');
  try {
    return await db.rows<NamedRow>('reviews/named_device', {
      devices: literalPath(join(folder, 'devices.parquet')),
      imsis: JSON.stringify(wanted.map(({ imsi }, item) => ({ item, imsi }))),
    });
  } finally {
    db.close();
  }
}

/** For each agreement of the run whether an IMSI is its home network's, by the version in force last. */
async function ownersById(
  data: string,
  { runId, folder }: DecideRequest['run'],
): Promise<ReadonlyMap<string, (imsi: string) => boolean>> {
  const all = await readArchivedAgreements(folder, readRun(data, runId).inputs.agreements);
  const latest = [...new Map(all.map((agreement) => [agreement.id, agreement])).values()];
  return new Map(ownersOf(latest).map((owner, no) => [latest[no]!.id, owner]));
}

function checkText(text: string, what: string, most: number, place: ErrorPlace): void {
  if (text.trim() === '' || text.length > most || CONTROL.test(text))
    throw refused(`${what} is missing, has more than ${most} characters, or a line break.`, place);
}

function checkMonths(from: string, until: string): void {
  if (!PERIOD.test(from) || (until !== '' && !PERIOD.test(until)))
    throw new RoamsettleError('PERIOD_INVALID', 'A decision holds from a month, and until one.');
  if (until !== '' && until <= from)
    throw refused('The month that it no longer holds for comes after the first one that it does.', {});
}

function refused(detail: string, place: ErrorPlace): RoamsettleError {
  return new RoamsettleError('REVIEW_INVALID', detail, place);
}
