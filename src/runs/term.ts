/**
 * Term statements in the data folder: `DATA/terms/<term id>/`, written once beside and renamed whole, as runs are. The id is
 * the SHA-256 over the issued runs that it sums, so that a month corrected later gives another statement.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { earlierPeriodsOf } from '../domain/period.ts';
import type { TermStatement } from '../domain/term-statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { TermMonth } from '../settle/term.ts';
import { readArchivedAgreements } from './archived.ts';
import type { CountedRun } from './identity.ts';
import { type IssuedRun, lastIssued, listIssued } from './issued.ts';
import { readIssuedStatement } from './prior.ts';
import { isIdPrefix, readRun } from './read.ts';
import { type ProgramDigest, programDigest } from './sources.ts';

interface TermInputs {
  /** `YYYY-MM..YYYY-MM`. */
  readonly period: string;
  /** By agreement, then period: the last issued run of the month, and the digest its statement was issued with. */
  readonly runs: readonly { agreement_id: string; period: string; run_id: string; digest: string }[];
  readonly program: ProgramDigest;
}

/** What `term.json` says. */
export interface TermFile {
  readonly term_id: string;
  readonly period: string;
  readonly statements: readonly { agreement_id: string; net: string; open: string; currency: string }[];
  readonly inputs: TermInputs;
}

/** Months of agreements, each as rated last, and what they are read from. */
export interface TermMonths {
  readonly inputs: TermInputs;
  readonly byAgreement: ReadonlyMap<string, readonly TermMonth[]>;
}

const TERM_ID = /^[0-9a-f]{64}$/;

/**
 * The last issued statement of each month asked for. Throws TERM_MISSING that names every month without one, and
 * DATA_CORRUPT where an issued statement is gone or no longer what was issued.
 */
export async function readTermMonths(
  data: string,
  period: string,
  asked: readonly { readonly agreementId: string; readonly months: readonly string[] }[],
): Promise<TermMonths> {
  const issued = listIssued(data);
  const missing = asked.flatMap(({ agreementId, months }) =>
    months
      .filter((month) => lastIssued(issued, agreementId, month) === null)
      .map((month) => `${agreementId} in ${month}`),
  );
  if (missing.length > 0) throw new RoamsettleError('TERM_MISSING', `Missing are ${missing.join(', ')}.`);
  const runs: TermInputs['runs'][number][] = [];
  const byAgreement = new Map<string, TermMonth[]>();
  for (const { agreementId, months } of asked) {
    const own: TermMonth[] = [];
    for (const month of months) {
      const { run } = lastIssued(issued, agreementId, month)!;
      const digest = run.files[`statement-${agreementId}.json`] ?? '';
      runs.push({ agreement_id: agreementId, period: month, run_id: run.run_id, digest });
      own.push(await readMonth(data, issued, agreementId, month));
    }
    byAgreement.set(agreementId, own);
  }
  return { inputs: { period, runs, program: programDigest() }, byAgreement };
}

async function readMonth(
  data: string,
  issued: readonly IssuedRun[],
  id: string,
  period: string,
): Promise<TermMonth> {
  const { run, number } = lastIssued(issued, id, period)!;
  const { inputs } = readRun(data, run.run_id);
  const versions = await readArchivedAgreements(
    join(data, 'runs', run.run_id),
    inputs.agreements.filter((one) => one.id === id),
  );
  const statementOf = (runId: string) => readIssuedStatement(data, issued, runId, id);
  const earlier = earlierPeriodsOf(versions.at(-1)!.term, period);
  // A run also names those whose device lists it went on from, whatever term they are of.
  const counts = ({ agreement_id, period: month }: CountedRun) =>
    agreement_id === id && earlier.includes(month);
  const current = earlier.flatMap((month) => {
    const last = lastIssued(issued, id, month);
    return last === null ? [] : [statementOf(last.run.run_id)];
  });
  return {
    statement: statementOf(run.run_id),
    corrections: number - 1,
    versions,
    counted: inputs.counted.filter(counts).map(({ run_id }) => statementOf(run_id)),
    current,
  };
}

/** Hex SHA-256 of the canonical JSON of the inputs. */
export function termIdOf(inputs: TermInputs): string {
  return createHash('sha256')
    .update(JSON.stringify({ kind: 'term', ...inputs }))
    .digest('hex');
}

/** Writes the folder; one that is there stays, its id being that of the same bytes. Throws what writing a file throws. */
export function writeTerm(data: string, inputs: TermInputs, statements: readonly TermStatement[]): void {
  const termId = termIdOf(inputs);
  const folder = join(data, 'terms', termId);
  if (existsSync(join(folder, 'term.json'))) return;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const write = (name: string, value: object) =>
    writeFileSync(join(draft, name), `${JSON.stringify(value, null, 2)}\n`);
  for (const statement of statements) write(`statement-${statement.agreement.id}.json`, statement);
  const file: TermFile = {
    term_id: termId,
    period: inputs.period,
    statements: statements.map(({ agreement, total, open, currency }) => ({
      agreement_id: agreement.id,
      net: total.net,
      open: open.gross,
      currency,
    })),
    inputs,
  };
  write('term.json', file);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

/** All term statements, by period and id. */
export function listTerms(data: string): TermFile[] {
  const folder = join(data, 'terms');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => TERM_ID.test(name) && existsSync(join(folder, name, 'term.json')))
    .map((name) => JSON.parse(readFileSync(join(folder, name, 'term.json'), 'utf8')) as TermFile)
    .sort((a, b) => (`${a.period} ${a.term_id}` < `${b.period} ${b.term_id}` ? -1 : 1));
}

/** The term statements of that id, or the beginning of it, by agreement; null where there are none or several such ids. */
export function findTerm(data: string, text: string): TermStatement[] | null {
  if (!isIdPrefix(text)) return null;
  const [only, ...others] = listTerms(data).filter(({ term_id }) => term_id.startsWith(text));
  if (only === undefined || others.length > 0) return null;
  return only.statements.map(
    ({ agreement_id }) =>
      JSON.parse(
        readFileSync(join(data, 'terms', only.term_id, `statement-${agreement_id}.json`), 'utf8'),
      ) as TermStatement,
  );
}
