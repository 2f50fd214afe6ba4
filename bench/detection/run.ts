/**
 * What the detector finds in generated months where no declaration binds, against their truth, beside plainer methods, and
 * whether the bounds of issue 6 hold. Worlds, seeds and shares of machines differ from those that it was tuned on.
 *
 *   npm run bench -- detection           five seeds × three mixes at 50,000 devices: an hour or two
 *     [--devices N] [--seeds N] [--mixes 0.15,0.40,0.70] [--worlds held|tuning|NAME,FILE,…] [--ablate]
 *     [--memory SIZE] [--workers N] [--folder DIR] [--keep] [--out FILE]
 *
 * Seed n is of world n in the order of their names. `--ablate` judges each month again without one family of features at
 * a time. The figures go to bench/results/detection.json and the curves to detection.svg beside it; `--out FILE` writes
 * FILE and the same name with .svg alone. Exit code 1: a bound does not hold.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machineFacts } from '../machine.ts';
import { BenchError } from '../native.ts';
import { strayFeatures } from './families.ts';
import { type Measured, type MeasureSettings, measure } from './measure.ts';
import { boundsOf, LEAST_ABLATED_PRECISION } from './must.ts';
import { plotDetection } from './plot.ts';
import { ablationTable, boundsTable, kindsTable, methodsTable, slicesTable, worstTable } from './tables.ts';
import { cellsOf, nameOf, worldFiles } from './worlds.ts';
import { fallen, type Worst, worstOf } from './worst.ts';

const RESULT = fileURLToPath(new URL('../results/detection.json', import.meta.url));
/** Points of a curve in the figures, the last included. */
const CURVE_POINTS = 100;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '50000' },
    seeds: { type: 'string', default: '5' },
    mixes: { type: 'string', default: '0.15,0.40,0.70' },
    worlds: { type: 'string', default: 'held' },
    ablate: { type: 'boolean', default: false },
    memory: { type: 'string', default: '4GB' },
    workers: { type: 'string', default: String(availableParallelism()) },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    out: { type: 'string', default: RESULT },
  },
});

const settings: MeasureSettings = {
  devices: whole('devices', values.devices),
  workers: whole('workers', values.workers),
  memory: values.memory,
  ablate: values.ablate,
  keep: values.keep,
  folder: mkdtempSync(join(values.folder, 'roamsettle-detection-')),
};
try {
  await main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  print(error.message);
  process.exitCode = 1;
} finally {
  if (!settings.keep) rmSync(settings.folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const stray = strayFeatures();
  if (stray.length > 0) throw new BenchError(`no family in bench/detection/families.ts: ${stray.join(', ')}`);
  const mixes = values.mixes.split(',').map((text) => share(text));
  const cells = cellsOf(worldFiles(values.worlds), whole('seeds', values.seeds), mixes);
  const measured: Measured[] = [];
  for (const [i, cell] of cells.entries()) {
    const one = await measure(cell, settings);
    measured.push(one);
    const seconds = Object.entries(one.seconds).map(([stage, time]) => `${stage} ${time}`);
    print(`${i + 1}/${cells.length} ${nameOf(cell)}: ${seconds.join(', ')} s`);
  }
  print('');
  print(boundsTable(measured));
  print('');
  print(slicesTable(measured));
  print('');
  print(methodsTable(measured));
  print('');
  print(kindsTable(measured));
  const isAblated = measured.some(({ without }) => without !== null);
  const worst = worstOf(measured);
  if (isAblated) print(`\n${ablationTable(measured)}\n\n${worstTable(worst)}`);
  const holds = measured.every(({ evaluation }) =>
    boundsOf(evaluation).every((bound) => bound.holds !== false),
  );
  const falls = fallen(worst);
  print('');
  print(holds ? 'every bound holds in every month' : 'a bound FAILS');
  if (isAblated)
    print(
      falls.length === 0
        ? `whatever family is left out, no slice of any month is below ${LEAST_ABLATED_PRECISION}`
        : `below ${LEAST_ABLATED_PRECISION}: ${falls.join('; ')}`,
    );
  writeFileSync(
    values.out,
    `${JSON.stringify(resultOf(measured, holds && falls.length === 0, worst))}
`,
  );
  writeFileSync(values.out.replace(/\.json$/, '.svg'), `${plotDetection(measured, settings.devices)}\n`);
  if (!holds || falls.length > 0) process.exitCode = 1;
}

function resultOf(measured: readonly Measured[], holds: boolean, worst: readonly Worst[]) {
  return {
    bench: 'detection',
    devices: settings.devices,
    holds,
    worst: worst.length === 0 ? undefined : worst,
    months: measured.map(({ cell, records, events, seconds, evaluation, without }) => ({
      ...cell,
      file: undefined,
      records,
      events,
      seconds,
      bounds: boundsOf(evaluation),
      ...evaluation,
      // By kind of the run alone.
      figures: evaluation.figures.filter(
        ({ method, slice }) => method === 'run' || !slice.startsWith('kind '),
      ),
      curve: thinned(evaluation.curve),
      without,
    })),
    machine: machineFacts(),
  };
}

function thinned<T>(points: readonly T[]): readonly T[] {
  const step = Math.ceil(points.length / CURVE_POINTS);
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name}: a whole number above 0`);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new BenchError(`--mixes: ${text} is no share between 0 and 1`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
