/** Writes the report of a finished run, from its run folder alone. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { type RunFolder, readRunFolder } from './read-run.ts';
import { writeCsvTables, writeParquetTables } from './tables.ts';

export type ReportFormat = 'json' | 'csv' | 'xlsx' | 'html' | 'parquet';

/** Marks a folder as ours, so that a report can be written again and a folder of somebody else is left alone. */
const MARK = 'report.json';

type Writer = (run: RunFolder, runDir: string, out: string) => Promise<string[]>;

const WRITERS: Readonly<Record<Exclude<ReportFormat, 'xlsx'>, Writer>> = {
  json: async (run, runDir, out) => {
    for (const { file, statement } of run.statements) {
      if (run.issued) await writeFile(join(out, file), `${JSON.stringify(statement, null, 2)}\n`);
      else await copyFile(join(runDir, file), join(out, file));
    }
    return run.statements.map(({ file }) => file);
  },
  csv: (run, runDir, out) => writeCsvTables(runDir, out, run.issued),
  parquet: async (run, runDir, out) => {
    await copyFile(join(runDir, 'devices.parquet'), join(out, 'devices.parquet'));
    return ['devices.parquet', ...(await writeParquetTables(runDir, out, run.issued))];
  },
  html: async (run, _runDir, out) => {
    // The charts take a third of a second to load: only who asks for the page pays for them.
    const { renderPage } = await import('./html/page.ts');
    await writeFile(join(out, 'report.html'), renderPage(run.statements.map(({ statement }) => statement)));
    return ['report.html'];
  },
};

/**
 * Writes `formats` of the run in `runDir` (`DATA/runs/<run id>`) into the folder `out`, which is made if need be.
 * The same run gives the same bytes; `issued` is whether it is, which its folder cannot know. `files`: the names written, sorted, `report.json` among them.
 *
 * Throws USAGE for an unknown or no format, FILE_FORMAT_UNSUPPORTED for xlsx, OUTPUT_EXISTS where `out` holds anything
 * but an earlier report of the same run, what `readRunFolder` throws, and OUTPUT_WRITE where reading or writing
 * fails.
 */
export async function writeReport(
  runDir: string,
  out: string,
  formats: readonly ReportFormat[],
  issued = false,
): Promise<{ files: string[] }> {
  const writers = formats.map(writerOf);
  if (writers.length === 0) throw new RoamsettleError('USAGE', 'No report format is named.');
  const run = await readRunFolder(runDir, issued);
  try {
    await claim(out, run.runId);
    const files = new Set([MARK]);
    for (const write of new Set(writers)) for (const file of await write(run, runDir, out)) files.add(file);
    return { files: [...files].sort() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof RoamsettleError || typeof code !== 'string') throw error;
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, {
      file: basename(out),
    });
  }
}

function writerOf(format: ReportFormat): Writer {
  if (format === 'xlsx') {
    throw new RoamsettleError(
      'FILE_FORMAT_UNSUPPORTED',
      'xlsx comes with a later version: csv opens in a spreadsheet.',
    );
  }
  const writer = Object.hasOwn(WRITERS, format) ? WRITERS[format] : undefined;
  if (!writer) throw new RoamsettleError('USAGE', 'The report formats are json, csv, html and parquet.');
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
