/**
 * The bench of the features alone: all features of N signaling events from our storage, against the same in plain SQL over
 * the events in the order of time. What both say of the devices is shown equal before it is timed.
 *
 *   npm run bench:features -- [--rows 100m] [--devices N] [--memory SIZE] [--workers N] [--folder DIR] [--keep] [--out FILE]
 *
 * N/100 devices (1 million at 100 million rows). Our time is that of the stage `features` of a first settlement: reading,
 * computing and writing the period store. The figures go to `--out`, else to bench/results/features-<n>.json.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machineFacts } from './machine.ts';
import { BenchError } from './native.ts';
import { type Measured, measure, measureCli } from './scale/measure.ts';
import { writePapers } from './scale/papers.ts';
import { shortCount } from './scale/plot.ts';
import { writeSignalingFiles } from './scale/signaling-files.ts';
import { PERIOD, scaleOf, signalingRows } from './scale/world.ts';
import { round } from './speed.ts';

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));
const ROWS_PER_DEVICE = 100;
/** Of a month's records two thirds are signaling; here the others are not made. */
const RECORDS_OF_ROW = 1.5;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1m' },
    devices: { type: 'string' },
    memory: { type: 'string', default: '4GB' },
    workers: { type: 'string', default: String(availableParallelism()) },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

interface Compared {
  readonly plain_devices: string;
  readonly our_devices: string;
  readonly plain_digest: string;
  readonly our_digest: string;
}

const rows = Number(values.rows.replace(/k$/i, 'e3').replace(/m$/i, 'e6'));
const folder = mkdtempSync(join(values.folder, 'roamsettle-features-'));
try {
  await main();
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const month = join(folder, 'month');
  const data = join(folder, 'data');
  const { memory, workers } = values;
  const scale = scaleOf(
    rows * RECORDS_OF_ROW,
    7,
    Number(values.devices ?? Math.ceil(rows / ROWS_PER_DEVICE)),
  );
  print(`${signalingRows(scale)} events of ${scale.devices} devices, memory ${memory}`);
  const threads = Number(workers);
  await writeSignalingFiles(scale, join(month, 'signaling'), 'parquet', { threads, memory, spill: folder });
  writePapers(month);
  const machine = ['--data', data, '--workers', workers, '--memory', memory];
  await measureCli(['ingest', join(month, 'signaling'), ...machine]);
  const papers = ['--agreements', join(month, 'agreements'), '--tacs', join(month, 'tacs.csv')];
  const { measured } = await measureCli(['settle', '--period', PERIOD, ...papers, ...machine]);
  const ours = stageOf(measured, 'features');
  const [store = ''] = readdirSync(join(data, 'periods')).filter((name) => name.endsWith('.duckdb'));
  const child = await measure([
    'bench/scale/features-child.ts',
    ...[join(data, 'roamsettle.duckdb'), join(data, 'periods', store), folder, workers, memory],
  ]);
  const compared = JSON.parse(child.stdout) as Compared;
  if (compared.our_digest !== compared.plain_digest)
    throw new BenchError(`results differ: ${JSON.stringify(compared)}`);
  print(`results are equal: ${compared.our_devices} devices, digest ${compared.our_digest}`);
  const plain = stageOf(child, 'plain');
  const ratio = { wall: round(plain.wall_s / ours.wall_s), cpu: round(plain.cpu_s / ours.cpu_s) };
  for (const [name, { wall_s, cpu_s, peak_rss_mb }] of Object.entries({ features: ours, 'plain SQL': plain }))
    print(`${name.padEnd(12)}${wall_s} s wall, ${cpu_s} s CPU, peak ${peak_rss_mb} MB`);
  print(`plain ÷ ours ${ratio.wall} wall, ${ratio.cpu} CPU`);
  const result = {
    bench: 'features',
    rows: signalingRows(scale),
    devices: scale.devices,
    workers: threads,
    memory,
    features: ours,
    plain,
    ratio,
    machine: machineFacts(),
  };
  const path = values.out ?? join(RESULTS, `features-${shortCount(rows)}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
}

function stageOf({ stages }: Measured, name: string) {
  const found = stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return { wall_s: round(found.wall), cpu_s: round(found.cpu), peak_rss_mb: Math.round(found.peakRss) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
