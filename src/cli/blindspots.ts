/** `roamsettle blindspots`: how much silence and absence may be an outage. */
import { Command, InvalidArgumentError } from 'commander';
import { BLIND_RULES, findBlindSpots } from '../findings/blind/blind-spots.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { blindSpotsText } from './render/blind-spots.ts';
import { withReader } from './run-folders.ts';

interface Flags {
  readonly agreement?: string;
  readonly thin: number;
  readonly data: string;
  readonly json?: boolean;
}

export function blindspotsCommand(): Command {
  const command = new Command('blindspots')
    .description(
      'Show what the feeds of a run have missed, which devices hang on it, and bounds on silent devices and fees.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .option('--agreement <id>', 'of this agreement alone')
    .option(
      '--thin <percent>',
      'a day is thin for an interface with less of its median',
      percent,
      BLIND_RULES.thinPercent,
    );
  return withJson(withData(command)).action(async (run: string, flags: Flags) => {
    const found = findRun(flags.data, run);
    const rules = { thinPercent: flags.thin, agreement: flags.agreement ?? null };
    const spots = await withReader((db) => findBlindSpots(db, found, rules));
    print(flags, spots, () => blindSpotsText(spots));
  });
}

function percent(text: string): number {
  if (!/^(0|[1-9][0-9]?|100)$/.test(text)) throw new InvalidArgumentError('a whole number from 0 to 100.');
  return Number(text);
}
