/** `roamsettle reconcile`: a partner's rows against a run. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { plural } from '../domain/plural.ts';
import { loadPartnerProfile } from '../reconcile/partner-profile.ts';
import { type ClassTotal, reconcile } from '../reconcile/reconcile.ts';
import { findRun } from '../runs/read.ts';
import { readingRun } from '../runs/reading.ts';
import { spillFolder } from '../store/spill-folder.ts';
import { print, withData, withJson } from './context.ts';
import { oneAgreement } from './run-folders.ts';

interface Flags {
  readonly profile: string;
  readonly agreement?: string;
  readonly out?: string;
  readonly amountTolerance: string;
  readonly quantityTolerance: string;
  readonly percentTolerance: string;
  readonly data: string;
  readonly json?: boolean;
}

export function reconcileCommand(): Command {
  const command = new Command('reconcile')
    .description("Compare a partner's settlement or usage rows (CSV) with a run, from both sides.")
    .argument('<run>', 'run id, or the beginning of it')
    .argument('<file>', 'CSV of the partner')
    .requiredOption('--profile <file>', 'which columns are what (docs/reconcile.md)')
    .option('--agreement <id>', 'of this agreement; needed where the run has several')
    .option('--out <file>', 'all rows that do not match, as CSV')
    .option('--amount-tolerance <amount>', "in the statement's currency", decimal, '0')
    .option('--quantity-tolerance <units>', 'in base units', decimal, '0')
    .option('--percent-tolerance <percent>', 'of the larger side', percent, '0');
  return withJson(withData(command)).action(async (run: string, file: string, flags: Flags) => {
    const { folder, runId } = findRun(flags.data, run);
    const agreement = oneAgreement(flags, runId);
    const profile = await loadPartnerProfile(flags.profile);
    const spill = await spillFolder(join(tmpdir(), 'roamsettle-reconcile-'));
    try {
      const { by, classes, imsis } = await readingRun(folder, () =>
        reconcile({
          runDir: folder,
          agreement,
          file,
          profile,
          tolerances: {
            amount: flags.amountTolerance,
            quantity: flags.quantityTolerance,
            percent: flags.percentTolerance,
          },
          out: flags.out ?? null,
          spill: spill.path,
        }),
      );
      const rows = classes.map((total) => ({
        ...total,
        rows: Number(total.rows),
        imsis: Number(total.imsis),
      }));
      print(flags, { run_id: runId, agreement_id: agreement, by, classes: rows, imsis }, () =>
        [
          `${agreement}, by ${by.join(', ')}`,
          ...classes.map(classText),
          ...(imsis === null
            ? []
            : [
                `IMSIs: ${imsis.both} on both sides, ${imsis.only_ours} only ours, ${imsis.only_theirs} only theirs`,
              ]),
        ].join('\n'),
      );
      if (classes.some((total) => total.class !== 'matched')) process.exitCode = 1;
    } finally {
      await spill.remove();
    }
  });
}

function classText(total: ClassTotal): string {
  const { rows, our_quantity, their_quantity, our_amount, their_amount } = total;
  return `${total.class.padEnd(11)} ${rows} ${plural(rows, 'row')}; ours ${our_quantity} units, ${our_amount}; theirs ${their_quantity} units, ${their_amount}`;
}

function decimal(text: string): string {
  if (!/^[0-9]{1,15}([.][0-9]{1,9})?$/.test(text))
    throw new InvalidArgumentError('It is a decimal like 0.05.');
  return text;
}

function percent(text: string): string {
  if (!/^[0-9]{1,3}([.][0-9]{1,2})?$/.test(text))
    throw new InvalidArgumentError('It is a percentage like 0.5.');
  return text;
}
