/**
 * Devices that nothing tells of but their own behaviour: undeclared, of no equipment that says much, in company that says nothing,
 * in no run of one TAC, and among none that behave alike. Where company tells of most devices, these are few and are judged as they behave. Where it tells of next to
 * none (numbers at random, no APNs), nothing holds the estimate of behaviour: to it silent phones in a drawer are meters and people's
 * routers are fleets, and it grows surer than it may be. There behaviour must say more, and a TAC that serves both says less.
 */
import type { Company } from './company.ts';
import type { ModelRows } from './model.ts';
import type { SeenOfAll } from './seen.ts';

/**
 * Thousandths of a logit, where company tells of nobody. In eight tuning months judged without the numbers, and without all company, one in
 * 27 of those that were taken for machines by 4.5 to 5 logits like this was a person, one in 7 below 4, one in 320 above 5.
 */
const MOST = 2500;
/** What a TAC that serves both says for a machine at most is lowered by, in logits, where company tells of nobody. */
const MOST_SERVES_BOTH = 1;
/** Both go with this power of the share of devices that company says nothing of, so that nothing is lost where it tells of one in ten. */
const POWER = 40;
/** No IMEI, a TAC that serves both, one that is not in the catalogue; undeclared (views.ts). */
const SAYS_LITTLE = new Set([0, 3, 4]);
/** Of company.ts, in the middle. */
const MIXED = 5;
/** Of runs.ts: no more than chance. */
const NO_RUN = 1;
/** Of alike.ts: as chance often gives. */
const NOT_ALIKE = 4;

export interface Unvouched {
  /** What is taken from such devices without APNs, and with them, in thousandths of a logit. */
  readonly taken: readonly [withoutApns: number, withApns: number];
  /** What the bound of a TAC that serves both is lowered by, in logits. */
  readonly servesBoth: number;
}

/** Where no TACs taught: silent devices have a bound of their own there (model.ts). */
export const NONE: Unvouched = { taken: [0, 0], servesBoth: 0 };

/** By the company of all devices in question; what is taken, by that of those with APNs and of those without. */
export function unvouchedOf({ length, inQuestion, apn }: ModelRows, { company }: Company): Unvouched {
  const all = [0, 0];
  const untold = [0, 0];
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    const kind = Number(apn[i]! > 0);
    all[kind]!++;
    untold[kind]! += Number(saysNothing(company[i]!));
  }
  const part = (some: number, of: number) => (some / Math.max(1, of)) ** POWER;
  const taken = (kind: 0 | 1) => Math.round(MOST * part(untold[kind]!, all[kind]!));
  return {
    taken: [taken(0), taken(1)],
    servesBoth: MOST_SERVES_BOTH * part(untold[0]! + untold[1]!, all[0]! + all[1]!),
  };
}

/** What is taken from a device, in thousandths of a logit. */
export function takenFrom(
  { declaration, equipment, apn }: ModelRows,
  { company: { company }, runs, alike, unvouched }: SeenOfAll,
  device: number,
): number {
  const isUnvouched =
    declaration[device] === 0 &&
    SAYS_LITTLE.has(equipment[device]!) &&
    saysNothing(company[device]!) &&
    runs[device]! <= NO_RUN &&
    alike[device]! <= NOT_ALIKE;
  return isUnvouched ? unvouched.taken[Number(apn[device]! > 0) as 0 | 1] : 0;
}

const saysNothing = (company: number): boolean => company === 0 || company === MIXED;
