/**
 * Lists that speak over the model (CSV `agreement_id,imsi,verdict,from_period,until_period,reason,source`): what a partner
 * has accepted or rejected, and what our own reviewers have decided. They are inputs of a settlement. No error names an IMSI.
 */
import { RoamsettleError } from '../errors.ts';
import { homeOf } from './agreement/home.ts';
import type { Agreement } from './agreement/types.ts';
import { csvRows } from './csv.ts';

/** Bytes that a reader of one list should allow. */
export const MAX_LIST_BYTES = 256 * 1024 * 1024;
const MAX_LIST_ROWS = 2_000_000;
const MAX_TEXT_LENGTH = 1000;
export const LIST_COLUMNS = [
  'agreement_id',
  'imsi',
  'verdict',
  'from_period',
  'until_period',
  'reason',
  'source',
] as const;
const IMSI = /^[0-9]{6,15}$/;
const PERIOD = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
/** The source whose word goes over a binding declaration. */
const REVIEWER = 'reviewer';

const WORDS = { partner: ['accepted', 'rejected'], reviewer: ['charge', 'ignore'] } as const;
export type VerdictWord = (typeof WORDS)[keyof typeof WORDS][number];

export interface ListRow {
  readonly agreementId: string;
  /** Digits. */
  readonly imsi: string;
  readonly verdict: VerdictWord;
  readonly by: keyof typeof WORDS;
  /** First month that it holds for; '' for always. */
  readonly from: string;
  /** First month that it no longer holds for; '' for none. */
  readonly until: string;
  readonly reason: string;
  readonly source: string;
  readonly line: number;
}

/** A list that was read. */
export interface VerdictList {
  /** File name without folder. */
  readonly file: string;
  readonly rows: readonly ListRow[];
}

/** What holds of a device in a period. */
export interface DeviceVerdict {
  /** Position of the agreement. */
  readonly no: number;
  /** Digits. */
  readonly imsi: string;
  readonly verdict: VerdictWord;
}

/** What a reviewer said of a device, in this period or an earlier one: a label that a model may learn from. */
export interface TaughtDevice {
  /** Position of the agreement. */
  readonly no: number;
  /** Digits. */
  readonly imsi: string;
  readonly machine: boolean;
}

/** Throws LIST_INVALID with the line, FILE_TOO_LARGE. `file` is the name without folder. */
export function parseList(text: string, file: string): VerdictList {
  const rows: ListRow[] = [];
  const limits = { maxLength: MAX_LIST_BYTES, maxRows: MAX_LIST_ROWS };
  for (const { line, fields } of csvRows(text, file, 'LIST_INVALID', LIST_COLUMNS, limits)) {
    const [agreementId = '', imsi = '', word = '', from = '', until = '', reason = '', source = ''] = fields;
    const by = source === REVIEWER ? 'reviewer' : 'partner';
    const verdict = WORDS[by].find((known) => known === word);
    const fault = rowFault({ agreementId, imsi, by, from, until, reason, source, verdict });
    if (fault !== null || verdict === undefined)
      throw new RoamsettleError('LIST_INVALID', fault ?? '', { file, line });
    rows.push({ agreementId, imsi, verdict, by, from, until, reason, source, line });
  }
  return { file, rows };
}

/** What is wrong with a row, or null. */
function rowFault(
  row: Omit<ListRow, 'verdict' | 'line'> & { verdict: VerdictWord | undefined },
): string | null {
  const { agreementId, imsi, by, from, until, reason, source, verdict } = row;
  if (agreementId === '') return 'agreement_id is the id of an agreement.';
  if (!IMSI.test(imsi))
    return 'imsi is 6 to 15 digits: a program that took it for a number may have changed it.';
  if (verdict === undefined) {
    const words = WORDS[by].join(' or ');
    return by === 'reviewer'
      ? `verdict is ${words} where source is ${REVIEWER}.`
      : `verdict is ${words} (${WORDS.reviewer.join(' or ')} needs the source ${REVIEWER}).`;
  }
  for (const [name, period] of Object.entries({ from_period: from, until_period: until }))
    if (period !== '' && !PERIOD.test(period)) return `${name} is a month like 2026-10, or empty.`;
  if (from !== '' && until !== '' && from >= until)
    return 'until_period is the first month that the row no longer holds for: it comes after from_period.';
  if (reason.length > MAX_TEXT_LENGTH || source.length > MAX_TEXT_LENGTH)
    return `reason and source have at most ${MAX_TEXT_LENGTH} characters.`;
  return null;
}

/** What the list says of an IMSI in a period. */
export function rowsAbout(list: VerdictList, imsi: string, period: string): ListRow[] {
  return list.rows.filter((row) => row.imsi === imsi && holds(row, period));
}

/** Whether a row of the list says something of one of the agreements in the period, or teaches it. */
export function speaksOf(list: VerdictList, agreements: readonly Agreement[], period: string): boolean {
  const ids = new Set(agreements.map(({ id }) => id));
  return list.rows.some((row) => ids.has(row.agreementId) && (holds(row, period) || teaches(row, period)));
}

/** What a reviewer found a device to be stays true when the word over it has run out. */
function teaches({ by, from }: ListRow, period: string): boolean {
  return by === 'reviewer' && from <= period;
}

/**
 * What reviewers said of the agreements' devices by the period: of each the word that began last. By agreement, then IMSI.
 */
export function taughtBy(
  lists: readonly VerdictList[],
  agreements: readonly Agreement[],
  period: string,
): TaughtDevice[] {
  const numbers = new Map(agreements.map(({ id }, no) => [id, no]));
  const last = new Map<string, { no: number; row: ListRow }>();
  for (const row of lists.flatMap(({ rows }) => rows)) {
    const no = numbers.get(row.agreementId);
    if (no === undefined || !teaches(row, period)) continue;
    const key = `${no} ${row.imsi}`;
    const known = last.get(key)?.row;
    if (known === undefined || known.from < row.from) last.set(key, { no, row });
  }
  return [...last.values()]
    .map(({ no, row }) => ({ no, imsi: row.imsi, machine: row.verdict === 'charge' }))
    .sort((a, b) => a.no - b.no || (a.imsi < b.imsi ? -1 : 1));
}

/**
 * What the lists say of the agreements' devices in a period 'YYYY-MM', a reviewer's word before the partner's; rows of other
 * agreements say nothing. Throws LIST_INVALID, with file and line, where two rows of one kind contradict each other in any
 * month, and for an IMSI that is not the agreement's.
 */
export function verdictsOf(
  lists: readonly VerdictList[],
  agreements: readonly Agreement[],
  period: string,
): DeviceVerdict[] {
  checkContradictions(lists);
  const owns = ownersOf(agreements);
  const numbers = new Map(agreements.map(({ id }, no) => [id, no]));
  const found = new Map<string, DeviceVerdict & { by: ListRow['by'] }>();
  for (const { file, rows } of lists) {
    for (const row of rows) {
      const no = numbers.get(row.agreementId);
      if (no === undefined || !holds(row, period)) continue;
      const { imsi, verdict, by, line } = row;
      if (!owns[no]!(imsi)) {
        const detail = `The IMSI is not of the home network of ${row.agreementId}.`;
        throw new RoamsettleError('LIST_INVALID', detail, { file, line });
      }
      const key = `${no} ${imsi}`;
      if (by === 'reviewer' || found.get(key)?.by !== 'reviewer') found.set(key, { no, imsi, verdict, by });
    }
  }
  return [...found.values()].map(({ no, imsi, verdict }) => ({ no, imsi, verdict }));
}

/** Whether a row says something of a period 'YYYY-MM'. */
export function holds({ from, until }: ListRow, period: string): boolean {
  return from <= period && (until === '' || period < until);
}

function checkContradictions(lists: readonly VerdictList[]): void {
  const known = new Map<string, { file: string; row: ListRow }[]>();
  for (const { file, rows } of lists) {
    for (const row of rows) {
      const key = `${row.by} ${row.agreementId} ${row.imsi}`;
      const others = known.get(key) ?? [];
      const other = others.find(({ row: before }) => before.verdict !== row.verdict && overlap(before, row));
      if (other !== undefined) {
        const detail = `Line ${other.row.line} of ${other.file} says ${other.row.verdict} of the same IMSI in the same months, this one ${row.verdict}.`;
        throw new RoamsettleError('LIST_INVALID', detail, { file, line: row.line });
      }
      known.set(key, [...others, { file, row }]);
    }
  }
}

function overlap(a: ListRow, b: ListRow): boolean {
  return (a.until === '' || b.from < a.until) && (b.until === '' || a.from < b.until);
}

/** For each agreement whether an IMSI is its home network's. */
export function ownersOf(agreements: readonly Agreement[]): ((imsi: string) => boolean)[] {
  return agreements.map((agreement) => ownership(agreement, agreements));
}

/** Whether an IMSI is the agreement's, and not, by a longer match, that of another one with the same visited network. */
function ownership(agreement: Agreement, all: readonly Agreement[]): (imsi: string) => boolean {
  const networks = (one: Agreement) => [...one.visited.tadigs, ...one.visited.plmns];
  const own = new Set(networks(agreement));
  const match = homeOf(agreement);
  const rivals = all
    .filter((other) => other !== agreement && networks(other).some((network) => own.has(network)))
    .map(homeOf);
  return (imsi) => {
    const length = match(imsi);
    return length > 0 && rivals.every((rival) => rival(imsi) <= length);
  };
}
