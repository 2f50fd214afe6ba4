/**
 * What the model of a period learned, as `model.json` of a run keeps it. With the rules of this folder, which are the program's,
 * it gives every device of `features.parquet` its score again (docs/trace.md).
 */
import type { ModelFeature } from './features.ts';
import { FOLDS } from './folds.ts';
import type { Given } from './labels.ts';
import { FALLING_SHORT } from './model.ts';
import type { Trees } from './trees.ts';
import type { Unvouched } from './unvouched.ts';
import type { Weights } from './views.ts';

export interface Learned {
  /** What the labels are of; of `declarations` and `thresholds` see labels.ts. */
  readonly taughtBy: Given['taughtBy'];
  /** Devices that are judged, and those of them that labels were taken from; left out: what the other folds' trees contradict. */
  readonly devices: number;
  readonly labels: { readonly machines: number; readonly humans: number; readonly leftOut: number };
  /** Upper bounds of each feature's bins. */
  readonly bounds: readonly Int32Array[];
  readonly folds: readonly Trees[];
  /** Middles of the ranges of the score, in thousandths of a logit. */
  readonly centres: readonly number[];
  readonly weights: Weights;
  /** The lowest score. */
  readonly least: number;
  readonly unvouched: Unvouched;
  /** Those by which devices are company to others. */
  readonly around: Weights;
  /** Of heavy-use.ts. */
  readonly usualVolume: number;
}

/** Weights are thousandths of a logit; `agreements` are the ids of the priors. */
export function modelFacts(
  learned: Learned,
  features: readonly ModelFeature[],
  agreements: readonly string[],
): object {
  const {
    taughtBy,
    devices,
    labels,
    bounds,
    folds,
    centres,
    weights,
    around,
    least,
    unvouched,
    usualVolume,
  } = learned;
  return {
    taught_by: taughtBy,
    devices,
    labels: { machines: labels.machines, humans: labels.humans, left_out: labels.leftOut },
    features: features.map(({ name, source }, i) => ({ name, source, bounds: [...bounds[i]!] })),
    behaviour: centres.map((score, i) => ({ score, weight: weights.behaviours[i] })),
    given_back: FALLING_SHORT,
    least_score: least,
    unvouched: { without_apns: unvouched.taken[0], with_apns: unvouched.taken[1] },
    around: {
      behaviour: [...around.behaviours],
      equipment: [...around.tables.equipment],
      usual_volume: Number.isFinite(usualVolume) ? usualVolume : null,
    },
    equipment: [...weights.tables.equipment],
    company: [...weights.tables.company],
    run: [...weights.tables.run],
    alike: [...weights.tables.alike],
    ...(weights.tables.declaration === undefined ? {} : { declaration: [...weights.tables.declaration] }),
    priors: agreements.map((agreement_id, no) => ({ agreement_id, weight: weights.priors[no] ?? null })),
    folds: FOLDS,
    trees: folds.map(({ bias, trees }) => ({
      bias,
      trees: trees.map(({ column, upTo, unknownLeft, value }) => ({
        column: [...column],
        up_to: [...upTo],
        unknown_left: [...unknownLeft],
        value: [...value],
      })),
    })),
  };
}
