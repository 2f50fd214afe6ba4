/** `roamsettle status`: what is loaded, held back, rejected, missing, and what belongs to no agreement. */
import { Command } from 'commander';
import { printable } from '../report/format.ts';
import { readUnmatched } from '../runs/read.ts';
import { readStatus } from '../runs/status.ts';
import { print, withData, withJson } from './context.ts';
import { problemText } from './render/problem.ts';
import { renderTable } from './render/table.ts';

type Cells = readonly Record<string, unknown>[];

export function statusCommand(): Command {
  const command = new Command('status').description(
    'Show what is loaded, what is missing and what was kept aside.',
  );
  return withJson(withData(command)).action((flags: { data: string; json?: boolean }) => {
    const status = readStatus(flags.data);
    const unmatched = readUnmatched(flags.data);
    print(flags, { ...status, unmatched }, () =>
      [
        section('files', status.files),
        section('TADIG pairs', status.pairs),
        section('audits that disagree', status.held),
        status.rejected.length === 0 ? '' : ['not loaded', ...status.rejected.map(problemText)].join('\n'),
        section('malformed signaling rows', status.rejected_rows, ['name', 'reason', 'rows', 'first_line']),
        warnings(status.warnings),
        section('records of no agreement (newest run of each period)', unmatched.tap),
        section('events of no agreement (newest run of each period)', unmatched.signaling),
      ]
        .filter((text) => text !== '')
        .join('\n'),
    );
  });
}

/** One line a file: code × count, and the first place. */
function warnings(rows: Cells): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => {
    const found = JSON.parse(String(row.warnings)) as { code: string; count: number; detail?: string }[];
    const texts = found.map(
      ({ code, count, detail }) => `${code} × ${count}${detail ? ` (${printable(detail)})` : ''}`,
    );
    return `  ${printable(String(row.name))}: ${texts.join('; ')}`;
  });
  return `warnings\n${lines.join('\n')}`;
}

/** A titled table; nothing where there are no rows. */
function section(title: string, rows: Cells, columns?: readonly string[]): string {
  if (rows.length === 0) return '';
  const headers = columns ?? Object.keys(rows[0]!);
  const cells = rows.map((row) => headers.map((header) => String(row[header] ?? '')));
  return `${title}\n${renderTable(
    headers,
    cells,
    headers.map((h) => (typeof rows[0]![h] === 'number' ? 'right' : 'left')),
  )}`;
}
