/** The settlement statement (docs/statement.md). Amounts are decimal strings; quantities integers of base units. */

import type { RoundingMode } from './rounding.ts';

export type Device = 'iot' | 'unknown' | 'human';
export type Presence = 'permanent' | 'temporary' | 'insufficient_history';
export type Activity = 'silent' | 'low' | 'normal';
export type Decision = 'charge' | 'review' | 'ignore';
export type LineKind = 'usage' | 'access' | 'as_billed' | 'commitment' | 'adjustment';

export interface AppliedRate {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly source: string;
}

export interface StatementLine {
  readonly line_id: string;
  readonly kind: LineKind;
  /** null: every service the entry covers. */
  readonly service: string | null;
  /** Path in the agreement, e.g. `charges.usage[0]`; null for usage that no entry covers. */
  readonly charge_ref: string | null;
  /** Version of the agreement that the line is of; left out where the statement has one (`agreement.version`). */
  readonly version?: number;
  readonly segments: readonly { segment: string; devices: number; quantity: number; amount: string }[];
  /** Integer of base units: byte, second, event, record, imsi_month, imsi_day, attach; term or period (commitment); below zero where a line is taken back. */
  readonly quantity: number;
  /** Base units of it that were free of charge, of the line or of each IMSI. */
  readonly included: number;
  readonly unit: string;
  /** The unit the price is per, and its size in base units: MB 1048576. */
  readonly priced_unit: string;
  readonly priced_unit_size: number;
  /** The other direction of balanced traffic: its agreement, and what the same run has there, in `unit`. */
  readonly opposite?: { readonly agreement_id: string; readonly quantity: number };
  /**
   * `from`, `to` (null: open) and `quantity` of each tier in priced units, exact texts (rule 9); the quantity in `unit` where
   * one stands there (blocks of a package, months of IMSIs at their cap). `segment` where each segment has tiers of its own,
   * `part` where traffic is balanced: what both directions have, and what this one has more.
   */
  readonly tiers: readonly {
    part?: string;
    segment?: string;
    unit?: string;
    from: string;
    to: string | null;
    quantity: string;
    price: string;
    amount: string;
  }[];
  /** The one rate of an as-billed line; null where none was needed, or several were (`rates`). */
  readonly rate: AppliedRate | null;
  readonly rates: readonly AppliedRate[];
  readonly refers_to: { readonly run_id: string; readonly line_id: string } | null;
  readonly amount_exact: string;
  readonly amount: string;
}

/** Who stands on an invoice. */
export interface InvoiceParty {
  readonly name: string;
  readonly address: readonly string[];
  readonly vat_id: string | null;
}

/** The head of the invoice that the statement is for, as its agreement has it. */
export interface InvoiceHead {
  /** `<prefix><agreement id>-<period>-<place in the chain of the period's issued statements>`. */
  readonly number: string;
  readonly seller: InvoiceParty | null;
  readonly buyer: InvoiceParty | null;
  /** Days from its date. */
  readonly payment_days: number | null;
  readonly dispute_days: number | null;
}

/**
 * How good the charged list of a run was when it was last held against a file of what is true (`evaluate --record`), on a month
 * not after the statement's. Scores, so decimal texts of four places.
 */
export interface MeasuredPrecision {
  readonly period: string;
  readonly run_id: string;
  /** SHA-256 of the file. */
  readonly truth_sha256: string;
  /** Devices of the run that the file names and rule 5 leaves to the decision, under all agreements; machines among them. */
  readonly devices: number;
  readonly machines: number;
  /** Those that were charged, and the people among them. */
  readonly charged: number;
  readonly humans_charged: number;
  readonly precision: string;
  /** 95 % (Wilson), from and to. */
  readonly interval: readonly [string, string];
  /**
   * The charged devices that nothing declares: a binding declaration charges by contract, and is no find. Null where there are none;
   * measurements of before have neither this nor the thresholds.
   */
  readonly undeclared?: Pick<
    MeasuredPrecision,
    'charged' | 'humans_charged' | 'precision' | 'interval'
  > | null;
  /** The `charge_at` of the run's agreements, each once, lowest first. */
  readonly charge_at?: readonly number[];
}

/** A version of the agreement and the days of the period it is in force on, half-open, YYYY-MM-DD. */
export interface StatementVersion {
  readonly version: number;
  readonly digest: string;
  readonly from: string;
  readonly until: string;
  readonly tax_rate: string;
}

export interface Statement {
  readonly run_id: string;
  /** The issued run whose lines the adjustment lines take back; null in an original. */
  readonly corrects: string | null;
  readonly status: 'provisional' | 'final' | 'issued';
  /** The run is an estimate for the ledger: provisional whatever is known, and never issued. */
  readonly is_accrual: boolean;
  /** The accrual that the run takes the place of in the ledger, and net less the accrual's; no line, no amount hangs on it. */
  readonly accrual: { readonly run_id: string; readonly net: string; readonly difference: string } | null;
  /** Why it is provisional; empty lists when final. */
  readonly completeness: {
    readonly sequence_gaps: readonly { sender: string; recipient: string; missing: readonly string[] }[];
    /** Quarantined files, by hash. */
    readonly quarantined: readonly {
      sha256: string;
      code: string;
      tap_charge: string | null;
      currency: string | null;
    }[];
    /** Days of the period without any signaling event, YYYY-MM-DD. */
    readonly missing_days: readonly string[];
    /** Silent devices charged, and the fees that hang on their silence. */
    readonly silent_devices: number;
    readonly amount_at_stake: string;
  };
  /** The version that is in force last in the period; where there are several, all of them by date. */
  readonly agreement: {
    readonly id: string;
    readonly version: number;
    readonly digest: string;
    readonly versions?: readonly StatementVersion[];
  };
  readonly parties: {
    readonly visited: string;
    readonly home: string;
    readonly visited_tadigs: readonly string[];
    readonly home_tadigs: readonly string[];
  };
  readonly period: string;
  readonly currency: string;
  /** null where the agreement has no `invoice`. */
  readonly invoice: InvoiceHead | null;
  /** What the totals are worked out by. */
  readonly terms: {
    readonly method: 'replaces_tap' | 'net_of_tap';
    readonly rounding: { readonly mode: RoundingMode; readonly decimals: number };
    /** The latest version's; lines of others are taxed at their own rate (`agreement.versions`). */
    readonly tax_rate: string;
  };
  /** Probabilities that the latest version charges and reviews from. */
  readonly detection: { readonly charge_at: number; readonly review_at: number };
  /** null: not measured. */
  readonly measured: MeasuredPrecision | null;
  readonly inputs: {
    readonly files: number;
    readonly records: number;
    readonly events: number;
    /** Of the charged records, whether they carry money or not. */
    readonly tap_currencies: readonly string[];
    readonly digest: string;
  };
  readonly lines: readonly StatementLine[];
  readonly totals: {
    readonly usage: string;
    readonly access: string;
    readonly as_billed: string;
    readonly commitment: string;
    readonly adjustment: string;
    readonly net: string;
    readonly tax: string;
    readonly gross: string;
    readonly tap_invoiced: string;
    readonly payable: string;
  };
  /** Send-or-pay after this period; null where nothing is committed. */
  readonly commitment: {
    readonly amount: string;
    readonly counts: readonly string[];
    readonly per: 'term' | 'period';
    /** This period pays what is short. */
    readonly due: boolean;
    /** Σ of rounded lines: of the term so far, or of the period. */
    readonly counted: string;
    readonly remaining: string;
    readonly counted_runs: readonly { readonly period: string; readonly run_id: string }[];
    /** Earlier periods of the term that no run counts for: what is said here is not whole. */
    readonly missing_periods: readonly string[];
  } | null;
  readonly devices: {
    readonly by_segment: readonly { segment: string; devices: number }[];
    readonly by_decision: readonly { decision: Decision; devices: number }[];
  };
  readonly device_list: { readonly rows: number; readonly sha256: string };
  readonly baselines: readonly {
    name: 'tap_as_billed' | 'volume_only';
    /** That brought its TAP money over; those of `tap_as_billed` are those of `totals.tap_invoiced` too. */
    rates: readonly AppliedRate[];
    amount_exact: string;
    amount: string;
  }[];
  readonly bridge: readonly { step: string; devices: number | null; amount_exact: string; amount: string }[];
  readonly uplift: {
    readonly charges_percent: string | null;
    readonly devices_percent: string | null;
    readonly devices_percent_signaling_only: string | null;
    readonly before: string;
    readonly after: string;
    readonly devices_before: number;
    readonly devices_added: number;
    readonly devices_added_signaling_only: number;
  };
  readonly notes: readonly string[];
}
