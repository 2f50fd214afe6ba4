/**
 * Reads one sheet of an Office Open XML workbook (ECMA-376): cells as text, numbers told apart. Everything in it is bounded
 * before it is inflated or parsed: packed size, inflated size of each part, rows, cells, depth. Styles, formulas and
 * macros are never looked at; what a formula last came to counts as its cell.
 */
import { posix } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { type DeclaredMember, openMember, zipDirectory } from '../files/zip.ts';
import { MAX_CELL, MAX_SHEET_ROWS, type Sheet, type SheetCell, type SheetRow } from './sheet.ts';
import { type XmlEvent, XmlFault, xmlEvents } from './xml.ts';

/** Inflated bytes of one part. */
const MAX_PART_BYTES = 32 * 1024 * 1024;
const MAX_SHEETS = 1000;
const MAX_TEXTS = 1_000_000;
/** Cells that are kept of a sheet. */
const MAX_CELLS = 2_000_000;
/** Columns that a sheet can have. */
const MAX_COLUMNS = 16_384;

interface SheetPart {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

/**
 * The sheet of that name, or the one that is not hidden. Throws DECLARE_INVALID where there is none or several, or where the
 * workbook is none; FILE_CORRUPT, FILE_TOO_LARGE, FILE_FORMAT_UNSUPPORTED of the archive.
 */
export async function readWorkbookSheet(path: string, file: string, name: string | null): Promise<Sheet> {
  const archive = await Archive.open(path, file);
  const start = await archive.targetOf('', 'officeDocument');
  const sheets = await archive.sheets(start);
  const named = sheets.filter((sheet) => (name === null ? !sheet.hidden : sheet.name === name));
  const [sheet, ...others] = named;
  if (sheet === undefined || others.length > 0) {
    const names = sheets.map((one) => `"${masked(one.name)}"`).join(', ');
    throw archive.refused(`Name one sheet by --sheet; it has ${names}.`);
  }
  const texts = await archive.texts(start);
  return { name: sheet.name, rows: await archive.rows(sheet, texts) };
}

/** A name as an error may show it: a long number in it may be an identifier. */
export function masked(text: string): string {
  return text.replace(/[0-9]{6,}/g, '…');
}

class Archive {
  readonly #path: string;
  readonly #file: string;
  readonly #parts: ReadonlyMap<string, DeclaredMember>;

  private constructor(path: string, file: string, parts: ReadonlyMap<string, DeclaredMember>) {
    this.#path = path;
    this.#file = file;
    this.#parts = parts;
  }

  static async open(path: string, file: string): Promise<Archive> {
    return new Archive(path, file, await zipDirectory(path));
  }

  refused(detail: string): RoamsettleError {
    return new RoamsettleError('DECLARE_INVALID', detail, { file: this.#file });
  }

  /** Part that `source` ('' for the package) relates to by a type of this ending. */
  async targetOf(source: string, type: string): Promise<string> {
    const found = (await this.#relations(source)).find((one) => one.type.endsWith(`/${type}`));
    if (found === undefined) throw this.refused('It is no workbook: save it as .xlsx.');
    return found.part;
  }

  async sheets(workbook: string): Promise<SheetPart[]> {
    const relations = await this.#relations(workbook);
    const sheets: SheetPart[] = [];
    await this.#walk(workbook, (event) => {
      if (event.kind !== 'open' || event.name !== 'sheet') return;
      const id = event.attribute('r:id') ?? event.attribute('id');
      const relation = relations.find((one) => one.id === id);
      // A sheet of another kind (a chart) has no cells.
      if (relation === undefined || !relation.type.endsWith('/worksheet')) return;
      if (sheets.length === MAX_SHEETS) throw this.refused(`It has more than ${MAX_SHEETS} sheets.`);
      const hidden = (event.attribute('state') ?? 'visible') !== 'visible';
      sheets.push({ name: event.attribute('name') ?? '', part: relation.part, hidden });
    });
    return sheets;
  }

  /** The texts that cells share, by their number. */
  async texts(workbook: string): Promise<string[]> {
    const relation = (await this.#relations(workbook)).find((one) => one.type.endsWith('/sharedStrings'));
    if (relation === undefined) return [];
    const texts: string[] = [];
    const reader = new TextReader();
    await this.#walk(relation.part, (event) => {
      if (event.kind === 'open' && event.name === 'si') reader.clear();
      reader.take(event);
      if (event.kind !== 'close' || event.name !== 'si') return;
      if (texts.length === MAX_TEXTS) throw this.refused(`It has more than ${MAX_TEXTS} texts.`);
      texts.push(reader.text);
    });
    return texts;
  }

  async rows({ name, part }: SheetPart, texts: readonly string[]): Promise<SheetRow[]> {
    const rows: { row: number; cells: Map<number, SheetCell> }[] = [];
    const reader = new TextReader();
    let [row, column, type, cells, all] = [0, -1, 'n', new Map<number, SheetCell>(), 0];
    const keep = () => {
      const cell = cellOf(type, reader, texts);
      if (cell === null) return;
      if (++all > MAX_CELLS)
        throw this.refused(`The sheet "${masked(name)}" has more than ${MAX_CELLS} cells.`);
      if (cell.text.length > MAX_CELL)
        throw this.refused(`Cell ${columnName(column)}${row} is longer than ${MAX_CELL} characters.`);
      cells.set(column, { at: `${columnName(column)}${row}`, ...cell });
    };
    await this.#walk(part, (event) => {
      if (event.kind === 'open' && event.name === 'row') {
        row = Number(event.attribute('r') ?? row + 1);
        if (!Number.isInteger(row) || row < 1) throw new XmlFault('a row has no number');
        column = -1;
        cells = new Map();
      } else if (event.kind === 'open' && event.name === 'c') {
        const letters = /^([A-Z]{1,3})[1-9]\d*$/.exec(event.attribute('r') ?? '')?.[1];
        column = letters === undefined ? column + 1 : columnIndex(letters);
        if (column >= MAX_COLUMNS) throw new XmlFault('a cell lies beyond the last column');
        type = event.attribute('t') ?? 'n';
        reader.clear();
      }
      reader.take(event);
      if (event.kind !== 'close') return;
      if (event.name === 'c') keep();
      if (event.name !== 'row' || cells.size === 0) return;
      if (rows.length === MAX_SHEET_ROWS)
        throw this.refused(`The sheet "${masked(name)}" has more than ${MAX_SHEET_ROWS} rows.`);
      rows.push({ row, cells });
    });
    return rows;
  }

  async #relations(source: string): Promise<{ id: string; type: string; part: string }[]> {
    const folder = posix.dirname(source);
    const part = posix.join(folder, '_rels', `${posix.basename(source)}.rels`);
    const relations: { id: string; type: string; part: string }[] = [];
    await this.#walk(part, (event) => {
      if (event.kind !== 'open' || event.name !== 'Relationship') return;
      const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => event.attribute(name) ?? '');
      relations.push({ id: id!, type: type!, part: posix.join('/', folder, target!).slice(1) });
      if (target!.startsWith('/')) relations.at(-1)!.part = target!.slice(1);
    });
    return relations;
  }

  /** Throws DECLARE_INVALID where the part is not there or is no XML, FILE_TOO_LARGE where it inflates beyond the limit. */
  async #walk(part: string, take: (event: XmlEvent) => void): Promise<void> {
    const member = this.#parts.get(part);
    if (member === undefined) throw this.refused('It is no workbook: save it as .xlsx.');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of await openMember(this.#path, member.index)) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_PART_BYTES) {
        const detail = `A part of the workbook inflates to more than ${MAX_PART_BYTES} bytes.`;
        throw new RoamsettleError('FILE_TOO_LARGE', detail, { file: this.#file });
      }
      chunks.push(chunk as Buffer);
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
      for (const event of xmlEvents(text)) take(event);
    } catch (error) {
      if (error instanceof RoamsettleError) throw error;
      const why = error instanceof XmlFault ? error.message : 'it is not UTF-8';
      throw this.refused(`A part of the workbook cannot be read: ${why}.`);
    }
  }
}

/** Text of an element: what stands in `t` and `v`, but for the reading aids of Asian texts and for formulas. */
class TextReader {
  text = '';
  #inside = 0;
  #phonetic = 0;

  clear(): void {
    this.text = '';
  }

  take(event: XmlEvent): void {
    if (event.kind === 'text') {
      if (this.#inside > 0 && this.#phonetic === 0) this.text += event.text;
      return;
    }
    const step = event.kind === 'open' ? 1 : -1;
    if (event.name === 't' || event.name === 'v') this.#inside += step;
    if (event.name === 'rPh') this.#phonetic += step;
  }
}

/** null for an empty cell. */
function cellOf(type: string, { text }: TextReader, texts: readonly string[]): Omit<SheetCell, 'at'> | null {
  if (text === '') return null;
  if (type === 's') {
    const shared = /^\d{1,7}$/.test(text) ? texts[Number(text)] : undefined;
    if (shared === undefined) throw new XmlFault('a cell names a text that is not there');
    return shared.trim() === '' ? null : { text: shared.trim(), kind: 'text' };
  }
  if (type === 'inlineStr' || type === 'str')
    return text.trim() === '' ? null : { text: text.trim(), kind: 'text' };
  return { text, kind: type === 'n' ? 'number' : 'other' };
}

/** 0 → A, 26 → AA. */
function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function columnIndex(letters: string): number {
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
