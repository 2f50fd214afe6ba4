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
  const parts = partsOf(likelihood);
  const spread = spreadOf(parts, counts);
  const shares = new Float64Array(codes.length).fill(NaN);
  for (let i = 0; i < codes.length; i++) {
    const g = group[i]!;
    if (g < 0 || counts[g]! < 2) continue;
    // Less what is seen of the device itself, which is bounded, so that no part is lost.
    let all = 0;
    let machines = 0;
    for (let k = 0; k < kinds; k++) {
      const part = (spread[k]! * parts[g * kinds + k]!) / evidence.under(i, k);
      all += part;
      machines += part * SHARES[k]!;
    }
    shares[i] = machines / all;
  }
  return shares;
}

/** Likelihoods of each group by share, against that of its likeliest; from their logarithms. */
function partsOf(likelihood: Float64Array): Float64Array {
  const kinds = SHARES.length;
  const parts = new Float64Array(likelihood.length);
  for (let from = 0; from < parts.length; from += kinds) {
    let most = -Infinity;
    for (let k = from; k < from + kinds; k++) most = Math.max(most, likelihood[k]!);
    for (let k = from; k < from + kinds; k++) parts[k] = Math.exp(likelihood[k]! - most);
  }
  return parts;
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
function spreadOf(parts: Float64Array, counts: readonly number[]): Float64Array {
  const kinds = SHARES.length;
  let spread = new Float64Array(kinds).fill(1 / kinds);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(kinds).fill(1);
    for (let g = 0; g < counts.length; g++) {
      if (counts[g]! < 2) continue;
      let all = 0;
      for (let k = 0; k < kinds; k++) all += spread[k]! * parts[g * kinds + k]!;
      for (let k = 0; k < kinds; k++) next[k]! += (spread[k]! * parts[g * kinds + k]!) / all;
    }
    const sum = next.reduce((a, b) => a + b, 0);
    spread = next.map((part) => part / sum);
  }
  return spread;
}
