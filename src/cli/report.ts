/** `roamsettle report`: a run's statements and device list as files. */
import { Command, InvalidArgumentError } from 'commander';
import { isDate } from '../domain/period.ts';
import type { TermStatement } from '../domain/term-statement.ts';
import { RoamsettleError } from '../errors.ts';
import { pseudonymKey } from '../report/pseudonym-key.ts';
import { writeTermReport } from '../report/term/write.ts';
import { type ReportFormat, writeReport } from '../report/write.ts';
import { isIssued } from '../runs/issued.ts';
import { findRun } from '../runs/read.ts';
import { checkIssued, readingRun } from '../runs/reading.ts';
import { findTerm } from '../runs/term.ts';
import { print, withData, withJson } from './context.ts';

const FORMATS: readonly ReportFormat[] = ['json', 'csv', 'xlsx', 'html', 'pdf', 'parquet'];

const DEFAULT_FORMATS: ReportFormat[] = ['json', 'csv', 'html', 'parquet'];

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

/** Those of the flags; a term statement has no device list, and so no Parquet among what is written without being asked for. */
function termFormats(formats: readonly ReportFormat[]): readonly ReportFormat[] {
  return formats === DEFAULT_FORMATS ? formats.filter((format) => format !== 'parquet') : formats;
}

/** Throws USAGE for what is about devices or a date, STATEMENT_NOT_FOUND. */
function termOf(
  term: readonly TermStatement[],
  { agreement, pseudonyms, invoiceDate }: Flags,
): readonly TermStatement[] {
  if (pseudonyms === true || invoiceDate !== undefined)
    throw new RoamsettleError('USAGE', 'A term statement names no IMSI and has no date.');
  const asked = term.filter((one) => agreement === undefined || one.agreement.id === agreement);
  if (asked.length === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  return asked;
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
    .option(
      '--format <list>',
      'json, csv, xlsx, html, pdf, parquet; joined by commas',
      parseFormats,
      DEFAULT_FORMATS,
    )
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
    const term = findTerm(flags.data, run);
    if (term !== null) {
      const { files } = await writeTermReport(termOf(term, flags), flags.out, termFormats(flags.format));
      return print(flags, { files }, () => files.map((file) => `${flags.out}/${file}`).join('\n'));
    }
    const { runId, folder } = findRun(flags.data, run);
    await checkIssued(flags.data, runId);
    const result = await readingRun(folder, () =>
      writeReport(folder, flags.out, flags.format, {
        issued: isIssued(flags.data, runId),
        agreement: flags.agreement ?? null,
        pseudonyms:
          flags.pseudonyms === true
            ? { key: pseudonymKey(flags.data), shuffled: flags.shuffle === true }
            : null,
        invoiceDate: flags.invoiceDate ?? null,
      }),
    );
    print(flags, result, () => result.files.map((file) => `${flags.out}/${file}`).join('\n'));
  });
}
