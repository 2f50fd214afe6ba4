/** Reads the statements of a finished run from its folder, and refuses a folder that is not whole. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { checkBalance } from './balance.ts';

/** More than any operator has partners times ten. */
const MAX_STATEMENTS = 10_000;
/** One statement is kilobytes; this is a damaged or foreign file. The SQL reader has the same limit. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
export const DEVICES = 'devices.parquet';
export const DEVICE_LINES = 'device-lines.parquet';
const STATEMENT_FILE = /^statement-([A-Za-z0-9._-]{1,64})\.json$/;

export interface RunFolder {
  readonly runId: string;
  readonly issued: boolean;
  /** Sorted by agreement id; `file` is the name in the folder. */
  readonly statements: readonly { readonly file: string; readonly statement: Statement }[];
}

/** What a statement must have before anything of it is shown: key → kind of value; the others may be null. */
const STATEMENT_KEYS = {
  run_id: 'string',
  status: 'string',
  completeness: 'object',
  agreement: 'object',
  parties: 'object',
  period: 'string',
  currency: 'string',
  terms: 'object',
  detection: 'object',
  inputs: 'object',
  lines: 'array',
  totals: 'object',
  devices: 'object',
  device_list: 'object',
  baselines: 'array',
  bridge: 'array',
  uplift: 'object',
  notes: 'array',
} as const satisfies Record<
  Exclude<keyof Statement, 'corrects' | 'commitment' | 'invoice' | 'is_accrual' | 'accrual' | 'measured'>,
  'string' | 'object' | 'array'
>;

/**
 * `runDir` is `DATA/runs/<run id>`; the statements of an issued run say so. Throws RUN_NOT_FOUND where there is no run, DATA_CORRUPT where a file of it is
 * missing or is not what a run writes, BALANCE_BROKEN where a statement does not add up.
 */
export async function readRunFolder(runDir: string, issued = false): Promise<RunFolder> {
  const names = await readdir(runDir).catch((): string[] => []);
  if (!names.includes('run.json'))
    throw new RoamsettleError('RUN_NOT_FOUND', 'The folder holds no run.json.');
  const run = await readJson(runDir, 'run.json');
  const runId = isRecord(run) ? run.run_id : undefined;
  if (typeof runId !== 'string' || runId === '') throw corrupt('run.json', 'It names no run_id.');

  if (!names.includes(DEVICES)) throw corrupt(DEVICES, 'The run has no device list.');
  if (!names.includes(DEVICE_LINES)) throw corrupt(DEVICE_LINES, 'The run has no lines of devices.');

  const files = names.filter((name) => STATEMENT_FILE.test(name)).sort();
  if (files.length === 0) throw corrupt('run.json', 'The run has no statement.');
  if (files.length > MAX_STATEMENTS) throw corrupt('run.json', `More than ${MAX_STATEMENTS} statements.`);
  const statements: { file: string; statement: Statement }[] = [];
  for (const file of files) {
    const statement = await readStatement(runDir, file);
    if (statement.run_id !== runId) throw corrupt(file, 'The statement is of another run.');
    statements.push({ file, statement: issued ? { ...statement, status: 'issued' } : statement });
  }
  return { runId, issued, statements };
}

async function readStatement(runDir: string, file: string): Promise<Statement> {
  const value = await readJson(runDir, file);
  if (!isRecord(value)) throw corrupt(file, 'It is no statement.');
  for (const [key, kind] of Object.entries(STATEMENT_KEYS)) {
    const found = value[key];
    const fits =
      kind === 'array' ? Array.isArray(found) : kind === 'object' ? isRecord(found) : typeof found === kind;
    if (!fits) throw corrupt(file, `Its key ${key} is missing or of another type.`);
  }
  const statement = value as unknown as Statement;
  if (`statement-${statement.agreement.id}.json` !== file)
    throw corrupt(file, 'The statement is of another agreement.');
  try {
    checkBalance(statement);
  } catch (error) {
    // A shape that the keys above do not show is found where it is first used.
    if (error instanceof TypeError) throw corrupt(file, 'A value inside the statement is missing.');
    throw error;
  }
  return statement;
}

async function readJson(runDir: string, file: string): Promise<unknown> {
  const path = join(runDir, file);
  let text: string;
  try {
    if ((await stat(path)).size > MAX_JSON_BYTES) throw corrupt(file, 'It is larger than any statement.');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof RoamsettleError) throw error;
    throw new RoamsettleError('FILE_UNREADABLE', '', { file });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw corrupt(file, 'It is no valid JSON.');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function corrupt(file: string, detail: string): RoamsettleError {
  return new RoamsettleError('DATA_CORRUPT', detail, { file });
}
