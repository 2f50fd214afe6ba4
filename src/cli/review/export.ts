/** `roamsettle review export`: the queue of a run as a CSV to fill in and import. */

import { Command } from 'commander';
import { csvText } from '../../domain/csv.ts';
import { plural } from '../../domain/plural.ts';
import { readQueue } from '../../reviews/queue.ts';
import { ReviewWords } from '../../reviews/words.ts';
import { findRun, readRun } from '../../runs/read.ts';
import { print, withData, withJson } from '../context.ts';
import { writeNewFile } from '../new-file.ts';

interface Flags {
  readonly agreement?: string;
  readonly out: string;
  readonly data: string;
  readonly json?: boolean;
}

/** What a reviewer fills in stands first. */
const COLUMNS = [
  'agreement_id',
  'imsi',
  'decision',
  'reason',
  'at_stake',
  'charged_amount',
  'currency',
  'probability',
  'presence',
  'activity',
  'days_present',
  'days_observed',
  'tap_records',
  'signaling_events',
  'tac',
  'apns',
  'reasons',
  'decided',
] as const;

export function reviewExportCommand(): Command {
  const command = new Command('export')
    .description(
      'Write the queue of a run as CSV: fill in decision and reason, and give it to `review import`.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .requiredOption('--out <file>', 'the CSV')
    .option('--agreement <id>', 'of this agreement');
  return withJson(withData(command)).action(async (text: string, flags: Flags) => {
    const { data, out, agreement = null } = flags;
    const { runId, folder } = findRun(data, text);
    const { period } = readRun(data, runId);
    const { count, devices } = await readQueue({ folder, period, agreement }, new ReviewWords(data));
    const rows = devices.map((device) => {
      const row = { ...device, decision: '', reason: '', decided: device.decided?.decision ?? '' };
      return COLUMNS.map((column) => row[column]);
    });
    // What somebody has filled in already is not written over.
    await writeNewFile(out, csvText(COLUMNS, rows));
    print(
      flags,
      { run_id: runId, file: out, devices: count },
      () => `${count} ${plural(count, 'device')} in ${out}`,
    );
  });
}
