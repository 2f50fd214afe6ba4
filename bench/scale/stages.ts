/**
 * The stages of a month, each a child process that runs the real command line, so that its processor time and its peak
 * memory are its own: generate, ingest of TAP and of signaling, settle (and its parts, as the pipeline announces them),
 * settle after a price and after a segment rule changed, a late TAP file, settle after it, and the difference.
 */
import { join } from 'node:path';
import { round } from '../speed.ts';
import { bytesBelow, type Measured, measure, measureCli } from './measure.ts';
import { PERIOD } from './world.ts';

export interface BenchSettings {
  readonly records: number;
  readonly devices?: string;
  readonly seed: string;
  readonly signaling: string;
  readonly fileMb: string;
  readonly memory: string;
  readonly workers: string;
  /** Holds the month and the data folder while the bench runs. */
  readonly folder: string;
}

export interface StageFigures {
  readonly stage: string;
  /** Rows that go in; of a part those of its whole. */
  readonly rows: number;
  readonly rows_per_second: number;
  /** Megabytes (10^6) of files read or written each second; null where the input is the database. */
  readonly mb_per_second: number | null;
  readonly wall_s: number;
  /** Of the whole process, its threads included. */
  readonly cpu_s: number;
  readonly peak_rss_mb: number;
  /** The data folder after the stage; of `generate` the month. Null for a part. */
  readonly disk_mb: number | null;
}

export interface MonthFacts {
  readonly devices: number;
  readonly tap: { readonly files: number; readonly records: number; readonly bytes: number };
  readonly signaling: { readonly files: number; readonly rows: number; readonly bytes: number };
  readonly late: { readonly records: number; readonly bytes: number };
}

interface Ingested {
  readonly files: readonly { readonly path: string; readonly status: string; readonly records: number }[];
}
interface Settled {
  readonly run_id: string;
  readonly statements: readonly { readonly agreement_id: string; readonly net: string }[];
}

const MEGABYTE = 1e6;

export class StageTable {
  readonly rows: StageFigures[] = [];
  readonly #settings: BenchSettings;
  readonly #onStage: (figures: StageFigures) => void;

  constructor(settings: BenchSettings, onStage: (figures: StageFigures) => void) {
    this.#settings = settings;
    this.#onStage = onStage;
  }

  get month(): string {
    return join(this.#settings.folder, 'month');
  }

  get data(): string {
    return join(this.#settings.folder, 'data');
  }

  async generate(): Promise<MonthFacts> {
    const { records, devices, seed, signaling, fileMb, memory, workers } = this.#settings;
    const measured = await measure([
      'bench/scale/generate.ts',
      ...['--records', String(records), '--out', this.month, '--seed', seed, '--signaling', signaling],
      ...['--file-mb', fileMb, '--memory', memory, '--threads', workers],
      ...(devices === undefined ? [] : ['--devices', devices]),
    ]);
    const facts = JSON.parse(measured.stdout) as MonthFacts;
    const bytes = facts.tap.bytes + facts.signaling.bytes;
    this.#add('generate', measured, records, bytes, bytesBelow(this.month));
    return facts;
  }

  /** Throws unless every file is loaded and every record arrives. */
  async ingest(stage: string, folder: string, rows: number, bytes: number): Promise<void> {
    const { measured, answer } = await measureCli<Ingested>([
      'ingest',
      join(this.month, folder),
      ...this.#machine(),
    ]);
    const loaded = answer.files.filter(({ status }) => status === 'loaded');
    const records = loaded.reduce((sum, file) => sum + file.records, 0);
    if (loaded.length !== answer.files.length || records !== rows)
      throw new Error(
        `${stage}: ${records} of ${rows} rows in ${loaded.length} of ${answer.files.length} files`,
      );
    this.#add(stage, measured, rows, bytes, bytesBelow(this.data));
  }

  /** Throws unless every agreement is settled into an amount; an unbalanced run is an error of the program itself. */
  async settle(stage: string, agreements: string, rows: number): Promise<Settled> {
    const { measured, answer } = await measureCli<Settled>([
      ...['settle', '--period', PERIOD, '--agreements', join(this.month, agreements)],
      ...['--tacs', join(this.month, 'tacs.csv'), '--rates', join(this.month, 'rates.csv')],
      ...this.#machine(),
    ]);
    const unpaid = answer.statements.filter(({ net }) => !(Number(net) > 0));
    if (answer.statements.length === 0 || unpaid.length > 0)
      throw new Error(
        `${stage}: nothing owed by ${unpaid.map((s) => s.agreement_id).join(', ') || 'anybody'}`,
      );
    this.#add(stage, measured, rows, null, bytesBelow(this.data));
    for (const part of measured.stages) this.#add(`  ${part.stage}`, part, rows, null, null);
    return answer;
  }

  /** Where the program has the command. */
  async diff(before: string, after: string): Promise<void> {
    const { stdout } = await measure(['src/cli/main.ts', '--help']);
    if (!/^\s+diff\b/m.test(stdout)) return;
    const { measured } = await measureCli(['diff', before, after, '--data', this.data]);
    this.#add('diff', measured, 0, null, bytesBelow(this.data));
  }

  #machine(): string[] {
    const { workers, memory } = this.#settings;
    return ['--data', this.data, '--workers', workers, '--memory', memory];
  }

  #add(
    stage: string,
    { wall, cpu, peakRss }: Pick<Measured, 'wall' | 'cpu' | 'peakRss'>,
    rows: number,
    bytes: number | null,
    disk: number | null,
  ): void {
    const figures = {
      stage,
      rows,
      rows_per_second: Math.round(rows / wall),
      mb_per_second: bytes === null ? null : round(bytes / MEGABYTE / wall, 1),
      wall_s: round(wall),
      cpu_s: round(cpu),
      peak_rss_mb: Math.round(peakRss),
      disk_mb: disk === null ? null : round(disk / MEGABYTE, 1),
    };
    this.rows.push(figures);
    this.#onStage(figures);
  }
}

/** Runs every stage in order; returns the facts of the month and the ids of the runs. */
export async function runStages(table: StageTable): Promise<{ facts: MonthFacts; runs: string[] }> {
  const facts = await table.generate();
  const { tap, signaling, late } = facts;
  const all = tap.records + signaling.rows;
  await table.ingest('ingest TAP', 'tap', tap.records, tap.bytes);
  await table.ingest('ingest signaling', 'signaling', signaling.rows, signaling.bytes);
  const first = await table.settle('settle', 'agreements', all);
  const price = await table.settle('settle, price changed', 'agreements-price', all);
  const segments = await table.settle('settle, segments changed', 'agreements-segments', all);
  await table.ingest('ingest late TAP', 'late', late.records, late.bytes);
  const again = await table.settle('settle, late TAP', 'agreements', all + late.records);
  await table.diff(first.run_id, again.run_id);
  const runs = [first, price, segments, again].map(({ run_id }) => run_id);
  if (new Set(runs).size !== runs.length)
    throw new Error('two settlements of different inputs have one run id');
  return { facts, runs };
}
