/** The report of a term statement: JSON as it is stored, lines as CSV, and a page and a PDF to print. */
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { csvText } from '../../domain/csv.ts';
import type { TermStatement } from '../../domain/term-statement.ts';
import { RoamsettleError } from '../../errors.ts';
import { makeFolders } from '../../store/folder.ts';
import type { ReportFormat } from '../write.ts';
import { termBlocks } from './blocks.ts';

const COLUMNS = [
  ...['term_id', 'agreement_id', 'from', 'until', 'item', 'line_id', 'kind', 'service', 'charge_ref'],
  ...['months', 'quantity', 'unit', 'amount', 'currency'],
] as const;

/**
 * Writes into the new folder `out`. Throws USAGE for a format that a term statement does not have, OUTPUT_EXISTS, OUTPUT_WRITE.
 */
export async function writeTermReport(
  statements: readonly TermStatement[],
  out: string,
  formats: readonly ReportFormat[],
): Promise<{ files: string[] }> {
  const files: Record<string, string | Buffer> = {};
  const title = `Term statement ${statements[0]!.period.from} to ${statements[0]!.period.until}`;
  for (const format of formats) {
    if (format === 'json')
      for (const statement of statements)
        files[`statement-${statement.agreement.id}.json`] = `${JSON.stringify(statement, null, 2)}\n`;
    else if (format === 'csv') files['lines.csv'] = csvText(COLUMNS, statements.flatMap(rowsOf));
    else if (format === 'html') {
      const { renderBlocks } = await import('../html/blocks.ts');
      files['report.html'] = renderBlocks(statements.map(termBlocks), title);
    } else if (format === 'pdf') {
      const { renderPages } = await import('../pdf/document.ts');
      const foot = `Term statement by roamsettle · ${statements[0]!.term_id.slice(0, 16)}…`;
      files['report.pdf'] = await renderPages(statements.map(termBlocks), title, foot);
    } else throw new RoamsettleError('USAGE', 'A term statement is written as json, csv, html or pdf.');
  }
  try {
    makeFolders(out);
    if ((await readdir(out)).length > 0)
      throw new RoamsettleError('OUTPUT_EXISTS', '', { file: basename(out) });
    for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content);
  } catch (error) {
    if (error instanceof RoamsettleError) throw error;
    throw new RoamsettleError('OUTPUT_WRITE', `(${(error as NodeJS.ErrnoException).code})`, {
      file: basename(out),
    });
  }
  return { files: Object.keys(files).sort() };
}

function rowsOf(statement: TermStatement): (string | number | null)[][] {
  const { term_id, agreement, period, currency, lines, true_up, months, open, total } = statement;
  const head = [term_id, agreement.id, period.from, period.until];
  const sum = (item: string, amount: string) => [...head, item, '', '', '', '', '', '', '', amount, currency];
  return [
    ...months.map((month) => [...head, 'month', month.period, '', '', '', 1, '', '', month.net, currency]),
    ...lines.map((line) => [
      ...[...head, 'line', line.line_id, line.kind, line.service, line.charge_ref, line.months],
      ...[line.quantity, line.unit, line.amount, currency],
    ]),
    ...true_up.map((line) => [
      ...[...head, 'true_up', line.line_id, line.kind, '', line.charge_ref, line.months.length],
      ...['', '', line.amount, currency],
    ]),
    sum('open_net', open.net),
    sum('open_tax', open.tax),
    sum('open_gross', open.gross),
    sum('total_net', total.net),
  ];
}
