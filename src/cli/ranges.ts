/** `roamsettle ranges`: what charged but undeclared devices share, for the next amendment. */
import { Command, InvalidArgumentError } from 'commander';
import { keptAgreements } from '../findings/kept-agreements.ts';
import { findRanges, RANGE_RULES } from '../findings/ranges/ranges.ts';
import { readRunInputs } from '../runs/identity.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { writeNewFile } from './new-file.ts';
import { proposalCsv, proposalYaml, rangesText } from './render/ranges.ts';
import { oneAgreement, withReader } from './run-folders.ts';

interface Flags {
  readonly agreement?: string;
  readonly leastDevices: number;
  readonly leastShare: number;
  readonly staleShare: number;
  readonly csv?: string;
  readonly yaml?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function rangesCommand(): Command {
  const { leastDevices, leastShare, staleShare } = RANGE_RULES;
  const command = new Command('ranges')
    .description(
      'Find IMSI blocks, APNs and TACs that charged but undeclared devices share, and declared ones that are stale.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .option('--agreement <id>', 'of this agreement; --csv and --yaml need it where the run has several')
    .option(
      '--least-devices <n>',
      'newly found devices that a proposal has, and adds to those before it',
      count,
      leastDevices,
    )
    .option(
      '--least-share <share>',
      'lower end of the 95 % interval of the share of machines in a proposal',
      share,
      leastShare,
    )
    .option(
      '--stale-share <share>',
      'what is declared is stale where the upper end is below it',
      share,
      staleShare,
    )
    .option('--csv <file>', 'the proposals as the sheet of an annex, which `declare` reads')
    .option('--yaml <file>', 'the `declared` block with them, which `check` accepts');
  return withJson(withData(command)).action(async (run: string, flags: Flags) => {
    const found = findRun(flags.data, run);
    const written = flags.csv !== undefined || flags.yaml !== undefined;
    const agreement = written ? oneAgreement(flags, found.runId) : (flags.agreement ?? null);
    const ranges = await withReader((db) => findRanges(db, found, { ...flags, agreement }));
    const [first] = ranges.agreements;
    if (flags.csv !== undefined) await writeNewFile(flags.csv, proposalCsv(first!));
    if (flags.yaml !== undefined) {
      const kept = keptAgreements(found.folder, readRunInputs(found.folder));
      const own = kept.find(({ id }) => id === agreement);
      await writeNewFile(flags.yaml, proposalYaml(ranges, first!, own!));
    }
    print(flags, ranges, () => rangesText(ranges));
  });
}

function count(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number from 1.');
  return Number(text);
}

function share(text: string): number {
  if (!/^(0([.][0-9]{1,4})?|1([.]0{1,4})?)$/.test(text))
    throw new InvalidArgumentError('a share from 0 to 1, of at most four decimals.');
  return Number(text);
}
