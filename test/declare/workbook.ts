/** Workbooks part by part, as spreadsheets write them, and as nobody should. */
import { zip } from '../support/zip.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface SheetParts {
  readonly name: string;
  readonly hidden?: boolean;
  /** What stands in `sheetData`. */
  readonly data: string;
}

/** Bytes of a workbook of these sheets; `texts` are `si` elements; `replaced` takes the place of parts or adds some. */
export function workbook(
  sheets: readonly SheetParts[],
  texts: readonly string[] = [],
  replaced: Readonly<Record<string, string>> = {},
): Buffer {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns:r="${OFFICE}"><sheets>${sheets
      .map(
        ({ name, hidden }, i) =>
          `<sheet name="${name}" sheetId="${i + 1}"${hidden === true ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}">${sheets
      .map((_, i) =>
        relation(
          `rId${i + 1}`,
          'worksheet',
          i === 0 ? '/xl/worksheets/sheet1.xml' : `worksheets/sheet${i + 1}.xml`,
        ),
      )
      .join('')}${relation('rId99', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `${HEAD}<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ data }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `${HEAD}<worksheet><sheetData>${data}</sheetData></worksheet>`,
      ]),
    ),
    ...replaced,
  };
  return zip(Object.entries(parts).map(([name, text]) => ({ name, bytes: Buffer.from(text) })));
}

/** A row of cells, each as it stands between `<c r="…"` and `</c>`: `text` is a string in the cell, a number is one. */
export function row(number: number, cells: Readonly<Record<string, string | number>>): string {
  const inside = Object.entries(cells).map(([column, value]) =>
    typeof value === 'number'
      ? `<c r="${column}${number}"><v>${value}</v></c>`
      : `<c r="${column}${number}" t="inlineStr"><is><t>${value}</t></is></c>`,
  );
  return `<row r="${number}">${inside.join('')}</row>`;
}
