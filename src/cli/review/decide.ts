/** `roamsettle review decide`: what a person decides of devices, over the model. */
import { Command, Option } from 'commander';
import { findRun } from '../../runs/read.ts';
import type { ReviewWord } from '../../runs/reviews.ts';
import { type KeepFlags, keepReview, withKeepFlags } from './keep.ts';

interface Flags extends KeepFlags {
  readonly decision: ReviewWord;
  readonly reason: string;
  readonly agreement?: string;
}

export function reviewDecideCommand(): Command {
  const command = new Command('decide')
    .description(
      'Decide devices of a run over the model, from its month on; it learns from them. Kept for good, and audited.',
    )
    .argument('<run>', 'run id, or the beginning of it: what the decision is made upon')
    .argument('<imsi...>', 'IMSIs')
    .addOption(
      new Option('--decision <word>', 'what becomes of them')
        .choices(['charge', 'ignore'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why')
    .option('--agreement <id>', 'under this agreement alone');
  return withKeepFlags(command).action(async (text: string, imsis: string[], flags: Flags) => {
    const { decision, reason, agreement = '', data } = flags;
    const wanted = imsis.map((imsi, i) => ({
      imsi,
      decision,
      reason,
      agreement,
      place: {},
      name: `IMSI ${i + 1} of the command`,
    }));
    await keepReview(flags, { run: findRun(data, text), wanted });
  });
}
