/**
 * Whether the devices around a device's number are of its own model. A fleet is bought as one, so the same TAC repeats along its
 * numbers, while people bring whatever phones they have. Only equality with the device's own TAC counts, not which TAC it is or how the
 * devices behave: people whose numbers lie among a fleet's have other TACs.
 */
import { rowsWhere } from './folds.ts';
import type { ModelRows } from './model.ts';
import { agreementsIn } from './shares.ts';

/** Devices looked at on either side of a number. */
const REACH = 8;
/** With fewer devices of a known TAC around nothing is said. */
const LEAST = 3;
/** Upper bounds of the values 1 to 4: how much likelier, as a logarithm, a run of one TAC makes what is around than chance does. */
const BOUNDS = [2, 4, 8, 16];

/** Values, 0 (nothing is known) too; from 1 on they say more and more for a run. */
export const RUNS = 2 + BOUNDS.length;

/** Of each device: 0 where it has no TAC or too few around it have one. */
export function runsOf({
  no,
  imsi,
  tac,
  inQuestion,
}: Pick<ModelRows, 'no' | 'imsi' | 'tac' | 'inQuestion'>): Uint8Array {
  const devices = rowsWhere(inQuestion, (value) => value === 1);
  const { own, all } = commonness(no, tac, devices);
  const values = new Uint8Array(no.length);
  for (let place = 0; place < devices.length; place++) {
    const device = devices[place]!;
    if (tac[device] === 0) continue;
    let known = 0;
    let same = 0;
    const last = Math.min(devices.length - 1, place + REACH);
    for (let other = Math.max(0, place - REACH); other <= last; other++) {
      const around = devices[other]!;
      if (other === place || no[around] !== no[device] || tac[around] === 0) continue;
      // A number that is not known is near to none.
      if (Number.isNaN(imsi[around]! - imsi[device]!)) continue;
      known++;
      if (tac[around] === tac[device]) same++;
    }
    if (known < LEAST) continue;
    // Of the other devices of the agreement.
    const chance = (own.get(keyOf(no[device]!, tac[device]!))! - 1) / (all[no[device]!]! - 1);
    values[device] = valueFor(excess(same / known, chance) * known, BOUNDS);
  }
  return values;
}

/** A TAC in an agreement, as one number. */
export const keyOf = (no: number, tac: number): number => no * 2 ** 32 + tac;

/** Devices by agreement and TAC, and by agreement those that have one. */
function commonness(no: Uint16Array, tac: Int32Array, devices: Int32Array) {
  const own = new Map<number, number>();
  const all = new Uint32Array(agreementsIn(no));
  for (const device of devices) {
    if (tac[device] === 0) continue;
    const key = keyOf(no[device]!, tac[device]!);
    own.set(key, (own.get(key) ?? 0) + 1);
    all[no[device]!]!++;
  }
  return { own, all };
}

/** Kullback–Leibler divergence of a share from what chance gives; 0 where it is no more than that. */
export function excess(share: number, chance: number): number {
  if (share <= chance) return 0;
  const left = share < 1 ? (1 - share) * Math.log((1 - share) / (1 - chance)) : 0;
  return share * Math.log(share / chance) + left;
}

/** 1 up to the first bound, and one more for each bound that is passed. */
export function valueFor(likelier: number, bounds: readonly number[]): number {
  let value = 1;
  while (value <= bounds.length && likelier > bounds[value - 1]!) value++;
  return value;
}
