/** How a device's decision, axes and segment follow from its figures and its agreement (rules 3 to 6). */
import type { Agreement, SegmentCondition } from '../domain/agreement/types.ts';
import type { VerdictWord } from '../domain/lists.ts';

/** Who had the last word, in the order in which they have it. */
export type DecidedBy =
  | 'exclusion'
  | 'nothing_seen'
  | 'reviewer'
  | 'declaration'
  | 'partner'
  | 'earlier_months'
  | 'model';

interface Limits {
  /** At most; null: no limit. */
  readonly bytes: number | null;
  readonly sms: number | null;
  readonly calls: number | null;
}

export interface Derivation {
  readonly decided_by: DecidedBy;
  readonly thresholds: { readonly charge_at: number; readonly review_at: number; readonly binding: boolean };
  readonly presence: {
    readonly days_of_window: number;
    readonly days_needed: number;
    readonly of_last: number;
    /** Longest run of absent days in the window; null where it was never present. */
    readonly longest_absence: number | null;
    readonly longest_allowed: number;
    readonly carry_hours: number;
  };
  readonly activity: {
    readonly bytes: number;
    readonly sms: number;
    readonly calls: number;
    readonly silent: Limits;
    readonly low: Limits;
  };
  readonly segment: {
    readonly name: string;
    /** Place of the rule among the agreement's, from 1; null where none fits or the device is in no segment. */
    readonly rule: number | null;
    readonly when: SegmentCondition | null;
    /** A device that is not charged is settled as if it were human (rule 6). */
    readonly as_human: boolean;
  };
}

interface Listed {
  readonly device: Readonly<Record<string, unknown>>;
  readonly features: Readonly<Record<string, unknown>>;
  readonly verdicts: readonly string[];
}

export function deriveDevice(agreement: Agreement, listed: Listed): Derivation {
  const { device, features } = listed;
  const { permanent, carryHours } = agreement.presence;
  const { chargeAt, reviewAt } = agreement.detection;
  const name = String(device.segment ?? '');
  const rule = agreement.segments.findIndex((segment) => segment.name === name);
  const number = (key: string) => Number(device[key] ?? 0);
  return {
    decided_by: decidedBy(agreement, listed),
    thresholds: { charge_at: chargeAt, review_at: reviewAt, binding: agreement.declared.binding },
    presence: {
      days_of_window: Number(features.window_days ?? 0),
      days_needed: permanent.days,
      of_last: permanent.ofLast,
      longest_absence: features.longest_gap == null ? null : Number(features.longest_gap),
      longest_allowed: permanent.maxGapDays,
      carry_hours: carryHours,
    },
    activity: {
      bytes: number('bytes_up') + number('bytes_down'),
      sms: number('sms'),
      calls: number('calls'),
      ...agreement.activity,
    },
    segment: {
      name,
      rule: rule === -1 ? null : rule + 1,
      when: agreement.segments[rule]?.when ?? null,
      as_human: device.decision !== 'charge' && features.excluded !== true,
    },
  };
}

/** In the order that sql/classify/device_axis.sql asks in. */
function decidedBy({ declared }: Agreement, { device, features, verdicts }: Listed): DecidedBy {
  const says = (...words: readonly VerdictWord[]) =>
    verdicts.some((word) => words.some((one) => one === word));
  const reasons = String(device.reasons ?? '').split(';');
  if (features.excluded === true) return 'exclusion';
  const isSeen = Number(device.days_observed) > 0 || Number(features.charged_records) > 0;
  if (device.imsi === '' || !isSeen) return 'nothing_seen';
  if (says('charge', 'ignore')) return 'reviewer';
  if (declared.binding && device.declared === true) return 'declaration';
  if (says('accepted', 'rejected')) return 'partner';
  return reasons.some((reason) => /^(kept: |notice \d)/.test(reason)) ? 'earlier_months' : 'model';
}
