/** `roamsettle drift`: what moved from one month's run to the next. */
import { Command, InvalidArgumentError } from 'commander';
import { parsePeriod, previousPeriod } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { findDrift, movedDevices } from '../findings/drift/drift.ts';
import { THRESHOLDS } from '../findings/drift/psi.ts';
import { runOfMonth } from '../runs/month-run.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { writeNewFile } from './new-file.ts';
import { driftText, movedCsv } from './render/drift.ts';
import { withReader } from './run-folders.ts';

interface Flags {
  readonly period?: string;
  readonly agreement?: string;
  readonly moderate: number;
  readonly large: number;
  readonly csv?: string;
  readonly strict?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export function driftCommand(): Command {
  const command = new Command('drift')
    .description(
      'Hold two months against each other: shares, features, probabilities, labels, and decisions that changed.',
    )
    .argument('[from]', 'run id, or the beginning of it: the earlier month')
    .argument('[to]', 'run id, or the beginning of it')
    .option(
      '--period <YYYY-MM>',
      'this month against the one before, by the issued run of each, else the newest',
    )
    .option('--agreement <id>', 'of this agreement alone')
    .option('--moderate <psi>', 'population stability index of a moderate shift', psi, THRESHOLDS.moderate)
    .option('--large <psi>', 'of a large one', psi, THRESHOLDS.large)
    .option('--csv <file>', 'the devices whose decision changed, with their reasons; it holds IMSIs')
    .option('--strict', 'exit with 1 where there is an alarm');
  return withJson(withData(command)).action(
    async (from: string | undefined, to: string | undefined, flags: Flags) => {
      const { moderate, large, csv } = flags;
      if (large < moderate) throw new RoamsettleError('USAGE', '--large is at least --moderate.');
      const request = { thresholds: { moderate, large }, agreement: flags.agreement ?? null };
      const [old, now] = sidesOf(flags, from, to);
      const drift = await withReader(async (db) => {
        const found = await findDrift(db, old, now, request);
        if (csv !== undefined) await writeNewFile(csv, movedCsv(await movedDevices(db, old, now)));
        return found;
      });
      print(flags, drift, () => driftText(drift));
      if (flags.strict === true && drift.alarms.length > 0) process.exitCode = 1;
    },
  );
}

/** Two runs that are named, or those that stand for a month and the one before it. */
function sidesOf(flags: Flags, from: string | undefined, to: string | undefined) {
  const { data, period, agreement } = flags;
  if ((period === undefined) === (to === undefined) || (period !== undefined && from !== undefined))
    throw new RoamsettleError('USAGE', 'Name two runs, or a month by --period.');
  if (period === undefined) return [findRun(data, from!), findRun(data, to!)] as const;
  const { name } = parsePeriod(period);
  const runOf = (month: string) => findRun(data, runOfMonth(data, month, agreement ?? null));
  return [runOf(previousPeriod(name)), runOf(name)] as const;
}

function psi(text: string): number {
  if (!/^[0-9]{1,2}([.][0-9]{1,4})?$/.test(text))
    throw new InvalidArgumentError('a number like 0.1, of at most four decimals.');
  return Number(text);
}
