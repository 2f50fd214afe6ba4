/** Aligned text tables for the terminal. */
import Table from 'cli-table3';
import { printable } from '../../report/format.ts';

export interface RenderOptions {
  /** Columns of the terminal to stay within; 100 by default. */
  readonly width?: number;
  /** Bold for sums and heads; off by default, so that a file or a pipe gets plain text. */
  readonly color?: boolean;
}

type Align = 'left' | 'right';
/** Cells, a row in bold, or a rule across the table. */
export type TableRow = readonly string[] | { readonly strong: readonly string[] } | 'rule';

export const DEFAULT_WIDTH = 100;
/** Text columns are not cut below this, even if the table gets wider than the terminal. */
const MIN_TEXT_WIDTH = 12;
const GAP = 2;
/** Scripts and signs that take two columns of a terminal. */
const DOUBLE_WIDTH =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/**
 * One row a line, heads over a rule, two blanks between columns, no line break at the end. A cell's control characters
 * are replaced. Right-aligned columns (figures) are never cut; left-aligned ones are, with `…`, until the table fits.
 */
export function renderTable(
  headers: readonly string[],
  rows: readonly TableRow[],
  align: readonly Align[],
  options: RenderOptions = {},
): string {
  const head = headers.map(printable);
  const body = rows.map((row) => (row === 'rule' ? row : cellsOf(row).map(printable)));
  const widths = columnWidths(
    [head, ...body.filter((row) => row !== 'rule')],
    align,
    options.width ?? DEFAULT_WIDTH,
  );
  const table = new Table({
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    colWidths: widths.map((width) => width + GAP),
    colAligns: widths.map((_, column) => align[column] ?? 'left'),
  });
  const rule = widths.map((width) => '─'.repeat(width));
  const strong = (cells: readonly string[]) => (options.color ? cells.map(bold) : [...cells]);
  table.push(strong(head), rule);
  for (const [index, cells] of body.entries()) {
    const row = rows[index];
    const isStrong = row !== undefined && row !== 'rule' && 'strong' in row;
    table.push(cells === 'rule' ? rule : isStrong ? strong(cells) : cells);
  }
  return trimLines(table.toString());
}

/** Text broken between words so that it fits, each further line indented. A word longer than the width stays whole. */
export function wrapText(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

export function bold(text: string): string {
  return text === '' ? text : `\u001b[1m${text}\u001b[22m`;
}

function cellsOf(row: Exclude<TableRow, 'rule'>): readonly string[] {
  return 'strong' in row ? row.strong : row;
}

function columnWidths(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
  limit: number,
): number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const isText = (column: number) => (align[column] ?? 'left') === 'left';
  const widths = Array.from({ length: count }, (_, column) => {
    const natural = rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? '')), 1);
    return isText(column) ? Math.min(natural, limit) : natural;
  });
  const total = () => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  while (total() > limit) {
    const widest = widths.reduce(
      (best, width, column) => (isText(column) && width > (widths[best] ?? MIN_TEXT_WIDTH) ? column : best),
      -1,
    );
    const width = widths[widest];
    if (width === undefined) break;
    widths[widest] = width - 1;
  }
  return widths;
}

function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of CHARACTERS.segment(text)) width += DOUBLE_WIDTH.test(segment) ? 2 : 1;
  return width;
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
