/**
 * What came after a month was issued: TAP files with records of the month that its last issued run does not know, and RAP files that
 * return what it charges. No statement has that money right until the month is corrected.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tadigPairs } from '../domain/agreement/belonging.ts';
import { parsePeriod } from '../domain/period.ts';
import type { Db, Row } from '../store/db.ts';
import { readRunInputs } from './identity.ts';
import { lastIssued, listIssued } from './issued.ts';
import type { RunDocumentsRead, RunReader } from './run-reader.ts';

export interface LateFile {
  readonly period: string;
  readonly agreement_id: string;
  /** A TAP file came, or a RAP file returned what the statement charges. */
  readonly what: 'came' | 'returned';
  /** Last name that the file was loaded under. */
  readonly name: string;
  readonly sha256: string;
  readonly sender: string;
  readonly recipient: string;
  /** Its records of the month, copies of others counted too. */
  readonly records: number;
  /** Their TAP charge, decimal text; negative where they were returned. */
  readonly tap_charge: string;
  readonly currency: string;
}

interface LateRow extends Row, Omit<LateFile, 'period' | 'agreement_id'> {
  month: number;
}

interface IssuedMonth {
  readonly run_id: string;
  readonly period: string;
  readonly agreement_id: string;
  readonly folder: string;
}

/**
 * By month and agreement. Needs the macros. A run that cannot be read is kept by `reader`. One run is read at a time: each names all files of
 * its month, and they are years.
 */
export async function readLateFiles(db: Db, data: string, reader: RunReader): Promise<LateFile[]> {
  const late: LateFile[] = [];
  const months = await reader.tried(null, async () => lastIssuedMonths(data));
  for (const [folder, issued] of Map.groupBy(months ?? [], (month) => month.folder)) {
    const read = await reader.tried(issued[0]!, () => reader.documentsOf(folder));
    if (read !== null) late.push(...(await lateFilesOf(db, issued, read)));
  }
  // Of one month and agreement all come from one run, by content.
  return late.sort((a, b) => Number(keyOf(a) > keyOf(b)) - Number(keyOf(a) < keyOf(b)));
}

/** `issued`: months and agreements of one run, whose documents the last argument has. Needs the macros. */
export async function lateFilesOf(
  db: Db,
  issued: readonly Pick<LateFile, 'period' | 'agreement_id'>[],
  { inputs, agreements }: RunDocumentsRead,
): Promise<LateFile[]> {
  const months = issued.flatMap(({ period, agreement_id }, month) => {
    const agreement = agreements.findLast(({ id }) => id === agreement_id);
    if (agreement === undefined) return [];
    const { firstDay: first_day, endDay: end_day } = parsePeriod(period);
    const { basis } = agreement.period;
    return tadigPairs(agreement).map((pair) => ({ month, ...pair, first_day, end_day, basis }));
  });
  const rows = await db.rows<LateRow>('status/late_file', {
    months: JSON.stringify(months),
    known: JSON.stringify(inputs.files.map(({ sha256 }) => sha256)),
  });
  return rows.map(({ month, ...row }) => {
    const { period, agreement_id } = issued[month]!;
    return { period, agreement_id, ...row };
  });
}

export const keyOf = ({ period, agreement_id }: Pick<LateFile, 'period' | 'agreement_id'>): string =>
  `${period} ${agreement_id}`;

/** Of those that a snapshot names, the ones that no correction has taken in since. Throws DATA_CORRUPT. */
export function stillLate(data: string, files: readonly LateFile[]): LateFile[] {
  const asked = new Set(files.map(keyOf));
  if (asked.size === 0) return [];
  // One run has the statements of many agreements, and names every file.
  const read = new Map<string, ReadonlySet<string>>();
  const filesOf = (folder: string) => {
    const known = read.get(folder) ?? new Set(readRunInputs(folder).files.map(({ sha256 }) => sha256));
    read.set(folder, known);
    return known;
  };
  const knownTo = new Map<string, ReadonlySet<string>>();
  for (const month of lastIssuedMonths(data))
    if (asked.has(keyOf(month)) && existsSync(join(month.folder, 'run.json')))
      knownTo.set(keyOf(month), filesOf(month.folder));
  return files.filter((file) => !knownTo.get(keyOf(file))?.has(file.sha256));
}

/** The run that was issued last for each agreement and month, by month and agreement. */
function lastIssuedMonths(data: string): IssuedMonth[] {
  const all = listIssued(data);
  const named = all.flatMap(({ period, statements }) =>
    statements.map(({ agreement_id }) => ({ period, agreement_id })),
  );
  const keys = new Map(named.map((one) => [keyOf(one), one]));
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { period, agreement_id }]) => {
      const { run } = lastIssued(all, agreement_id, period)!;
      return { run_id: run.run_id, period, agreement_id, folder: join(data, 'runs', run.run_id) };
    });
}
