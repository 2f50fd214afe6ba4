import type { Trees } from '../../src/classify/model/trees.ts';

/** The score of a row as the nodes of the trees say it, and what each column adds on the way. */
export function walked({ bias, trees }: Trees, columns: readonly Uint8Array[], row: number) {
  const said = columns.map(() => 0);
  let score = bias;
  for (const { column, upTo, unknownLeft, value } of trees) {
    let node = 0;
    while (2 * node + 1 < column.length && column[node] !== -1) {
      const bin = columns[column[node]!]![row]!;
      const left = bin === 0 ? unknownLeft[node] === 1 : bin <= upTo[node]!;
      const child = 2 * node + (left ? 1 : 2);
      said[column[node]!]! += value[child]! - value[node]!;
      node = child;
    }
    score += value[node]!;
  }
  return { score, said };
}
