/** Scores of many rows by trees, what each column says of them apart; the kernel adds up (../kernel). */
import { treeKernel } from '../kernel/instance.ts';
import * as L from '../kernel/layout.ts';
import { LEAF, putSplit, type Trees } from './trees.ts';

/** Rows that are scored together; all holds until the next ones are. */
export interface ScoredBlock {
  readonly rows: Int32Array;
  /** Of each row, in thousandths of a logit. */
  readonly scores: Int32Array;
  /** What column c added to row j, at c × BLOCK + j. */
  readonly said: Int32Array;
  /** The columns that say most of row j, the most first, at rank × BLOCK + j; -1 where none says anything more. Spends `said`. */
  readonly most: () => { readonly numbers: Int32Array; readonly weights: Int32Array };
}

export const BLOCK = L.BLOCK;
/** Columns that `most` names: the features in a device's evidence. */
export const RANKS = 4;

/** Scores the rows `which`, and hands them to `take` a block at a time. */
export function scoreRows(
  trees: Trees,
  columns: readonly Uint8Array[],
  which: Int32Array,
  take: (block: ScoredBlock) => void,
): void {
  const each = Math.max(0, ...trees.trees.map(({ column }) => column.length >> 1));
  const { kernel, at } = treeKernel({
    splits: trees.trees.length * each * L.SPLIT,
    reach: (2 * each + 1) * BLOCK,
    bins: columns.length * BLOCK,
    sums: columns.length * BLOCK * 4,
    totals: BLOCK * 4,
    numbers: RANKS * BLOCK * 4,
    weights: RANKS * BLOCK * 4,
  });
  const { buffer } = kernel.memory;
  trees.trees.forEach((tree, t) => {
    for (let node = 0; node < tree.column.length >> 1; node++)
      if (tree.column[node] !== LEAF) {
        const split = at.splits + (t * each + node) * L.SPLIT;
        putSplit(buffer, split, tree, node, at.bins + tree.column[node]! * BLOCK);
      }
  });
  const integers = (from: number, length: number) => new Int32Array(buffer, from, length);
  const bins = new Uint8Array(buffer, at.bins, columns.length * BLOCK);
  const said = integers(at.sums, columns.length * BLOCK);
  const numbers = integers(at.numbers, RANKS * BLOCK);
  const weights = integers(at.weights, RANKS * BLOCK);
  const start = trees.trees.reduce((sum, { value }) => sum + value[0]!, trees.bias);
  const most = () => {
    kernel.mostOf(RANKS, columns.length, at.sums, at.numbers, at.weights);
    return { numbers, weights };
  };
  for (let from = 0; from < which.length; from += BLOCK) {
    const rows = which.subarray(from, from + BLOCK);
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      for (let j = 0; j < rows.length; j++) bins[c * BLOCK + j] = column[rows[j]!]!;
    }
    said.fill(0);
    kernel.addUp(trees.trees.length, each, at.splits, at.bins, at.sums, at.reach);
    kernel.totalOf(columns.length, at.sums, start, at.totals);
    take({ rows, scores: integers(at.totals, rows.length), said, most });
  }
}
