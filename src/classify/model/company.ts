/**
 * The company that a device keeps: how machine-like the other devices of its APNs, of its number block and of its TAC behave. Fleets
 * are bought, numbered and connected together, so that what is unclear of one meter is clear of the others. Only behaviour
 * is looked at, each device by trees that did not learn from it, and the mean is of the others alone: what is declared does not come
 * in.
 * After the propagation from APNs to TACs of Lutu et al., IMC 2020.
 */
import type { ModelRows } from './model.ts';

export interface Company {
  /** Of each device: 0 none, 1 to 7 that of its set of APNs, 8 to 14, where it has none, that of its number block. */
  readonly company: Uint8Array;
  /** 0 none, 1 to 7 that of its TAC. */
  readonly tac: Uint8Array;
}

/** Upper bounds of the values 1 to 6: mean probability of the others. */
const BOUNDS = [0.06, 0.2, 0.35, 0.5, 0.68, 0.88];
const STEPS = BOUNDS.length + 1;
/** Neighbours on each side in the order of IMSIs. */
const REACH = 8;
const LEAST_OTHERS = 4;

export const TAC_COMPANY: readonly number[] = Array.from({ length: STEPS }, (_, step) => step + 1);
/** Values of `company`, 0 too. */
export const COMPANIES = 1 + 2 * STEPS;
/** Values of `company` that say more and more for a machine. */
export const COMPANY_CHAINS: readonly (readonly number[])[] = [
  TAC_COMPANY,
  TAC_COMPANY.map((value) => STEPS + value),
];

export function companyOf({ no, apn, tac }: ModelRows, probability: Float64Array): Company {
  const apns = groupCompany(apn, probability);
  const blocks = blockCompany(no, probability);
  return {
    company: apns.map((value, i) => (value > 0 || blocks[i] === 0 ? value : STEPS + blocks[i]!)),
    tac: groupCompany(tac, probability),
  };
}

/** Middle of a value as a share of machines; one half where nothing is known. */
export function shareOf(value: number): number {
  if (value === 0) return 0.5;
  const edges = [0, ...BOUNDS, 1];
  const step = (value - 1) % STEPS;
  return (edges[step]! + edges[step + 1]!) / 2;
}

/** The nearest devices of the same agreement in the order of IMSIs. */
function blockCompany(no: Uint16Array, probability: Float64Array): Uint8Array {
  const { length } = no;
  const sums = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + probability[i]!;
  const out = new Uint8Array(length);
  let from = 0;
  for (let to = 1; to <= length; to++) {
    if (to < length && no[to] === no[from]) continue;
    for (let i = from; i < to; i++) {
      const low = Math.max(from, i - REACH);
      const high = Math.min(to, i + REACH + 1);
      out[i] = stepOf(sums[high]! - sums[low]! - probability[i]!, high - low - 1);
    }
    from = to;
  }
  return out;
}

/** The devices with the same code; 0 is none. */
function groupCompany(codes: Int32Array, probability: Float64Array): Uint8Array {
  const places = new Map<number, number>();
  const group = new Int32Array(codes.length).fill(-1);
  const sums: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) continue;
    let at = places.get(code);
    if (at === undefined) {
      at = places.size;
      places.set(code, at);
      sums.push(0);
      counts.push(0);
    }
    group[i] = at;
    sums[at]! += probability[i]!;
    counts[at]!++;
  }
  const out = new Uint8Array(codes.length);
  for (let i = 0; i < out.length; i++) {
    const at = group[i]!;
    if (at !== -1) out[i] = stepOf(sums[at]! - probability[i]!, counts[at]! - 1);
  }
  return out;
}

function stepOf(sum: number, others: number): number {
  if (others < LEAST_OTHERS) return 0;
  const mean = sum / others;
  let value = 1;
  while (value < STEPS && mean > BOUNDS[value - 1]!) value++;
  return value;
}
