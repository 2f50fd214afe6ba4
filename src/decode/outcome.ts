/**
 * What a decode worker hands to the owner of the store. Plain data and ArrayBuffers only: everything here survives a
 * structured clone, and every buffer is transferred.
 */
import type { ArrangedBatch } from '../arrow/arrange.ts';
import type { ColumnBatch } from '../arrow/batch.ts';
import type { ErrorCode } from '../errors.ts';

/** Content kinds that `identify` tells apart. */
export type FileKind =
  | 'tap'
  | 'notification'
  | 'nrtrde'
  | 'rap'
  | 'signaling_csv'
  | 'signaling_ndjson'
  | 'signaling_parquet'
  | 'signaling_profile'
  | 'unknown';

/** A batch of a file in which several stand one after another: its root begins at `from`, the next one at `to`. */
export interface BatchPart {
  /** 1-based. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Identity of the whole file. */
  readonly fileSha256: string;
}

export type Compression = 'none' | 'gzip' | 'zstd';

/** TD.57 severity: Fatal returns the file, Severe the call event, Warning is reported. */
export type Severity = 'fatal' | 'severe' | 'warning';

/** The error as TD.57 numbers it: on the page of `item` (a group or field by its name). */
export interface Td57Error {
  readonly item: string;
  readonly error: number;
}

/** Why a file is refused or quarantined, with the place. */
export interface DecodeFailure {
  readonly code: ErrorCode;
  /** One sentence with the values that disagree; never an identifier of a subscriber. */
  readonly detail: string;
  readonly byteOffset: number;
  readonly tagPath: string;
  readonly recordIndex: number | null;
  /** Where TD.57 has a number for it. */
  readonly td57?: Td57Error;
}

/** A problem that does not stop the file, counted. The place is that of the first one. */
export interface DecodeWarning {
  readonly code: string;
  readonly count: number;
  readonly detail: string;
  readonly byteOffset: number;
  readonly tagPath: string;
  readonly td57?: Td57Error;
}

/** DateTimeLong: seconds on the local clock since 1970-01-01, and minutes east of UTC. */
export interface LocalTime {
  readonly local: number;
  readonly offset: number;
}

/** BatchControlInfo, or the same fields of a Notification, of NRTRDE and of RAP. */
export interface TapHeader {
  readonly sender: string;
  readonly recipient: string;
  /** 5 digits; of NRTRDE 7. */
  readonly sequence: string;
  /** CD (chargeable) or TD (test, fileTypeIndicator T). */
  readonly type: 'CD' | 'TD';
  readonly notification: boolean;
  /** e.g. `3.12`; of NRTRDE and RAP their own version. */
  readonly release: string;
  readonly available: LocalTime | null;
  readonly created: LocalTime | null;
  readonly cutOff: LocalTime | null;
  readonly rapSequence: string | null;
}

/** AccountingInfo and NetworkInfo. */
export interface TapTables {
  readonly localCurrency: string | null;
  /** XDR where the file names none. */
  readonly tapCurrency: string;
  readonly decimals: number;
  readonly exchangeRates: readonly { code: number; decimals: number; rate: string }[];
  readonly utcOffsets: readonly { code: number; minutes: number }[];
  readonly recEntities: readonly { code: number; type: number | null; id: string }[];
  readonly taxation: readonly { code: number; type: string | null; rate: string | null }[];
}

/** Money and counts, as decimal integer strings in units of 10^-decimals. */
export interface TapTotals {
  readonly records: number;
  readonly charge: string;
  readonly refund: string;
  readonly tax: string;
  readonly taxRefund: string;
  readonly discount: string;
  readonly discountRefund: string;
}

/** An item of the audit that differs: integers in units of 10^-decimals, counts, or UTC time stamps. */
export interface AuditDifference {
  readonly item: string;
  readonly audit: string | null;
  readonly decoded: string;
  /** TD.57 AuditControlInfo error: 100 differs, 32 and 33 a mandatory total is missing. */
  readonly error: number;
}

/** AuditControlInfo as declared (null = absent there) beside what was decoded. charge includes CAMEL fees. */
export interface TapAudit {
  readonly declared: {
    readonly records: number | null;
    readonly charge: string | null;
    readonly refund: string | null;
    readonly tax: string | null;
    readonly taxRefund: string | null;
    readonly discount: string | null;
    readonly discountRefund: string | null;
    readonly earliest: LocalTime | null;
    readonly latest: LocalTime | null;
  };
  readonly decoded: TapTotals;
  readonly agrees: boolean;
  readonly differences: readonly AuditDifference[];
  /** Offset of AuditControlInfo. */
  readonly byteOffset: number;
}

/** What a RAP file returns (TD.32). Its batches hold the returned call events, with the times of their own files' clocks. */
export interface RapReturns {
  /** FatalReturn: FileSequenceNumber of every TAP file that is returned. */
  readonly files: readonly string[];
  /** SevereReturn: FileSequenceNumber of the file that each returned call event came in, by the record's index. */
  readonly events: readonly string[];
}

/** `Batch`: as decoded, or as arranged for the store. */
export interface DecodedTap<Batch extends ColumnBatch = ColumnBatch> {
  readonly ok: true;
  readonly header: TapHeader;
  readonly tables: TapTables | null;
  readonly audit: TapAudit | null;
  readonly warnings: readonly DecodeWarning[];
  /** Call events with a wrong value (TD.57 Severe): in the batches with `RecordFlag.REJECTED`; the first 1,000 of them. */
  readonly rejected: readonly DecodeFailure[];
  readonly rejectedCount: number;
  /** Batches of `tapRecordSchema` without `file_id`. */
  readonly batches: readonly Batch[];
  /** Batches of `tapChargeSchema` without `file_id`: the charges of events that have several. */
  readonly charges: readonly ColumnBatch[];
  /** Of a RAP file: what it returns. */
  readonly returns: RapReturns | null;
  /** File-wide dictionaries of the open-vocabulary columns: column name → values; codes in all batches point here. */
  readonly dictionaries: Readonly<Record<string, readonly string[]>>;
}

export type DecodeOutcome<Batch extends ColumnBatch = ColumnBatch> =
  | DecodedTap<Batch>
  | { readonly ok: false; readonly failure: DecodeFailure };

/** What a TAP file says it is: no other content may say the same, unless it is a resubmission (`rapSequence`). */
export interface Claim {
  readonly sender: string;
  readonly recipient: string;
  readonly type: 'CD' | 'TD';
  readonly sequence: string;
  /** RapFileSequenceNumber of the header: the RAP file that returned the file before. */
  readonly rapSequence: string | null;
}

/** A file that is identified and decoded in one pass; it was decoded where it can be. */
export interface DecodedWhole {
  readonly identified: Identified;
  readonly outcome: DecodeOutcome<ArrangedBatch> | null;
}

/** What the first pass over a path tells: identity by content, and the claim a TAP file makes. */
export interface Identified {
  /**
   * SHA-256 of the inflated bytes, hex. Of a batch among several, that of the batch's own bytes: sent alone it is the same
   * batch. Null where the bytes could not be read or inflated, and of a file that only its head was read of.
   */
  readonly sha256: string | null;
  /** Null for a whole file. */
  readonly part: BatchPart | null;
  /** Inflated size in bytes. */
  readonly size: number;
  readonly compression: Compression;
  readonly kind: FileKind;
  /** sender, recipient, type, sequence of a TAP file whose header can be read. */
  readonly claim: Claim | null;
  readonly failure: DecodeFailure | null;
}
