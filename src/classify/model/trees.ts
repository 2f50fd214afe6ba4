/**
 * Gradient boosted trees of small depth over binned features, for the logistic loss. One thread, one order of additions, so the
 * same rows give the same trees to the last bit. What a tree adds at a node is an integer of thousandths of a logit: scores
 * are sums of integers, and what a feature says for or against a row is the sum of the steps that its splits make (the
 * difference of a node's value to its parent's), which adds up to the score.
 */

/** Bins of a feature; bin 0 is "unknown". */
export const BINS = 33;
const LEAF = -1;

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
    const { gradients, hessians } = builder;
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!));
      gradients[i] = weights[i]! * (p - labels[i]!);
      hessians[i] = weights[i]! * p * (1 - p);
    }
    const drawn = columns.map((_, c) => c).filter(() => draw() % 1000 < settings.columnShare);
    const tree = builder.build(drawn);
    for (let i = 0; i < rows; i++) scores[i]! += tree.value[builder.nodes[i]!]! / 1000;
    trees.push(tree);
  }
  return { bias, trees };
}

class TreeBuilder {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  /** The node that each row stands in. */
  readonly nodes: Uint8Array;
  readonly #set: TrainingSet;
  readonly #settings: TreeSettings;
  readonly #size: number;
  readonly #g: Float64Array;
  readonly #h: Float64Array;

  constructor(set: TrainingSet, settings: TreeSettings) {
    this.#set = set;
    this.#settings = settings;
    this.#size = 2 ** (settings.depth + 1) - 1;
    this.#g = new Float64Array(this.#size * BINS);
    this.#h = new Float64Array(this.#size * BINS);
    this.gradients = new Float64Array(set.rows);
    this.hessians = new Float64Array(set.rows);
    this.nodes = new Uint8Array(set.rows);
  }

  build(columns: readonly number[]): Tree {
    const { rows } = this.#set;
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
      const first = 2 ** depth - 1;
      const count = 2 ** depth;
      const best = Array.from({ length: count }, () => ({ gain: 0, column: LEAF, upTo: 0, unknownLeft: 0 }));
      for (const column of columns) {
        this.#sum(column);
        for (let n = 0; n < count; n++) {
          if (depth > 0 && tree.column[(first + n - 1) >> 1] === LEAF) continue;
          this.#search(first + n, column, best[n]!);
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
      for (let i = 0; i < rows; i++) {
        const node = this.nodes[i]!;
        const column = tree.column[node]!;
        if (node < first || column === LEAF) continue;
        this.nodes[i] = childOf(tree, node, this.#set.columns[column]![i]!);
      }
    }
    this.#value(tree);
    return tree;
  }

  /** Gradients and hessians by node and bin of a column. */
  #sum(column: number): void {
    const { gradients, hessians, nodes } = this;
    const g = this.#g.fill(0);
    const h = this.#h.fill(0);
    const bins = this.#set.columns[column]!;
    for (let i = 0; i < bins.length; i++) {
      const at = nodes[i]! * BINS + bins[i]!;
      g[at]! += gradients[i]!;
      h[at]! += hessians[i]!;
    }
  }

  #search(
    node: number,
    column: number,
    best: { gain: number; column: number; upTo: number; unknownLeft: number },
  ): void {
    const { ridge, leastHessian } = this.#settings;
    const at = node * BINS;
    let g = 0;
    let h = 0;
    for (let b = 0; b < BINS; b++) {
      g += this.#g[at + b]!;
      h += this.#h[at + b]!;
    }
    const whole = (g * g) / (h + ridge);
    for (let unknownLeft = 0; unknownLeft < 2; unknownLeft++) {
      let left = unknownLeft === 1 ? this.#g[at]! : 0;
      let leftH = unknownLeft === 1 ? this.#h[at]! : 0;
      // Without unknown rows both ways are one: such a row goes with the most.
      if (unknownLeft === 1 && leftH === 0) return;
      const noneUnknown = this.#h[at] === 0;
      for (let b = unknownLeft === 1 ? 0 : 1; b < BINS - 1; b++) {
        if (b > 0) {
          left += this.#g[at + b]!;
          leftH += this.#h[at + b]!;
        }
        if (leftH < leastHessian || h - leftH < leastHessian) continue;
        const gain =
          (left * left) / (leftH + ridge) + ((g - left) * (g - left)) / (h - leftH + ridge) - whole;
        if (gain > best.gain + 1e-9) {
          const goesLeft = noneUnknown ? Number(2 * leftH > h) : unknownLeft;
          Object.assign(best, { gain, column, upTo: b, unknownLeft: goesLeft });
        }
      }
    }
  }

  #value(tree: Tree): void {
    const { rate, ridge } = this.#settings;
    const g = new Float64Array(this.#size);
    const h = new Float64Array(this.#size);
    for (let i = 0; i < this.nodes.length; i++) {
      g[this.nodes[i]!]! += this.gradients[i]!;
      h[this.nodes[i]!]! += this.hessians[i]!;
    }
    for (let node = this.#size - 1; node > 0; node--) {
      g[(node - 1) >> 1]! += g[node]!;
      h[(node - 1) >> 1]! += h[node]!;
    }
    for (let node = 0; node < this.#size; node++)
      tree.value[node] = Math.round((-1000 * rate * g[node]!) / (h[node]! + ridge));
  }
}

function childOf(tree: Tree, node: number, bin: number): number {
  const left = bin === 0 ? tree.unknownLeft[node] === 1 : bin <= tree.upTo[node]!;
  return 2 * node + (left ? 1 : 2);
}

/** Score of a row in thousandths of a logit; `said`, if given, gets what each column added to it. */
export function scoreRow(
  { bias, trees }: Trees,
  columns: readonly Uint8Array[],
  row: number,
  said?: Int32Array,
): number {
  let score = bias;
  for (const tree of trees) {
    let node = 0;
    for (let column = tree.column[0]!; column !== LEAF; column = tree.column[node]!) {
      const child = childOf(tree, node, columns[column]![row]!);
      if (said !== undefined) said[column]! += tree.value[child]! - tree.value[node]!;
      node = child;
      if (node >= tree.column.length >> 1) break;
    }
    score += tree.value[node]!;
  }
  return score;
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
