/** `roamsettle simulate`: past months under other agreements, side by side, without a run. */
import { Command } from 'commander';
import { RoamsettleError } from '../errors.ts';
import { runSimulate } from '../pipeline/simulate.ts';
import { simulationJson } from '../pipeline/simulation-json.ts';
import { type GlobalFlags, machineOf, print, withGlobalFlags } from './context.ts';
import { clearStageLine, stageLine } from './progress.ts';
import { renderSimulation } from './render/simulation.ts';

interface Flags extends GlobalFlags {
  readonly agreement: readonly string[];
  readonly among?: string;
  readonly period: string;
  readonly tacs?: string;
  readonly rates?: string;
  readonly lists?: string;
  readonly extendTerm?: boolean;
  readonly breakEven?: string;
  readonly target?: string;
}

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('What-if: settle past months under candidate agreements, side by side; no run is stored.')
    .requiredOption(
      '--agreement <path...>',
      'candidates: each a file, or a folder of agreements that hold together',
    )
    .requiredOption('--period <months>', 'YYYY-MM, or YYYY-MM..YYYY-MM')
    .option('--among <path>', 'the other agreements of the months (a file or folder), as `settle` takes them')
    .option('--tacs <file>', 'TAC catalogue (CSV)')
    .option('--rates <file>', 'rates (CSV)')
    .option('--lists <path>', 'what partners and reviewers say of devices: a CSV, or a folder of them')
    .option('--extend-term', 'settle months outside the term of a candidate too')
    .option(
      '--break-even <price>',
      'at which value of this price net meets the target: charges.access[0], or charges.usage[0].tiers[1]',
    )
    .option(
      '--target <what>',
      'tap_as_billed (default), an amount for all months together, or the file of a candidate',
    );
  return withGlobalFlags(command).action(async (flags: Flags) => {
    if (flags.target !== undefined && flags.breakEven === undefined)
      throw new RoamsettleError('USAGE', '--target needs --break-even.');
    const simulation = await runSimulate(machineOf(flags), {
      candidates: flags.agreement,
      among: flags.among ?? null,
      period: flags.period,
      tacs: flags.tacs ?? null,
      rates: flags.rates ?? null,
      lists: flags.lists ?? null,
      extendTerm: flags.extendTerm === true,
      breakEven: flags.breakEven ?? null,
      target: flags.target ?? 'tap_as_billed',
      onStage: stageLine,
    }).finally(clearStageLine);
    print(flags, simulationJson(simulation), () =>
      renderSimulation(simulation, process.stdout.isTTY === true),
    );
  });
}
