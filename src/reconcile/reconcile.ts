/**
 * A partner's rows against a run: matched, different, only ours, only theirs, by the keys that the partner's file has. Both
 * sides are summed to those keys first and joined from both sides, so that no one-sided row is lost; what the classes
 * hold adds up to both totals.
 */

import { basename } from 'node:path';
import { plural } from '../domain/plural.ts';
import { checkFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { ReportTables } from '../report/tables.ts';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { sqlText } from '../store/sql.ts';
import { columnPositions, findBrokenRow } from './partner-file.ts';
import { KEYS, type Key, numberPattern, type PartnerProfile } from './partner-profile.ts';

export interface Tolerances {
  /** In the statement's currency, decimal text. */
  readonly amount: string;
  /** In base units, decimal text. */
  readonly quantity: string;
  /** Of the larger side, decimal text of at most two places. */
  readonly percent: string;
}

export type ReconciledClass = 'matched' | 'different' | 'only_ours' | 'only_theirs';

/** Sums of a class, as decimal text; quantities are base units. */
export interface ClassTotal extends Row {
  readonly class: ReconciledClass;
  /** Combinations of the keys. */
  readonly rows: bigint;
  readonly imsis: bigint;
  readonly our_quantity: string;
  readonly their_quantity: string;
  readonly our_amount: string;
  readonly their_amount: string;
}

/** A combination of the keys that does not match; null: the file has no such column, or the side no such row. */
export interface Difference extends Row {
  readonly class: Exclude<ReconciledClass, 'matched'>;
  readonly line: string | null;
  readonly service: string | null;
  readonly segment: string | null;
  readonly imsi: string | null;
  readonly our_quantity: string | null;
  readonly their_quantity: string | null;
  readonly our_amount: string | null;
  readonly their_amount: string | null;
}

export interface Reconciled {
  /** Keys that rows were told apart by. */
  readonly by: readonly Key[];
  readonly classes: readonly ClassTotal[];
  /** Null where the partner's file names no IMSIs. */
  readonly imsis: { readonly both: number; readonly only_ours: number; readonly only_theirs: number } | null;
  /** Those whose sides are furthest apart, in money, then in quantity. */
  readonly differences: readonly Difference[];
}

export interface ReconcileRequest {
  /** `DATA/runs/<run id>`. */
  readonly runDir: string;
  readonly agreement: string;
  readonly file: string;
  readonly profile: PartnerProfile;
  readonly tolerances: Tolerances;
  /** CSV of all rows that do not match; it holds IMSIs where the partner's file does. */
  readonly out: string | null;
  /** Differences that are given, at most, of a class or (null) of any; none where nothing is said. */
  readonly shown?: { readonly most: number; readonly class: Difference['class'] | null };
  /** Folder for sorts that do not fit. */
  readonly spill: string;
}

/**
 * Throws RECONCILE_INVALID where the profile contradicts itself, the file lacks a column of it, is no such CSV or holds what is
 * no number, STATEMENT_NOT_FOUND, what `checkFile` throws, OUTPUT_WRITE where `out` cannot be written, and what
 * ReportTables.open throws.
 */
export async function reconcile(request: ReconcileRequest): Promise<Reconciled> {
  const { profile, runDir, spill, agreement } = request;
  const by = KEYS.filter((key) => profile.columns[key] !== undefined);
  checkKeys(by, profile);
  await checkFile(request.file);
  const tables = await ReportTables.open(runDir, spill, {
    issued: false,
    agreement,
    pseudonyms: null,
    invoiceDate: null,
  });
  try {
    return await tables.use(async (db) => {
      const [found] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM report_statement');
      if (found!.n === 0n) throw new RoamsettleError('STATEMENT_NOT_FOUND');
      return compare(db, by, request);
    });
  } finally {
    tables.close();
  }
}

function checkKeys(by: readonly Key[], { columns }: PartnerProfile): void {
  const refuse = (detail: string) => {
    throw new RoamsettleError('RECONCILE_INVALID', detail, { key: 'columns' });
  };
  if (by.length === 0) refuse('At least one of line, service, segment and imsi tells rows apart.');
  if (columns.quantity === undefined && columns.amount === undefined)
    refuse('A quantity or an amount is compared: name the column of one at least.');
  if (columns.quantity !== undefined && !by.includes('line') && !by.includes('service'))
    refuse('Quantities of different services do not add up: name the column of the service or of the line.');
}

async function compare(db: Db, by: readonly Key[], request: ReconcileRequest): Promise<Reconciled> {
  const { profile, tolerances, out, shown } = request;
  await db.exec('SET VARIABLE percent = $percent', { percent: tolerances.percent });
  await db.run('reconcile/within');
  const flags = Object.fromEntries(KEYS.map((key) => [`by_${key}`, by.includes(key)]));
  await db.run('reconcile/ours_row', flags);
  await readTheirs(db, request);
  await db.run('reconcile/reconciled', {
    has_quantity: profile.columns.quantity !== undefined,
    has_amount: profile.columns.amount !== undefined,
    quantity_tolerance: tolerances.quantity,
    amount_tolerance: tolerances.amount,
  });
  const classes = await db.rows<ClassTotal>('reconcile/class_total');
  const [imsis] = await db.rows<Record<'both' | 'only_ours' | 'only_theirs', bigint>>('reconcile/imsi_set');
  await db.run('reconcile/difference');
  if (out !== null) await writeDifferences(db, out);
  const differences =
    shown === undefined ? [] : await db.rows<Difference>('reconcile/largest_difference', shown);
  const { both, only_ours, only_theirs } = imsis!;
  return {
    by,
    classes,
    imsis: by.includes('imsi')
      ? { both: Number(both), only_ours: Number(only_ours), only_theirs: Number(only_theirs) }
      : null,
    differences,
  };
}

async function readTheirs(db: Db, { file, profile }: ReconcileRequest): Promise<void> {
  const { columns, values, separator, decimal, thousands, quantity_size } = profile;
  const place = { file: basename(file) };
  const refuse = (detail: string): never => {
    throw new RoamsettleError('RECONCILE_INVALID', detail, place);
  };
  const positions = await columnPositions(file, separator, columns);
  const at = (key: Key | 'quantity' | 'amount') => positions.get(key) ?? 0;
  await db.exec('SET VARIABLE partner_path = $path', { path: literalPath(file) });
  await db.exec('SET VARIABLE separator = $separator', { separator });
  try {
    await db.run('reconcile/partner_cells');
    await db.run('reconcile/partner_text', {
      line_at: at('line'),
      service_at: at('service'),
      segment_at: at('segment'),
      imsi_at: at('imsi'),
      quantity_at: at('quantity'),
      amount_at: at('amount'),
    });
  } catch {
    // DuckDB's own words may quote a row, so they stay here.
    await findBrokenRow(file, separator);
    refuse('The file is no CSV with this separator.');
  }
  await db.exec('SET VARIABLE number_pattern = $pattern', { pattern: numberPattern(profile) });
  const [fault] =
    await db.rows<Record<'numbers' | 'number' | 'imsis' | 'imsi', bigint>>('reconcile/partner_fault');
  const { numbers, number, imsis, imsi } = fault!;
  if (numbers > 0n)
    refuse(
      `${numbers} ${plural(numbers, 'row has', 'rows have')} a quantity or amount that is no number, row ${number} first.`,
    );
  if (imsis > 0n)
    refuse(
      `${imsis} ${plural(imsis, 'row has', 'rows have')} an IMSI that a spreadsheet took for a number, row ${imsi} first.`,
    );
  const words = Object.entries(values).flatMap(([key, map]) =>
    Object.entries(map).map(([theirs, ours]) => ({ key, theirs, ours })),
  );
  await db.run('reconcile/theirs_row', {
    words: JSON.stringify(words),
    size: String(quantity_size),
    decimal_sign: decimal,
    thousands_sign: thousands,
  });
}

async function writeDifferences(db: Db, out: string): Promise<void> {
  try {
    const query = sqlText('reconcile/differences');
    await db.exec(`COPY (${query}\n) TO $target (FORMAT csv, HEADER true)`, { target: out });
  } catch {
    throw new RoamsettleError('OUTPUT_WRITE', '', { file: basename(out) });
  }
}
