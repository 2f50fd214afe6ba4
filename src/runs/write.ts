/** A finished run → its own folder, written beside and renamed whole, so that a run is there entire or not at all. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db } from '../store/db.ts';
import type { CloseItem, Unmatched } from './close.ts';
import { type AgreementCoverage, COVERAGE_FILE } from './coverage.ts';
import { digestsBelow } from './digests.ts';
import { type RunDocuments, writeDocuments } from './documents.ts';
import type { RunInputs } from './identity.ts';
import { isIssued } from './issued.ts';
import { keepKnown, type ListPaths, writeList } from './list-files.ts';
import { copyToParquet } from './parquet.ts';

export function runFolder(data: string, runId: string): string {
  return join(data, 'runs', runId);
}

export function runExists(data: string, runId: string): boolean {
  return existsSync(join(runFolder(data, runId), 'run.json'));
}

/**
 * The run was settled again: of its month it is the newest now, whatever was settled between. Its files are left alone, only the
 * folder is given a new time.
 */
export function makeNewest(data: string, runId: string): void {
  const now = new Date();
  try {
    utimesSync(runFolder(data, runId), now, now);
  } catch {
    // Another user's folder: only its order among the runs of the month stays as it was.
  }
}

export interface RunParts {
  readonly runId: string;
  readonly inputs: RunInputs;
  readonly documents: RunDocuments;
  /** Records and events that belong to no agreement (rule 1). */
  readonly unmatched: Unmatched;
  readonly coverage: readonly AgreementCoverage[];
  /** Files beside the period store, of these devices; written where not there yet. */
  readonly list: ListPaths;
  /** Whether the device at a place of the list has other reasons than the model's. */
  readonly hasOwnReasons: (place: number) => boolean;
  /** Gets the SHA-256 of `devices.parquet`. */
  readonly statements: (deviceListSha256: string) => readonly Statement[];
  readonly close: readonly CloseItem[];
}

/**
 * Writes `DATA/runs/<run id>/`, or holds the run that is there against what it would write. Needs the period store and
 * `prepareDeviceList`. An issued run is never replaced, even if its folder is damaged. Throws RUN_DIFFERS, ISSUED_IMMUTABLE.
 */
export async function writeRun(db: Db, data: string, parts: RunParts): Promise<readonly Statement[]> {
  const folder = runFolder(data, parts.runId);
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  writeDocuments(draft, parts.documents);
  const devices = join(draft, 'devices.parquet');
  await db.exec('SET VARIABLE run_id = $id', { id: parts.runId });
  await keepKnown(db, parts.list, []);
  await writeList(db, draft, parts.list, parts.hasOwnReasons);
  await copyToParquet(db, 'runs/device_lines_parquet', join(draft, 'device-lines.parquet'));
  await copyToParquet(db, 'runs/review_parquet', join(draft, 'review.parquet'));
  copyFileSync(parts.list.usage, join(draft, 'device-usage.parquet'));
  await copyToParquet(db, 'runs/duplicates_parquet', join(draft, 'duplicates.parquet'));
  writeJson(join(draft, 'model.json'), JSON.parse(await keptModel(db)));
  const statements = parts.statements(await digestOfFile(devices));
  for (const statement of statements) {
    writeJson(join(draft, `statement-${statement.agreement.id}.json`), statement);
  }
  writeJson(join(draft, COVERAGE_FILE), parts.coverage);
  writeJson(join(draft, 'run.json'), {
    run_id: parts.runId,
    period: parts.inputs.period,
    statements: statements.map((statement) => ({
      agreement_id: statement.agreement.id,
      status: statement.status,
      net: statement.totals.net,
      currency: statement.currency,
    })),
    unmatched: parts.unmatched,
    inputs: parts.inputs,
    close: parts.close,
  });
  if (runExists(data, parts.runId)) {
    const differing = await differingFiles(folder, draft);
    rmSync(draft, { recursive: true, force: true });
    if (differing.length > 0) throw new RoamsettleError('RUN_DIFFERS', differing.join(', '));
  } else if (isIssued(data, parts.runId)) {
    rmSync(draft, { recursive: true, force: true });
    throw new RoamsettleError('ISSUED_IMMUTABLE');
  } else {
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  }
  return statements;
}

/** What the devices were judged by. */
async function keptModel(db: Db): Promise<string> {
  const [row] = await db.query<{ model: string }>('SELECT model FROM period.arranged');
  return row!.model;
}

/** Names of files that only one of the folders has, or whose bytes differ. */
async function differingFiles(folder: string, draft: string): Promise<string[]> {
  const [kept, made] = [await digestsBelow(folder), await digestsBelow(draft)];
  const names = new Set([...Object.keys(kept), ...Object.keys(made)]);
  return [...names].sort().filter((name) => kept[name] !== made[name]);
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
