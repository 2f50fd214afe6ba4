/** Of each slice the lowest precision of the charged list in any month, with one family of features left out. */
import type { Measured } from './measure.ts';
import { figuresOf, JUDGED_SLICES, LEAST_ABLATED_PRECISION } from './must.ts';
import { nameOf } from './worlds.ts';

/** The family list's name for the model that has all of them. */
const WHOLE = 'nothing';

interface Lowest {
  readonly precision: number;
  /** Family that was left out. */
  readonly without: string;
  readonly month: string;
  /** What is charged in the slice. */
  readonly machines_charged: number;
  readonly humans_charged: number;
}

export interface Worst extends Lowest {
  readonly slice: string;
  /** The lowest with nothing left out, in whichever month; null: nothing is charged in the slice then. */
  readonly whole: Lowest | null;
}

/** Slices in which nothing is ever charged are left out. */
export function worstOf(measured: readonly Measured[]): Worst[] {
  return JUDGED_SLICES.flatMap((slice) => {
    const all = measured.flatMap(({ cell, without }) =>
      Object.entries(without ?? {}).flatMap(([family, figures]): Lowest[] => {
        const row = figuresOf(figures, slice);
        if (row === undefined || row.precision === null) return [];
        const { precision, machines_charged, humans_charged } = row;
        return [{ precision, without: family, month: nameOf(cell), machines_charged, humans_charged }];
      }),
    );
    const worst = lowest(all.filter(({ without }) => without !== WHOLE));
    if (worst === null) return [];
    return [{ slice, ...worst, whole: lowest(all.filter(({ without }) => without === WHOLE)) }];
  });
}

/** Slices of a month that a family less brings below the bound, in words. */
export function fallen(worst: readonly Worst[]): string[] {
  return worst
    .filter(({ precision }) => precision < LEAST_ABLATED_PRECISION)
    .map(
      ({ slice, precision, without, month }) =>
        `${slice} without ${without} ${precision.toFixed(4)} (${month})`,
    );
}

/** The first of equals. */
function lowest(all: readonly Lowest[]): Lowest | null {
  return all.reduce<Lowest | null>(
    (least, one) => (least === null || one.precision < least.precision ? one : least),
    null,
  );
}
