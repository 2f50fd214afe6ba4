/** What issue 6 asks of every month, and whether it holds. */
import type { Evaluation, Method, SliceFigures } from '../../src/evaluate/evaluate.ts';

export interface Bound {
  readonly what: string;
  readonly value: number | null;
  readonly bound: number;
  readonly atMost: boolean;
  /** Null: there is nothing to measure it on. */
  readonly holds: boolean | null;
}

/** Slices in the order of the table, beside all devices. */
export const SLICES = [
  'all',
  'silent',
  'imei_masked',
  'silent_imei_masked',
  'undeclared',
  'signaling_only',
  'human_like_machines',
  'machine_like_humans',
  'looks_human',
  'looks_machine',
  'first_month',
] as const;

export const METHODS: readonly Method[] = [
  'run',
  'declared',
  'declared_and_tap',
  'tac',
  'apn_then_tac',
  'thresholds',
];

/** Slices that have a precision: those of machines or of people alone have none that says anything. */
export const JUDGED_SLICES = SLICES.filter(
  (slice) => slice !== 'human_like_machines' && slice !== 'machine_like_humans',
);

/** No slice of any month may fall below this when a family of features is left out. */
export const LEAST_ABLATED_PRECISION = 0.97;

export function figuresOf(
  figures: readonly SliceFigures[],
  slice: string,
  method: Method = 'run',
): SliceFigures | undefined {
  return figures.find((row) => row.slice === slice && row.method === method);
}

/** The bounds of one month. */
export function boundsOf({ figures, calibration, additional_percent }: Evaluation): Bound[] {
  const all = figuresOf(figures, 'all');
  const silent = figuresOf(figures, 'silent_imei_masked');
  const least = (what: string, value: number | null | undefined, bound: number) =>
    bounded(what, value, bound, false);
  const most = (what: string, value: number | null | undefined, bound: number) =>
    bounded(what, value, bound, true);
  return [
    least('precision', all?.precision, 0.99),
    least('recall', all?.recall, 0.92),
    least('silent, IMEI masked: recall', silent?.recall, 0.8),
    most('humans charged', all?.humans_charged_share, 0.002),
    most('calibration', calibration.error, 0.03),
    least('more than declared + TAP, %', additional_percent, 16),
  ];
}

function bounded(what: string, value: number | null | undefined, bound: number, atMost: boolean): Bound {
  const known = value ?? null;
  const holds = known === null ? null : atMost ? known <= bound : known >= bound;
  return { what, value: known, bound, atMost, holds };
}
