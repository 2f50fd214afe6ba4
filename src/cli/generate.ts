/** `roamsettle generate`: a deterministic month with truth. */
import { Command, InvalidArgumentError } from 'commander';
import { generateMonth } from '../generate/generate.ts';
import { WORLD_TEMPLATE } from '../generate/world-template.ts';
import { print, withJson } from './context.ts';
import { progressBar } from './progress.ts';

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('a whole number.');
  return count;
}

interface Flags {
  readonly devices: number;
  readonly period: string;
  readonly seed: number;
  readonly out: string;
  readonly records?: number;
  readonly events?: number;
  readonly world?: string;
  readonly machines?: number;
  readonly json?: boolean;
}

export function generateCommand(): Command {
  const command = new Command('generate')
    .description('Make a month of TAP and signaling files, with agreements, TACs, rates and the truth.')
    .requiredOption('--devices <n>', 'devices', parseCount)
    .requiredOption('--period <YYYY-MM>', 'month')
    .requiredOption('--out <dir>', 'new folder')
    .option('--seed <n>', 'same seed, same bytes', parseCount, 1)
    .option('--world <file>', 'YAML or JSON: what the world is like; `generate --help` lists its keys')
    .option('--machines <share>', 'share of machines, 0 to 1, in place of what the world says', Number)
    .option('--records <n>', 'about so many TAP records', parseCount)
    .option('--events <n>', 'about so many signaling rows', parseCount)
    .addHelpText('after', `\n${WORLD_TEMPLATE}`);
  return withJson(command).action(async (flags: Flags) => {
    const { json, ...options } = flags;
    const bar = progressBar('generate');
    const made = await generateMonth({
      ...options,
      onProgress: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop());
    print(
      { json: json === true },
      made,
      () =>
        `${made.devices} devices, ${made.records} TAP records, ${made.events} signaling rows in ${flags.out}`,
    );
  });
}
