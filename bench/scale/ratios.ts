/**
 * How far the program is from what the machine can do, on the bench's own TAP files: its decoder and its whole ingest
 * against a C decoder, its ingest against DuckDB reading the same rows from Parquet, and against the detour by CSV
 * text. Equal results first, at every comparison.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError, compileNative, gccVersion, proveEqualColumns } from '../native.ts';
import { round } from '../speed.ts';
import { type Measured, measure, measureCli } from './measure.ts';
import type { BenchSettings } from './stages.ts';
import type { Sums } from './sums.ts';

export interface Side {
  readonly wall_s: number;
  readonly cpu_s: number;
}

export interface Ratios {
  /** The TAP files that were compared. */
  readonly files: number;
  readonly records: number;
  readonly mb: number;
  readonly workers: number;
  readonly compiler: string;
  /** SHA-256 over every column of the first file, equal in both decoders. */
  readonly columns_sha256: string;
  readonly native: Side;
  readonly decode: Side;
  readonly ingest: Side & { readonly peak_rss_mb: number };
  readonly read_parquet: Side;
  readonly csv_detour: Side;
  /** Order-free digest of every value of the table, equal to that of the detour's. */
  readonly rows_digest: string;
  /** Times of the yardstick ÷ ours: 1 is as fast as it. */
  readonly decode_to_native: Ratio;
  readonly ingest_to_native: Ratio;
  readonly ingest_to_parquet: Ratio;
  readonly ingest_to_detour: Ratio;
}

interface Ratio {
  readonly wall: number;
  readonly cpu: number;
}

const MEGABYTE = 1e6;
/** Rounds of the decoders over a set of files that takes no longer than some seconds. */
const ROUNDS = 5;
const MANY_RECORDS = 5_000_000;

/** `limit`: compares the first files that hold at most so many records (one file at least). */
export async function compare(
  settings: BenchSettings,
  tapFolder: string,
  perRecord: number,
  limit: number,
): Promise<Ratios> {
  const compiler = gccVersion();
  const folder = join(settings.folder, 'ratios');
  mkdirSync(join(folder, 'columns'), { recursive: true });
  const files = someFiles(tapFolder, limit * perRecord);
  const list = join(folder, 'files.txt');
  writeFileSync(list, `${files.join('\n')}\n`);
  const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);

  const program = compileNative(folder);
  const columns_sha256 = proveEqualColumns(program, files[0]!, join(folder, 'columns'));
  const { native, decode, records } = await compareDecoders(program, settings.workers, list);

  const data = join(folder, 'data');
  const machine = ['--workers', settings.workers, '--memory', settings.memory];
  const ingested = await measureCli<{ files: readonly { status: string; records: number }[] }>([
    ...['ingest', ...files, '--data', data],
    ...machine,
  ]);
  const loaded = ingested.answer.files.reduce((sum, file) => sum + file.records, 0);
  if (loaded !== records) throw new BenchError(`results differ: ${loaded} of ${records} records ingested`);

  const database = join(data, 'roamsettle.duckdb');
  const child = [folder, settings.workers, settings.memory];
  const parquet = await measure(['bench/scale/parquet-child.ts', database, ...child]);
  const { rows } = JSON.parse(parquet.stdout) as { rows: number };
  if (rows !== records) throw new BenchError(`results differ: ${rows} of ${records} rows from Parquet`);
  const detour = await measure(['bench/scale/detour-child.ts', database, list, ...child]);
  const { digest } = JSON.parse(detour.stdout) as { digest: string };
  rmSync(folder, { recursive: true, force: true });

  const ingest = { ...sideOf(ingested.measured), peak_rss_mb: Math.round(ingested.measured.peakRss) };
  const read_parquet = stageOf(parquet, 'read');
  const csv_detour = stageOf(detour, 'detour');
  return {
    files: files.length,
    records,
    mb: round(bytes / MEGABYTE, 1),
    workers: Number(settings.workers),
    compiler,
    columns_sha256,
    native,
    decode,
    ingest,
    read_parquet,
    csv_detour,
    rows_digest: digest,
    decode_to_native: ratio(native, decode),
    ingest_to_native: ratio(native, ingest),
    ingest_to_parquet: ratio(read_parquet, ingest),
    ingest_to_detour: ratio(csv_detour, ingest),
  };
}

/** Both decoders over all files; medians of some rounds. Throws where a sum over any file differs. */
async function compareDecoders(
  program: string,
  workers: string,
  list: string,
): Promise<{ native: Side; decode: Side; records: number }> {
  const first = nativePass(program, 'sums', workers, list);
  const records = first.files.reduce((sum, { rows }) => sum + Number(rows), 0);
  const rounds = records > MANY_RECORDS ? 1 : ROUNDS;
  const ours = await measure(['bench/scale/decode-child.ts', workers, list, String(rounds)]);
  const sums = JSON.parse(ours.stdout) as Sums[];
  for (const [i, file] of first.files.entries()) {
    for (const key of Object.keys(file) as (keyof Sums)[])
      if (sums[i]?.[key] !== file[key]) throw new BenchError(`results differ: ${key} of file ${i + 1}`);
  }
  const passes = Array.from({ length: rounds }, () => nativePass(program, 'files', workers, list));
  return { native: median(passes), decode: median(ours.stages), records };
}

function nativePass(program: string, mode: 'files' | 'sums', workers: string, list: string) {
  const printed = execFileSync(program, [mode, workers, list], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return JSON.parse(printed) as { wall: number; cpu: number; files: Sums[] };
}

/** The lowest paths whose sizes add up to at most `bytes`, spread over the homes by turns of the sequence number. */
function someFiles(folder: string, bytes: number): string[] {
  const paths = readdirSync(folder)
    .sort((a, b) => (a.slice(-5) + a < b.slice(-5) + b ? -1 : 1))
    .map((name) => join(folder, name));
  let left = bytes;
  const some = paths.filter((path) => {
    left -= statSync(path).size;
    return left >= 0;
  });
  return some.length > 0 ? some : paths.slice(0, 1);
}

function median(passes: readonly { wall: number; cpu: number }[]): Side {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  return {
    wall_s: round(middle(passes.map(({ wall }) => wall))),
    cpu_s: round(middle(passes.map(({ cpu }) => cpu))),
  };
}

const sideOf = ({ wall, cpu }: { wall: number; cpu: number }): Side => ({
  wall_s: round(wall),
  cpu_s: round(cpu),
});

function stageOf(measured: Measured, name: string): Side {
  const found = measured.stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return sideOf(found);
}

const ratio = (yardstick: Side, ours: Side): Ratio => ({
  wall: round(yardstick.wall_s / ours.wall_s),
  cpu: round(yardstick.cpu_s / ours.cpu_s),
});
