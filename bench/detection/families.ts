/** Families of what the model looks at, each of which it must be able to do without. */

import { UNKNOWN } from '../../src/classify/model/bins.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';
import type { SliceFigures } from '../../src/evaluate/evaluate.ts';

export type Ablations = Readonly<Record<string, readonly SliceFigures[]>>;

/** Features by family; patterns are of whole names. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  presence: /days_present|days_observed|longest_gap|window_days/,
  regularity:
    /instants|mean_gap|variation|slot_concentration|top_gap_share|top_gap|day_spread|first_hour_spread/,
  clock: /night_share|hours|top_hour_share|working_share|evening_share|weekend_share/,
  registration:
    /registrations|attempts_a_day|rejected_share|events_a_day|event_days|event_day_share|permanent_share|longest_rejected|authentication_share|cancel_share|purge_share|session_share/,
  radio: /machine_rat_share|rats/,
  mobility: /cells|cells_an_event|top_cell_share/,
  volume:
    /tap_records|kilobytes|kilobytes_a_day|up_share|data_records_a_day|data_day_share|small_share|bytes_a_record|record_variation|day_volume_variation|seconds_a_record|session_variation/,
  talk: /sms|sms_mo|calls|calls_mo|seconds_a_call|call_variation|call_days|sms_mo_share|calls_mo_share/,
};

/** No number is near to one that is not known, so that no device has neighbours by its number (regions.ts, runs.ts, alike.ts). */
const unnumbered = ({ imsi }: ModelRows) => ({ imsi: imsi.slice().fill(NaN) });
const unconnected = ({ apn }: ModelRows) => ({ apn: apn.slice().fill(0) });
const unidentified = ({ tac }: ModelRows) => ({ tac: tac.slice().fill(0) });

/**
 * What is no feature of the trees but seen beside them: the columns of the rows without it.
 * `apn`, `numbers`: the company of the devices with the same APNs, and of those with numbers around; `company`: all company there is.
 */
const BESIDE: Readonly<Record<string, (rows: ModelRows) => Partial<ModelRows>>> = {
  equipment: (rows) => ({ equipment: rows.equipment.slice().fill(0), ...unidentified(rows) }),
  declaration: ({ declaration }) => ({ declaration: declaration.slice().fill(0) }),
  apn: unconnected,
  numbers: unnumbered,
  company: (rows) => ({ ...unconnected(rows), ...unnumbered(rows), ...unidentified(rows) }),
};

const isIn = (family: RegExp, name: string) => new RegExp(`^(${family.source})$`).test(name);

/** Names of features that no family has. */
export function strayFeatures(): string[] {
  const families = Object.values(FAMILIES);
  return FEATURES.map(({ name }) => name).filter((name) => !families.some((family) => isIn(family, name)));
}

export interface Family {
  readonly name: string;
  /** The rows without what belongs to the family. */
  readonly without: (rows: ModelRows) => ModelRows;
}

/** Those of which the rows have anything. */
export const FAMILY_LIST: readonly Family[] = [
  ...Object.entries(FAMILIES).map(([name, pattern]) => ({
    name,
    without: (rows: ModelRows) => ({ ...rows, features: blanked(rows, pattern) }),
  })),
  ...Object.entries(BESIDE).map(([name, columns]) => ({
    name,
    without: (rows: ModelRows) => ({ ...rows, ...columns(rows) }),
  })),
];

function blanked({ features }: ModelRows, pattern: RegExp): Int32Array[] {
  return features.map((values, f) =>
    isIn(pattern, FEATURES[f]!.name) ? new Int32Array(values.length).fill(UNKNOWN) : values,
  );
}
