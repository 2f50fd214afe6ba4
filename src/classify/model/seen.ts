/** Scores of the trees → everything that is seen of a device, and what it weighs. */
import { type Company, companyOf, noCompany } from './company.ts';
import { usesMore } from './heavy-use.ts';
import type { ModelRows } from './model.ts';
import { scoreBins, weightAt } from './score-bins.ts';
import { NONE, type Unvouched, unvouchedOf } from './unvouched.ts';
import { aroundOf, type Weights, weigh } from './views.ts';

/** What the rows alone tell. */
export interface AtFirst {
  /** What the devices around a number tell: values of runs.ts and of alike.ts. */
  readonly runs: Uint8Array;
  readonly alike: Uint8Array;
  /** Of heavy-use.ts. */
  readonly usualVolume: number;
}

export interface SeenOfAll extends AtFirst {
  readonly centres: readonly number[];
  readonly company: Company;
  readonly unvouched: Unvouched;
  readonly weights: Weights;
  /** The weights of a first estimate, without company, by which devices are company to others. */
  readonly around: Weights;
}

export function viewsOf(
  rows: ModelRows,
  atFirst: AtFirst,
  withoutTacs: boolean,
  scores: Int32Array,
): SeenOfAll {
  const { bins, centres } = scoreBins(scores, rows.inQuestion);
  const seen = { bins, centres, ...atFirst };
  const around = weigh(rows, { ...seen, ...noCompany(rows.length) }, withoutTacs);
  const company = companyOf(rows, evidenceOf(rows, atFirst.usualVolume, scores, centres, around));
  const unvouched = withoutTacs ? NONE : unvouchedOf(rows, company);
  const weights = weigh(rows, { ...seen, ...company }, withoutTacs, unvouched.servesBoth);
  return { centres, company, ...atFirst, unvouched, weights, around };
}

/** What the behaviour and the equipment of each device say of the company that it is, in logits. */
function evidenceOf(
  rows: ModelRows,
  usualVolume: number,
  scores: Int32Array,
  centres: readonly number[],
  { behaviours, tables }: Weights,
): Float64Array {
  const { equipment } = rows;
  const isHeavy = usesMore(rows, usualVolume);
  // A loop: over a million, `from` takes several times as long.
  const evidence = new Float64Array(scores.length);
  for (let i = 0; i < evidence.length; i++) {
    const says =
      (weightAt(scores[i]!, centres, behaviours) + aroundOf(tables.equipment, equipment[i]!)) / 1000;
    evidence[i] = isHeavy(i) ? Math.min(0, says) : says;
  }
  return evidence;
}
