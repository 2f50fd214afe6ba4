/** What every command shares: global flags, the two ways of output, and how errors become exit codes. */
import { availableParallelism, totalmem } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { asRoamsettleError } from '../errors/shown.ts';
import { ERRORS, type RoamsettleError } from '../errors.ts';
import type { Machine } from '../pipeline.ts';
import { printable } from '../report/format.ts';
import { waitLine } from './progress.ts';

export interface GlobalFlags {
  readonly data: string;
  readonly json?: boolean;
  readonly workers: number;
  readonly memory: string;
}

const MAX_WORKERS = 64;
/** Below it DuckDB cannot hold its own buffers. */
const MIN_MEMORY_MB = 256;
const GIB = 1024 ** 3;
const MAX_LIMIT = 1_000_000;

/** Adds --data, --workers, --memory and --json to a command. */
export function withGlobalFlags(command: Command): Command {
  return withData(withMachineFlags(command));
}

/** Adds --workers, --memory and --json. */
export function withMachineFlags(command: Command): Command {
  const memory = `${Math.max(1, Math.floor(totalmem() / GIB / 2))}GB`;
  return withWorkers(command).option(
    '--memory <size>',
    'memory of the whole process, e.g. 2GB',
    parseMemory,
    memory,
  );
}

/** Adds --workers and --json, for commands that decode without a database. */
export function withWorkers(command: Command): Command {
  const cores = Math.min(availableParallelism(), MAX_WORKERS);
  return withJson(command).option(
    '--workers <n>',
    'decode workers and database threads',
    parseWorkers,
    cores,
  );
}

/** Adds --data alone, for commands that only read. */
export function withData(command: Command): Command {
  return command.option('--data <dir>', 'data folder', parseFolder, './data');
}

function parseFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('the name of a folder.');
  return text;
}

export function withJson(command: Command): Command {
  return command.option('--json', 'one JSON object on standard output');
}

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    throw new InvalidArgumentError(`a whole number from 1 to ${MAX_WORKERS}.`);
  }
  return workers;
}

function parseMemory(text: string): string {
  const [, size, unit] = /^([1-9][0-9]{0,5})(MB|GB)$/.exec(text) ?? [];
  if (size === undefined || (unit === 'MB' && Number(size) < MIN_MEMORY_MB))
    throw new InvalidArgumentError(`a size like 512MB or 4GB, at least ${MIN_MEMORY_MB}MB.`);
  return text;
}

/** Of rows to show. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^[0-9]{1,7}$/.test(text) || limit < 1 || limit > MAX_LIMIT)
    throw new InvalidArgumentError(`a whole number from 1 to ${MAX_LIMIT}.`);
  return limit;
}

export function machineOf(flags: GlobalFlags): Machine {
  return { data: flags.data, workers: flags.workers, memory: flags.memory, onWait: waitLine };
}

/** Writes the result: the object with --json, else the lines a person reads. */
export function print(flags: { json?: boolean }, result: object, text: () => string): void {
  const out = flags.json
    ? JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
    : text();
  process.stdout.write(out.endsWith('\n') ? out : `${out}\n`);
}

/** Shows an error as one sentence with its cure; a stack only for what is no RoamsettleError. Returns the exit code. */
export function report(error: unknown, json: boolean): number {
  const known = asRoamsettleError(error);
  const entry = ERRORS[known.code];
  if (json) printError(known);
  process.stderr.write(`error ${known.code}: ${printable(known.message)}\n  cure: ${entry.cure}\n`);
  return entry.exit;
}

/** The error as the one JSON object on standard output. */
export function printError({ code, message, cure, place }: RoamsettleError): void {
  process.stdout.write(`${JSON.stringify({ error: { code, message, cure, ...place } })}\n`);
}
