/**
 * Devices that nothing tells of but their own behaviour: undeclared, of no equipment that says much, in company that says nothing,
 * and in no run of one TAC. Where company tells of most devices, these are few and are judged as they behave. Where it tells of next to
 * none (numbers at random, no APNs), nobody's company holds the estimate of behaviour: silent phones that lie in a drawer are meters
 * to it, and it grows surer than it may be. There behaviour alone must say more.
 */
import type { Company } from './company.ts';
import type { ModelRows } from './model.ts';

/**
 * In thousandths of a logit, where company tells of nobody: there, of generated months for tuning without numbers, APNs and TACs in company,
 * one in 25 that it took for machines by behaviour alone, between 4.5 and 5 logits, was a person, and one in five below 3.5.
 */
const MOST = 2000;
/** The weight falls with this power of the share of devices that company says nothing of: nothing is lost where it tells of some. */
const POWER = 4;
/** No IMEI, a TAC that serves both, one that is not in the catalogue; undeclared (views.ts). */
const SAYS_LITTLE = new Set([0, 3, 4]);
/** Of company.ts, in the middle. */
const MIXED = 5;
/** Of runs.ts: no more than chance. */
const NO_RUN = 1;

/** What is taken from such devices without APNs, and with them: thousandths of a logit. */
export type Unvouched = readonly [withoutApns: number, withApns: number];

/** By the company of the devices in question of each kind. */
export function unvouchedOf({ length, inQuestion, apn }: ModelRows, { company }: Company): Unvouched {
  const all = [0, 0];
  const untold = [0, 0];
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    const kind = Number(apn[i]! > 0);
    all[kind]!++;
    untold[kind]! += Number(saysNothing(company[i]!));
  }
  const most = (kind: 0 | 1) => Math.round(MOST * (untold[kind]! / Math.max(1, all[kind]!)) ** POWER);
  return [most(0), most(1)];
}

/** What is taken from a device. */
export function unvouchedAt(
  { declaration, equipment, apn }: ModelRows,
  { company: { company }, runs }: { readonly company: Company; readonly runs: Uint8Array },
  unvouched: Unvouched,
  device: number,
): number {
  const isUnvouched =
    declaration[device] === 0 &&
    SAYS_LITTLE.has(equipment[device]!) &&
    saysNothing(company[device]!) &&
    runs[device]! <= NO_RUN;
  return isUnvouched ? unvouched[Number(apn[device]! > 0)]! : 0;
}

const saysNothing = (company: number): boolean => company === 0 || company === MIXED;
