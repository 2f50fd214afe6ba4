/**
 * A workbook (ECMA-376) of tables, written row by row into a zip archive, so that its size is bounded by the disk alone. The
 * same tables give the same bytes, and nothing says who wrote it.
 */
import { Readable } from 'node:stream';
import { ZipWriter } from '../../files/zip-writer.ts';
import {
  type CellValue,
  cellWriter,
  columnName,
  columnWidth,
  MAX_DECIMALS,
  textCell,
  xmlText,
} from './cells.ts';

/** Rows of a sheet, with its header. */
const MAX_ROWS = 1_048_576;
const HEAD_STYLE = MAX_DECIMALS + 2;
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface SheetTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Rows by chunks, values in the order of the columns. */
  readonly chunks: AsyncIterable<readonly (readonly CellValue[])[]>;
}

/**
 * Writes the tables into `path`, a sheet each; a table with more rows than a sheet holds goes on in `<name> 2`.
 * `maxRows` is for tests.
 */
export async function writeWorkbook(
  path: string,
  tables: AsyncIterable<SheetTable>,
  maxRows = MAX_ROWS,
): Promise<void> {
  const zip = new ZipWriter(path);
  try {
    for (const [name, text] of Object.entries(fixedParts(await writeSheets(zip, tables, maxRows))))
      zip.addText(name, XML + text);
    await zip.end();
  } catch (error) {
    zip.abort();
    throw error;
  }
}

/** Gives the names of the sheets. */
async function writeSheets(
  zip: ZipWriter,
  tables: AsyncIterable<SheetTable>,
  maxRows: number,
): Promise<string[]> {
  const sheets: string[] = [];
  for await (const table of tables) {
    const rows = new RowReader(table.chunks);
    let part = 1;
    do {
      sheets.push(part === 1 ? table.name : `${table.name} ${part}`);
      const stream = Readable.from(sheetXml(table.columns, rows, maxRows));
      await zip.addStream(`xl/worksheets/sheet${sheets.length}.xml`, stream);
      part++;
    } while (await rows.hasMore());
  }
  return sheets;
}

/** Rows one by one, and whether there are more. */
class RowReader {
  readonly #chunks: AsyncIterator<readonly (readonly CellValue[])[]>;
  #chunk: readonly (readonly CellValue[])[] = [];
  #at = 0;

  constructor(chunks: AsyncIterable<readonly (readonly CellValue[])[]>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async hasMore(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }

  /** What is left of the chunk, at most `limit` rows. */
  take(limit: number): readonly (readonly CellValue[])[] {
    const rows = this.#chunk.slice(this.#at, this.#at + limit);
    this.#at += rows.length;
    return rows;
  }
}

async function* sheetXml(
  columns: readonly string[],
  rows: RowReader,
  maxRows: number,
): AsyncGenerator<string> {
  const names = columns.map((_, i) => columnName(i));
  const writers = columns.map(cellWriter);
  const widths = columns.map(
    (column, i) => `<col min="${i + 1}" max="${i + 1}" width="${columnWidth(column)}" customWidth="1"/>`,
  );
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
  yield `<row r="1">${columns.map((column, i) => textCell(`${names[i]}1`, column, HEAD_STYLE)).join('')}</row>`;
  let row = 1;
  while (row < maxRows && (await rows.hasMore())) {
    let text = '';
    for (const values of rows.take(maxRows - row)) {
      row++;
      text += `<row r="${row}">`;
      for (let i = 0; i < writers.length; i++) text += writers[i]!(`${names[i]}${row}`, values[i] ?? null);
      text += '</row>';
    }
    yield text;
  }
  yield '</sheetData></worksheet>';
}

/** Name of the part → its text, for the sheets by name. */
function fixedParts(sheets: readonly string[]): Record<string, string> {
  const files = sheets.map((name, i) => ({ name: xmlText(name), number: i + 1 }));
  const override = (part: string, type: string) =>
    `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${type}+xml"/>`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${override('styles', 'styles')}${files.map(({ number }) => override(`worksheets/sheet${number}`, 'worksheet')).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${files.map(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${files.map(({ number }) => relation(`rId${number}`, 'worksheet', `worksheets/sheet${number}.xml`)).join('')}${relation(`rId${files.length + 1}`, 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml': styles(),
  };
}

/** Style 0 is plain, 1 + n a number with n decimals, the last one a heading. */
function styles(): string {
  const decimals = Array.from({ length: MAX_DECIMALS + 1 }, (_, n) => n);
  const code = (n: number) => (n === 0 ? '#,##0' : `#,##0.${'0'.repeat(n)}`);
  const format = (number: number, font: number) =>
    `<xf numFmtId="${number}" fontId="${font}" fillId="0" borderId="0" xfId="0"${number > 0 ? ' applyNumberFormat="1"' : ''}${font > 0 ? ' applyFont="1"' : ''}/>`;
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`;
  return `<styleSheet xmlns="${MAIN}"><numFmts count="${decimals.length}">${decimals.map((n) => `<numFmt numFmtId="${164 + n}" formatCode="${code(n)}"/>`).join('')}</numFmts><fonts count="2">${font('')}${font('<b/>')}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${decimals.length + 2}">${format(0, 0)}${decimals.map((n) => format(164 + n, 0)).join('')}${format(0, 1)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}
