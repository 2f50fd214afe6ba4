/** The agreement's ordered rules: three axes → segment (rule 6). */
import type { Activity, Decision, Device, Presence } from '../statement.ts';
import type { Agreement, SegmentCondition } from './types.ts';

export interface Axes {
  readonly device: Device;
  readonly presence: Presence;
  readonly activity: Activity;
  readonly declared: boolean;
  /** Words joined by `;`, as in the device list. */
  readonly detected_by: string;
  /** Radio accesses of the period's events: the sum of their bits in RAT_BITS. */
  readonly rats: number;
}

/** Bits of device_feature.rats. */
export const RAT_BITS: Readonly<Record<string, number>> = {
  GERAN: 1,
  UTRAN: 2,
  EUTRAN: 4,
  'NB-IOT': 8,
  'LTE-M': 16,
  NR: 32,
};

/** Name of the first segment that fits; the empty name where none does (its usage is settled as billed). */
export function segmentOf(agreement: Pick<Agreement, 'segments'>, axes: Axes): string {
  return agreement.segments.find((segment) => segment.when === null || fits(segment.when, axes))?.name ?? '';
}

/** The segment that a run settles a device in: one that is not charged is settled as human (rule 6). */
export function runSegmentOf(
  agreement: Pick<Agreement, 'segments'>,
  decision: Decision,
  axes: Omit<Axes, 'device'>,
): string {
  return segmentOf(agreement, { ...axes, device: decision === 'charge' ? 'iot' : 'human' });
}

function fits(when: SegmentCondition, axes: Axes): boolean {
  const detectedBy = axes.detected_by.split(';');
  return (
    (when.device === undefined || when.device === axes.device) &&
    (when.presence === undefined || when.presence === axes.presence) &&
    (when.activity === undefined || when.activity === axes.activity) &&
    (when.declared === undefined || when.declared === axes.declared) &&
    (when.rat === undefined || when.rat.some((rat) => (axes.rats & RAT_BITS[rat]!) !== 0)) &&
    (when.detected_by === undefined || when.detected_by.some((word) => detectedBy.includes(word)))
  );
}
