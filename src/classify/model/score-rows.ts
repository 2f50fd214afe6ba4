/** Scores of many rows by trees, what each column says of them apart. */
import { BINS, childOf, LEAF, type Trees } from './trees.ts';

/** Levels that are not looped over. */
const LEAST_LEVELS = 3;
/** Of this file: a constant of another one is read anew wherever it stands. */
const BINS_OF_SPLIT = BINS;

/** Rows that are scored together, tree by tree: what one row waits for, others are worked on beside. */
const BLOCK = 120;

/**
 * Scores the rows `which` in thousandths of a logit. `take` gets each with its score, and what each column added to it, which
 * holds until it returns.
 */
export function scoreRows(
  trees: Trees,
  columns: readonly Uint8Array[],
  which: ArrayLike<number>,
  take: (row: number, score: number, said: Int32Array) => void,
): void {
  const laid = layOut(trees);
  const bins = new Uint8Array(columns.length * BLOCK);
  const sums = new Int32Array(columns.length * BLOCK);
  const said = new Int32Array(columns.length);
  for (let from = 0; from < which.length; from += BLOCK) {
    const count = Math.min(BLOCK, which.length - from);
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      for (let j = 0; j < count; j++) bins[c * BLOCK + j] = column[which[from + j]!]!;
    }
    addUp(laid, bins, sums.fill(0), count);
    for (let j = 0; j < count; j++) {
      let score = laid.start;
      for (let c = 0; c < said.length; c++) {
        said[c] = sums[c * BLOCK + j]!;
        score += said[c]!;
      }
      take(which[from + j]!, score, said);
    }
  }
}

/** Trees of one depth: of each split where its column begins in a block, which way a bin goes, and what either way adds. */
interface Laid {
  readonly start: number;
  readonly levels: number;
  readonly splits: number;
  readonly from: Int32Array;
  readonly right: Uint8Array;
  readonly steps: Int32Array;
}

function layOut({ bias, trees }: Trees): Laid {
  const own = Math.max(0, ...trees.map(({ column }) => column.length >> 1));
  // By shifts: V8 keeps the result of `**` as a double, and every index that is worked out with it.
  const levels = Math.max(LEAST_LEVELS, 32 - Math.clz32(own));
  const each = (1 << levels) - 1;
  const splits = trees.length * each;
  const from = new Int32Array(splits);
  const right = new Uint8Array(splits * BINS_OF_SPLIT);
  const steps = new Int32Array(2 * splits);
  trees.forEach((tree, t) => {
    for (let node = 0; node < tree.column.length >> 1; node++) {
      // Below a leaf nothing is added, whichever way.
      if (tree.column[node] === LEAF) continue;
      const at = t * each + node;
      from[at] = tree.column[node]! * BLOCK;
      for (let bin = 0; bin < BINS_OF_SPLIT; bin++)
        right[at * BINS_OF_SPLIT + bin] = childOf(tree, node, bin) - 2 * node - 1;
      for (const side of [0, 1]) steps[2 * at + side] = tree.value[2 * node + 1 + side]! - tree.value[node]!;
    }
  });
  const start = trees.reduce((sum, { value }) => sum + value[0]!, bias);
  return { start, levels, splits, from, right, steps };
}

function addUp(
  { levels, splits, from, right, steps }: Laid,
  bins: Uint8Array,
  sums: Int32Array,
  count: number,
): void {
  const each = (1 << levels) - 1;
  for (let root = 0; root < splits; root += each) {
    // The first levels one by one: a loop over them takes half as long again.
    for (let j = 0; j < count; j++) {
      let at = from[root]! + j;
      let side = right[root * BINS_OF_SPLIT + bins[at]!]!;
      sums[at]! += steps[2 * root + side]!;
      let split = root + 1 + side;
      let node = 1 + side;
      at = from[split]! + j;
      side = right[split * BINS_OF_SPLIT + bins[at]!]!;
      sums[at]! += steps[2 * split + side]!;
      node = 2 * node + 1 + side;
      split = root + node;
      at = from[split]! + j;
      side = right[split * BINS_OF_SPLIT + bins[at]!]!;
      sums[at]! += steps[2 * split + side]!;
      for (let level = LEAST_LEVELS; level < levels; level++) {
        node = 2 * node + 1 + side;
        split = root + node;
        at = from[split]! + j;
        side = right[split * BINS_OF_SPLIT + bins[at]!]!;
        sums[at]! += steps[2 * split + side]!;
      }
    }
  }
}
