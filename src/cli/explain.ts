/** `roamsettle explain`: why this device is charged, reviewed or left alone, and what is behind it. */
import { Command } from 'commander';
import { behaviourOf } from '../findings/behaviour/behaviour.ts';
import { findRun } from '../runs/read.ts';
import { explainWhole } from '../trace/explain.ts';
import { type GlobalFlags, machineOf, parseLimit, print, withGlobalFlags } from './context.ts';
import { renderExplanation, type UnfoldedDevice } from './render/explain.ts';
import { withReader } from './run-folders.ts';

interface Flags extends GlobalFlags {
  readonly limit: number;
}

export function explainCommand(): Command {
  const command = new Command('explain')
    .description(
      'Show what a run knows of a device: its month day by day, what spoke for and against, its neighbours, its fees, the files behind it.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .argument('<imsi>', 'IMSI')
    .option('--limit <n>', 'most single events, and records, to show', parseLimit, 20);
  return withGlobalFlags(command).action(async (run: string, imsi: string, flags: Flags) => {
    const { data, limit } = flags;
    const request = { data, run: findRun(data, run), imsi, limit, machine: machineOf(flags) };
    const explanation = await explainWhole(request);
    const devices = await withReader(async (db) => {
      const unfolded: UnfoldedDevice[] = [];
      for (const one of explanation.devices) {
        const { agreement_id, evidence } = one;
        const behaviour = await behaviourOf(db, request.run.folder, { agreement_id, imsi, evidence });
        unfolded.push({ ...one, behaviour });
      }
      return unfolded;
    });
    const whole = { ...explanation, devices };
    print(flags, whole, () => renderExplanation(whole));
  });
}
