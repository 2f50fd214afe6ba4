/** `roamsettle tap check`: validates TAP files without loading them, and lists what TD.57 would return. */

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { csvText } from '../../domain/csv.ts';
import { plural } from '../../domain/plural.ts';
import { RoamsettleError } from '../../errors.ts';
import type { Finding, TapCheck } from '../../load/tap-check.ts';
import { runTapCheck } from '../../pipeline.ts';
import { printable } from '../../report/format.ts';
import { print, withWorkers } from '../context.ts';
import { progressBar } from '../progress.ts';

interface Flags {
  readonly json?: boolean;
  readonly csv?: string;
  readonly workers: number;
}

export function tapCheckCommand(): Command {
  const command = new Command('check')
    .description(
      'Check TAP files without loading them: decoding, audit, names, sequence; TD.57 errors and severities.',
    )
    .argument('<path...>', 'files or folders')
    .option('--csv <file>', 'write the findings as CSV too');
  return withWorkers(command).action(async (paths: string[], flags: Flags) => {
    const bar = progressBar('check');
    const result = await runTapCheck(paths, {
      workers: flags.workers,
      onFile: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop());
    if (flags.csv !== undefined) writeCsv(flags.csv, result.findings);
    print(flags, result, () => textOf(result));
    if (result.findings.some(({ severity }) => severity !== 'warning')) process.exitCode = 1;
  });
}

const COLUMNS = [
  'path',
  'severity',
  'code',
  'item',
  'error',
  'record_index',
  'byte_offset',
  'tag_path',
  'count',
  'detail',
] as const satisfies readonly (keyof Finding)[];

function writeCsv(path: string, findings: readonly Finding[]): void {
  const rows = findings.map((finding) => COLUMNS.map((column) => finding[column]));
  try {
    writeFileSync(path, csvText(COLUMNS, rows));
  } catch (error) {
    throw new RoamsettleError('OUTPUT_WRITE', (error as NodeJS.ErrnoException).code ?? '', {
      file: basename(path),
    });
  }
}

/** What the standard makes of the files, then every finding in two lines. */
function textOf({ files, findings }: TapCheck): string {
  const count = (result: string) => files.filter((file) => file.result === result).length;
  const by = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return [
    `${files.length} ${plural(files.length, 'file')}: ${count('accepted')} accepted, ${count('events_returned')} with events to return, ` +
      `${count('returned')} to return, ${count('copy')} copies, ${count('not_tap')} no TAP.`,
    `${by('fatal')} fatal, ${by('severe')} severe, ${by('warning')} ${plural(by('warning'), 'warning')}.`,
    ...findings.map(findingText),
  ].join('\n');
}

function findingText(finding: Finding): string {
  const { severity, path, code, item, error, record_index, byte_offset, tag_path, count, detail } = finding;
  const where = [
    ...(byte_offset === null ? [] : [`byte ${byte_offset}`]),
    ...(record_index === null ? [] : [`record ${record_index}`]),
    ...(tag_path === '' ? [] : [printable(tag_path)]),
  ].join(', ');
  const number = error === null ? '' : ` (TD.57 ${item} ${error})`;
  const times = count === 1 ? '' : ` ×${count}`;
  return `${severity} ${printable(path)}\n  ${code}${number}${times}${where === '' ? '' : ` at ${where}`}: ${printable(detail)}`;
}
