/**
 * Which earlier runs a settlement builds on: the issued run that it corrects, the runs of the term's earlier periods that it
 * counts (rule 10), and those of the months just before, whose device lists it goes on from (keep_at, notice_periods). Of a
 * month it is the run named by `--counted`, else the last issued.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tiersOverTerm } from '../domain/agreement/term.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import { earlierPeriodsOf, lastPeriodOf } from '../domain/period.ts';
import type { Statement } from '../domain/statement.ts';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { CountedStatement, Prior } from '../settle/prior.ts';
import type { CountedRun } from './identity.ts';
import { type IssuedRun, lastIssued, listIssued } from './issued.ts';
import { type PastRun, pastRuns } from './past.ts';
import { findRun, readRun } from './read.ts';

export interface PriorRequest {
  /** Beginning of the id of an issued run of the period. */
  readonly corrects?: string;
  /** Beginnings of ids of runs of earlier periods. */
  readonly counted?: readonly string[];
  /** Beginning of the id of an accrual of the period. */
  readonly reverses?: string;
}

export interface PriorRuns {
  /** By agreement number. */
  readonly prior: readonly Prior[];
  readonly past: readonly PastRun[];
  readonly counted: readonly CountedRun[];
  readonly corrects: string | null;
  /** Place of each agreement's statement in the chain of the period: 1 for an original. */
  readonly places: readonly number[];
  readonly reverses: string | null;
  /** By agreement number: net of the accrual that is reversed, null where it has no statement of the agreement. */
  readonly accrued: readonly (string | null)[];
}

/**
 * `simulated`: statements of earlier months that count before any run, by `<agreement id> <month>`.
 * Throws RUN_NOT_FOUND, RUN_AMBIGUOUS, CORRECTS_INVALID, REVERSES_INVALID, COUNTED_INVALID, COUNTED_MISSING where the period cannot be
 * settled without an earlier one, and DATA_CORRUPT where an issued statement is gone, ISSUED_CHANGED where it is no longer what was issued.
 */
export function readPrior(
  data: string,
  agreements: readonly InForce[],
  period: string,
  request: PriorRequest,
  simulated: ReadonlyMap<string, CountedStatement> = new Map(),
): PriorRuns {
  const issued = listIssued(data);
  const corrects = request.corrects === undefined ? null : findRun(data, request.corrects).runId;
  const named = namedRuns(data, request.counted ?? []);
  const used = new Map<string, CountedRun>();
  const runOf = (agreementId: string, month: string): CountedRun | null => {
    const last = lastIssued(issued, agreementId, month)?.run.run_id;
    const run =
      named.find((one) => one.agreement_id === agreementId && one.period === month) ??
      (last === undefined ? null : { agreement_id: agreementId, period: month, run_id: last });
    if (run !== null) used.set(`${agreementId} ${month}`, run);
    return run;
  };
  const missing: string[] = [];
  const prior = agreements.map(({ latest: agreement, versions }): Prior => {
    const corrected =
      corrects === null ? null : correctedStatement(data, issued, agreement, period, corrects);
    const goesOn = versions.some((one) => tiersOverTerm(one.agreement));
    if (!goesOn && agreement.commitment?.per !== 'term') return { counted: [], missing: [], corrected };
    const months = earlierPeriodsOf(agreement.term, period).map((month) => {
      const made = simulated.get(`${agreement.id} ${month}`) ?? null;
      return { month, made, run: made === null ? runOf(agreement.id, month) : null };
    });
    const without = months.filter(({ run, made }) => run === null && made === null).map(({ month }) => month);
    if (goesOn || isLast(agreement, period))
      missing.push(...without.map((month) => `${agreement.id} in ${month}`));
    const counted = months.flatMap(({ run, made }): CountedStatement[] => {
      if (made !== null) return [made];
      return run === null
        ? []
        : [sameCurrency(readIssuedStatement(data, issued, run.run_id, agreement.id), agreement)];
    });
    return { counted, missing: without, corrected };
  });
  if (missing.length > 0) throw new RoamsettleError('COUNTED_MISSING', `Missing are ${missing.join(', ')}.`);
  const past = agreements.flatMap(({ latest: agreement }, no) => {
    const statementOf = ({ run_id }: CountedRun) => readIssuedStatement(data, issued, run_id, agreement.id);
    return pastRuns(agreement, no, period, (month) => runOf(agreement.id, month)).map(({ run, ...one }) => ({
      ...one,
      path: join(data, 'runs', run.run_id, 'devices.parquet'),
      sha256: statementOf(run).device_list.sha256,
    }));
  });
  const idle = named.find(({ run_id }) => ![...used.values()].some((one) => one.run_id === run_id));
  if (idle !== undefined) {
    const detail = `No agreement of the call counts run ${idle.run_id.slice(0, 12)} of ${idle.period}.`;
    throw new RoamsettleError('COUNTED_INVALID', detail);
  }
  const order = ({ agreement_id, period: month }: CountedRun) => `${agreement_id} ${month}`;
  const counted = [...used.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const places = agreements.map(({ id }) =>
    corrects === null ? 1 : 1 + (lastIssued(issued, id, period)?.number ?? 0),
  );
  const { reverses, accrued } = readAccrual(data, agreements, period, corrects, request.reverses);
  return { prior, past, counted, corrects, places, reverses, accrued };
}

/** Throws REVERSES_INVALID where the run is no accrual of the period and currency, or what is corrected has reversed it already. */
function readAccrual(
  data: string,
  agreements: readonly InForce[],
  period: string,
  corrects: string | null,
  name: string | undefined,
): Pick<PriorRuns, 'reverses' | 'accrued'> {
  if (name === undefined) return { reverses: null, accrued: agreements.map(() => null) };
  const { runId } = findRun(data, name);
  const run = readRun(data, runId);
  const refuse = (detail: string) => new RoamsettleError('REVERSES_INVALID', detail);
  if (!run.inputs.accrual) throw refuse('It was settled without --provisional.');
  if (run.period !== period) throw refuse(`It settles ${run.period}, not ${period}.`);
  const before = reversedBy(data, corrects, runId);
  if (before !== null)
    throw refuse(
      `Run ${before.slice(0, 12)} has reversed it already: the ledger would take it back twice, so this one reverses none.`,
    );
  const accrued = agreements.map(({ id, latest: { currency } }) => {
    const found = run.statements.find(({ agreement_id }) => agreement_id === id);
    if (found === undefined) return null;
    if (found.currency !== currency) throw refuse(`It has ${id} in ${found.currency}, not ${currency}.`);
    return found.net;
  });
  if (accrued.every((net) => net === null)) throw refuse('It has no statement of these agreements.');
  return { reverses: runId, accrued };
}

/** Which of a chain of issued statements has reversed the accrual; null for none. */
function reversedBy(data: string, last: string | null, accrual: string): string | null {
  for (let runId = last; runId !== null; ) {
    const { inputs } = readRun(data, runId);
    if (inputs.reverses === accrual) return runId;
    runId = inputs.corrects;
  }
  return null;
}

/** Whether the shortfall of the term is due, so that every earlier period has to be there, as for tiers that go on. */
function isLast({ commitment, term }: Agreement, period: string): boolean {
  return commitment?.per === 'term' && lastPeriodOf(term) === period;
}

/** Throws COUNTED_INVALID where two runs are named for one agreement and month. */
function namedRuns(data: string, names: readonly string[]): CountedRun[] {
  const ids = [...new Set(names.map((name) => findRun(data, name).runId))];
  const named = ids.flatMap((run_id) => {
    const { period, statements } = readRun(data, run_id);
    return statements.map(({ agreement_id }) => ({ agreement_id, period, run_id }));
  });
  const keys = new Set<string>();
  for (const { agreement_id, period } of named) {
    const key = `${agreement_id} in ${period}`;
    if (keys.has(key)) throw new RoamsettleError('COUNTED_INVALID', `Two runs are named for ${key}.`);
    keys.add(key);
  }
  return named;
}

/** Throws CORRECTS_INVALID where the run cannot be taken back by a statement of this agreement and period. */
function correctedStatement(
  data: string,
  issued: readonly IssuedRun[],
  agreement: Agreement,
  period: string,
  runId: string,
): Statement {
  const refuse = (detail: string): never => {
    throw new RoamsettleError('CORRECTS_INVALID', detail);
  };
  const run = issued.find((one) => one.run_id === runId) ?? refuse('It is not issued.');
  if (run.period !== period) return refuse(`It settles ${run.period}, not ${period}.`);
  const last = lastIssued(issued, agreement.id, period)?.run.run_id;
  if (last !== runId) {
    const now = last === undefined ? 'is not issued yet' : `was last issued by run ${last.slice(0, 12)}`;
    return refuse(`${agreement.id} in ${period} ${now}: settle it apart.`);
  }
  const statement = readIssuedStatement(data, issued, runId, agreement.id);
  const { currency, terms } = statement;
  if (currency !== agreement.currency) return refuse(`${agreement.id} was issued in ${currency}.`);
  if (terms.method !== agreement.settlement.method)
    return refuse(`${agreement.id} was issued ${terms.method}.`);
  if (terms.rounding.decimals > agreement.rounding.decimals) {
    return refuse(`${agreement.id} was issued with ${terms.rounding.decimals} decimals.`);
  }
  return statement;
}

/** The statement of a run. Throws DATA_CORRUPT where it is gone, ISSUED_CHANGED where it has not the digest that it was issued with. */
export function readIssuedStatement(
  data: string,
  issued: readonly IssuedRun[],
  runId: string,
  id: string,
): Statement {
  const file = `statement-${id}.json`;
  const path = join(data, 'runs', runId, file);
  if (!existsSync(path))
    throw new RoamsettleError('DATA_CORRUPT', 'A run that counts has lost it.', { file });
  const text = readFileSync(path, 'utf8');
  const digest = issued.find((run) => run.run_id === runId)?.files[file];
  if (digest !== undefined && digest !== digestOf(text)) {
    throw new RoamsettleError('ISSUED_CHANGED', `It is of run ${runId.slice(0, 12)}.`, { file });
  }
  return JSON.parse(text) as Statement;
}

function sameCurrency(statement: Statement, agreement: Agreement): Statement {
  if (statement.currency === agreement.currency) return statement;
  const detail = `${agreement.id} in ${statement.period} is in ${statement.currency}, not ${agreement.currency}.`;
  throw new RoamsettleError('COUNTED_INVALID', detail);
}
