/** Writes the report of a finished run, from its run folder alone. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { DEVICES, type RunFolder, readRunFolder } from './read-run.ts';
import { ReportTables } from './tables.ts';
import { writeWorkbook } from './xlsx/workbook.ts';

export type ReportFormat = 'json' | 'csv' | 'xlsx' | 'html' | 'parquet';

/** Marks a folder as ours, so that a report can be written again and a folder of somebody else is left alone. */
const MARK = 'report.json';
const WORKBOOK = 'report.xlsx';

interface Report {
  readonly run: RunFolder;
  readonly runDir: string;
  readonly out: string;
  /** Opened for the first format that needs them. */
  readonly tables: () => Promise<ReportTables>;
}

type Writer = (report: Report) => Promise<string[]>;

const WRITERS: Readonly<Record<ReportFormat, Writer>> = {
  json: async ({ run, runDir, out, tables }) => {
    for (const { file } of run.statements) await copyFile(join(runDir, file), join(out, file));
    return [...run.statements.map(({ file }) => file), ...(await (await tables()).write('json', out))];
  },
  csv: async ({ out, tables }) => (await tables()).write('csv', out),
  parquet: async ({ runDir, out, tables }) => {
    await copyFile(join(runDir, DEVICES), join(out, DEVICES));
    return [DEVICES, ...(await (await tables()).write('parquet', out, ['devices']))];
  },
  xlsx: async ({ out, tables }) => {
    await writeWorkbook(join(out, WORKBOOK), (await tables()).sheets());
    return [WORKBOOK];
  },
  html: async ({ run, out }) => {
    // The charts take a third of a second to load: only who asks for the page pays for them.
    const { renderPage } = await import('./html/page.ts');
    await writeFile(join(out, 'report.html'), renderPage(run.statements.map(({ statement }) => statement)));
    return ['report.html'];
  },
};

/**
 * Writes `formats` of the run in `runDir` (`DATA/runs/<run id>`) into the folder `out`, which is made if need be.
 * The same run gives the same bytes. `files`: the names written, sorted, `report.json` among them.
 *
 * Throws USAGE for an unknown or no format, OUTPUT_EXISTS where `out` holds anything
 * but an earlier report of the same run, what `readRunFolder` throws, and OUTPUT_WRITE where reading or writing
 * fails.
 */
export async function writeReport(
  runDir: string,
  out: string,
  formats: readonly ReportFormat[],
): Promise<{ files: string[] }> {
  const writers = formats.map(writerOf);
  if (writers.length === 0) throw new RoamsettleError('USAGE', 'No report format is named.');
  const run = await readRunFolder(runDir);
  let opened: Promise<ReportTables> | undefined;
  const tables = () => {
    opened ??= ReportTables.open(runDir, out);
    return opened;
  };
  try {
    await claim(out, run.runId);
    const files = new Set([MARK]);
    for (const write of new Set(writers))
      for (const file of await write({ run, runDir, out, tables })) files.add(file);
    return { files: [...files].sort() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof RoamsettleError || typeof code !== 'string') throw error;
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, {
      file: basename(out),
    });
  } finally {
    (await opened?.catch(() => undefined))?.close();
  }
}

function writerOf(format: ReportFormat): Writer {
  const writer = Object.hasOwn(WRITERS, format) ? WRITERS[format] : undefined;
  if (!writer)
    throw new RoamsettleError('USAGE', 'The report formats are json, csv, xlsx, html and parquet.');
  return writer;
}

/** The mark is written first: a report that was cut short can be written again in its place. */
async function claim(out: string, runId: string): Promise<void> {
  const file = basename(out);
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new RoamsettleError('OUTPUT_EXISTS', 'It is a file.', { file });
    throw error;
  });
  const mark = `${JSON.stringify({ report_of: 'roamsettle', run_id: runId }, null, 2)}\n`;
  if ((await readdir(out)).length > 0) {
    const found = await readFile(join(out, MARK), 'utf8').catch(() => '');
    if (found !== mark)
      throw new RoamsettleError('OUTPUT_EXISTS', 'It holds no report of this run.', { file });
  }
  await writeFile(join(out, MARK), mark);
}
