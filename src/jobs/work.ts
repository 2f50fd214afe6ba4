/** What a process of its own is asked to do, and what it answers. Everything here passes as JSON. */
import type { ErrorCode, ErrorPlace } from '../errors.ts';
import type { AuditMode } from '../load/ingest.ts';
import type { IngestedFile } from '../load/ingested-file.ts';
import type { PackRequest } from '../pack/write.ts';
import type { Thresholds } from '../pipeline/candidates.ts';
import type { StageTime } from '../pipeline/stage-clock.ts';
import type { Machine } from '../pipeline.ts';
import type { ReportFormat } from '../report/write.ts';

export interface IngestWork {
  readonly kind: 'ingest';
  readonly paths: readonly string[];
  /** Folders that each path must still be below when the work begins. */
  readonly roots: readonly string[];
  readonly audit: AuditMode;
  /** Path of a mapping profile. */
  readonly profile: string | null;
}

export interface SettleWork {
  readonly kind: 'settle';
  readonly period: string;
  /** Paths of the documents as they were when the job was asked for. */
  readonly agreements: string;
  readonly tacs: string | null;
  readonly rates: string | null;
  readonly waive: string | null;
  readonly lists: string | null;
  readonly corrects: string | null;
  readonly counted: readonly string[];
  readonly accrual: boolean;
  readonly reverses: string | null;
  readonly check: boolean;
}

/** A simulation, or the preview of a run: a month as it would be settled, of which nothing is stored. */
export interface SimulateWork {
  readonly kind: 'simulate' | 'preview';
  /** `YYYY-MM`, or `YYYY-MM..YYYY-MM`. */
  readonly period: string;
  /** Paths of files or folders; the names by which results call them. */
  readonly candidates: readonly string[];
  readonly among: string | null;
  readonly tacs: string | null;
  readonly rates: string | null;
  readonly lists: string | null;
  readonly extendTerm: boolean;
  readonly breakEven: string | null;
  /** `tap_as_billed` or an amount; what `aim` names goes before it. */
  readonly target: string;
  /** Path of the candidate that a break-even aims at. */
  readonly aim: string | null;
  /** Thresholds in place of those of the candidates. */
  readonly detection: Thresholds | null;
}

/** The records and days behind a device's part of a line. */
export interface TraceWork {
  readonly kind: 'trace';
  readonly run: string;
  readonly agreement: string;
  readonly line: string;
  /** Of the device list. */
  readonly row: number;
  readonly limit: number;
}

/** A device's month day by day, with the events and records behind it. */
export interface TimelineWork {
  readonly kind: 'timeline';
  readonly run: string;
  /** Of the device list. */
  readonly row: number;
  /** Most single events, and records. */
  readonly limit: number;
}

export interface PackWork {
  readonly kind: 'pack';
  readonly run: string;
  readonly agreement: string;
  readonly devices: PackRequest['devices'];
  readonly pseudonyms: boolean;
  /** The single records and events of these devices too. */
  readonly records: boolean;
  /** File to write. */
  readonly out: string;
}

export interface VerifyWork {
  readonly kind: 'verify';
  readonly pack: string;
  /** Path of a public key. */
  readonly key: string | null;
}

/** A command line that has its turn: it works in its own process. */
export interface CommandWork {
  readonly kind: 'command';
  /** What it does, as whoever waits for it is told. */
  readonly purpose: string;
  readonly pid: number;
}

/** Work that takes its turn, one at a time. */
export type JobWork =
  | IngestWork
  | SettleWork
  | SimulateWork
  | TraceWork
  | TimelineWork
  | PackWork
  | VerifyWork
  | CommandWork;

export type JobKind = JobWork['kind'];

/** Work on a run folder alone. */
export interface ReportWork {
  readonly kind: 'report';
  /** Folder of the run, and the folder to write to. */
  readonly run: string;
  readonly out: string;
  readonly formats: readonly ReportFormat[];
  readonly issued: boolean;
  readonly agreement: string | null;
  readonly pseudonyms: boolean;
  readonly shuffle: boolean;
  /** YYYY-MM-DD */
  readonly invoiceDate: string | null;
}

/** A run's devices, so that they are read without a scan. */
export interface BookWork {
  readonly kind: 'book';
  /** Folder of the run, and of the book. */
  readonly run: string;
  readonly out: string;
}

export interface IngestResult {
  readonly files: Readonly<Record<IngestedFile['status'], number>>;
  /** Records and events loaded. */
  readonly records: number;
  readonly rejected_rows: number;
  /** Files that were refused or quarantined, by path; the first of many. */
  readonly problems: readonly Pick<
    IngestedFile,
    'path' | 'sha256' | 'kind' | 'status' | 'code' | 'detail' | 'byte_offset' | 'tag_path'
  >[];
}

export interface SettleResult {
  readonly run_id: string;
  readonly period: string;
  /** The run was there already. */
  readonly reused: boolean;
  readonly statements: readonly { agreement_id: string; net: string; currency: string }[];
  readonly stages: readonly StageTime[];
}

/** What a result holds is told by its kind; the API's schemas say how it looks. */
export type WorkResult =
  | IngestResult
  | SettleResult
  | { readonly files: readonly string[] }
  | { readonly [name: string]: unknown };

export interface Progress {
  readonly stage?: string;
  readonly done?: number;
  readonly total?: number;
}

/** To the process. */
export interface Order {
  readonly work: Exclude<JobWork, CommandWork> | ReportWork | BookWork;
  readonly machine: Machine;
}

export interface PlainError {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly place: ErrorPlace;
}

/** From the process; the last one ends it. */
export type Word =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: WorkResult }
  | { readonly type: 'failed'; readonly error: PlainError };
