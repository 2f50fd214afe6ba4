/** `roamsettle demo`: the whole chain on a month made here. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { RoamsettleError } from '../errors.ts';
import { generateMonth } from '../generate/generate.ts';
import { runIngest, runSettle } from '../pipeline.ts';
import { writeReport } from '../report/write.ts';
import { runFolder } from '../runs/write.ts';
import { makeFolders } from '../store/folder.ts';
import { type GlobalFlags, print, withMachineFlags } from './context.ts';
import { parseCount } from './generate.ts';
import { summaryOf } from './ingest.ts';
import { clearStageLine, progressBar, stageLine } from './progress.ts';
import { settleText } from './settle.ts';

const PERIOD = '2026-10';
const SEED = 1;

interface Flags extends Omit<GlobalFlags, 'data'> {
  readonly devices: number;
  readonly records?: number;
  readonly events?: number;
  readonly out: string;
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description('Make a month, ingest, classify and settle it, and leave an HTML report.')
    .option('--devices <n>', 'devices', parseCount, 5000)
    .option('--records <n>', 'about so many TAP records', parseCount)
    .option('--events <n>', 'about so many signaling rows', parseCount)
    .option('--out <dir>', 'new folder for the month, the data folder and the report', './demo');
  return withMachineFlags(command).action(async (flags: Flags) => {
    const folder = freshFolder(flags.out);
    const month = join(folder, 'month');
    const machine = { workers: flags.workers, memory: flags.memory, data: join(folder, 'data') };
    const seconds: string[] = [];
    const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      seconds.push(`${stage} ${((performance.now() - start) / 1000).toFixed(1)} s`);
      return result;
    };
    const { records, events, devices } = flags;
    const bar = progressBar('generate');
    const made = await timed('generate', () =>
      generateMonth({
        devices,
        period: PERIOD,
        seed: SEED,
        out: month,
        ...(records === undefined ? {} : { records }),
        ...(events === undefined ? {} : { events }),
        onProgress: (done, total) => bar.update(done, total),
      }),
    ).finally(() => bar.stop());
    const ingestBar = progressBar('ingest');
    const files = await timed('ingest', () =>
      runIngest(machine, [join(month, 'tap'), join(month, 'signaling')], {
        audit: 'enforce',
        onFile: (done, total) => ingestBar.update(done, total),
      }),
    ).finally(() => ingestBar.stop());
    const result = await runSettle(machine, {
      period: PERIOD,
      agreements: join(month, 'agreements'),
      tacs: join(month, 'tacs.csv'),
      rates: join(month, 'rates.csv'),
      onStage: stageLine,
    }).finally(clearStageLine);
    for (const stage of result.stages) seconds.push(`${stage.stage} ${stage.seconds.toFixed(1)} s`);
    const report = join(folder, 'report');
    await timed('report', () =>
      writeReport(runFolder(machine.data, result.runId), report, ['json', 'csv', 'html', 'parquet']),
    );
    print(flags, { run_id: result.runId, report: join(report, 'report.html') }, () =>
      [
        `${made.devices} devices, ${made.records} TAP records, ${made.events} signaling rows`,
        summaryOf(files),
        settleText(result),
        `stages: ${seconds.join(', ')}`,
        `peak memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
        `report: ${join(report, 'report.html')}`,
      ].join('\n'),
    );
  });
}

/** `out` itself, or the first of `out-2`, `out-3` … that is not there yet: a demo never touches an earlier one. */
function freshFolder(out: string): string {
  for (let n = 1; n < 1000; n++) {
    const folder = n === 1 ? out : `${out}-${n}`;
    try {
      if (readdirSync(folder).length > 0) continue;
    } catch {
      makeFolder(folder);
    }
    return folder;
  }
  throw new RoamsettleError('OUTPUT_EXISTS', 'Delete the folders of earlier demos.');
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, { file: basename(folder) });
  }
}
