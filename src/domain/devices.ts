/** The devices of a period as settlement sees them: a few hundred kinds, and which one stands at each place of the list. */
import type { Activity, Decision, Device, Presence } from './statement.ts';

/** Devices that classification and every step of a settlement treat alike. */
export interface DeviceKind {
  /** Position of the agreement. */
  readonly no: number;
  readonly device: Device;
  readonly presence: Presence;
  readonly activity: Activity;
  readonly decision: Decision;
  readonly declared: boolean;
  /** Words joined by `;`, as in the device list. */
  readonly detectedBy: string;
  /** The model, or the partner's list, disagrees with a binding declaration. */
  readonly contested: boolean;
  /** Reason that a list or the months before give, beside the model's; '' where they say nothing. */
  readonly ruling: string;
  /** Found by the model, but not yet in as many months before as `detection.notice_periods` asks for. */
  readonly inNotice: boolean;
  /** iot in the baseline volume_only (rule 11). */
  readonly volumeOnly: boolean;
  readonly hasTap: boolean;
  /** Records without an IMSI: nobody's, so that nothing is included for them. */
  readonly nobody: boolean;
  /** In no line and no baseline. */
  readonly excluded: boolean;
  readonly devices: number;
  /** By version of the agreement, in the order of their dates. */
  readonly segments: readonly KindSegments[];
}

/** Names of the segments that a version settles a device in: by the run, by volume_only, as a human ('' where none fits). */
export interface KindSegments {
  readonly run: string;
  /** What `run` would be if the device were charged, where it waits for a review; else the same. */
  readonly charged: string;
  readonly volumeOnly: string;
  readonly human: string;
}

/** The segment that the device list names: the latest version's, none of an excluded device. */
export function listedSegment({ excluded, segments }: DeviceKind): string {
  return excluded ? '' : segments.at(-1)!.run;
}

/**
 * What access fees look at of a device. Days are of the period, inside the agreement's term; none where no fee can be due:
 * to a device of another agreement, or without an IMSI.
 */
export interface FeeFacts {
  /** Observed days. */
  readonly observed: number;
  /** Present days: observed, or attached for any time; 0 where no fee of the agreement goes by them. */
  readonly present: number;
  /** Changes from detached to attached; 0 where no fee of the agreement goes by them. */
  readonly attaches: number;
  /** Number of the version whose fees are due: the one in force on the first fee day, the latest where there is none. */
  readonly version: number;
}

export interface ListedDevices {
  readonly kinds: readonly DeviceKind[];
  /** Index of the kind at each place of the list. */
  readonly kindAt: Int32Array<ArrayBuffer>;
  /** The different facts that fees go by, a few dozen. */
  readonly fees: readonly FeeFacts[];
  /** Index of its facts at each place. */
  readonly feeAt: Int32Array;
}

/** Whether an access fee of it hangs on silence. */
export function isSilentlyCharged(kind: DeviceKind): boolean {
  return kind.decision === 'charge' && kind.activity === 'silent';
}

/** A device in notice waits for nobody. */
export function waitsForReview(kind: Pick<DeviceKind, 'decision' | 'inNotice'>): boolean {
  return kind.decision === 'review' && !kind.inNotice;
}

/** Devices of these kinds that pass the test. */
export function countDevices(kinds: readonly DeviceKind[], test: (kind: DeviceKind) => boolean): number {
  return kinds.reduce((sum, kind) => sum + (test(kind) ? kind.devices : 0), 0);
}
