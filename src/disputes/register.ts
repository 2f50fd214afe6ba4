/**
 * The register of disputes: `DATA/disputes/<agreement>-<period>-<n>.json`, written once, and beside it one file for each time
 * that items were resolved. What a dispute is now is told from these files together.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { writeOnce } from '../store/write-once.ts';
import type { DisputeTotals } from './amounts.ts';

export interface DisputeItem {
  /** '' for a line with all its devices. */
  readonly imsi: string;
  /** '' for a device with all its lines. */
  readonly line_id: string;
  /** In the partner's words. */
  readonly reason: string;
  /** What the partner says; null: all of it. */
  readonly claimed: string | null;
  /** What the statement has. */
  readonly ours: string;
  readonly disputed: string;
  /** The statement has the device; true for a line. */
  readonly known: boolean;
  /** The agreement declares the device: where that is binding, no list goes over it. */
  readonly declared: boolean;
}

export interface Dispute {
  readonly id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly number: number;
  /** The issued run that is disputed. */
  readonly run_id: string;
  readonly currency: string;
  /** YYYY-MM-DD. */
  readonly received: string;
  /** Last day of our answer; null where no term was named. */
  readonly deadline: string | null;
  /** The partner's file: its name without folder, and its SHA-256. */
  readonly file: { readonly name: string; readonly sha256: string };
  readonly items: readonly DisputeItem[];
  readonly lines: readonly { readonly line_id: string; readonly amount: string; readonly disputed: string }[];
  readonly totals: DisputeTotals;
}

export type Outcome = 'accepted' | 'rejected';

export interface Resolution {
  readonly dispute: string;
  readonly number: number;
  /** YYYY-MM-DD, where a date was named. */
  readonly on: string | null;
  /** Positions of items. accepted: the partner is right. */
  readonly outcomes: readonly { readonly item: number; readonly outcome: Outcome }[];
  /** The list that `settle --lists` reads: its name in `DATA/lists` and its text's SHA-256; null where no device was accepted. */
  readonly list: { readonly name: string; readonly sha256: string } | null;
}

export interface RegisteredDispute {
  readonly dispute: Dispute;
  readonly resolutions: readonly Resolution[];
}

const DISPUTE_FILE = /^(.+-\d{4}-\d{2}-\d+)\.json$/;
const RESOLUTION_FILE = /^(.+-\d{4}-\d{2}-\d+)\.resolution-\d+\.json$/;

function registerFolder(data: string): string {
  return join(data, 'disputes');
}

/** All disputes, by agreement, period and number. Throws DATA_CORRUPT for a file that cannot be read. */
export function listDisputes(data: string): RegisteredDispute[] {
  const folder = registerFolder(data);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const resolutions = names
    .filter((name) => RESOLUTION_FILE.test(name))
    .map((name) => readJson<Resolution>(folder, name));
  return names
    .filter((name) => DISPUTE_FILE.test(name))
    .map((name) => readJson<Dispute>(folder, name))
    .map((dispute) => ({
      dispute,
      resolutions: resolutions
        .filter((one) => one.dispute === dispute.id)
        .sort((a, b) => a.number - b.number),
    }))
    .sort((a, b) => compareIds(a.dispute, b.dispute));
}

/** Throws DISPUTE_NOT_FOUND. */
export function findDispute(data: string, id: string): RegisteredDispute {
  const found = listDisputes(data).find(({ dispute }) => dispute.id === id);
  if (found === undefined) throw new RoamsettleError('DISPUTE_NOT_FOUND');
  return found;
}

/** What became of each item; null: it is open. */
export function outcomesOf({ dispute, resolutions }: RegisteredDispute): (Outcome | null)[] {
  const outcomes = dispute.items.map((): Outcome | null => null);
  for (const { item, outcome } of resolutions.flatMap((one) => one.outcomes)) outcomes[item] = outcome;
  return outcomes;
}

/** Registers a dispute under the next number of its month that is free. Throws DATA_UNWRITABLE. */
export function addDispute(data: string, content: Omit<Dispute, 'id' | 'number'>): Dispute {
  const { agreement_id, period } = content;
  const taken = listDisputes(data)
    .filter(({ dispute }) => dispute.agreement_id === agreement_id && dispute.period === period)
    .map(({ dispute }) => dispute.number);
  for (let number = 1 + Math.max(0, ...taken); ; number++) {
    const id = `${agreement_id}-${period}-${number}`;
    const dispute: Dispute = { id, number, ...content };
    if (writeOnce(join(registerFolder(data), `${id}.json`), jsonText(dispute))) return dispute;
  }
}

/** False where another call took the number. Throws DATA_UNWRITABLE. */
export function addResolution(data: string, resolution: Resolution): boolean {
  const { dispute, number } = resolution;
  return writeOnce(join(registerFolder(data), `${dispute}.resolution-${number}.json`), jsonText(resolution));
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readJson<T>(folder: string, name: string): T {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
  } catch {
    throw new RoamsettleError('DATA_CORRUPT', 'It is a file of the register of disputes.', { file: name });
  }
}

function compareIds(a: Dispute, b: Dispute): number {
  const key = ({ agreement_id, period }: Dispute) => `${agreement_id} ${period}`;
  return key(a) === key(b) ? a.number - b.number : key(a) < key(b) ? -1 : 1;
}
