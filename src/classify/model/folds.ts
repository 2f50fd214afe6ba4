/** Trees by cross-fitting: each device is scored by trees that did not learn from it. */
import type { ModelRows } from './model.ts';
import { scoreRow, type TreeSettings, type Trees, trainTrees } from './trees.ts';

export const FOLDS = 3;

/** For each fold the trees that learned from the other folds. */
export function trainFolds(
  rows: ModelRows,
  columns: readonly Uint8Array[],
  labels: Int8Array | Float64Array,
  settings: TreeSettings,
  trust?: Float64Array,
): Trees[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const taken: number[] = [];
    for (let i = 0; i < rows.length; i++) if (labels[i]! >= 0 && rows.fold[i] !== fold) taken.push(i);
    return trainTrees(
      {
        rows: taken.length,
        columns: columns.map((column) => Uint8Array.from(taken, (i) => column[i]!)),
        labels: Float64Array.from(taken, (i) => labels[i]!),
        weights:
          trust === undefined
            ? new Float64Array(taken.length).fill(1)
            : Float64Array.from(taken, (i) => trust[i]!),
      },
      settings,
    );
  });
}

export function scoresOf(
  { fold }: ModelRows,
  columns: readonly Uint8Array[],
  folds: readonly Trees[],
): Int32Array {
  return Int32Array.from(fold, (own, i) => scoreRow(folds[own]!, columns, i));
}
