/** What the folders of runs say without `run.json`, which names every file of a month: all of them are looked at after each load. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { agreementDigests } from './documents.ts';
import { runIds } from './read.ts';
import type { RunReader } from './run-reader.ts';

export interface RunFolder {
  readonly run_id: string;
  readonly folder: string;
  readonly period: string;
  readonly agreement_ids: readonly string[];
  /** Of the agreements that it keeps. */
  readonly digests: readonly string[];
}

/** By the time of the folder, the one that was settled last first. A run that cannot be read is kept by `reader`. */
export async function readRunFolders(data: string, reader: RunReader): Promise<RunFolder[]> {
  const found: (RunFolder & { at: number })[] = [];
  for (const run_id of runIds(data)) {
    const run = await reader.tried({ run_id, period: null }, async () => headOf(data, run_id));
    if (run !== null) found.push(run);
  }
  return found.sort((a, b) => b.at - a.at || (a.run_id < b.run_id ? -1 : 1));
}

/** Throws DATA_CORRUPT where the folder has lost its statements or its agreements, FILE_UNREADABLE. */
function headOf(data: string, run_id: string) {
  const folder = join(data, 'runs', run_id);
  const corrupt = (file: string) =>
    new RoamsettleError('DATA_CORRUPT', `It is of run ${run_id.slice(0, 12)}.`, { file });
  const reading = <T>(file: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      const told = fileError(error, file);
      throw error instanceof SyntaxError || told.code === 'FILE_NOT_FOUND' ? corrupt(file) : told;
    }
  };
  const names = reading('run.json', () => readdirSync(folder));
  const agreement_ids = names.flatMap((name) => /^statement-(.*)\.json$/.exec(name)?.[1] ?? []).sort();
  const file = `statement-${agreement_ids[0]}.json`;
  if (agreement_ids.length === 0) throw corrupt('statement-*.json');
  const { period } = reading(
    file,
    () => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { period: string },
  );
  const digests = reading('inputs', () => agreementDigests(folder));
  return { run_id, folder, period, agreement_ids, digests, at: statSync(folder).mtimeMs };
}
