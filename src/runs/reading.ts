/** Reading run folders: what another version of the program wrote, and what was changed since it was issued. */
import { basename, join } from 'node:path';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { readRunInputs } from './identity.ts';
import { readIssued } from './issued.ts';
import { type ProgramDigest, programDigest } from './sources.ts';

/** Digits of a digest that tell one from another. */
const SHORT = 12;
/** What DuckDB says of a column or a file that is not there; a full disk is none of it. */
const UNREAD = /^(Binder Error|IO Error: (No files found|Cannot open file .* No such file))/;

/**
 * Does `work`, which reads the run in `folder`. Throws RUN_FOREIGN where it cannot be read and another version of the program wrote
 * it, whatever `work` says of it; else what `work` throws.
 */
export async function readingRun<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw foreignRun(folder, error) ?? error;
  }
}

/** A run that is no run of this version lacks a file, a column or a key; that is also what a damaged one looks like. */
function foreignRun(folder: string, error: unknown): RoamsettleError | null {
  const isUnread =
    error instanceof RoamsettleError
      ? error.code === 'DATA_CORRUPT'
      : error instanceof TypeError || UNREAD.test((error as Error).message);
  const written = isUnread ? programOf(folder) : null;
  if (written === null || written.sources === programDigest().sources) return null;
  const { detail, place } =
    error instanceof RoamsettleError
      ? error
      : { detail: 'It lacks something that runs have now.', place: {} };
  const said = `Run ${basename(folder).slice(0, SHORT)} was settled by ${programText(written)}, this is ${programText(programDigest())}. ${detail}`;
  return new RoamsettleError('RUN_FOREIGN', said.trim(), place);
}

function programOf(folder: string): ProgramDigest | null {
  try {
    return readRunInputs(folder).program;
  } catch {
    return null;
  }
}

function programText({ version, sources }: ProgramDigest): string {
  return `roamsettle ${version} (sources ${sources.slice(0, SHORT)})`;
}

/**
 * Before papers of a run go out: where it is issued, throws ISSUED_CHANGED that names the first file which is gone, or has not the
 * bytes that it was issued with.
 */
export async function checkIssued(data: string, runId: string): Promise<void> {
  for (const [file, sha256] of Object.entries(readIssued(data, runId)?.files ?? {})) {
    const found = await digestOfFile(join(data, 'runs', runId, file)).catch(() => null);
    if (found === sha256) continue;
    const detail = found === null ? 'This file is gone.' : 'This file was changed since.';
    throw new RoamsettleError('ISSUED_CHANGED', `Run ${runId.slice(0, SHORT)}: ${detail}`, { file });
  }
}
