/**
 * The statements of a run as a PDF, by pdfkit. The same statements give the same bytes: its time is fixed, and its fonts
 * (DejaVu Sans, embedded as far as they are used) come with the program.
 */
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import type { Statement } from '../../domain/statement.ts';
import { printable } from '../format.ts';
import { type Block, statementBlocks, type TableRow } from './blocks.ts';

const REGULAR = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'));
const BOLD = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'));

/** Points. */
const MARGIN = 48;
const FOOT = 28;
const PADDING = 3;
/** Caption and head of a table. */
const HEAD_ROOM = 36;
const HEADING_ROOM = 36;
const FIRST_ROWS = 40;
const SHORT_TABLE = 220;
const SIZE = 9;
const SMALL = 7.5;
/** pdfkit writes a time into every document: this one, as archives have it. */
const FIXED_TIME = new Date(Date.UTC(1980, 0, 1));
const INK = '#1b2430';
const SOFT = '#586472';
const RULE = '#cfd6de';
const WARN = '#6b4700';
const WARN_PAPER = '#fff3d6';

/** Throws what `waterfall` and the formats of amounts throw. */
export async function renderPdf(
  statements: readonly Statement[],
  invoiceDate: string | null = null,
): Promise<Buffer> {
  const first = statements[0];
  return renderPages(
    statements.map((statement) => statementBlocks(statement, invoiceDate)),
    `Roaming settlement ${first?.period ?? ''}`,
    `BCE-style statement by roamsettle · run ${first?.run_id.slice(0, 16) ?? ''}…`,
  );
}

/** Blocks as a PDF, each list from a page of its own; `foot` stands under every page. */
export async function renderPages(
  pages: readonly (readonly Block[])[],
  title: string,
  foot: string,
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    autoFirstPage: false,
    font: REGULAR,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: title,
      Producer: 'roamsettle',
      Creator: 'roamsettle',
      CreationDate: FIXED_TIME,
    },
  });
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject));
  doc.registerFont('regular', REGULAR).registerFont('bold', BOLD);
  for (const blocks of pages) {
    doc.addPage();
    for (const [index, block] of blocks.entries()) draw(doc, block, blocks[index + 1]);
  }
  footers(doc, foot);
  doc.end();
  await ended;
  return Buffer.concat(parts);
}

type Doc = PDFKit.PDFDocument;

const left = (doc: Doc) => doc.page.margins.left;
const width = (doc: Doc) => doc.page.width - doc.page.margins.left - doc.page.margins.right;
const bottom = (doc: Doc) => doc.page.height - doc.page.margins.bottom;

/** `next`: the block below, which a heading stays with. */
function draw(doc: Doc, block: Block, next: Block | undefined): void {
  switch (block.kind) {
    case 'title':
      paragraph(doc, block.text, { font: 'bold', size: 18, above: 0, below: 2 });
      break;
    case 'subtitle':
      paragraph(doc, block.text, { size: 12, color: SOFT, above: 0, below: 2 });
      break;
    case 'heading':
      room(doc, HEADING_ROOM + (next?.kind === 'table' ? tableRoom(doc, next) : FIRST_ROWS));
      paragraph(doc, block.text, { font: 'bold', size: 12, above: 14, below: 4 });
      break;
    case 'text':
      paragraph(doc, block.text, { size: SIZE, above: 1, below: 1 });
      break;
    case 'soft':
      paragraph(doc, block.text, { size: SMALL, color: SOFT, above: 2, below: 2 });
      break;
    case 'warning':
      warning(doc, block.text);
      break;
    case 'facts':
      facts(doc, block.rows);
      break;
    case 'table':
      table(doc, block);
      break;
  }
}

/** A new page where less than `height` is left of this one. */
function room(doc: Doc, height: number): boolean {
  if (doc.y + height <= bottom(doc)) return false;
  doc.addPage();
  return true;
}

function paragraph(
  doc: Doc,
  text: string,
  style: { font?: string; size: number; color?: string; above: number; below: number },
): void {
  doc
    .font(style.font ?? 'regular')
    .fontSize(style.size)
    .fillColor(style.color ?? INK);
  doc.y += style.above;
  doc.text(printable(text), left(doc), doc.y, { width: width(doc) });
  doc.y += style.below;
}

function warning(doc: Doc, text: string): void {
  const shown = printable(text);
  doc.font('regular').fontSize(SIZE);
  const inner = width(doc) - 4 * PADDING;
  const height = doc.heightOfString(shown, { width: inner }) + 4 * PADDING;
  doc.y += 6;
  const top = doc.y;
  doc.rect(left(doc), top, width(doc), height).fill(WARN_PAPER);
  doc.fillColor(WARN).text(shown, left(doc) + 2 * PADDING, top + 2 * PADDING, { width: inner });
  doc.y = top + height;
}

function facts(doc: Doc, rows: readonly (readonly [string, string])[]): void {
  const nameWidth = 120;
  doc.y += 6;
  for (const [name, value] of rows) {
    const shown = printable(value);
    doc.font('regular').fontSize(SIZE);
    const options = { width: width(doc) - nameWidth };
    room(doc, doc.heightOfString(shown, options));
    const top = doc.y;
    doc.fillColor(SOFT).text(name, left(doc), top, { width: nameWidth });
    doc.fillColor(INK).text(shown, left(doc) + nameWidth, top, options);
    doc.y += 1;
  }
}

interface Column {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

type Table = Extract<Block, { kind: 'table' }>;

function columnsOf(doc: Doc, { widths }: Table): Column[] {
  const shares = widths.reduce((sum, share) => sum + share, 0);
  let x = left(doc);
  return widths.map((share, index): Column => {
    const column = {
      x,
      width: (width(doc) * share) / shares,
      align: index === 0 ? ('left' as const) : ('right' as const),
    };
    x += column.width;
    return column;
  });
}

/** What a table needs to begin: all of it where it is short, else its head and a few rows. */
function tableRoom(doc: Doc, block: Table): number {
  const columns = columnsOf(doc, block);
  const whole = block.rows.reduce((sum, row) => sum + rowHeight(doc, columns, row), HEAD_ROOM);
  return whole <= SHORT_TABLE ? whole : HEAD_ROOM + FIRST_ROWS;
}

function table(doc: Doc, block: Table): void {
  room(doc, tableRoom(doc, block));
  if (block.caption !== '') paragraph(doc, block.caption, { size: SMALL, color: SOFT, above: 0, below: 3 });
  const columns = columnsOf(doc, block);
  const head = () => tableRow(doc, columns, { cells: block.headers, style: 'soft' }, { rule: INK });
  head();
  for (const [index, row] of block.rows.entries()) {
    // A row stays with the first note below it.
    const height = rowHeight(doc, columns, row);
    const next = block.rows[index + 1];
    const kept = row.style !== 'note' && next?.style === 'note' ? rowHeight(doc, columns, next) : 0;
    const group = index === block.rows.length - (block.together ?? 0) ? block.rows.slice(index + 1) : [];
    const others = group.reduce((sum, one) => sum + rowHeight(doc, columns, one), 0);
    if (room(doc, height + kept + others)) head();
    tableRow(doc, columns, row, { rule: next?.style === 'note' ? null : RULE });
  }
  doc.y += 10;
  doc.x = left(doc);
}

const isNote = (row: TableRow) => row.style === 'note';

/** Cells of a row with their columns; a note has the whole width, set in a little. */
function cellsOf(columns: readonly Column[], row: TableRow): { text: string; column: Column }[] {
  if (!isNote(row))
    return row.cells.map((text, index) => ({ text: printable(text), column: columns[index]! }));
  const last = columns.at(-1)!;
  const x = columns[0]!.x + 4 * PADDING;
  return [
    {
      text: printable(row.cells[0] ?? ''),
      column: { x, width: last.x + last.width - x, align: 'left' },
    },
  ];
}

function setStyle(doc: Doc, row: TableRow): void {
  doc
    .font(row.style === 'sum' ? 'bold' : 'regular')
    .fontSize(isNote(row) ? SMALL : SIZE)
    .fillColor(row.style === 'soft' || isNote(row) ? SOFT : INK);
}

function rowHeight(doc: Doc, columns: readonly Column[], row: TableRow): number {
  setStyle(doc, row);
  const padding = isNote(row) ? 1 : 2 * PADDING;
  const heights = cellsOf(columns, row).map(({ text, column }) =>
    doc.heightOfString(text, { width: column.width - 2 * PADDING }),
  );
  return Math.max(...heights) + padding;
}

function tableRow(
  doc: Doc,
  columns: readonly Column[],
  row: TableRow,
  { rule }: { rule: string | null },
): void {
  const height = rowHeight(doc, columns, row);
  const top = doc.y;
  for (const { text, column } of cellsOf(columns, row)) {
    doc.text(text, column.x + PADDING, top + (isNote(row) ? 0 : PADDING), {
      width: column.width - 2 * PADDING,
      align: column.align,
    });
  }
  doc.y = top + height;
  if (rule !== null) {
    const end = left(doc) + width(doc);
    doc.moveTo(left(doc), doc.y).lineTo(end, doc.y).lineWidth(0.5).strokeColor(rule).stroke();
  }
}

/** What it is, and the page number, under every page. */
function footers(doc: Doc, foot: string): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    doc.switchToPage(start + index);
    const { margins } = doc.page;
    // Below the margin a text would begin a page of its own.
    const kept = margins.bottom;
    margins.bottom = 0;
    const y = doc.page.height - FOOT;
    const options = { width: width(doc), lineBreak: false };
    doc.font('regular').fontSize(SMALL).fillColor(SOFT);
    doc.text(foot, left(doc), y, options);
    doc.text(`${index + 1} / ${count}`, left(doc), y, { ...options, align: 'right' });
    margins.bottom = kept;
  }
}
