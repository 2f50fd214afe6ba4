/** `roamsettle report`: a run's statements and device list as files. */
import { Command, InvalidArgumentError } from 'commander';
import { type ReportFormat, writeReport } from '../report/write.ts';
import { isIssued } from '../runs/issued.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';

const FORMATS: readonly ReportFormat[] = ['json', 'csv', 'xlsx', 'html', 'parquet'];

function parseFormats(text: string): ReportFormat[] {
  return text.split(',').map((word) => {
    const format = FORMATS.find((name) => name === word.trim());
    if (format === undefined) throw new InvalidArgumentError(`formats are ${FORMATS.join(', ')}.`);
    return format;
  });
}

export function reportCommand(): Command {
  const command = new Command('report')
    .description('Write statements, device list, lines and bridge of a run.')
    .argument('<run>', 'run id, or the beginning of it')
    .requiredOption('--out <dir>', 'new folder')
    .option('--format <list>', 'json, csv, html, parquet; joined by commas', parseFormats, [
      'json',
      'csv',
      'html',
      'parquet',
    ] as ReportFormat[]);
  return withJson(withData(command)).action(
    async (run: string, flags: { out: string; format: ReportFormat[]; data: string; json?: boolean }) => {
      const { runId, folder } = findRun(flags.data, run);
      const result = await writeReport(folder, flags.out, flags.format, isIssued(flags.data, runId));
      print(flags, result, () => result.files.map((file) => `${flags.out}/${file}`).join('\n'));
    },
  );
}
