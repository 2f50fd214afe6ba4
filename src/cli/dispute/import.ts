/** `roamsettle dispute import`: a partner's list of devices and lines against an issued statement. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { importDispute } from '../../disputes/import.ts';
import { loadPartnerProfile } from '../../reconcile/partner-profile.ts';
import { findRun } from '../../runs/read.ts';
import { spillFolder } from '../../store/spill-folder.ts';
import { print, withData, withJson } from '../context.ts';
import { disputeText, parseDate, parseDays } from './text.ts';

interface Flags {
  readonly agreement: string;
  readonly profile?: string;
  readonly received: string;
  readonly days?: number;
  readonly data: string;
  readonly json?: boolean;
}

export function disputeImportCommand(): Command {
  const command = new Command('import')
    .description('Register a list of IMSIs or lines that a partner disputes, and what is left to pay.')
    .argument('<run>', 'issued run, by its id or the beginning of it')
    .argument('<file>', 'CSV of the partner')
    .requiredOption('--agreement <id>', 'whose statement is disputed')
    .requiredOption('--received <date>', 'day it was received, YYYY-MM-DD', parseDate)
    .option('--days <n>', 'days from then to the last day of our answer', parseDays)
    .option('--profile <file>', 'which columns are what (docs/disputes.md)');
  return withJson(withData(command)).action(async (run: string, file: string, flags: Flags) => {
    const { data, agreement, received, days } = flags;
    const profile = flags.profile === undefined ? null : await loadPartnerProfile(flags.profile);
    const spill = await spillFolder(join(tmpdir(), 'roamsettle-dispute-'));
    try {
      const { runId } = findRun(data, run);
      const request = {
        runId,
        agreementId: agreement,
        file,
        profile,
        received,
        days: days ?? null,
        spill: spill.path,
      };
      const dispute = await importDispute(data, request);
      print(flags, dispute, () => disputeText(dispute));
    } finally {
      await spill.remove();
    }
  });
}
