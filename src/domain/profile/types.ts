/** A mapping profile as its JSON Schema (`schema.json`) lets it be; docs/profiles.md explains the keys. */

/** Columns of an event but its time, in the order of docs/inputs.md and of the staged rows. */
export const MAPPED_COLUMNS = [
  'imsi',
  'imei',
  'interface',
  'procedure',
  'result',
  'visited_plmn',
  'rat',
  'cell',
  'apn',
] as const;
export type MappedColumn = (typeof MAPPED_COLUMNS)[number];

/** Column → values it may have, or whether it has one. */
export type Where = Readonly<Record<string, readonly string[] | 'present' | 'absent'>>;

export interface Source {
  /** A column, or MCC and MNC. */
  readonly from?: string | readonly [string, string];
  /** A constant instead of a column. */
  readonly value?: string;
  readonly when?: Where;
  readonly as?: 'text' | 'plmn_octets' | 'mcc_mnc';
  readonly three_digit_mnc?: readonly string[];
  readonly occurrence?: number;
  readonly values?: Readonly<Record<string, string>>;
  /** Longest first digits → meaning. */
  readonly prefixes?: Readonly<Record<string, string>>;
  /** For what no map names; left out, the value stays. */
  readonly otherwise?: string;
}

export type ColumnRule = string | Source | readonly (string | Source)[];

export interface PairSide {
  readonly where: Where;
  readonly key: readonly string[];
}

export interface Pairing {
  readonly request: PairSide;
  readonly answer: PairSide;
  readonly from_answer: readonly MappedColumn[];
  readonly window_seconds: number;
  /** A request without an answer: kept aside, an event without what the answer tells, or no event. */
  readonly unanswered: 'aside' | 'keep' | 'skip';
  /** An answer without a request. */
  readonly unasked: 'aside' | 'skip';
}

export interface Message {
  readonly name: string;
  readonly where?: Where;
  readonly columns: Readonly<Partial<Record<MappedColumn, ColumnRule>>>;
  readonly pairing?: Pairing;
  readonly carry?: { readonly key: string; readonly columns: readonly MappedColumn[] };
}

/** The document with the schema's defaults. */
export interface RawProfile {
  readonly id: string;
  readonly format: 'tsv' | 'csv' | 'ndjson';
  readonly separator?: string;
  readonly aggregator?: string;
  readonly single?: readonly string[];
  readonly optional?: readonly string[];
  readonly time: { readonly column: string; readonly format: string; readonly zone?: string };
  readonly default_visited_plmn?: string;
  readonly messages: readonly Message[];
}

export interface Profile extends RawProfile {
  /** SHA-256 of the file's bytes. */
  readonly digest: string;
  /** Every column of the file that the profile reads, the time's first, without repetition. */
  readonly reads: readonly string[];
}

/** What tells that a text file is of the profile's shape; small enough to hand to a worker. */
export interface ProfileShape {
  readonly format: RawProfile['format'];
  readonly separator: string;
  readonly timeColumn: string;
  /** Columns that must be there. */
  readonly required: readonly string[];
}
