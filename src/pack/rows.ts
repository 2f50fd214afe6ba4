/**
 * Rows of a CSV member (RFC 4180, as packs write it), streamed: what is asked for of a million rows never stands in memory
 * at once. Faults name file and line, never a cell.
 */
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { asPackError } from './archive.ts';
import { invalid } from './format.ts';

/** Characters of a row. */
const MAX_ROW = 1024 * 1024;
const INTEGER = /^-?[0-9]{1,16}$/;

/** Where the rows of a member come from. */
export interface RowSource {
  stream(name: string): Promise<Readable>;
}

/**
 * Rows by batches, each with the cells of `columns` in the order asked, and the line of the first. Other columns are left
 * out. Throws PACK_INVALID, FILE_CORRUPT.
 */
export async function* rowBatches(
  source: RowSource,
  name: string,
  columns: readonly string[],
): AsyncGenerator<{ readonly rows: readonly (readonly string[])[]; readonly line: number }> {
  let header: readonly string[] | null = null;
  let positions: readonly number[] = [];
  let line = 1;
  for await (const batch of cellBatches(source, name)) {
    let rows = batch;
    if (header === null) {
      const names = batch[0]!;
      header = names;
      positions = columns.map((column) => positionOf(names, column, name));
      rows = batch.slice(1);
      line++;
    }
    const width = header.length;
    const odd = rows.findIndex((cells) => cells.length !== width);
    if (odd >= 0) throw invalid(`The row does not have ${width} cells.`, name, line + odd);
    // Most tables are asked for as they stand.
    const asked = header.every((column, i) => column === columns[i])
      ? rows
      : rows.map((cells) => positions.map((position) => cells[position]!));
    if (rows.length > 0) yield { rows: asked, line };
    line += rows.length;
  }
  if (header === null) throw invalid('It has no header.', name);
}

function positionOf(header: readonly string[], column: string, name: string): number {
  const position = header.indexOf(column);
  if (position < 0 || header.includes(column, position + 1))
    throw invalid(`Its header names the column ${column} not once.`, name, 1);
  return position;
}

/** All cells of all rows. */
async function* cellBatches(source: RowSource, name: string): AsyncGenerator<string[][]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of await source.stream(name)) {
      rest += decoded(decoder, chunk as Buffer, name);
      const { rows, left } = parseRows(rest, name);
      rest = left;
      if (rest.length > MAX_ROW) throw invalid('A row is too long.', name);
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw asPackError(error, name);
  }
  if (rest + decoded(decoder, null, name) !== '') throw invalid('Its last row has no end.', name);
}

/** Characters that the octets bring; null: the text ends. */
function decoded(decoder: TextDecoder, octets: Buffer | null, name: string): string {
  try {
    return octets === null ? decoder.decode() : decoder.decode(octets, { stream: true });
  } catch {
    throw invalid('It is no UTF-8 text.', name);
  }
}

/** Rows that are whole, and what is left of the text behind them. */
function parseRows(text: string, name: string): { rows: string[][]; left: string } {
  if (!text.includes('"')) {
    const end = text.lastIndexOf('\n');
    if (end < 0) return { rows: [], left: text };
    return {
      rows: text
        .slice(0, end)
        .split('\n')
        .map((row) => row.split(',')),
      left: text.slice(end + 1),
    };
  }
  const rows: string[][] = [];
  let from = 0;
  for (;;) {
    const row = quotedRow(text, from, name);
    if (row === null) return { rows, left: text.slice(from) };
    rows.push(row.cells);
    from = row.end;
  }
}

/** The row at `from` and where the next begins; null where the text does not hold it whole. */
function quotedRow(text: string, from: number, name: string): { cells: string[]; end: number } | null {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; ; at += 2) {
        const quote = text.indexOf('"', at);
        if (quote < 0 || quote + 1 >= text.length) return null;
        cell += text.slice(at, quote);
        at = quote;
        if (text[at + 1] !== '"') break;
        cell += '"';
      }
      at++;
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
      if (at >= text.length) return null;
      cell = text.slice(start, at);
    }
    cells.push(cell);
    if (text[at] === '\n') return { cells, end: at + 1 };
    if (text[at] !== ',') throw invalid('Text follows the closing quote of a cell.', name);
    at++;
  }
}

/** The integer of a cell, from `least` to `most`; null for any other text. */
export function integerIn(cell: string, least: number, most: number): number | null {
  const value = INTEGER.test(cell) ? Number(cell) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : null;
}
