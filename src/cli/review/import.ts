/** `roamsettle review import`: decisions of a CSV, such as `review export` writes. */
import { Command } from 'commander';
import { readDecisions } from '../../reviews/decide.ts';
import { findRun } from '../../runs/read.ts';
import { type KeepFlags, keepReview, withKeepFlags } from './keep.ts';

export function reviewImportCommand(): Command {
  const command = new Command('import')
    .description(
      'Keep the decisions of a CSV with the columns imsi, decision and reason, all of them or none.',
    )
    .argument('<run>', 'run id, or the beginning of it: what the decisions are made upon')
    .argument('<file>', 'CSV; rows without a decision are left out');
  return withKeepFlags(command).action(async (text: string, file: string, flags: KeepFlags) => {
    await keepReview(flags, { run: findRun(flags.data, text), wanted: await readDecisions(file) });
  });
}
