/** The kernel of the trees against plain loops: integers, and sums of floats to the last bit. */
import { describe, expect, test } from 'vitest';
import { treeKernel } from '../../src/classify/kernel/instance.ts';
import * as L from '../../src/classify/kernel/layout.ts';
import { BLOCK, RANKS, scoreRows } from '../../src/classify/model/score-rows.ts';
import { BINS, putSplit } from '../../src/classify/model/trees.ts';
import { dice } from './made-devices.ts';
import { walked } from './walked.ts';

describe('the kernel', () => {
  const roll = dice(3);
  const below = (n: number) => Math.floor(roll() * n);
  const columns = Array.from({ length: 7 }, () => Uint8Array.from({ length: 700 }, () => below(BINS)));
  // Any tree: leaves at every depth, bounds at both ends, values of all sizes.
  const anyTree = (depth: number) => {
    const size = 2 ** (depth + 1) - 1;
    const split = Array.from({ length: size >> 1 }, () => roll() < 0.8);
    const isSplit = (node: number): boolean =>
      node < size >> 1 && split[node]! && (node === 0 || isSplit((node - 1) >> 1));
    return {
      column: Int16Array.from({ length: size }, (_, node) => (isSplit(node) ? below(7) : -1)),
      upTo: Uint8Array.from({ length: size }, () => below(BINS)),
      unknownLeft: Uint8Array.from({ length: size }, () => below(2)),
      value: Int32Array.from({ length: size }, () => below(2 ** below(20)) - below(2 ** below(20))),
    };
  };

  test.each([1, 2, 3, 4, 5])(
    'adds up what trees of %i levels say, walked node by node, and names the most',
    (depth) => {
      const trees = { bias: -321, trees: Array.from({ length: 30 }, () => anyTree(depth)) };
      // The last block is not full.
      const which = Int32Array.from({ length: 333 }, () => below(700));
      const seen: number[] = [];
      scoreRows(trees, columns, which, ({ rows, scores, said, most }) => {
        const own = rows.map((row, j) => {
          const { score, said: expected } = walked(trees, columns, row);
          expect(scores[j]).toBe(score);
          expect(expected).toEqual(columns.map((_, c) => said[c * BLOCK + j]!));
          return j;
        });
        const before = said.slice();
        const { numbers, weights } = most();
        for (const j of own) {
          const ranked = columns
            .map((_, c) => ({ c, weight: before[c * BLOCK + j]! }))
            .filter(({ weight }) => weight !== 0)
            .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.c - b.c);
          for (let rank = 0; rank < RANKS; rank++) {
            expect(numbers[rank * BLOCK + j]).toBe(ranked[rank]?.c ?? -1);
            expect(weights[rank * BLOCK + j]).toBe(ranked[rank]?.weight ?? 0);
          }
        }
        seen.push(...rows);
      });
      expect(seen).toEqual([...which]);
    },
  );

  test('adds up gradients in the order of the rows, to the last bit, and parts rows as trees say', () => {
    const rows = 701;
    const sums = 3 * BINS * L.PAIR;
    const { kernel, at } = treeKernel({
      pairs: rows * L.PAIR,
      nodes: rows,
      columns: 4 * rows,
      sums: 4 * sums,
      splits: 3 * L.SPLIT,
    });
    const { buffer } = kernel.memory;
    const pairs = new Float64Array(buffer, at.pairs, 2 * rows).map(() => 1e6 * roll() ** 9 - roll());
    new Float64Array(buffer, at.pairs, 2 * rows).set(pairs);
    const nodes = new Uint8Array(buffer, at.nodes, rows);
    for (let i = 0; i < rows; i++) nodes[i] = below(3);
    const bins = new Uint8Array(buffer, at.columns, 4 * rows);
    for (let i = 0; i < 4 * rows; i++) bins[i] = below(BINS);
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => at.columns + i * rows) as [number, number, number, number];
    kernel.addPairs(rows, at.pairs, at.nodes, a, b, c, d, at.sums, sums);
    const expected = new Float64Array((4 * sums) / 8);
    for (let column = 0; column < 4; column++)
      for (let i = 0; i < rows; i++)
        for (const of of [0, 1])
          expected[(column * sums) / 8 + 2 * (nodes[i]! * BINS + bins[column * rows + i]!) + of]! +=
            pairs[2 * i + of]!;
    expect(new Float64Array(buffer, at.sums, expected.length)).toEqual(expected);

    const whole = new Float64Array(6);
    for (let i = 0; i < rows; i++) for (const of of [0, 1]) whole[2 * nodes[i]! + of]! += pairs[2 * i + of]!;
    new Float64Array(buffer, at.sums, 6).fill(0);
    kernel.sumByNode(rows, at.pairs, at.nodes, at.sums);
    expect(new Float64Array(buffer, at.sums, 6)).toEqual(whole);

    // The first node splits at the second column, unknown to the right; the second at the third, unknown to the left; no third.
    const tree = {
      column: Int16Array.of(1, 2, -1),
      upTo: Uint8Array.of(12, 0, 0),
      unknownLeft: Uint8Array.of(0, 1, 0),
      value: new Int32Array(7),
    };
    for (const node of [0, 1]) putSplit(buffer, at.splits + node * L.SPLIT, tree, node, node === 0 ? b : c);
    const moved = nodes.map((node, i) => {
      const bin = bins[(node + 1) * rows + i]!;
      if (node === 0) return bin >= 1 && bin <= 12 ? 1 : 2;
      return node === 1 ? (bin === 0 ? 3 : 4) : 2;
    });
    kernel.part(rows, at.nodes, at.splits);
    expect(nodes).toEqual(moved);
  });
});
