/** Scores of the trees → everything that is seen of a device, and what it weighs. */
import { type Company, companyOf, noCompany } from './company.ts';
import type { ModelRows } from './model.ts';
import { scoreBins, weightAt } from './score-bins.ts';
import { NONE, type Unvouched, unvouchedOf } from './unvouched.ts';
import { aroundOf, type Weights, weigh } from './views.ts';

export interface SeenOfAll {
  readonly centres: readonly number[];
  readonly company: Company;
  readonly runs: Uint8Array;
  readonly unvouched: Unvouched;
  readonly weights: Weights;
  /** The weights of a first estimate, without company, by which devices are company to others. */
  readonly around: Weights;
}

/** `runs`: values of runs.ts, which hang on the rows alone. */
export function viewsOf(
  rows: ModelRows,
  runs: Uint8Array,
  withoutTacs: boolean,
  scores: Int32Array,
): SeenOfAll {
  const { bins, centres } = scoreBins(scores, rows.inQuestion);
  const seen = { bins, centres, runs };
  const around = weigh(rows, { ...seen, ...noCompany(rows.length) }, withoutTacs);
  const company = companyOf(rows, evidenceOf(rows, scores, centres, around));
  const unvouched = withoutTacs ? NONE : unvouchedOf(rows, company);
  const weights = weigh(rows, { ...seen, ...company }, withoutTacs, unvouched.servesBoth);
  return { centres, company, runs, unvouched, weights, around };
}

/** What the behaviour and the equipment of each device say, in logits. */
function evidenceOf(
  { equipment }: ModelRows,
  scores: Int32Array,
  centres: readonly number[],
  { behaviours, tables }: Weights,
): Float64Array {
  return Float64Array.from(
    scores,
    (score, i) => (weightAt(score, centres, behaviours) + aroundOf(tables.equipment, equipment[i]!)) / 1000,
  );
}
