/** Trees by cross-fitting: each device is scored by trees that did not learn from it. */
import { MORE_IS_NO_MACHINE } from './features.ts';
import type { ModelRows } from './model.ts';
import { type ScoredBlock, scoreRows } from './score-rows.ts';
import { type TreeSettings, type Trees, trainTrees } from './trees.ts';

export const FOLDS = 3;

/** By the digits of the IMSI alone (the low and high word of its integer), neighbours apart. */
export function foldOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % FOLDS;
}

/** For each fold the trees that learned from the other folds. */
export function trainFolds(
  rows: ModelRows,
  columns: readonly Uint8Array[],
  labels: Int8Array | Float64Array,
  settings: TreeSettings,
  trust?: Float64Array,
): Trees[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const taken = rowsWhere(labels, (label, i) => label >= 0 && rows.fold[i] !== fold);
    return trainTrees(
      {
        rows: taken.length,
        columns: columns.map((column) => valuesOf(column, taken)),
        labels: Float64Array.from(taken, (i) => labels[i]!),
        weights:
          trust === undefined
            ? new Float64Array(taken.length).fill(1)
            : Float64Array.from(taken, (i) => trust[i]!),
        falling: MORE_IS_NO_MACHINE,
      },
      settings,
    );
  });
}

/** `take` gets all devices, a block of one fold at a time. */
export function heardBy(
  fold: Uint8Array,
  columns: readonly Uint8Array[],
  folds: readonly Trees[],
  take: (block: ScoredBlock) => void,
): void {
  for (const [own, trees] of folds.entries())
    scoreRows(
      trees,
      columns,
      rowsWhere(fold, (value) => value === own),
      take,
    );
}

export function scoresOf(
  { fold, length }: ModelRows,
  columns: readonly Uint8Array[],
  folds: readonly Trees[],
): Int32Array {
  const scores = new Int32Array(length);
  heardBy(fold, columns, folds, ({ rows, scores: own }) => {
    for (let j = 0; j < rows.length; j++) scores[rows[j]!] = own[j]!;
  });
  return scores;
}

function valuesOf(column: Uint8Array, rows: Int32Array): Uint8Array {
  const values = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}

/** Numbers of the rows that are wanted. */
export function rowsWhere(
  values: ArrayLike<number>,
  wanted: (value: number, row: number) => boolean,
): Int32Array {
  const rows = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (wanted(values[i]!, i)) rows[count++] = i;
  return rows.subarray(0, count);
}
