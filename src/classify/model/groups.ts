/**
 * Devices that share something (a set of APNs, a TAC) are of one group; each group has a share of machines of its own. How
 * shares are spread over the groups is estimated from all of them (Laird, Journal of the American Statistical Association 1978),
 * so that a group tells as much as groups do in this period, and a large one more than a small one.
 */
import { type BoundedEvidence, SHARES } from './shares.ts';

const ROUNDS = 20;

/** Of each device the share of machines by the other devices with its code; NaN where there are none. */
export function groupShares(codes: Int32Array, evidence: BoundedEvidence): Float64Array<ArrayBuffer> {
  const { group, counts } = numbered(codes, evidence);
  const kinds = SHARES.length;
  const likelihood = new Float64Array(counts.length * kinds);
  const own = evidence.logs;
  for (let i = 0; i < codes.length; i++) {
    const g = group[i]!;
    if (g < 0) continue;
    for (let k = 0; k < kinds; k++) likelihood[g * kinds + k]! += own[i * kinds + k]!;
  }
  const spread = spreadOf(likelihood, counts).map((part) => Math.log(part));
  const shares = new Float64Array(codes.length).fill(NaN);
  const logs = new Float64Array(kinds);
  for (let i = 0; i < codes.length; i++) {
    const g = group[i]!;
    if (g < 0 || counts[g]! < 2) continue;
    for (let k = 0; k < kinds; k++) logs[k] = spread[k]! + likelihood[g * kinds + k]! - own[i * kinds + k]!;
    shares[i] = meanShare(logs);
  }
  return shares;
}

/** The group of each device that counts, from 0, and the devices of each. */
function numbered(codes: Int32Array, evidence: BoundedEvidence) {
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  const group = new Int32Array(codes.length).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === 0 || !evidence.counts(i)) continue;
    let number = numbers.get(codes[i]!);
    if (number === undefined) {
      number = counts.length;
      numbers.set(codes[i]!, number);
      counts.push(0);
    }
    counts[number]!++;
    group[i] = number;
  }
  return { group, counts };
}

/** How many of the groups with more than one device have each share. */
function spreadOf(likelihood: Float64Array, counts: readonly number[]): Float64Array {
  const kinds = SHARES.length;
  let spread = new Float64Array(kinds).fill(1 / kinds);
  const parts = new Float64Array(kinds);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(kinds).fill(1);
    counts.forEach((count, g) => {
      if (count < 2) return;
      const own = likelihood.subarray(g * kinds, (g + 1) * kinds);
      const most = mostOf(own);
      let all = 0;
      for (let k = 0; k < kinds; k++) {
        parts[k] = spread[k]! * Math.exp(own[k]! - most);
        all += parts[k]!;
      }
      for (let k = 0; k < kinds; k++) next[k]! += parts[k]! / all;
    });
    const sum = next.reduce((a, b) => a + b, 0);
    spread = next.map((part) => part / sum);
  }
  return spread;
}

/** Loops here and below: of a million devices, calls of a function for each share are half of the time. */
function meanShare(logs: Float64Array): number {
  const most = mostOf(logs);
  let all = 0;
  let machines = 0;
  for (let k = 0; k < logs.length; k++) {
    const part = Math.exp(logs[k]! - most);
    all += part;
    machines += part * SHARES[k]!;
  }
  return machines / all;
}

function mostOf(values: Float64Array): number {
  let most = -Infinity;
  for (let k = 0; k < values.length; k++) if (values[k]! > most) most = values[k]!;
  return most;
}
