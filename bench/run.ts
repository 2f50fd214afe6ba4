/**
 * The bench of the whole chain at any size: a table of its stages, and ratios against a C decoder, DuckDB's own reader
 * and the detour by CSV text. What is equal is shown equal before it is timed.
 *
 *   npm run bench                        a small one, some minutes
 *   npm run bench -- --scale 300m        by hand; also 3m, 30m, or any number of records
 *     [--memory SIZE] [--workers N] [--signaling parquet|csv] [--file-mb N] [--devices N] [--seed N]
 *     [--no-ratios] [--ratio-records N] [--folder DIR] [--keep] [--out FILE]
 *
 * N records are one third TAP and two thirds signaling of N/300 IMSIs (10,000 at least). `--folder` holds the month and
 * the database while the bench runs (about 120 bytes a record; the folder of temporary files by default); `--keep`
 * leaves them there. With `--scale` the figures go to bench/results/scale-<n>.json and the picture of all such results
 * to bench/results/scale.svg; `--out FILE` writes the figures there alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machineFacts } from './machine.ts';
import { BenchError, gccVersion } from './native.ts';
import { plotResults, shortCount } from './scale/plot.ts';
import { compare, type Ratios, type Side } from './scale/ratios.ts';
import { type BenchSettings, runStages, type StageFigures, StageTable } from './scale/stages.ts';
import { round } from './speed.ts';

const SMALL = '900k';
const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));
/** TAP records that the ratios are taken over at most: the detour writes about 240 bytes of text for each. */
const RATIO_RECORDS = '10m';

const { values } = parseArgs({
  options: {
    scale: { type: 'string' },
    memory: { type: 'string', default: '4GB' },
    workers: { type: 'string', default: String(availableParallelism()) },
    signaling: { type: 'string', default: 'parquet' },
    'file-mb': { type: 'string', default: '30' },
    devices: { type: 'string' },
    seed: { type: 'string', default: '7' },
    'no-ratios': { type: 'boolean', default: false },
    'ratio-records': { type: 'string', default: RATIO_RECORDS },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const records = countOf(values.scale ?? SMALL);
const settings: BenchSettings = {
  records,
  ...(values.devices === undefined ? {} : { devices: values.devices }),
  seed: values.seed,
  signaling: values.signaling,
  fileMb: values['file-mb'],
  memory: values.memory,
  workers: values.workers,
  folder: mkdtempSync(join(values.folder, 'roamsettle-scale-')),
};
try {
  await main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  if (!values.keep) rmSync(settings.folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const loadBefore = loadavg();
  // Said at once, not after the stages.
  if (!values['no-ratios']) gccVersion();
  print(
    `${records} records, ${settings.workers} workers, memory ${settings.memory}, signaling as ${settings.signaling}`,
  );
  print(tableLine(['stage', 'rows', 'rows/s', 'MB/s', 'wall s', 'CPU s', 'peak MB', 'disk MB']));
  const table = new StageTable(settings, (figures) => print(figuresLine(figures)));
  const { facts, runs } = await runStages(table);
  const { tap, signaling, devices } = facts;
  const ratios = values['no-ratios']
    ? null
    : await compare(
        settings,
        join(table.month, 'tap'),
        tap.bytes / tap.records,
        countOf(values['ratio-records']),
      );
  if (ratios !== null) printRatios(ratios);
  const result = {
    bench: 'scale',
    records,
    devices,
    seed: Number(settings.seed),
    workers: Number(settings.workers),
    memory: settings.memory,
    signaling_form: settings.signaling,
    tap,
    signaling,
    runs,
    stages: table.rows,
    ratios,
    machine: machineFacts(),
    /** Of 1, 5 and 15 minutes: far above the workers means that wall times say little. */
    load_average: {
      before: loadBefore.map((load) => round(load, 1)),
      after: loadavg().map((load) => round(load, 1)),
    },
  };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (values.out !== undefined) writeFileSync(values.out, text);
  else if (values.scale !== undefined) {
    writeFileSync(join(RESULTS, `scale-${shortCount(records)}.json`), text);
    writeFileSync(join(RESULTS, 'scale.svg'), `${plotResults(RESULTS)}\n`);
  }
}

/** 3m, 900k or a plain number. */
function countOf(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text}: a number of records like 3000000, 900k or 3m`);
  return Math.round(Number(number) * { '': 1, k: 1e3, m: 1e6 }[unit!.toLowerCase() as '' | 'k' | 'm']);
}

function printRatios(ratios: Ratios): void {
  print('');
  print(
    `results are equal: sums of ${ratios.files} files, ${ratios.records} records; columns of the first, sha256 ${ratios.columns_sha256}; rows against the detour, ${ratios.rows_digest}`,
  );
  print(`${ratios.mb} MB of TAP, ${ratios.workers} workers or threads`);
  print(tableLine(['', 'wall s', 'CPU s', 'M rows/s', 'MB/s']));
  const side = (name: string, { wall_s, cpu_s }: Side) => {
    const cells = [
      wall_s.toFixed(2),
      cpu_s.toFixed(2),
      (ratios.records / wall_s / 1e6).toFixed(2),
      (ratios.mb / wall_s).toFixed(0),
    ];
    print(tableLine([name, ...cells]));
  };
  side('C decoder', ratios.native);
  side('our decoder', ratios.decode);
  side('TAP to DuckDB (ingest)', ratios.ingest);
  side('Parquet to DuckDB', ratios.read_parquet);
  side('detour by CSV', ratios.csv_detour);
  print(tableLine(['yardstick ÷ ours', 'wall', 'CPU']));
  for (const [name, { wall, cpu }] of [
    ['decode to C decoder', ratios.decode_to_native],
    ['ingest to C decoder', ratios.ingest_to_native],
    ['ingest to Parquet', ratios.ingest_to_parquet],
    ['ingest to detour', ratios.ingest_to_detour],
  ] as const)
    print(tableLine([name, wall.toFixed(2), cpu.toFixed(2)]));
}

function figuresLine(row: StageFigures): string {
  return tableLine([
    row.stage,
    String(row.rows),
    String(row.rows_per_second),
    row.mb_per_second === null ? '' : row.mb_per_second.toFixed(1),
    row.wall_s.toFixed(2),
    row.cpu_s.toFixed(2),
    String(row.peak_rss_mb),
    row.disk_mb === null ? '' : row.disk_mb.toFixed(1),
  ]);
}

function tableLine([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(26)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
