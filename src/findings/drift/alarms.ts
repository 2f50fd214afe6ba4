/** What of a drift somebody should look at, by thresholds that are written down (docs/findings.md). */
import type { AgreementDrift, LabelDrift, Movement } from './agreement-drift.ts';
import type { FeatureDrift } from './features.ts';
import type { Level } from './psi.ts';

export interface Alarm {
  readonly kind: 'feature' | 'axis' | 'label' | 'decisions';
  /** null: of all agreements together. */
  readonly agreement_id: string | null;
  readonly name: string;
  readonly level: Exclude<Level, 'none'>;
  /** The index of a feature or axis; the share that changed of others. */
  readonly value: number;
}

/** Percentage points that the share of contradicted labels may rise by, as a share. */
const LABEL_RISE = 0.05;
/** Share of the devices charged before, and there again, that may be charged no longer. */
const CHARGES_LOST = 0.05;
/** Two-sided 95 % of a normal distribution. */
const Z = 1.959964;

export function alarmsOf(features: readonly FeatureDrift[], agreements: readonly AgreementDrift[]): Alarm[] {
  const shifted = (
    kind: 'feature' | 'axis',
    agreement_id: string | null,
    name: string,
    shift: { readonly psi: number | null; readonly level: Level },
  ): Alarm[] =>
    shift.level === 'none' ? [] : [{ kind, agreement_id, name, level: shift.level, value: shift.psi! }];
  return [
    ...features.flatMap((drift) => shifted('feature', null, drift.feature, drift)),
    ...agreements.flatMap((drift) => [
      ...drift.axes.flatMap((axis) => shifted('axis', drift.agreement_id, axis.axis, axis)),
      ...drift.labels.flatMap((label) => labelAlarm(drift.agreement_id, label)),
      ...decisionAlarm(drift),
    ]),
  ];
}

/** More labels are contradicted than before, by more than chance gives. */
function labelAlarm(agreement_id: string, drift: LabelDrift): Alarm[] {
  const { label, from_devices, from_contradicted, to_devices, to_contradicted } = drift;
  if (from_devices === 0 || to_devices === 0) return [];
  const rise = to_contradicted / to_devices - from_contradicted / from_devices;
  const pooled = (from_contradicted + to_contradicted) / (from_devices + to_devices);
  const chance = Z * Math.sqrt(pooled * (1 - pooled) * (1 / from_devices + 1 / to_devices));
  if (rise < LABEL_RISE || rise <= chance) return [];
  return [{ kind: 'label', agreement_id, name: label, level: levelOf(rise, LABEL_RISE), value: round(rise) }];
}

function decisionAlarm({ agreement_id, axes, moved }: AgreementDrift): Alarm[] {
  const charged = axes
    .find(({ axis }) => axis === 'decision')
    ?.values.find(({ value }) => value === 'charge')?.from_devices;
  const gone = countOf(
    moved,
    ({ from_decision, to_decision }) => from_decision === 'charge' && to_decision === null,
  );
  const there = (charged ?? 0) - gone;
  if (there <= 0) return [];
  const lost = countOf(
    moved,
    ({ from_decision, to_decision }) => from_decision === 'charge' && to_decision !== null,
  );
  const share = lost / there;
  if (share < CHARGES_LOST) return [];
  const name = 'charged_no_longer';
  return [
    { kind: 'decisions', agreement_id, name, level: levelOf(share, CHARGES_LOST), value: round(share) },
  ];
}

function countOf(moved: readonly Movement[], test: (movement: Movement) => boolean): number {
  return moved.filter(test).reduce((sum, { devices }) => sum + devices, 0);
}

/** Large from twice the bound on. */
function levelOf(value: number, bound: number): Alarm['level'] {
  return value >= 2 * bound ? 'large' : 'moderate';
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
