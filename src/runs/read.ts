/** Finished runs, read from their folders alone: no reader opens the database of the owner. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import type { CloseItem, Unmatched } from './close.ts';
import type { RunInputs } from './identity.ts';
import { readIssued, withIssued } from './issued.ts';

/** What a list of runs says of one. */
export interface RunSummary {
  readonly run_id: string;
  readonly period: string;
  readonly statements: readonly { agreement_id: string; status: string; net: string; currency: string }[];
}

/** What `run.json` says of a run. */
export interface RunFile extends RunSummary {
  readonly unmatched: Unmatched;
  readonly inputs: RunInputs;
  readonly close: readonly CloseItem[];
}

const RUN_ID = /^[0-9a-f]{64}$/;
/** Fewest digits that may stand for a run id. */
const SHORTEST_PREFIX = 4;

/** All runs of a data folder, by period and id. */
export function listRuns(data: string): RunSummary[] {
  return runIds(data)
    .map((id) => readRun(data, id))
    .map(({ run_id, period, statements }) => ({
      run_id,
      period,
      statements: statements.map((statement) => withIssued(data, run_id, statement)),
    }))
    .sort((a, b) => (`${a.period} ${a.run_id}` < `${b.period} ${b.run_id}` ? -1 : 1));
}

/** Folder of the run that `text` names by its id or the beginning of it. Throws RUN_NOT_FOUND, RUN_AMBIGUOUS. */
export function findRun(data: string, text: string): { runId: string; folder: string } {
  const found = isIdPrefix(text) ? runIds(data).filter((id) => id.startsWith(text)) : [];
  if (found.length === 0) throw new RoamsettleError('RUN_NOT_FOUND');
  if (found.length > 1) throw new RoamsettleError('RUN_AMBIGUOUS', `${found.length} runs do.`);
  return { runId: found[0]!, folder: join(data, 'runs', found[0]!) };
}

/** Whether the text may be an id or the beginning of one. */
export function isIdPrefix(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length >= SHORTEST_PREFIX;
}

/** `run.json` of a run that is there. Throws DATA_CORRUPT where it is no JSON. */
export function readRun(data: string, runId: string): RunFile {
  const file = 'run.json';
  return parseJson(readFileSync(join(data, 'runs', runId, file), 'utf8'), file, runId) as RunFile;
}

/** The run of a period that was settled last, by the time of its folder; null where none settles it. */
export function newestRun(data: string, period: string): RunFile | null {
  return newestOf(
    data,
    listRuns(data).filter((run) => run.period === period),
  );
}

/** The one of them that was settled last, by the time of its folder; null where there is none. */
export function newestOf(data: string, runs: readonly RunSummary[]): RunFile | null {
  const [newest] = runs
    .map(({ run_id }) => ({ run_id, at: statSync(join(data, 'runs', run_id)).mtimeMs }))
    .sort((a, b) => b.at - a.at || (a.run_id < b.run_id ? -1 : 1));
  return newest === undefined ? null : readRun(data, newest.run_id);
}

/**
 * Statements of a run, by agreement id; `issued` once the run is. Throws ISSUED_CHANGED where one is no longer what was issued, DATA_CORRUPT
 * where it is no JSON.
 */
export function readStatements(data: string, runId: string): Statement[] {
  const folder = join(data, 'runs', runId);
  const issued = readIssued(data, runId);
  return readdirSync(folder)
    .filter((name) => /^statement-.*\.json$/.test(name))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      if (issued !== null && issued.files[file] !== digestOf(text))
        throw new RoamsettleError('ISSUED_CHANGED', `It is of run ${runId.slice(0, 12)}.`, { file });
      const statement = parseJson(text, file, runId) as Statement;
      return issued === null ? statement : { ...statement, status: 'issued' };
    });
}

/** Ids of finished runs, sorted. */
export function runIds(data: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(data, 'runs'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new RoamsettleError('FILE_UNREADABLE', 'The data folder cannot be listed.', { file: 'runs' });
  }
  return names.filter((name) => RUN_ID.test(name) && existsSync(join(data, 'runs', name, 'run.json'))).sort();
}

function parseJson(text: string, file: string, runId: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RoamsettleError('DATA_CORRUPT', `It is of run ${runId.slice(0, 12)}, and no JSON.`, { file });
  }
}

/** What the last run of each period (by file time of its folder) could not place under any agreement (rule 1). */
export function readUnmatched(data: string): {
  tap: Record<string, unknown>[];
  signaling: Record<string, unknown>[];
} {
  const tap: Record<string, unknown>[] = [];
  const signaling: Record<string, unknown>[] = [];
  for (const [period, runs] of Map.groupBy(listRuns(data), (run) => run.period)) {
    const { unmatched } = newestOf(data, runs)!;
    tap.push(...unmatched.tap.map((row) => ({ period, ...row })));
    signaling.push(...unmatched.signaling.map((row) => ({ period, ...row })));
  }
  return { tap, signaling };
}
