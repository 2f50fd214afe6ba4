/** What the API answers, as far as the pages look at it. The truth is `/openapi.json`; more keys may come. */

export type Role = 'viewer' | 'operator' | 'admin';

export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly auth: 'tokens' | 'none';
  readonly page_rows: number;
  readonly upload_bytes: number;
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly cure: string;
  readonly detail?: string;
  readonly file?: string;
  readonly line?: number;
  readonly key?: string;
}

export interface StatementSummary {
  readonly agreement_id: string;
  readonly status: 'provisional' | 'final' | 'issued';
  readonly net: string;
  readonly currency: string;
}

/** An error that something carries, in the words of an answer. */
export type Told = Omit<Problem, 'status'>;

export interface PeriodSummary {
  readonly period: string;
  readonly runs: number;
  readonly newest: { readonly run_id: string; readonly statements: readonly StatementSummary[] } | null;
  readonly issued: readonly string[];
  readonly open: number;
  readonly refused: Told | null;
}

export interface CloseItem {
  readonly id: string;
  readonly kind: string;
  readonly agreement_id: string | null;
  readonly what: string;
  readonly money: readonly { readonly amount: string; readonly currency: string }[];
  readonly waived: string | null;
}

export interface Checklist {
  readonly period: string;
  readonly run_id: string | null;
  readonly issued: boolean;
  readonly open: number;
  readonly close: readonly CloseItem[];
  readonly refused: Told | null;
}

export interface RunSummary {
  readonly run_id: string;
  readonly period: string;
  readonly statements: readonly StatementSummary[];
}

export interface Run extends RunSummary {
  readonly issued: boolean;
  readonly close: readonly CloseItem[];
  readonly unmatched: { readonly tap: readonly object[]; readonly signaling: readonly object[] };
  readonly inputs: {
    readonly files: number;
    readonly agreements: readonly {
      readonly id: string;
      readonly version: number;
      readonly digest: string;
    }[];
    readonly corrects: string | null;
    readonly accrual: boolean;
    readonly model: string;
    readonly program: { readonly version: string };
    readonly [key: string]: unknown;
  };
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  /** Of a command. */
  readonly what?: string | null;
  readonly period: string | null;
  readonly file?: string | null;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly by: string;
  readonly submitted_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly attempts: number;
  readonly progress: { readonly stage?: string; readonly done?: number; readonly total?: number } | null;
  readonly waits_for: string | null;
  readonly run_id: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Told | null;
}

/** A row of the device list; its other columns are those of `devices.csv`. */
export interface DeviceRow {
  readonly row: number;
  readonly agreement_id: string;
  readonly imsi: string;
  readonly device: string;
  readonly probability: string;
  readonly presence: string;
  readonly activity: string;
  readonly segment: string;
  readonly decision: string;
  readonly detected_by: string;
  readonly tac: string;
  readonly apns: string;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly usage_amount: string;
  readonly access_amount: string;
  readonly as_billed_amount: string;
  readonly tap_amount: string;
  readonly currency: string;
  readonly [column: string]: unknown;
}

export interface Evidence {
  readonly run_id: string;
  readonly row: number;
  readonly agreement_id: string;
  readonly device: DeviceRow;
  readonly evidence: readonly { readonly source: string; readonly weight: number; readonly words: string }[];
  readonly features: Readonly<Record<string, unknown>>;
  readonly lists: readonly { readonly verdict: string; readonly source: string; readonly reason: string }[];
  readonly versions: readonly { readonly version: number; readonly segment: string }[];
  readonly lines: readonly {
    readonly line_id: string;
    readonly kind: string;
    readonly service: string | null;
    readonly segment: string;
    readonly quantity: number;
    readonly unit: string;
    readonly records: number;
    readonly amount: string;
    readonly currency: string;
  }[];
  readonly [more: string]: unknown;
}

export interface AmountChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly change: string;
  readonly causes: Readonly<Record<string, string>> | null;
}

export interface RunDiff {
  readonly from: string;
  readonly to: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly statements: readonly {
    readonly agreement_id: string;
    readonly currency: string;
    readonly totals: readonly AmountChange[];
    readonly lines: readonly (AmountChange & {
      readonly from_quantity: number | null;
      readonly to_quantity: number | null;
    })[];
    readonly devices: readonly {
      readonly from_segment: string | null;
      readonly to_segment: string | null;
      readonly from_decision: string | null;
      readonly to_decision: string | null;
      readonly devices: number;
      readonly usage: string;
      readonly access: string;
      readonly as_billed: string;
    }[];
    readonly notes: readonly string[];
  }[];
}
