/** An agreement that two runs settle: its terms on both sides, and whether causes of a change can be told at all. */
import { minAttachedMinutes, versionsInForce } from '../domain/agreement/set.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import { div, type Fraction, fromInteger, parseDecimal, toExactText } from '../domain/fraction.ts';
import { type Period, parsePeriod } from '../domain/period.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { type RunFile, readRun, readStatements } from '../runs/read.ts';
import { runExists } from '../runs/write.ts';
import { type Books, buildBooks } from '../settle/book.ts';
import type { Prior } from '../settle/prior.ts';

export interface RunSide {
  readonly runId: string;
  readonly folder: string;
}

/** A statement with what it was worked out by. */
export interface PartySide {
  readonly statement: Statement;
  readonly inForce: InForce;
  readonly period: Period;
  readonly prior: Prior;
  readonly books: Books;
}

export interface Party {
  readonly no: number;
  readonly old: PartySide;
  readonly now: PartySide;
  /** What belongs to the agreement is said otherwise. */
  readonly scopeChanged: boolean;
  /** Brings TAP money of the new run to the rates of the old one. */
  readonly toOldRates: Fraction;
  /** What cannot be told apart. */
  readonly notes: readonly string[];
}

/** What one run says, read once. */
export interface ArchivedRun extends RunSide {
  readonly data: string;
  readonly run: RunFile;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly agreements: readonly Agreement[];
}

/** Throws as `readArchivedAgreements`. */
export async function readArchivedRun(data: string, side: RunSide): Promise<ArchivedRun> {
  const run = readRun(data, side.runId);
  return {
    ...side,
    data,
    run,
    statements: new Map(readStatements(data, side.runId).map((one) => [one.agreement.id, one])),
    agreements: await readArchivedAgreements(side.folder, run.inputs.agreements),
  };
}

/** Why causes of the agreement's changes cannot be told, or what they are told by. */
export function partyOf(id: string, no: number, from: ArchivedRun, to: ArchivedRun): Party | string {
  const old = sideOf(id, from);
  const now = sideOf(id, to);
  if (typeof old === 'string') return old;
  if (typeof now === 'string') return now;
  if (old.statement.currency !== now.statement.currency)
    return 'The currencies differ: amounts cannot be compared.';
  const scopeChanged = scopeOf(old, now.period) !== scopeOf(now, old.period);
  const rates = rateFactor(old.statement, now.statement);
  return {
    no,
    old,
    now,
    scopeChanged,
    toOldRates: rates.factor,
    notes: [
      ...(scopeChanged
        ? [
            'What belongs to the agreement, or to its versions, is said otherwise: records that came or went are told as agreement.',
          ]
        : []),
      ...(rates.note === null ? [] : [rates.note]),
    ],
  };
}

function sideOf(id: string, { data, run, statements, agreements }: ArchivedRun): PartySide | string {
  const statement = statements.get(id)!;
  const inForce = versionsInForce(agreements, run.period).find((one) => one.id === id);
  if (inForce === undefined)
    throw new RoamsettleError('DATA_CORRUPT', `A run has lost ${id}.`, { file: 'run.json' });
  const period = parsePeriod(run.period);
  const { inputs } = run;
  const named = inputs.counted.filter(({ agreement_id }) => agreement_id === id).map(({ run_id }) => run_id);
  const lost = [...named, ...(inputs.corrects === null ? [] : [inputs.corrects])].find(
    (one) => !runExists(data, one),
  );
  if (lost !== undefined) return `Run ${lost.slice(0, 12)}, which it builds on, is not there.`;
  const of = (runId: string) => readStatements(data, runId).find((one) => one.agreement.id === id)!;
  const prior = {
    counted: named.map(of),
    missing: [],
    corrected: inputs.corrects === null ? null : of(inputs.corrects),
  };
  return { statement, inForce, period, prior, books: buildBooks(inForce, period, prior.counted) };
}

/** What says which records and events are the agreement's, as text. Days count where both runs are of one month. */
function scopeOf({ inForce: { latest, versions }, period }: PartySide, other: Period): string {
  const { visited, home, exclude, presence } = latest;
  const days = versions.map(({ fromDay, endDay }) => [fromDay, endDay]);
  const access = versions.flatMap(({ agreement }) => agreement.charges.access);
  const byAttachment = access.some(({ per, feeDays }) => per === 'attach' || feeDays === 'present');
  return JSON.stringify({
    visited: [visited.tadigs, visited.plmns].map(sorted),
    home: [home.tadigs, home.plmns].map(sorted),
    ranges: [home.imsiRanges, exclude.imsiRanges].map((ranges) =>
      sorted(ranges.map(({ from, to }) => `${from}-${to}`)),
    ),
    cut: latest.period,
    days: period.name === other.name ? days : versions.length,
    carry: byAttachment ? presence.carryHours : null,
    steering: minAttachedMinutes(versions.map(({ agreement }) => agreement)) ?? 0,
  });
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort();
}

/** A currency that the old run had no rate for is as the new run has it. */
function rateFactor(old: Statement, now: Statement): { factor: Fraction; note: string | null } {
  const before = new Map(old.baselines.flatMap(({ rates }) => rates.map(({ from, value }) => [from, value])));
  const changed = now.baselines
    .flatMap(({ rates }) => rates)
    .map(({ from, value }) => ({
      from,
      factor: div(parseDecimal(before.get(from) ?? value), parseDecimal(value)),
    }))
    .filter(({ factor }) => toExactText(factor) !== '1');
  const [first] = changed;
  if (first === undefined) return { factor: fromInteger(1n), note: null };
  // Devices have their TAP money in the agreement's currency alone: one factor brings it back where it came from one.
  const currencies: readonly string[] | undefined = now.inputs.tap_currencies;
  if (currencies?.length === 1) return { factor: first.factor, note: null };
  return {
    factor: fromInteger(1n),
    note: 'TAP money is in several currencies and a rate changed: that change is told with records.',
  };
}
