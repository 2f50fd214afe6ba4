/** The language of agreements as the oracle has it. */
import type { Zone } from './calendar.ts';

export const SERVICES = ['data', 'sms_mo', 'sms_mt', 'voice_mo', 'voice_mt', 'volte'] as const;
export type Service = (typeof SERVICES)[number];
export type Mode = 'half_up' | 'half_even' | 'down';
type Model = 'flat' | 'graduated' | 'volume' | 'package' | 'free' | 'as_billed';

export const RATS = ['GERAN', 'EUTRAN', 'NB-IOT', 'NR'] as const;
export const DECLARED_APN = 'iot.example';
export const DECLARED_TAC = '35123456';

export interface Terms {
  readonly segments: readonly string[];
  readonly model: Model;
  readonly price: string;
  readonly tiers: readonly { readonly from: string; readonly price: string }[];
  readonly tiersPer: 'line' | 'segment';
  /** The term begins in October: they go on from one version and month to the next. */
  readonly tiersOver: 'period' | 'term';
  readonly block: string;
  readonly included: { readonly units: string; readonly scope: 'imsi' | 'line' } | null;
}

export interface UsageTerms extends Terms {
  /** null: every service, as billed or free. */
  readonly service: Service | null;
  readonly unit: string;
  /** Base units in a unit. */
  readonly size: number;
  /** Base units that a record, session or call is rounded up to. */
  readonly step: number;
  readonly perSession: boolean;
}

export interface AccessTerms extends Terms {
  readonly per: 'imsi_month' | 'imsi_day' | 'attach';
  readonly prorated: boolean;
  readonly feeDays: 'observed' | 'present';
  readonly minDays: number;
  readonly cap: string | null;
}

/** Keys that are absent are no condition. */
export interface When {
  readonly device?: 'iot' | 'unknown' | 'human';
  readonly presence?: 'permanent' | 'temporary' | 'insufficient_history';
  readonly activity?: 'silent' | 'low' | 'normal';
  readonly declared?: boolean;
  readonly rat?: readonly string[];
  readonly detected_by?: readonly string[];
}

export interface Segment {
  readonly name: string;
  readonly when: When | null;
}

export interface Limits {
  readonly bytes: number | null;
  readonly sms: number | null;
  readonly calls: number | null;
}

export interface Deal {
  readonly id: string;
  readonly plmn: string;
  /** PLMN and a digit: what all its IMSIs begin with. */
  readonly prefix: string;
  /** The home network is known by a range of IMSIs, which lies inside the PLMN of another deal. */
  readonly byRange: boolean;
  readonly senders: readonly string[];
  readonly tadigs: readonly string[];
  readonly zone: Zone;
  readonly basis: 'start_local' | 'start_utc' | 'file_available';
  readonly currency: string;
  readonly mode: Mode;
  readonly decimals: number;
  readonly method: 'replaces_tap' | 'net_of_tap';
  readonly binding: boolean;
  readonly declares: { readonly range: boolean; readonly apn: boolean; readonly tac: boolean };
  /** 0: whoever is not charged is in review; 1: nobody is. */
  readonly reviewAt: 0 | 1;
  readonly carryHours: number;
  readonly permanent: { readonly days: number; readonly ofLast: number; readonly maxGap: number };
  readonly minAttachedMinutes: number;
  /** The day after the term, which begins with the first version. */
  readonly until: number;
  /** By date: one, or more that follow each other. */
  readonly versions: readonly Version[];
}

export interface Version {
  readonly number: number;
  readonly from: number;
  readonly tax: string;
  readonly silent: Limits;
  readonly low: Limits;
  readonly segments: readonly Segment[];
  readonly usage: readonly UsageTerms[];
  readonly access: readonly AccessTerms[];
  readonly commitment: {
    readonly amount: string;
    readonly counts: readonly string[];
    readonly per: 'period' | 'term';
  } | null;
}
