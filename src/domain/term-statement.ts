/**
 * A statement over several issued months: what was settled, by line, and what is still open between the months (true-up).
 * Amounts are decimal strings, quantities integers of base units.
 */
import type { LineKind, Statement } from './statement.ts';

/** A line of all months together, as they were rated last: what corrections took back is not in it. */
export interface TermLine {
  readonly line_id: string;
  readonly kind: LineKind;
  readonly service: string | null;
  readonly charge_ref: string | null;
  readonly quantity: number;
  readonly unit: string;
  /** Months that have the line. */
  readonly months: number;
  /** Σ of the months' rounded amounts. */
  readonly amount: string;
}

/** What the months do not settle of the term; below zero where they settle too much. */
export interface TrueUpLine {
  readonly line_id: string;
  readonly kind: 'tiers_over_term' | 'commitment';
  /** Path in the agreement. */
  readonly charge_ref: string;
  /** Months whose lines it sets right; the term's last for a commitment. */
  readonly months: readonly string[];
  /** What the term comes to, what is settled of it, and the difference. */
  readonly due_exact: string;
  readonly settled_exact: string;
  readonly amount_exact: string;
  readonly amount: string;
}

export interface TermMoney {
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
}

export interface TermStatement {
  readonly term_id: string;
  readonly agreement: Statement['agreement'];
  readonly parties: Statement['parties'];
  /** First and last month. */
  readonly period: { readonly from: string; readonly until: string };
  readonly currency: string;
  readonly terms: Statement['terms'];
  readonly months: readonly (TermMoney & {
    readonly period: string;
    /** The last issued run of the month. */
    readonly run_id: string;
    /** How often the month was corrected. */
    readonly corrections: number;
    readonly tap_invoiced: string;
    readonly payable: string;
  })[];
  readonly lines: readonly TermLine[];
  readonly true_up: readonly TrueUpLine[];
  /** Σ of the months. */
  readonly settled: TermMoney & { readonly tap_invoiced: string; readonly payable: string };
  /** Σ of the true-up lines, and the tax on it: what this statement asks for. */
  readonly open: TermMoney;
  readonly total: TermMoney;
}
