/**
 * Whether a device is a machine is never seen; views of it are: how it behaves, what its equipment is said to be, whether it is
 * declared. Each view has some values; how often machines and humans have each of them is estimated from all devices at once
 * (expectation–maximisation; Dawid and Skene, Applied Statistics 1979), views taken as independent for a machine and for a
 * human. What is estimated starts from, and is held by, counts that are put in beforehand.
 */

export interface View {
  /** Of each case, from 0. */
  readonly values: Uint8Array;
  /** Counts put in beforehand, by value: of machines and of humans. */
  readonly machines: readonly number[];
  readonly humans: readonly number[];
  /** Values in an order in which none is less likely for a machine than the one before; those that say otherwise are pooled. */
  readonly chains: readonly (readonly number[])[];
  /**
   * Values are of two things together, value = row × columns + column: what both say is at most the sum of what each says, but in
   * row 0.
   */
  readonly columns?: number;
  /** By value, a weight that no estimate goes above, and one that none goes below. */
  readonly atMost?: readonly number[];
  readonly atLeast?: readonly number[];
}

export interface Latent {
  /** Of each view and value: log of how much likelier it is for a machine than for a human. */
  readonly weights: readonly Float64Array[];
  /** Of each group: log odds of a machine before anything is seen. */
  readonly priors: Float64Array;
  /** Of each case: log odds of a machine when everything is seen. */
  readonly logits: Float64Array;
}

const ROUNDS = 100;
const ENOUGH = 1e-6;
/** Devices of the whole network that a group's share of machines begins with. */
const GROUP_START = 50;

/** A case is all devices of one group (agreement, from 0) that are seen alike in every view; `devices` says how many. */
export function estimate(
  views: readonly View[],
  groups: Uint16Array,
  groupCount: number,
  devices: Float64Array,
): Latent {
  const rows = groups.length;
  const all = devices.reduce((sum, n) => sum + n, 0);
  const logits = new Float64Array(rows);
  const machine = new Float64Array(rows);
  let weights = views.map((view) => logRatios(view.machines, view.humans, view));
  let priors: Float64Array = new Float64Array(groupCount);
  for (let round = 0; round < ROUNDS; round++) {
    let moved = 0;
    for (let i = 0; i < rows; i++) {
      let logit = priors[groups[i]!]!;
      for (let v = 0; v < views.length; v++) logit += weights[v]![views[v]!.values[i]!]!;
      logits[i] = logit;
      const p = 1 / (1 + Math.exp(-logit));
      moved += devices[i]! * Math.abs(p - machine[i]!);
      machine[i] = p;
    }
    if (moved < ENOUGH * all) break;
    weights = views.map((view) => {
      const { values, machines, humans } = view;
      const m = Float64Array.from(machines);
      const h = Float64Array.from(humans);
      for (let i = 0; i < rows; i++) {
        m[values[i]!]! += devices[i]! * machine[i]!;
        h[values[i]!]! += devices[i]! * (1 - machine[i]!);
      }
      return logRatios(m, h, view);
    });
    priors = groupPriors(machine, groups, groupCount, devices);
  }
  return { weights, priors, logits };
}

function groupPriors(
  machine: Float64Array,
  groups: Uint16Array,
  groupCount: number,
  devices: Float64Array,
): Float64Array {
  const sums = new Float64Array(groupCount);
  const counts = new Float64Array(groupCount);
  let sum = 1;
  let count = 2;
  for (let i = 0; i < machine.length; i++) {
    const machines = devices[i]! * machine[i]!;
    sums[groups[i]!]! += machines;
    counts[groups[i]!]! += devices[i]!;
    sum += machines;
    count += devices[i]!;
  }
  return sums.map((machines, group) => {
    const share = (machines + (GROUP_START * sum) / count) / (counts[group]! + GROUP_START);
    return Math.log(share / (1 - share));
  });
}

function logRatios(
  machines: ArrayLike<number>,
  humans: ArrayLike<number>,
  { chains, columns, atMost, atLeast }: View,
): Float64Array {
  const sum = (counts: ArrayLike<number>) => Array.from(counts).reduce((a, b) => a + b, 0);
  const start = Math.log(sum(humans) / sum(machines));
  const out = Float64Array.from(machines, (m, value) => start + Math.log(m / humans[value]!));
  for (const chain of chains) {
    let done = 0;
    for (const { m, h, size } of pooled(machines, humans, chain)) {
      for (const value of chain.slice(done, done + size)) out[value] = start + Math.log(m / h);
      done += size;
    }
  }
  if (columns !== undefined) boundBySums(out, machines, humans, columns, start);
  for (let i = 0; i < out.length; i++)
    out[i] = Math.min(atMost?.[i] ?? Infinity, Math.max(atLeast?.[i] ?? -Infinity, out[i]!));
  return out;
}

function boundBySums(
  weights: Float64Array,
  machines: ArrayLike<number>,
  humans: ArrayLike<number>,
  columns: number,
  start: number,
): void {
  const rows = weights.length / columns;
  const part = (cells: readonly number[]) => {
    let m = 0;
    let h = 0;
    for (const cell of cells) {
      m += machines[cell]!;
      h += humans[cell]!;
    }
    return start + Math.log(m / h);
  };
  const every = (count: number, cell: (i: number) => number) =>
    Array.from({ length: count }, (_, i) => cell(i));
  const byRow = every(rows, (row) => part(every(columns, (column) => row * columns + column)));
  const byColumn = every(columns, (column) => part(every(rows, (row) => row * columns + column)));
  for (let i = columns; i < weights.length; i++)
    weights[i] = Math.min(weights[i]!, byRow[Math.floor(i / columns)]! + byColumn[i % columns]!);
}

/** Pool adjacent violators (Ayer et al., Annals of Mathematical Statistics 1955). */
function pooled(machines: ArrayLike<number>, humans: ArrayLike<number>, chain: readonly number[]) {
  const groups: { m: number; h: number; size: number }[] = [];
  for (const value of chain) {
    let group = { m: machines[value]!, h: humans[value]!, size: 1 };
    for (
      let last = groups.at(-1);
      last !== undefined && last.m * group.h > group.m * last.h;
      last = groups.at(-1)
    ) {
      group = { m: last.m + group.m, h: last.h + group.h, size: last.size + group.size };
      groups.pop();
    }
    groups.push(group);
  }
  return groups;
}
