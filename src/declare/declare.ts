/**
 * Declared parameters from the sheet of an annex: IMSI ranges, APNs and TACs, normalised and checked, as the `declared` block
 * of an agreement has them. A sheet with one wrong cell is refused whole: a range that is left out is a fee that is lost.
 */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Agreement, ImsiRange } from '../domain/agreement/types.ts';
import { csvTable } from '../domain/csv.ts';
import { checkFile, fileError, readTextFile, tooLarge } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { type Columns, findColumns, type Kind } from './columns.ts';
import { type Reading, readApn, readImsiEnds, readImsiRange, readPlmn, readTac } from './identifiers.ts';
import { MAX_SHEET_FILE_BYTES, MAX_SHEET_ROWS, type Sheet, type SheetCell, type SheetRow } from './sheet.ts';
import { masked, readWorkbookSheet } from './xlsx.ts';

const ZIP = 'PK\u0003\u0004';
const OLD_WORKBOOK = 'd0cf11e0';
const SEPARATORS = [',', ';', '\t', '|'];
/** Limits of the agreement's schema. */
const MOST = { imsi_ranges: 10_000, apns: 1000, tacs: 10_000 } as const;
/** Faults that an error lists. */
const LISTED = 5;

export interface DeclareRequest {
  readonly file: string;
  readonly sheet: string | null;
  /** Heading of each kind. */
  readonly columns: ReadonlyMap<Kind, string>;
  /** Digits of an IMSI of the home network. */
  readonly imsiLength: number;
  /** Whose home party the ranges have to be of. */
  readonly agreement: Agreement | null;
}

/** What the sheet declares, sorted; null for what it has no column of. */
export interface Declared {
  readonly sheet: string | null;
  readonly imsiRanges: readonly string[] | null;
  readonly apns: readonly string[] | null;
  readonly tacs: readonly string[] | null;
  /** Rows below the headings. */
  readonly rows: number;
  /** Cells that say again what one before says. */
  readonly repeated: readonly string[];
}

/** Throws FILE_*, and DECLARE_INVALID that names the cells which are wrong, and how to cure them. */
export async function readDeclared(request: DeclareRequest): Promise<Declared> {
  const file = basename(request.file);
  const sheet = await readSheet(request.file, file, request.sheet);
  const columns = findColumns(sheet, file, request.columns);
  const found = new Found(request, columns);
  const rows = sheet.rows.filter(({ row }) => row > columns.row);
  for (const row of rows) found.take(row);
  found.checkOverlaps();
  const { faults } = found;
  if (faults.length > 0) {
    const where = sheet.name === null ? '' : `Sheet "${masked(sheet.name)}": `;
    const more = faults.length > LISTED ? ` And ${faults.length - LISTED} more.` : '';
    throw new RoamsettleError('DECLARE_INVALID', `${where}${faults.slice(0, LISTED).join(' ')}${more}`, {
      file,
    });
  }
  const declared = found.declared();
  for (const [name, most] of Object.entries(MOST)) {
    const list = { imsi_ranges: declared.imsiRanges, apns: declared.apns, tacs: declared.tacs }[name];
    if ((list?.length ?? 0) > most)
      throw new RoamsettleError(
        'DECLARE_INVALID',
        `An agreement holds ${most} ${name}, the sheet has more.`,
        { file },
      );
  }
  return { sheet: sheet.name, rows: rows.length, ...declared };
}

async function readSheet(path: string, file: string, name: string | null): Promise<Sheet> {
  const start = await firstBytes(path, file);
  if (start.toString('latin1') === ZIP) return readWorkbookSheet(path, file, name);
  if (start.toString('hex') === OLD_WORKBOOK)
    throw new RoamsettleError('DECLARE_INVALID', 'It is a workbook of the old kind: save it as .xlsx.', {
      file,
    });
  if (name !== null) throw new RoamsettleError('USAGE', '--sheet is for workbooks.');
  const { text } = await readTextFile(path, MAX_SHEET_FILE_BYTES, 'DECLARE_INVALID');
  return { name: null, rows: csvSheet(text, file) };
}

/** Also refuses what is larger than the limit. */
async function firstBytes(path: string, file: string): Promise<Buffer> {
  await checkFile(path);
  try {
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).size > MAX_SHEET_FILE_BYTES) throw tooLarge(file, MAX_SHEET_FILE_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Lines as rows; the separator is the one that the first lines have most of. */
function csvSheet(text: string, file: string): SheetRow[] {
  const head = text.split('\n', 20).join('\n');
  const count = (separator: string) => head.split(separator).length;
  const [separator] = SEPARATORS.toSorted((a, b) => count(b) - count(a));
  const limits = { maxLength: MAX_SHEET_FILE_BYTES, maxRows: MAX_SHEET_ROWS };
  return [...csvTable(text, file, 'DECLARE_INVALID', limits, separator!)].map(({ line, fields }) => ({
    row: line,
    cells: new Map(
      fields.flatMap((field, i): [number, SheetCell][] =>
        field === '' ? [] : [[i, { at: `${i + 1} of line ${line}`, text: field, kind: 'text' }]],
      ),
    ),
  }));
}

interface FoundRange {
  readonly range: ImsiRange;
  readonly at: string;
}

/** What the rows declare, and what is wrong with them. */
class Found {
  readonly faults: string[] = [];
  readonly #request: DeclareRequest;
  readonly #columns: Columns;
  readonly #ranges: FoundRange[] = [];
  readonly #texts = { apn: new Map<string, string>(), tac: new Map<string, string>() };
  readonly #repeated: string[] = [];

  constructor(request: DeclareRequest, columns: Columns) {
    this.#request = request;
    this.#columns = columns;
  }

  take(row: SheetRow): void {
    const { imsiLength, agreement } = this.#request;
    const ranges: FoundRange[] = [];
    for (const [cell, part] of this.#parts(row, 'imsi_range'))
      this.#read(cell, readImsiRange(part, imsiLength), (range) => ranges.push({ range, at: cell.at }));
    const [from, to] = [this.#text(row, 'imsi_from'), this.#text(row, 'imsi_to')];
    const one = from ?? to;
    if (one !== null && (from === null || to === null))
      this.#fault(one, 'the other end of the range is missing');
    if (from !== null && to !== null)
      this.#read(from, readImsiEnds(from.text, to.text, imsiLength), (range) =>
        ranges.push({ range, at: from.at }),
      );
    for (const [cell, part] of this.#parts(row, 'whole_plmn'))
      this.#read(cell, readPlmn(part), (plmn) => {
        this.#checkPlmn(cell, plmn);
        ranges.push({
          range: { from: plmn.padEnd(imsiLength, '0'), to: plmn.padEnd(imsiLength, '9') },
          at: cell.at,
        });
      });
    for (const [cell, part] of this.#parts(row, 'plmn'))
      this.#read(cell, readPlmn(part), (plmn) => {
        this.#checkPlmn(cell, plmn);
        const stray = ranges.find(({ range }) => !range.from.startsWith(plmn) || !range.to.startsWith(plmn));
        if (stray !== undefined) this.#fault(cell, `the IMSIs of ${stray.at} are not of this PLMN`);
      });
    for (const { range, at } of ranges)
      if (agreement !== null && !isOfHome(range, agreement))
        this.#faultAt(
          at,
          `its IMSIs are not of the home party of ${agreement.id}: neither its PLMNs nor its ranges`,
        );
    this.#ranges.push(...ranges);
    for (const [cell, part] of this.#parts(row, 'apn')) this.#keep('apn', cell, readApn(part));
    for (const [cell, part] of this.#parts(row, 'tac')) this.#keep('tac', cell, readTac(part));
  }

  /** Ranges of the union that share IMSIs: one of the two was not meant. The same range again is only a repetition. */
  checkOverlaps(): void {
    const sorted = this.#ranges.toSorted(
      (a, b) => textOrder(a.range.from, b.range.from) || textOrder(a.range.to, b.range.to),
    );
    let furthest: FoundRange | null = null;
    for (const found of sorted) {
      if (furthest !== null && found.range.from <= furthest.range.to) {
        if (sameRange(found, furthest)) this.#repeated.push(found.at);
        else this.#faultAt(found.at, `it shares IMSIs with cell ${furthest.at}: take one of them out`);
      }
      if (furthest === null || found.range.to > furthest.range.to) furthest = found;
    }
  }

  declared(): Omit<Declared, 'sheet' | 'rows'> {
    const has = (...kinds: readonly Kind[]) => kinds.some((kind) => this.#columns.at.has(kind));
    const ranges = this.#ranges.map(({ range }) => `${range.from}-${range.to}`);
    return {
      imsiRanges: has('imsi_range', 'imsi_from', 'whole_plmn') ? [...new Set(ranges)].sort(textOrder) : null,
      apns: has('apn') ? [...this.#texts.apn.keys()].sort(textOrder) : null,
      tacs: has('tac') ? [...this.#texts.tac.keys()].sort(textOrder) : null,
      repeated: this.#repeated,
    };
  }

  #keep(kind: 'apn' | 'tac', cell: SheetCell, reading: Reading<string>): void {
    this.#read(cell, reading, (value) => {
      if (this.#texts[kind].has(value)) this.#repeated.push(cell.at);
      else this.#texts[kind].set(value, cell.at);
    });
  }

  #checkPlmn(cell: SheetCell, plmn: string): void {
    const { agreement } = this.#request;
    if (agreement !== null && !agreement.home.plmns.includes(plmn))
      this.#fault(cell, `it is no PLMN of the home party of ${agreement.id}`);
  }

  /** The identifiers of a cell: some annexes list several in one. */
  #parts(row: SheetRow, kind: Kind): (readonly [SheetCell, string])[] {
    const cell = this.#text(row, kind);
    return cell === null
      ? []
      : cell.text
          .split(/[\n\r,;]+/)
          .filter((part) => part.trim() !== '')
          .map((part) => [cell, part] as const);
  }

  /** The cell where it is text; a number is a fault. */
  #text({ cells }: SheetRow, kind: Kind): SheetCell | null {
    const cell = cells.get(this.#columns.at.get(kind) ?? -1);
    if (cell === undefined) return null;
    if (cell.kind === 'text') return cell;
    const detail =
      cell.kind === 'number'
        ? 'it is a number, which loses leading zeros and digits after the 15th: format the column as text and type it again'
        : 'it is no text';
    this.#fault(cell, detail);
    return null;
  }

  #read<T>(cell: SheetCell, reading: Reading<T>, take: (value: T) => void): void {
    if ('fault' in reading) this.#fault(cell, reading.fault);
    else take(reading.value);
  }

  #fault(cell: SheetCell, detail: string): void {
    this.#faultAt(cell.at, detail);
  }

  #faultAt(at: string, detail: string): void {
    this.faults.push(`Cell ${at}: ${detail}.`);
  }
}

function isOfHome({ from, to }: ImsiRange, { home }: Agreement): boolean {
  return (
    home.plmns.some((plmn) => from.startsWith(plmn) && to.startsWith(plmn)) ||
    home.imsiRanges.some((range) => range.from.length === from.length && range.from <= from && to <= range.to)
  );
}

function sameRange(a: FoundRange, b: FoundRange): boolean {
  return a.range.from === b.range.from && a.range.to === b.range.to;
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
