/** Issued statements, as readers see them: `DATA/issued/<run id>.json`, written once by `issue`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';

export interface IssuedRun {
  readonly run_id: string;
  readonly period: string;
  /** The issued run that its statements correct; null: they are the originals. */
  readonly corrects: string | null;
  readonly statements: readonly {
    readonly agreement_id: string;
    /** 1 for the original of the agreement and period, 2 for its first correction. */
    readonly number: number;
    readonly net: string;
    readonly currency: string;
  }[];
  /** What was let pass, and why. */
  readonly waived: readonly { readonly id: string; readonly reason: string }[];
  /** Every file of the run folder, by path, with its SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

/** Folder of the issued runs. */
export function issuedFolder(data: string): string {
  return join(data, 'issued');
}

export function isIssued(data: string, runId: string): boolean {
  return existsSync(join(issuedFolder(data), `${runId}.json`));
}

/** What was issued with the run; null where it is not issued. Throws DATA_CORRUPT where that cannot be read. */
export function readIssued(data: string, runId: string): IssuedRun | null {
  return isIssued(data, runId) ? parseIssued(data, `${runId}.json`) : null;
}

/** All issued runs, by run id. Throws DATA_CORRUPT for one that cannot be read. */
export function listIssued(data: string): IssuedRun[] {
  const folder = issuedFolder(data);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .sort()
    .map((name) => parseIssued(data, name));
}

function parseIssued(data: string, file: string): IssuedRun {
  try {
    return JSON.parse(readFileSync(join(issuedFolder(data), file), 'utf8')) as IssuedRun;
  } catch {
    throw new RoamsettleError('DATA_CORRUPT', 'It says which statements are issued.', { file });
  }
}

/** The last issued run of an agreement and period: the original, or the last of its corrections. */
export function lastIssued(
  issued: readonly IssuedRun[],
  agreementId: string,
  period: string,
): { readonly run: IssuedRun; readonly number: number } | null {
  const chain = issued
    .filter((run) => run.period === period)
    .flatMap((run) =>
      run.statements
        .filter((statement) => statement.agreement_id === agreementId)
        .map(({ number }) => ({ run, number })),
    )
    .sort((a, b) => b.number - a.number);
  return chain[0] ?? null;
}

/** The statement with the status that readers see: `issued` once its run is. */
export function withIssued<T extends { readonly status: string }>(data: string, runId: string, part: T): T {
  return isIssued(data, runId) ? { ...part, status: 'issued' satisfies Statement['status'] } : part;
}
