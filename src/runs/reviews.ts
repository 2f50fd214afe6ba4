/**
 * What reviewers decided: `DATA/reviews/<number>.json`, each written once, so that the history is only ever added to. What
 * holds now is told from all of them: a later decision goes over an earlier one in the months that it names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agreement } from '../domain/agreement/types.ts';
import { csvText } from '../domain/csv.ts';
import {
  LIST_COLUMNS,
  type ListRow,
  ownersOf,
  parseList,
  speaksOf,
  type VerdictList,
} from '../domain/lists.ts';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { MOST_NUMBERED, numberedFiles, writeNumbered } from '../store/numbered.ts';

export type ReviewWord = 'charge' | 'ignore';

export interface ReviewedDevice {
  readonly agreement_id: string;
  /** Digits. */
  readonly imsi: string;
  readonly decision: ReviewWord;
  readonly reason: string;
  /** First month that it holds for, YYYY-MM. */
  readonly from_period: string;
  /** First month that it no longer holds for; '' for none. */
  readonly until_period: string;
  /** What the run had of it: the model's probability, and the decision. */
  readonly probability: string;
  readonly was: string;
}

export interface Review {
  /** From 1, without a gap. */
  readonly number: number;
  /** Whose decision it is. */
  readonly by: string;
  /** The run that it was made upon. */
  readonly run_id: string;
  readonly period: string;
  readonly devices: readonly ReviewedDevice[];
}

/** Name in errors of the list that the register comes to. */
const LIST_NAME = 'reviews';

/** In their order. Throws DATA_CORRUPT for a file that cannot be read, or is missing. */
export function readReviews(data: string): Review[] {
  const folder = join(data, 'reviews');
  return numberedFiles(folder).map(({ number, file }, i) => {
    const review = readReview(join(folder, file), file);
    if (review.number !== i + 1 || number !== i + 1)
      throw new RoamsettleError('DATA_CORRUPT', `Review ${i + 1} is missing.`, { file });
    return review;
  });
}

/** How many there are. */
export function countReviews(data: string): number {
  return numberedFiles(join(data, 'reviews')).length;
}

function readReview(path: string, file: string): Review {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Review;
  } catch {
    throw new RoamsettleError('DATA_CORRUPT', 'It is a file of the register of reviews.', { file });
  }
}

/** Adds a review under the next number. Throws DATA_UNWRITABLE. */
export function addReview(data: string, content: Omit<Review, 'number'>): { review: Review; sha256: string } {
  const reviewOf = (number: number): Review => ({ number, ...content });
  const written = writeNumbered(
    join(data, 'reviews'),
    readReviews(data).length + 1,
    (number) => `${JSON.stringify(reviewOf(number), null, 2)}\n`,
  );
  if (written === null)
    throw new RoamsettleError('DATA_UNWRITABLE', `There are ${MOST_NUMBERED} reviews.`, { file: 'reviews' });
  return { review: reviewOf(written.number), sha256: digestOf(written.text) };
}

/** What holds by all reviews together, as a list without contradictions. */
export function keptReviews(data: string): VerdictList {
  const byDevice = new Map<string, ListRow[]>();
  for (const { number, by, devices } of readReviews(data)) {
    for (const device of devices) {
      const row: ListRow = {
        agreementId: device.agreement_id,
        imsi: device.imsi,
        verdict: device.decision,
        by: 'reviewer',
        from: device.from_period,
        until: device.until_period,
        reason: `${device.reason} (${by}, review ${number})`,
        source: 'reviewer',
        line: 0,
      };
      const key = `${device.agreement_id} ${device.imsi}`;
      byDevice.set(key, [...(byDevice.get(key) ?? []).flatMap((before) => without(before, row)), row]);
    }
  }
  const rows = [...byDevice].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => own.sort(byFrom));
  return { file: LIST_NAME, rows: rows.map((row, i) => ({ ...row, line: i + 2 })) };
}

function byFrom(a: ListRow, b: ListRow): number {
  return a.from < b.from ? -1 : 1;
}

/** What is left of an earlier row's months beside those of a later one. */
function without(before: ListRow, { from, until }: ListRow): ListRow[] {
  const ends = (month: string) => (month === '' ? '9999-99' : month);
  const left = { ...before, until: ends(before.until) < from ? before.until : from };
  const right = { ...before, from: before.from < until ? until : before.from };
  return [
    ...(before.from < left.until ? [left] : []),
    ...(until !== '' && right.from < ends(before.until) ? [right] : []),
  ];
}

/**
 * The list that a settlement of the agreements reads: nothing in it hangs on what was decided for later months alone, so that
 * a month keeps its id. None where it says nothing.
 */
export function reviewList(
  data: string,
  agreements: readonly Agreement[],
  period: string,
): { list: VerdictList; text: string; digest: string }[] {
  const owns = new Map(ownersOf(agreements).map((owner, no) => [agreements[no]!.id, owner]));
  const rows = keptReviews(data)
    .rows.filter(({ from, agreementId, imsi }) => from <= period && owns.get(agreementId)?.(imsi) === true)
    .map((row) => [
      row.agreementId,
      row.imsi,
      row.verdict,
      row.from,
      row.until !== '' && row.until <= period ? row.until : '',
      row.reason,
      row.source,
    ]);
  const text = csvText(LIST_COLUMNS, rows);
  const list = parseList(text, LIST_NAME);
  return speaksOf(list, agreements, period) ? [{ list, text, digest: digestOf(text) }] : [];
}
