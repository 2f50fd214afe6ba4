/**
 * The company that a device keeps: how machine-like the other devices with its set of APNs, around its number and with its TAC are.
 * Fleets are bought, numbered and connected together, so that other meters can settle what is unclear about one. Company is judged by
 * behaviour, where each device is scored by trees that were not trained on it, and by equipment; declarations are not used.
 * What APNs and numbers say is added up; how much the sum is worth is estimated in views.ts.
 * After the propagation from APNs to TACs of Lutu et al., IMC 2020.
 */
import { groupShares } from './groups.ts';
import type { ModelRows } from './model.ts';
import { regionShares } from './regions.ts';
import { keyOf } from './runs.ts';
import { againstAll, againstOwn, BoundedEvidence } from './shares.ts';

export interface Company {
  /** Of each device: 0 none, 1 to 9 that of its APNs and of the numbers around it. */
  readonly company: Uint8Array;
  /** 0 none, 1 to 9 that of its TAC; of a person's TAC those of its agreement alone. */
  readonly tac: Uint8Array;
}

/** Upper bounds of the values 1 to 8: log odds of a machine against those of the agreement, of TACs that are no person's against all. */
const BOUNDS = [-4.5, -3, -1.5, -0.5, 0.5, 1.5, 3, 4.5];
const STEPS = BOUNDS.length + 1;

/** Values that say more and more for a machine. */
export const COMPANY_CHAIN: readonly number[] = Array.from({ length: STEPS }, (_, step) => step + 1);
/** Values, 0 too. */
export const COMPANIES = 1 + STEPS;

/** Equipment that is a person's by its TAC, undeclared. */
export const PERSON = 2;

/** `evidence`: what each device's behaviour and equipment say, in logits. */
export function companyOf(rows: ModelRows, evidence: Float64Array): Company {
  const bounded = new BoundedEvidence(evidence, rows.inQuestion);
  const ofApns = againstOwn(groupShares(rows.apn, bounded), rows.no);
  const around = againstOwn(regionShares(rows, bounded), rows.no);
  const ofTacs = againstAll(groupShares(rows.tac, bounded));
  const ofPersonsTacs = againstOwn(groupShares(personsTacs(rows), bounded), rows.no);
  const company = new Uint8Array(rows.length);
  const tac = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    company[i] = stepOf(Number.isNaN(ofApns[i]) ? around[i]! : around[i]! + ofApns[i]!);
    tac[i] = stepOf(rows.equipment[i] === PERSON ? ofPersonsTacs[i]! : ofTacs[i]!);
  }
  return { company, tac };
}

/** A number of each phone's TAC in each agreement, from 1; 0 for all other equipment. */
function personsTacs({ no, tac, equipment }: ModelRows): Int32Array {
  const numbers = new Map<number, number>();
  return tac.map((code, i) => {
    if (code === 0 || equipment[i] !== PERSON) return 0;
    const key = keyOf(no[i]!, code);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  });
}

/** Nobody's company: nothing is known yet. */
export const noCompany = (length: number): Company => ({
  company: new Uint8Array(length),
  tac: new Uint8Array(length),
});

/** Middle of a value as a share of machines among as many people; one half where nothing is known. */
export function shareOf(value: number): number {
  if (value === 0) return 0.5;
  const edges = [0, ...BOUNDS.map((odds) => 1 / (1 + Math.exp(-odds))), 1];
  return (edges[value - 1]! + edges[value]!) / 2;
}

function stepOf(odds: number): number {
  if (Number.isNaN(odds)) return 0;
  let value = 1;
  while (value < STEPS && odds > BOUNDS[value - 1]!) value++;
  return value;
}
