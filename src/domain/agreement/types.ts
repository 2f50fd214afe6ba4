/**
 * An agreement after it was read, checked and completed with its defaults. Frozen. Prices stay decimal strings until
 * `settle/` turns them into exact fractions.
 */
import type { Service } from '../service.ts';

export interface ImsiRange {
  /** Inclusive digit strings of equal length; match IMSIs of that length only. */
  readonly from: string;
  readonly to: string;
}

/** `when` of a segment; an absent key is no condition, keys combine by AND, list values by OR. */
export interface SegmentCondition {
  readonly device?: 'iot' | 'unknown' | 'human';
  readonly presence?: 'permanent' | 'temporary' | 'insufficient_history';
  readonly activity?: 'silent' | 'low' | 'normal';
  readonly declared?: boolean;
  readonly detected_by?: readonly string[];
  /** Any event of the period had one of them. */
  readonly rat?: readonly string[];
}

export interface Segment {
  readonly name: string;
  readonly when: SegmentCondition | null;
}

export interface Tier {
  /** Lower bound in priced units, exclusive; decimal string. */
  readonly from: string;
  readonly price: string;
}

export type ChargeModel = 'flat' | 'graduated' | 'volume' | 'package' | 'balanced' | 'free' | 'as_billed';

/** Units free of charge: of each IMSI in the period, or of the whole line. */
export interface Included {
  /** Priced units, decimal string. */
  readonly units: string;
  readonly scope: 'imsi' | 'line';
}

/** Balanced traffic: what both directions have at one price, what this one has more at another. */
export interface Balance {
  /** Id of the agreement of the other direction. */
  readonly opposite: string;
  /** Prices of a unit, decimal strings. */
  readonly balanced: string;
  readonly unbalanced: string;
}

/** What the price of an entry of `charges` is made of. */
export interface ChargeTerms {
  /** Path in the document: `charges.usage[0]`. */
  readonly ref: string;
  readonly line: number;
  /** Names of segments; all of them where the document names none. */
  readonly segments: readonly string[];
  readonly model: ChargeModel;
  /** flat: of a unit; package: of a block. Null for the other models. */
  readonly price: string | null;
  /** graduated and volume; empty for the other models. */
  readonly tiers: readonly Tier[];
  readonly tiersPer: 'line' | 'segment';
  readonly tiersOver: 'period' | 'term';
  /** package: priced units in a block, decimal string. */
  readonly block: string | null;
  readonly included: Included | null;
  /** Null for the other models. */
  readonly balance: Balance | null;
}

export interface UsageCharge extends ChargeTerms {
  /** null: every service. */
  readonly service: Service | null;
  /** MB, GB, kB, byte | minute, second | event. Null for as_billed, and where a free entry names none. */
  readonly unit: string | null;
  /** Base units in one priced unit: unit_bytes for a data unit, 60 for minute, 1 for event. */
  readonly unitSize: number;
  readonly roundUpBytes: number;
  readonly roundUpPer: 'record' | 'session';
  readonly incrementSeconds: number;
}

export interface AccessCharge extends ChargeTerms {
  readonly model: Exclude<ChargeModel, 'as_billed' | 'balanced'>;
  readonly per: 'imsi_month' | 'imsi_day' | 'attach';
  /** Observed days that a device needs to owe the fee. */
  readonly minDays: number;
  /** `days`: the observed days of the month's days instead of a whole month (per imsi_month). */
  readonly proration: 'none' | 'days';
  /** Days that count (per imsi_day, and prorated months). */
  readonly feeDays: 'observed' | 'present';
  /**
   * An attachment that the network ends sooner, without usage, makes no fee day and no attach: a steering attempt. One
   * value for all access entries of an agreement.
   */
  readonly minAttachedMinutes: number;
  /** Most that a device owes for a month (per imsi_day), decimal string. */
  readonly capPerMonth: string | null;
}

/** Send-or-pay (rule 10). */
export interface Commitment {
  readonly amount: string;
  readonly counts: readonly ('usage' | 'access' | 'as_billed')[];
  readonly per: 'term' | 'period';
}

/** Who stands on an invoice, as it is printed. */
export interface InvoiceParty {
  readonly name: string;
  /** Lines below the name. */
  readonly address: readonly string[];
  readonly vatId: string | null;
}

/** What stands at the head of the agreement's invoices; no amount hangs on it. */
export interface Invoice {
  readonly numberPrefix: string;
  readonly seller: InvoiceParty | null;
  readonly buyer: InvoiceParty | null;
  /** Days from the date of the invoice until it is to be paid, or can no longer be disputed. */
  readonly paymentDays: number | null;
  readonly disputeDays: number | null;
}

/** Usage in, amount out: a promise of the document, which `runExamples` holds against the charge. */
export interface AgreementExample {
  readonly line: number;
  /** `charges.usage[0]` or `charges.access[0]`. */
  readonly charge: string;
  /** Priced units of the whole line (the charge's unit; IMSI months, days or attaches for access), decimal string. */
  readonly quantity: string | null;
  /** Instead: priced units of each of its devices, for what is priced or included per IMSI. */
  readonly devices: readonly string[] | null;
  /** Priced units of the other direction, of a balanced entry; null for the other models. */
  readonly opposite: string | null;
  /** After rounding, decimal string. */
  readonly amount: string;
}

export interface Agreement {
  readonly id: string;
  readonly version: number;
  /** YYYY-MM-DD: first day this version is in force. */
  readonly effective: string;
  /** SHA-256 of the document's bytes. */
  readonly digest: string;
  /** File name without folder. */
  readonly file: string;
  /** Lines of the document that findings about it name. */
  readonly lines: {
    readonly effective: number;
    readonly detection: number;
    readonly segments: readonly number[];
  };
  readonly visited: {
    readonly name: string;
    readonly tadigs: readonly string[];
    readonly plmns: readonly string[];
  };
  readonly home: {
    readonly name: string;
    readonly tadigs: readonly string[];
    readonly plmns: readonly string[];
    readonly imsiRanges: readonly ImsiRange[];
  };
  /** Half-open, YYYY-MM-DD. */
  readonly term: { readonly from: string; readonly until: string };
  readonly currency: string;
  readonly settlement: { readonly method: 'replaces_tap' | 'net_of_tap' };
  readonly period: {
    readonly basis: 'start_local' | 'start_utc' | 'file_available';
    readonly timeZone: string;
  };
  readonly rounding: { readonly mode: 'half_up' | 'half_even' | 'down'; readonly decimals: number };
  readonly declared: {
    readonly binding: boolean;
    readonly imsiRanges: readonly ImsiRange[];
    /** Lower case; `*` stands for one or more labels. */
    readonly apns: readonly string[];
    readonly tacs: readonly string[];
  };
  readonly exclude: { readonly imsiRanges: readonly ImsiRange[] };
  readonly detection: {
    readonly chargeAt: number;
    readonly reviewAt: number;
    /** What keeps a device charged that was charged in the month before; from reviewAt to chargeAt. */
    readonly keepAt: number;
    /** Earlier months in a row in which a device must have been found before the model charges it. */
    readonly noticePeriods: number;
  };
  readonly presence: {
    readonly carryHours: number;
    readonly permanent: { readonly days: number; readonly ofLast: number; readonly maxGapDays: number };
  };
  /** null: no limit on that counter. */
  readonly activity: {
    readonly silent: {
      readonly bytes: number | null;
      readonly sms: number | null;
      readonly calls: number | null;
    };
    readonly low: {
      readonly bytes: number | null;
      readonly sms: number | null;
      readonly calls: number | null;
    };
  };
  readonly segments: readonly Segment[];
  readonly charges: { readonly usage: readonly UsageCharge[]; readonly access: readonly AccessCharge[] };
  /** Decimal string: 0.21 is 21 %. */
  readonly tax: { readonly rate: string };
  readonly commitment: Commitment | null;
  readonly invoice: Invoice | null;
  readonly examples: readonly AgreementExample[];
}

/** An agreement version and the days of a month that it holds on, half-open, counted from 1970-01-01. */
export interface VersionInForce {
  readonly agreement: Agreement;
  readonly fromDay: number;
  readonly endDay: number;
}

/** What holds of one agreement id in a month. */
export interface InForce {
  readonly id: string;
  /** The version that is in force last: it alone classifies devices. */
  readonly latest: Agreement;
  /** By date; usage is priced by the version of its day. A term may leave days of the month to none. */
  readonly versions: readonly VersionInForce[];
}
