/**
 * Gradient boosted trees of small depth over binned features, for the logistic loss. One thread, one order of additions (those of
 * rows are the kernel's, ../kernel), so the same rows give the same trees to the last bit. What a tree adds at a node is an
 * integer of thousandths of a logit: scores are sums of integers, and what a feature says for or against a row is the sum of the
 * steps that its splits make (the difference of a node's value to its parent's), which adds up to the score.
 */

import { type TreeKernel, treeKernel } from '../kernel/instance.ts';
import * as L from '../kernel/layout.ts';

export const BINS = L.BINS;
export const LEAF = -1;
/** Columns that one pass adds up. */
const TOGETHER = 4;

/** Each column holds the bin of each row. */
export interface BinnedRows {
  readonly rows: number;
  readonly columns: readonly Uint8Array[];
}

export interface Tree {
  /** Column that node n splits, or -1; its children are 2n + 1 and 2n + 2. */
  readonly column: Int16Array;
  /** Bins up to this one go left. */
  readonly upTo: Uint8Array;
  /** 1: rows whose bin is unknown go left. */
  readonly unknownLeft: Uint8Array;
  /** What the tree adds for rows that end here, in thousandths of a logit. */
  readonly value: Int32Array;
}

export interface Trees {
  /** Score before any tree, in thousandths of a logit. */
  readonly bias: number;
  readonly trees: readonly Tree[];
}

export interface TrainingSet extends BinnedRows {
  /** 1: machine, 0: human; between them how likely a machine is. */
  readonly labels: Float64Array;
  readonly weights: Float64Array;
  /** Columns of which no split may say more for a machine on the side of the greater bins. */
  readonly falling?: ReadonlySet<number>;
}

export interface TreeSettings {
  readonly trees: number;
  /** Splits from the root to a leaf at most. */
  readonly depth: number;
  readonly rate: number;
  /** Of the squared leaf values. */
  readonly ridge: number;
  /** Least sum of p(1 − p) in a leaf. */
  readonly leastHessian: number;
  /** Of a thousand columns, how many a tree may look at. */
  readonly columnShare: number;
}

/** Columns that a tree looks at are drawn by a fixed sequence. */
export function trainTrees(set: TrainingSet, settings: TreeSettings): Trees {
  const { rows, labels, weights, columns } = set;
  let positive = 0;
  let all = 0;
  for (let i = 0; i < rows; i++) {
    all += weights[i]!;
    positive += weights[i]! * labels[i]!;
  }
  const share = Math.min(Math.max(positive / Math.max(all, 1e-9), 0.01), 0.99);
  const bias = Math.round(1000 * Math.log(share / (1 - share)));
  const scores = new Float64Array(rows).fill(bias / 1000);
  const builder = new TreeBuilder(set, settings);
  const draw = sequence();
  const trees: Tree[] = [];
  for (let t = 0; t < settings.trees; t++) {
    const { pairs } = builder;
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!));
      pairs[2 * i] = weights[i]! * (p - labels[i]!);
      pairs[2 * i + 1] = weights[i]! * p * (1 - p);
    }
    const drawn = columns.map((_, c) => c).filter(() => draw() % 1000 < settings.columnShare);
    const tree = builder.build(drawn);
    for (let i = 0; i < rows; i++) scores[i]! += tree.value[builder.nodes[i]!]! / 1000;
    trees.push(tree);
  }
  return { bias, trees };
}

/** Rows, sums and splits stand in the memory of a kernel of its own. */
class TreeBuilder {
  /** Gradient and hessian of each row in turn. */
  readonly pairs: Float64Array;
  /** The node that each row stands in. */
  readonly nodes: Uint8Array;
  readonly #rows: number;
  readonly #settings: TreeSettings;
  readonly #falling: ReadonlySet<number>;
  readonly #kernel: TreeKernel;
  readonly #at: Readonly<Record<'pairs' | 'nodes' | 'columns' | 'sums' | 'splits', number>>;
  /** Of each column of a pass, gradient and hessian in turn by node and bin. */
  readonly #sums: readonly Float64Array[];
  /** Nodes of a tree. */
  readonly #size: number;

  constructor({ rows, columns, falling }: TrainingSet, settings: TreeSettings) {
    this.#rows = rows;
    this.#settings = settings;
    this.#falling = falling ?? new Set();
    const size = (1 << (settings.depth + 1)) - 1;
    this.#size = size;
    const { kernel, at } = treeKernel({
      pairs: rows * L.PAIR,
      nodes: rows,
      columns: columns.length * rows,
      sums: TOGETHER * size * BINS * L.PAIR,
      splits: size * L.SPLIT,
    });
    this.#kernel = kernel;
    this.#at = at;
    const { buffer } = kernel.memory;
    this.pairs = new Float64Array(buffer, at.pairs, 2 * rows);
    this.nodes = new Uint8Array(buffer, at.nodes, rows);
    columns.forEach((bins, c) => void new Uint8Array(buffer).set(bins, this.#binsOf(c)));
    const length = 2 * size * BINS;
    this.#sums = Array.from(
      { length: TOGETHER },
      (_, i) => new Float64Array(buffer, at.sums + 8 * length * i, length),
    );
  }

  build(columns: readonly number[]): Tree {
    const { depth: deepest } = this.#settings;
    const size = this.#size;
    const tree = {
      column: new Int16Array(size).fill(LEAF),
      upTo: new Uint8Array(size),
      unknownLeft: new Uint8Array(size),
      value: new Int32Array(size),
    };
    this.nodes.fill(0);
    for (let depth = 0; depth < deepest; depth++) {
      const count = 1 << depth;
      const first = count - 1;
      const best = Array.from({ length: count }, () => ({ gain: 0, column: LEAF, upTo: 0, unknownLeft: 0 }));
      for (let from = 0; from < columns.length; from += TOGETHER) {
        const taken = columns.slice(from, from + TOGETHER);
        this.#sum(taken);
        for (const [i, column] of taken.entries()) {
          for (let n = 0; n < count; n++) {
            if (depth > 0 && tree.column[(first + n - 1) >> 1] === LEAF) continue;
            this.#search(first + n, column, this.#sums[i]!, best[n]!);
          }
        }
      }
      for (let n = 0; n < count; n++) {
        const node = first + n;
        const { column, upTo, unknownLeft } = best[n]!;
        if (column === LEAF) continue;
        tree.column[node] = column;
        tree.upTo[node] = upTo;
        tree.unknownLeft[node] = unknownLeft;
      }
      this.#part(tree, first, count);
    }
    this.#value(tree);
    return tree;
  }

  /** Gradients and hessians by node and bin of at most four columns, each added up in the order of the rows. */
  #sum(columns: readonly number[]): void {
    for (const sums of this.#sums) sums.fill(0);
    const bins = (i: number) => this.#binsOf(columns[i] ?? columns[0]!);
    const { pairs, nodes, sums } = this.#at;
    const stride = this.#sums[0]!.byteLength;
    this.#kernel.addPairs(this.#rows, pairs, nodes, bins(0), bins(1), bins(2), bins(3), sums, stride);
  }

  /** Moves the rows of `count` nodes from the first one on to their children. */
  #part(tree: Tree, first: number, count: number): void {
    const { nodes, splits } = this.#at;
    const { buffer } = this.#kernel.memory;
    new Uint8Array(buffer, splits, this.#size * L.SPLIT).fill(0);
    for (let node = first; node < first + count; node++)
      if (tree.column[node] !== LEAF)
        putSplit(buffer, splits + node * L.SPLIT, tree, node, this.#binsOf(tree.column[node]!));
    this.#kernel.part(this.#rows, nodes, splits);
  }

  #binsOf(column: number): number {
    return this.#at.columns + column * this.#rows;
  }

  #search(
    node: number,
    column: number,
    sums: Float64Array,
    best: { gain: number; column: number; upTo: number; unknownLeft: number },
  ): void {
    const { ridge, leastHessian } = this.#settings;
    const at = 2 * node * BINS;
    let g = 0;
    let h = 0;
    for (let b = 0; b < BINS; b++) {
      g += sums[at + 2 * b]!;
      h += sums[at + 2 * b + 1]!;
    }
    const whole = (g * g) / (h + ridge);
    const falls = this.#falling.has(column);
    for (let unknownLeft = 0; unknownLeft < 2; unknownLeft++) {
      let left = unknownLeft === 1 ? sums[at]! : 0;
      let leftH = unknownLeft === 1 ? sums[at + 1]! : 0;
      // Without unknown rows both ways are one: such a row goes with the most.
      if (unknownLeft === 1 && leftH === 0) return;
      const noneUnknown = sums[at + 1] === 0;
      for (let b = unknownLeft === 1 ? 0 : 1; b < BINS - 1; b++) {
        if (b > 0) {
          left += sums[at + 2 * b]!;
          leftH += sums[at + 2 * b + 1]!;
        }
        if (leftH < leastHessian || h - leftH < leastHessian) continue;
        const gain =
          (left * left) / (leftH + ridge) + ((g - left) * (g - left)) / (h - leftH + ridge) - whole;
        // Gradients: the side with the greater one says less for a machine.
        if (falls && (g - left) / (h - leftH + ridge) < left / (leftH + ridge)) continue;
        if (gain > best.gain + 1e-9) {
          const goesLeft = noneUnknown ? Number(2 * leftH > h) : unknownLeft;
          Object.assign(best, { gain, column, upTo: b, unknownLeft: goesLeft });
        }
      }
    }
  }

  #value(tree: Tree): void {
    const { rate, ridge } = this.#settings;
    const { pairs, nodes, sums } = this.#at;
    const both = this.#sums[0]!.fill(0, 0, 2 * this.#size);
    this.#kernel.sumByNode(this.#rows, pairs, nodes, sums);
    const g = Float64Array.from({ length: this.#size }, (_, node) => both[2 * node]!);
    const h = Float64Array.from({ length: this.#size }, (_, node) => both[2 * node + 1]!);
    for (let node = this.#size - 1; node > 0; node--) {
      g[(node - 1) >> 1]! += g[node]!;
      h[(node - 1) >> 1]! += h[node]!;
    }
    for (let node = 0; node < this.#size; node++)
      tree.value[node] = Math.round((-1000 * rate * g[node]!) / (h[node]! + ridge));
  }
}

/** Writes a split of a tree down as the kernel reads it; `bins`: address of its column's bins. */
export function putSplit(buffer: ArrayBuffer, at: number, tree: Tree, node: number, bins: number): void {
  const { upTo, unknownLeft, value } = tree;
  const view = new DataView(buffer, at, L.SPLIT);
  // Bins from the first one on, or from the one behind "unknown".
  const from = unknownLeft[node] === 1 ? 0 : 1;
  view.setUint32(0, bins, true);
  view.setUint8(L.LEFT_FROM, from);
  view.setUint8(L.LEFT_COUNT, Math.min(BINS, upTo[node]! + 1) - from);
  view.setInt32(L.LEFT_ADDS, value[2 * node + 1]! - value[node]!, true);
  view.setInt32(L.RIGHT_ADDS, value[2 * node + 2]! - value[node]!, true);
}

/** Numbers from 0 to 2^32 - 1, always the same ones (Marsaglia, Xorshift RNGs, 2003). */
function sequence(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
