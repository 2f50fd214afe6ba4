/** Writes the report of a finished run, from its run folder alone: the operator's, or a copy for the partner. */
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { makeFolders } from '../store/folder.ts';
import { type SpillFolder, spillFolder } from '../store/spill-folder.ts';
import { hasInvoice } from './invoice.ts';
import { DEVICES, type RunFolder, readRunFolder } from './read-run.ts';
import { type ReportCopy, ReportTables } from './tables.ts';
import { writeWorkbook } from './xlsx/workbook.ts';

export type ReportFormat = 'json' | 'csv' | 'xlsx' | 'html' | 'pdf' | 'parquet';

/** Marks a folder as ours, so that a report can be written again and a folder of somebody else is left alone. */
const MARK = 'report.json';
/** Stands in the folder until every file is whole: tables are written row by row. */
const UNFINISHED = 'UNFINISHED';
const WORKBOOK = 'report.xlsx';

const DIGESTS = 'digests.json';
const WHOLE: ReportCopy = { issued: false, agreement: null, pseudonyms: null, invoiceDate: null };

interface Report {
  /** With the statements of the copy alone. */
  readonly run: RunFolder;
  readonly copy: ReportCopy;
  readonly runDir: string;
  readonly out: string;
  /** Opened for the first format that needs them. */
  readonly tables: () => Promise<ReportTables>;
}

type Writer = (report: Report) => Promise<string[]>;

const WRITERS: Readonly<Record<ReportFormat, Writer>> = {
  json: async ({ run, runDir, out, tables }) => {
    for (const { file, statement } of run.statements) {
      if (run.issued) await writeFile(join(out, file), `${JSON.stringify(statement, null, 2)}\n`);
      else await copyFile(join(runDir, file), join(out, file));
    }
    return [...run.statements.map(({ file }) => file), ...(await (await tables()).write('json', out))];
  },
  csv: async ({ out, tables }) => (await tables()).write('csv', out),
  parquet: async ({ copy, runDir, out, tables }) => {
    if (!isWhole(copy)) return (await tables()).write('parquet', out);
    await copyFile(join(runDir, DEVICES), join(out, DEVICES));
    return [DEVICES, ...(await (await tables()).write('parquet', out, ['devices']))];
  },
  xlsx: async ({ out, tables }) => {
    await writeWorkbook(join(out, WORKBOOK), (await tables()).sheets());
    return [WORKBOOK];
  },
  html: async ({ run, copy, out }) => {
    // The charts take a third of a second to load: only who asks for the page pays for them.
    const { renderPage } = await import('./html/page.ts');
    const statements = run.statements.map(({ statement }) => statement);
    await writeFile(join(out, 'report.html'), renderPage(statements, copy.invoiceDate));
    return ['report.html'];
  },
  pdf: async ({ run, copy, out }) => {
    const { renderPdf } = await import('./pdf/document.ts');
    const statements = run.statements.map(({ statement }) => statement);
    await writeFile(join(out, 'report.pdf'), await renderPdf(statements, copy.invoiceDate));
    return ['report.pdf'];
  },
};

const isWhole = ({ agreement, pseudonyms }: ReportCopy) => agreement === null && pseudonyms === null;

/**
 * Writes `formats` of the run in `runDir` (`DATA/runs/<run id>`) into the folder `out`, which is made if need be. `asked`
 * says whether the run is issued, of which agreement, whether under pseudonyms, and with which date; `digests.json` then tells the device list of the copy from the
 * run's. The same run and copy give the same bytes. `files`: the names written, sorted, `report.json` among them.
 *
 * Throws USAGE for an unknown or no format, and for a date where no agreement has an `invoice`, OUTPUT_EXISTS where `out` holds anything but an earlier report of the same run
 * and copy, STATEMENT_NOT_FOUND, what `readRunFolder` throws, and OUTPUT_WRITE where reading or writing fails.
 */
export async function writeReport(
  runDir: string,
  out: string,
  formats: readonly ReportFormat[],
  asked: Partial<ReportCopy> = {},
): Promise<{ files: string[] }> {
  const writers = formats.map(writerOf);
  if (writers.length === 0) throw new RoamsettleError('USAGE', 'No report format is named.');
  const copy = { ...WHOLE, ...asked };
  const run = ofCopy(await readRunFolder(runDir, copy.issued), copy);
  if (copy.invoiceDate !== null && !run.statements.some(({ statement }) => hasInvoice(statement)))
    throw new RoamsettleError(
      'USAGE',
      'No agreement of the report has an `invoice`, so that nothing is dated.',
    );
  let spill: SpillFolder | undefined;
  let opened: Promise<ReportTables> | undefined;
  const open = async () => {
    // Beside the report, never in it: what is spilled holds IMSIs.
    spill = await spillFolder(`${out}.spill-`);
    return ReportTables.open(runDir, spill.path, copy);
  };
  const tables = () => {
    opened ??= open();
    return opened;
  };
  try {
    await claim(out, run.runId, copy);
    await writeFile(join(out, UNFINISHED), '');
    const files = new Set([MARK]);
    for (const write of new Set(writers))
      for (const file of await write({ run, copy, runDir, out, tables })) files.add(file);
    if (!isWhole(copy)) files.add(await writeDigests(run, out, files));
    await rm(join(out, UNFINISHED));
    return { files: [...files].sort() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof RoamsettleError || typeof code !== 'string') throw error;
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, {
      file: basename(out),
    });
  } finally {
    (await opened?.catch(() => undefined))?.close();
    await spill?.remove();
  }
}

function ofCopy(run: RunFolder, { agreement }: ReportCopy): RunFolder {
  if (agreement === null) return run;
  const statements = run.statements.filter(({ statement }) => statement.agreement.id === agreement);
  if (statements.length === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  return { ...run, statements };
}

/** SHA-256 of the files of the copy, and of the run's device list, which the statements name. */
async function writeDigests(run: RunFolder, out: string, files: ReadonlySet<string>): Promise<string> {
  const digests: Record<string, string> = {};
  for (const file of [...files].sort()) digests[file] = await digestOfFile(join(out, file));
  const device_list_of_run = run.statements[0]!.statement.device_list.sha256;
  await writeFile(join(out, DIGESTS), `${JSON.stringify({ device_list_of_run, files: digests }, null, 2)}\n`);
  return DIGESTS;
}

function writerOf(format: ReportFormat): Writer {
  const writer = Object.hasOwn(WRITERS, format) ? WRITERS[format] : undefined;
  if (!writer)
    throw new RoamsettleError('USAGE', 'The report formats are json, csv, xlsx, html, pdf and parquet.');
  return writer;
}

/** The mark is written first: a report that was cut short can be written again in its place. */
async function claim(out: string, runId: string, copy: ReportCopy): Promise<void> {
  const file = basename(out);
  try {
    makeFolders(out);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new RoamsettleError('OUTPUT_EXISTS', 'It is a file.', { file });
  }
  const what = {
    report_of: 'roamsettle',
    run_id: runId,
    ...(copy.agreement === null ? {} : { agreement_id: copy.agreement }),
    ...(copy.pseudonyms === null
      ? {}
      : { pseudonyms: copy.pseudonyms.shuffled ? 'in their own order' : 'in the order of IMSIs' }),
    ...(copy.invoiceDate === null ? {} : { invoice_date: copy.invoiceDate }),
  };
  const mark = `${JSON.stringify(what, null, 2)}\n`;
  if ((await readdir(out)).length > 0) {
    const found = await readFile(join(out, MARK), 'utf8').catch(() => '');
    if (found !== mark)
      throw new RoamsettleError('OUTPUT_EXISTS', 'It holds no report of this run and kind.', { file });
    return;
  }
  try {
    await writeFile(join(out, MARK), mark);
  } catch (error) {
    // Half a mark would keep the next call out.
    await rm(join(out, MARK), { force: true });
    throw error;
  }
}
