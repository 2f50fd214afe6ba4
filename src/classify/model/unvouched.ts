/**
 * Devices that only their own behaviour tells about: undeclared, with equipment that says little, in company that says nothing, in no run of
 * one TAC, and among none that behave alike. Silent ones without an IMEI are nearly so where only the range of their number is declared:
 * they do little that could contradict it. Where company tells about most devices, these are few and are judged by behaviour. Where company
 * tells about almost none (random numbers, no APNs), nothing anchors the estimate of behaviour: it takes silent phones in a drawer for meters
 * and people's routers for fleets, and becomes surer than it should. There, behaviour must say more, and a TAC that serves both says less.
 */
import type { Company } from './company.ts';
import { isSilent } from './features.ts';
import type { ModelRows } from './model.ts';
import type { SeenOfAll } from './seen.ts';

/**
 * Taken off the score, in thousandths of a logit, where company tells about nobody, and the part of it that is taken where a range is
 * declared. In 37 tuning months judged without numbers, of the silent devices without an IMEI that were charged one in 101 was a person with
 * 2.5 logits taken and nothing where a range was declared; one in 164 with 3.5 logits, one in 380 with half of them there.
 */
const MOST = 3500;
const PART_OF_RANGE = 0.5;
/** Lowers the most that a TAC which serves both says for a machine, in logits, where company tells about nobody. */
const MOST_SERVES_BOTH = 1;
/** Both scale with this power of the share of devices that company says nothing about: they vanish where it tells about one in twenty. */
const POWER = 80;
const NO_IMEI = 0;
/** No IMEI, a TAC that serves both, one that is not in the catalogue; undeclared (views.ts). */
const SAYS_LITTLE = new Set([NO_IMEI, 3, 4]);
/** Nothing, or a range alone (model_row.sql). */
const UNDECLARED = 0;
const DECLARED_RANGE = 1;
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
export function takenFrom(rows: ModelRows, seen: SeenOfAll, device: number): number {
  const { declaration, equipment, apn } = rows;
  const { company, unvouched } = seen;
  if (!saysNothing(company.company[device]!) || !hasLittle(rows, seen, device)) return 0;
  const most = unvouched.taken[apn[device]! > 0 ? 1 : 0];
  if (declaration[device] === UNDECLARED) return most;
  const hardlyVouched =
    declaration[device] === DECLARED_RANGE && equipment[device] === NO_IMEI && isSilent(rows, device);
  return hardlyVouched ? Math.round(PART_OF_RANGE * most) : 0;
}

/**
 * Whether only what it does says that a device is a machine: undeclared, with equipment that says little, in company that does not speak for
 * one, in no run, and among none that behave alike.
 */
export function isAlone(rows: ModelRows, seen: SeenOfAll, device: number): boolean {
  return (
    rows.declaration[device] === UNDECLARED &&
    seen.company.company[device]! <= MIXED &&
    hasLittle(rows, seen, device)
  );
}

function hasLittle({ equipment }: ModelRows, { runs, alike }: SeenOfAll, device: number): boolean {
  return SAYS_LITTLE.has(equipment[device]!) && runs[device]! <= NO_RUN && alike[device]! <= NOT_ALIKE;
}

const saysNothing = (company: number): boolean => company === 0 || company === MIXED;
