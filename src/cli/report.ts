/** `roamsettle report`: a run's statements and device list as files. */
import { Command, InvalidArgumentError } from 'commander';
import { isDate } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { pseudonymKey } from '../report/pseudonym-key.ts';
import { type ReportFormat, writeReport } from '../report/write.ts';
import { isIssued } from '../runs/issued.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';

const FORMATS: readonly ReportFormat[] = ['json', 'csv', 'xlsx', 'html', 'pdf', 'parquet'];

function parseFormats(text: string): ReportFormat[] {
  return text.split(',').map((word) => {
    const format = FORMATS.find((name) => name === word.trim());
    if (format === undefined) throw new InvalidArgumentError(`formats are ${FORMATS.join(', ')}.`);
    return format;
  });
}

function parseDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('a date like 2026-11-05.');
  return text;
}

interface Flags {
  readonly out: string;
  readonly format: ReportFormat[];
  readonly agreement?: string;
  readonly pseudonyms?: boolean;
  readonly shuffle?: boolean;
  readonly invoiceDate?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function reportCommand(): Command {
  const command = new Command('report')
    .description(
      'Write statements, device list and BCE-style reports (DDR, UDR, BSR, charging document) of a run.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .requiredOption('--out <dir>', 'new folder')
    .option('--format <list>', 'json, csv, xlsx, html, pdf, parquet; joined by commas', parseFormats, [
      'json',
      'csv',
      'html',
      'parquet',
    ] as ReportFormat[])
    .option('--agreement <id>', 'of this agreement alone, as its partner may see it')
    .option('--pseudonyms', 'keyed pseudonyms instead of IMSIs; the key stays in the data folder')
    .option(
      '--shuffle',
      'with --pseudonyms: rows in the order of the pseudonyms, which tells nothing of the IMSIs',
    )
    .option('--invoice-date <date>', 'YYYY-MM-DD: what is due by when is counted from it', parseDate);
  return withJson(withData(command)).action(async (run: string, flags: Flags) => {
    if (flags.shuffle === true && flags.pseudonyms !== true)
      throw new RoamsettleError('USAGE', '--shuffle needs --pseudonyms.');
    const { runId, folder } = findRun(flags.data, run);
    const result = await writeReport(folder, flags.out, flags.format, {
      issued: isIssued(flags.data, runId),
      agreement: flags.agreement ?? null,
      pseudonyms:
        flags.pseudonyms === true
          ? { key: pseudonymKey(flags.data), shuffled: flags.shuffle === true }
          : null,
      invoiceDate: flags.invoiceDate ?? null,
    });
    print(flags, result, () => result.files.map((file) => `${flags.out}/${file}`).join('\n'));
  });
}
