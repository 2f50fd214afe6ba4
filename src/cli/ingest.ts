/** `roamsettle ingest`: loads TAP and signaling files, each exactly once by content. */

import { Command, Option } from 'commander';
import { plural } from '../domain/plural.ts';
import type { AuditMode } from '../load/ingest.ts';
import type { IngestedFile } from '../load/ingested-file.ts';
import { runIngest } from '../pipeline.ts';
import { type GlobalFlags, machineOf, print, withGlobalFlags } from './context.ts';
import { progressBar } from './progress.ts';
import { problemText } from './render/problem.ts';

interface Flags extends GlobalFlags {
  readonly audit: AuditMode;
  readonly profile?: string;
}

export function ingestCommand(): Command {
  const command = new Command('ingest')
    .description('Find TAP and signaling files by content and load each exactly once.')
    .argument('<path...>', 'files or folders')
    .option('--profile <file>', 'mapping profile of other signaling shapes')
    .addOption(
      new Option('--audit <mode>', 'a TAP file whose audit disagrees: keep its money back, or only say so')
        .choices(['enforce', 'report'])
        .default('enforce'),
    );
  return withGlobalFlags(command).action(async (paths: string[], flags: Flags) => {
    const bar = progressBar('ingest');
    const files = await runIngest(machineOf(flags), paths, {
      audit: flags.audit,
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
      onFile: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop());
    print(flags, { files }, () => summaryOf(files));
    if (files.some((file) => file.status === 'refused' || file.status === 'quarantined'))
      process.exitCode = 1;
  });
}

/** Counts by status, and the place and reason of every file that did not load. */
export function summaryOf(files: readonly IngestedFile[]): string {
  const by = (status: string) => files.filter((file) => file.status === status);
  const records = by('loaded').reduce((sum, file) => sum + file.records, 0);
  const rejectedRows = files.reduce((sum, file) => sum + file.rejected_rows, 0);
  return [
    `${by('loaded').length} ${plural(by('loaded').length, 'file')} loaded (${records} records and events), ${by('duplicate').length} already there, ` +
      `${by('quarantined').length} quarantined, ${by('refused').length} refused; ${rejectedRows} malformed ${plural(rejectedRows, 'row')} kept aside.`,
    ...[...by('quarantined'), ...by('refused')].map((file) => problemText({ ...file, name: file.path })),
  ].join('\n');
}
