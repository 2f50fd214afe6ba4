/** One generated month, through the chain as anybody would run it, against its truth. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Evaluation, evaluateRun } from '../../src/evaluate/evaluate.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';
import { runFolder } from '../../src/runs/write.ts';
import { round } from '../speed.ts';
import { ablate } from './ablate.ts';
import type { Ablations } from './families.ts';
import { makeSecondMonth } from './second/make.ts';
import { type Cell, nameOf, secondWorld } from './worlds.ts';

export interface MeasureSettings {
  readonly devices: number;
  readonly folder: string;
  readonly workers: number;
  readonly memory: string;
  readonly ablate: boolean;
  readonly keep: boolean;
}

export interface Measured {
  readonly cell: Cell;
  readonly records: number;
  readonly events: number;
  /** Wall seconds by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly evaluation: Evaluation;
  /** By family of features that the model had to do without; null: not asked for, or no model. */
  readonly without: Ablations | null;
}

export async function measure(cell: Cell, settings: MeasureSettings): Promise<Measured> {
  const folder = join(settings.folder, nameOf(cell));
  mkdirSync(folder, { recursive: true });
  try {
    return await measureIn(folder, cell, settings);
  } finally {
    if (!settings.keep) rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, cell: Cell, settings: MeasureSettings): Promise<Measured> {
  const { devices, workers, memory } = settings;
  const month = join(folder, 'month');
  const machine = { data: join(folder, 'data'), workers, memory };
  const seconds: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    seconds[stage] = round((performance.now() - start) / 1000, 2);
    return result;
  };
  const { period, seed, machines, file } = cell;
  const second = secondWorld(cell);
  const asked = { devices, period, seed, machines, out: month };
  const made = await timed('generate', async () =>
    second === null
      ? await generateMonth({ ...asked, world: file })
      : makeSecondMonth({ ...asked, world: second }),
  );
  const feeds = ['tap', 'signaling']
    .map((name) => join(month, name))
    .filter((path) => readdirSync(path).length > 0);
  await timed('ingest', () => runIngest(machine, feeds, { audit: 'enforce' }));
  const { runId, stages } = await runSettle(machine, {
    period,
    agreements: join(month, 'agreements'),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
  });
  for (const stage of stages) seconds[stage.stage] = round(stage.seconds, 2);
  const run = runFolder(machine.data, runId);
  const truth = join(month, 'truth.csv');
  const evaluation = await timed('evaluate', () => evaluateRun(run, truth));
  const without = settings.ablate
    ? await timed('ablate', () =>
        ablate({
          data: machine.data,
          run,
          truth,
          tacs: join(month, 'tacs.csv'),
          scratch: join(folder, 'ablated'),
        }),
      )
    : null;
  return { cell, records: made.records, events: made.events, seconds, evaluation, without };
}
