/** The run that stands for a month where nobody names one. */
import { RoamsettleError } from '../errors.ts';
import { readIssued } from './issued.ts';
import { listRuns, newestOf, type RunSummary, readRun } from './read.ts';

/** What is asked of runs, of whatever reading. */
interface Runs<T> {
  readonly all: readonly T[];
  readonly isAccrual: (run: T) => boolean;
  /** The one that was written last; null where there is none. */
  readonly newestOf: (runs: readonly T[]) => { readonly run_id: string } | null;
}

/**
 * Of the runs of a period that settle the agreement (null: any), the one that was issued, the last correction where there are some; where none is,
 * the one that was written last, an accrual only where there is nothing else. Throws RUN_NOT_FOUND, and what reading runs throws.
 */
export function runOfMonth(data: string, period: string, agreement: string | null): string {
  return standingRun(data, period, agreement, {
    all: listRuns(data),
    isAccrual: ({ run_id }) => readRun(data, run_id).inputs.accrual,
    newestOf: (runs) => newestOf(data, runs),
  });
}

/** The same of runs that were read. */
export function standingRun<T extends RunSummary>(
  data: string,
  period: string,
  agreement: string | null,
  { all, isAccrual, newestOf }: Runs<T>,
): string {
  const runs = all.filter(
    (run) =>
      run.period === period &&
      run.statements.some(({ agreement_id }) => agreement_id === (agreement ?? agreement_id)),
  );
  const issued = runs.flatMap(({ run_id }) => readIssued(data, run_id) ?? []);
  const corrected = new Set(issued.map(({ corrects }) => corrects));
  const standing = new Set(issued.map(({ run_id }) => run_id).filter((id) => !corrected.has(id)));
  const choices = [
    runs.filter(({ run_id }) => standing.has(run_id)),
    runs.filter((run) => !isAccrual(run)),
    runs,
  ];
  const best = newestOf(choices.find((some) => some.length > 0) ?? []);
  if (best === null) {
    const of = agreement === null ? '' : ` for agreement ${agreement}`;
    throw new RoamsettleError('RUN_NOT_FOUND', `No run settles ${period}${of}.`);
  }
  return best.run_id;
}
