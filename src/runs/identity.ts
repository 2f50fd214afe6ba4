/** What a run is computed from, and its id: the SHA-256 over just that (rule 15). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InForce } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import { fileError } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db } from '../store/db.ts';
import type { Gaps } from './completeness.ts';
import type { RunDocuments } from './documents.ts';
import type { LeftOut } from './left-out.ts';
import { programDigest } from './sources.ts';

/** Version of the way in which devices are judged; what the model learns follows from the other inputs. */
const MODEL = 'boosted-latent-2';

export interface InputFile {
  readonly sha256: string;
  /** `loaded`, `audit_reported` (billable though its audit differs) or `audit_held`. */
  readonly state: 'loaded' | 'audit_reported' | 'audit_held';
  /** SHA-256 of the mapping profile that read it; left out for a file in our own columns. */
  readonly profile?: string;
}

/** An earlier run that a settlement counts (rule 10), or goes on from: its device list says who was charged or in notice. */
export interface CountedRun {
  readonly agreement_id: string;
  readonly period: string;
  readonly run_id: string;
}

export interface RunInputs {
  readonly period: string;
  readonly files: readonly InputFile[];
  /** Every version in force in the period: by id, then date. */
  readonly agreements: readonly { id: string; version: number; digest: string }[];
  readonly tacs: string | null;
  readonly rates: string | null;
  readonly waivers: string | null;
  /** Lists of partners and reviewers, sorted. */
  readonly lists: readonly string[];
  /** What lists of the data folder would have said; absent where all was given. */
  readonly left_out?: readonly LeftOut[];
  /** The last measured precision. */
  readonly measured: string | null;
  /** By agreement, then period. */
  readonly counted: readonly CountedRun[];
  /** The issued run whose statements this one corrects. */
  readonly corrects: string | null;
  /** Settled as an accrual. */
  readonly accrual: boolean;
  /** The accrual that this run takes the place of. */
  readonly reverses: string | null;
  readonly gaps: Gaps;
  readonly model: string;
  readonly program: { version: string; lock: string; sources: string };
}

export interface InputSources {
  readonly agreements: readonly InForce[];
  readonly period: Period;
  /** What any agreement's window reaches: days of TAP records, UTC milliseconds of signaling events. */
  readonly reach: { readonly fromDay: number; readonly fromMs: number; readonly untilMs: number };
  readonly documents: RunDocuments;
  readonly counted: readonly CountedRun[];
  readonly corrects: string | null;
  readonly accrual: boolean;
  readonly reverses: string | null;
  readonly gaps: Gaps;
}

/** Collects the inputs of a run, everything ordered. */
export async function readInputs(db: Db, sources: InputSources): Promise<RunInputs> {
  const { agreements, period, reach } = sources;
  const rows = await db.rows<{ sha256: string; billable: boolean; code: string; profile: string | null }>(
    'runs/input_file',
    {
      from_day: reach.fromDay,
      end_day: period.endDay,
      period_day: period.firstDay,
      by_file: agreements.some(({ latest }) => latest.period.basis === 'file_available'),
      from_ms: BigInt(reach.fromMs),
      until_ms: BigInt(reach.untilMs),
    },
  );
  return {
    period: period.name,
    files: rows.map((row) => ({
      sha256: row.sha256,
      state: row.code === '' ? 'loaded' : row.billable ? 'audit_reported' : 'audit_held',
      ...(row.profile === null ? {} : { profile: row.profile }),
    })),
    agreements: agreements.flatMap(({ versions }) =>
      versions.map(({ agreement: { id, version, digest } }) => ({ id, version, digest })),
    ),
    tacs: sources.documents.tacs?.digest ?? null,
    rates: sources.documents.rates?.digest ?? null,
    waivers: sources.documents.waivers?.digest ?? null,
    lists: sources.documents.lists.map(({ digest }) => digest),
    ...(sources.documents.leftOut.length > 0 && { left_out: sources.documents.leftOut }),
    measured: sources.documents.measured?.digest ?? null,
    counted: sources.counted,
    corrects: sources.corrects,
    accrual: sources.accrual,
    reverses: sources.reverses,
    gaps: sources.gaps,
    model: MODEL,
    program: programDigest(),
  };
}

/** The inputs of the run in a folder, as its `run.json` holds them. Throws DATA_CORRUPT where it is gone or no JSON, FILE_UNREADABLE. */
export function readRunInputs(folder: string): RunInputs {
  const place = { file: 'run.json' };
  const corrupt = (what: string) =>
    new RoamsettleError('DATA_CORRUPT', `It is of run ${basename(folder).slice(0, 12)}, and ${what}.`, place);
  let text: string;
  try {
    text = readFileSync(join(folder, 'run.json'), 'utf8');
  } catch (error) {
    const told = fileError(error, 'run.json');
    throw told.code === 'FILE_NOT_FOUND' ? corrupt('gone') : told;
  }
  try {
    return (JSON.parse(text) as { inputs: RunInputs }).inputs;
  } catch {
    throw corrupt('no JSON');
  }
}

/** Hex SHA-256 of the canonical JSON of the inputs. */
export function runIdOf(inputs: RunInputs): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}

/** Digest of the input files alone, shown on the statement. */
export function filesDigest(inputs: RunInputs): string {
  return createHash('sha256').update(JSON.stringify(inputs.files)).digest('hex');
}
