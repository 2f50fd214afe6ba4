/** `roamsettle ingest`: loads TAP and signaling files, each exactly once by content. */
import { Command, Option } from 'commander';
import { RoamsettleError } from '../errors.ts';
import type { AuditMode, IngestedFile } from '../load/ingest.ts';
import { runIngest } from '../pipeline.ts';
import { type GlobalFlags, machineOf, print, withGlobalFlags } from './context.ts';
import { progressBar } from './progress.ts';
import { renderTable } from './render/table.ts';

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
    if (flags.profile !== undefined) throw new RoamsettleError('PROFILE_UNSUPPORTED');
    const bar = progressBar('ingest');
    const files = await runIngest(machineOf(flags), paths, {
      audit: flags.audit,
      onFile: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop());
    print(flags, { files }, () => summaryOf(files));
    if (files.some((file) => file.status === 'refused' || file.status === 'quarantined'))
      process.exitCode = 1;
  });
}

/** Counts by status, and one row for every file that did not load. */
export function summaryOf(files: readonly IngestedFile[]): string {
  const by = (status: string) => files.filter((file) => file.status === status);
  const records = by('loaded').reduce((sum, file) => sum + file.records, 0);
  const rejectedRows = files.reduce((sum, file) => sum + file.rejected_rows, 0);
  const lines = [
    `${by('loaded').length} files loaded (${records} records and events), ${by('duplicate').length} already there, ` +
      `${by('quarantined').length} quarantined, ${by('refused').length} refused; ${rejectedRows} malformed rows kept aside.`,
  ];
  const bad = [...by('quarantined'), ...by('refused')];
  if (bad.length > 0) {
    const rows = bad.map((file) => [
      file.path,
      file.status,
      file.code ?? '',
      String(file.byte_offset ?? ''),
      file.tag_path ?? '',
      file.detail ?? '',
    ]);
    lines.push(
      renderTable(['file', 'status', 'code', 'byte', 'at', 'detail'], rows, [
        'left',
        'left',
        'left',
        'right',
        'left',
        'left',
      ]),
    );
  }
  return lines.join('\n');
}
