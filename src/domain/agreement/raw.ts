/**
 * The document after the JSON Schema held and its defaults were filled in: same keys, same shape. `schema.json` is the
 * authority; these types only follow it.
 */

import type { RoundingMode } from '../rounding.ts';
import type { Service } from '../service.ts';
import type { AccessCharge, Agreement, ChargeModel, Commitment, SegmentCondition } from './types.ts';

export interface RawTier {
  readonly from: number | string;
  readonly price: string;
}

/** The keys that usage and access entries have in common. */
interface RawCharge {
  readonly segments?: readonly string[];
  readonly price?: string;
  readonly tiers?: readonly RawTier[];
  readonly tiers_per?: 'line' | 'segment';
  readonly tiers_over?: 'period' | 'term';
  readonly block?: number | string;
  readonly included?: { readonly units: number | string; readonly scope?: 'imsi' | 'line' };
}

export interface RawUsage extends RawCharge {
  readonly service?: Service;
  readonly model?: ChargeModel;
  readonly unit?: string;
  readonly unit_bytes?: number;
  readonly round_up_bytes?: number;
  readonly round_up_per?: 'record' | 'session';
  readonly increment_seconds?: number;
  readonly opposite?: string;
  readonly balanced?: string;
  readonly unbalanced?: string;
}

export interface RawAccess extends RawCharge {
  readonly per: 'imsi_month' | 'imsi_day' | 'attach';
  readonly model?: AccessCharge['model'];
  readonly min_days?: number;
  readonly proration?: 'none' | 'days';
  readonly fee_days?: 'observed' | 'present';
  readonly min_attached_minutes?: number;
  readonly cap_per_month?: string;
}

export interface RawLimits {
  readonly bytes?: number;
  readonly sms?: number;
  readonly calls?: number;
}

export interface RawInvoiceParty {
  readonly name: string;
  readonly address?: readonly string[];
  readonly vat_id?: string;
}

export interface RawInvoice {
  readonly number_prefix?: string;
  readonly seller?: RawInvoiceParty;
  readonly buyer?: RawInvoiceParty;
  readonly payment_days?: number;
  readonly dispute_days?: number;
}

export interface RawExample {
  readonly charge: string;
  readonly quantity?: string;
  readonly devices?: readonly string[];
  readonly opposite?: string;
  readonly amount: string;
}

export interface RawAgreement {
  readonly id: string;
  readonly version: number;
  readonly effective?: string;
  readonly visited: {
    readonly name: string;
    readonly tadigs: readonly string[];
    readonly plmns: readonly string[];
  };
  readonly home: {
    readonly name: string;
    readonly tadigs: readonly string[];
    readonly plmns: readonly string[];
    readonly imsi_ranges: readonly string[];
  };
  readonly term: { readonly from: string; readonly until: string };
  readonly currency: string;
  readonly settlement: Agreement['settlement'];
  readonly period: { readonly basis: Agreement['period']['basis']; readonly time_zone: string };
  readonly rounding: { readonly mode: RoundingMode; readonly decimals: number };
  readonly declared: {
    readonly binding: boolean;
    readonly imsi_ranges: readonly string[];
    readonly apns: readonly string[];
    readonly tacs: readonly string[];
  };
  readonly exclude: { readonly imsi_ranges: readonly string[] };
  readonly detection: {
    readonly charge_at: number;
    readonly review_at: number;
    readonly keep_at?: number;
    readonly notice_periods: number;
  };
  readonly presence: {
    readonly carry_hours: number;
    readonly permanent: { readonly days: number; readonly of_last: number; readonly max_gap_days: number };
  };
  readonly activity: { readonly silent: RawLimits; readonly low: RawLimits };
  readonly segments: readonly {
    readonly name: string;
    readonly when?: SegmentCondition;
  }[];
  readonly charges: { readonly usage: readonly RawUsage[]; readonly access: readonly RawAccess[] };
  readonly commitment?: Commitment;
  readonly tax: { readonly rate: string };
  readonly invoice?: RawInvoice;
  readonly examples: readonly RawExample[];
}
