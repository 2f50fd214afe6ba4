/** What the API answers of papers between partners, as far as the pages look at it. The truth is `/openapi.json`. */
import type { TermStatement } from '../domain/term-statement.ts';
import type { Page } from './api.ts';

interface DisputeTotals {
  readonly payable: string;
  readonly disputed: string;
  readonly disputed_tax: string;
  readonly disputed_before: string;
  readonly undisputed: string;
}

interface Counts<T> {
  readonly open: T;
  readonly accepted: T;
  readonly rejected: T;
}

export interface CreditNote {
  readonly run_id: string;
  readonly correction: number;
  readonly net: string;
  readonly currency: string;
  readonly by_list: boolean;
}

interface DisputeHead {
  readonly id: string;
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly received: string;
  readonly deadline: string | null;
  readonly currency: string;
  readonly totals: DisputeTotals;
  readonly status: 'open' | 'partly resolved' | 'resolved';
  readonly amounts: Counts<string>;
  readonly overdue: boolean | null;
  readonly credit_notes: readonly CreditNote[];
}

/** A row of the register. */
export interface DisputeRow extends DisputeHead {
  readonly items: Counts<number>;
}

export interface DisputeItem {
  /** Its place in the dispute. */
  readonly item: number;
  readonly imsi: string;
  readonly line_id: string;
  readonly reason: string;
  readonly claimed: string | null;
  readonly ours: string;
  readonly disputed: string;
  readonly known: boolean;
  readonly declared: boolean;
  readonly outcome: 'accepted' | 'rejected' | null;
}

export interface DisputedLine {
  readonly line_id: string;
  readonly amount: string;
  readonly disputed: string;
}

export interface Dispute extends DisputeHead, Page {
  readonly file: { readonly name: string; readonly sha256: string };
  readonly items: readonly DisputeItem[];
  readonly item_counts: Counts<number>;
  readonly lines: readonly DisputedLine[];
  readonly lists: readonly string[];
}

export interface Resolved {
  readonly status: string;
  readonly list: string | null;
  /** Accepted devices that a binding declaration keeps charged. */
  readonly declared: number;
}

interface TermSummary {
  readonly term_id: string;
  readonly period: string;
  readonly statements: readonly {
    readonly agreement_id: string;
    readonly net: string;
    readonly open: string;
    readonly currency: string;
  }[];
}

export interface Terms {
  readonly terms: readonly TermSummary[];
}

export interface Term {
  readonly statements: readonly TermStatement[];
}

interface Sides {
  readonly our_quantity: string | null;
  readonly their_quantity: string | null;
  readonly our_amount: string | null;
  readonly their_amount: string | null;
}

export interface ClassTotal extends Sides {
  readonly class: string;
  readonly rows: number;
  readonly imsis: number;
}

export interface Difference extends Sides {
  readonly class: string;
  readonly line: string | null;
  readonly service: string | null;
  readonly segment: string | null;
  readonly imsi: string | null;
}

export interface Reconciled {
  readonly run_id: string;
  readonly agreement_id: string;
  readonly by: readonly string[];
  readonly classes: readonly ClassTotal[];
  readonly imsis: { readonly both: number; readonly only_ours: number; readonly only_theirs: number } | null;
  readonly differences: readonly Difference[];
}

export interface Packed {
  readonly agreement_id: string;
  readonly period: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly members: number;
  readonly evidence: { readonly devices: number; readonly charged: number };
  readonly public_key: string;
  readonly fingerprint: string;
}

export interface Verified {
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly fingerprint: string;
  readonly trusted: boolean;
  readonly equal: boolean;
  readonly recomputed: Readonly<Record<string, number>>;
  readonly different: number;
  readonly differences: readonly {
    readonly at: string;
    readonly pack: string;
    readonly recomputed: string;
  }[];
}
