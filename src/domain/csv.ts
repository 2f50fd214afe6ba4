/**
 * A strict reader for small CSV files that people keep (rates, TAC catalogue, lists): RFC 4180 quotes, LF or CRLF, a header
 * that names the columns. Every refusal names its line.
 */
import { type ErrorCode, RoamsettleError } from '../errors.ts';
import { isDecimal } from './fraction.ts';

const MAX_COLUMNS = 200;
const MAX_FIELD_LENGTH = 4096;

export interface CsvLimits {
  /** Characters of the whole text. */
  readonly maxLength: number;
  /** Data rows; the header is not one. */
  readonly maxRows: number;
}

export interface CsvShape {
  /** One character; a comma where it is not said. */
  readonly separator?: string;
  /** Columns that the file may lack: their values are empty. */
  readonly optional?: readonly string[];
}

export interface CsvRow {
  /** 1-based line the row begins on. */
  readonly line: number;
  /** Trimmed values of the asked columns, in the order asked. */
  readonly fields: readonly string[];
}

/**
 * The rows after the header, each with the values of `columns` (found by name in any order: as it is written, else whatever
 * its case, with blanks for underscores; other columns are ignored). Empty lines are skipped. Throws `code` with file and line; FILE_TOO_LARGE over `maxLength`.
 */
export function* csvRows(
  text: string,
  file: string,
  code: ErrorCode,
  columns: readonly string[],
  limits: CsvLimits,
  { separator = ',', optional = [] }: CsvShape = {},
): Generator<CsvRow, void, undefined> {
  const state = cursorOf(text, file, code, limits, separator);
  const header = readRow(state);
  if (header === null)
    throw new RoamsettleError(code, `The header line ${columns.join(',')} is missing.`, { file, line: 1 });
  const positions = columnPositions(header, columns, optional, state);
  let rows = 0;
  for (let row = readRow(state); row !== null; row = readRow(state)) {
    if (++rows > limits.maxRows)
      throw new RoamsettleError(code, `More than ${limits.maxRows} rows.`, { file, line: row.line });
    if (row.fields.length !== header.fields.length) {
      const detail = `The row has ${row.fields.length} fields, the header ${header.fields.length}.`;
      throw new RoamsettleError(code, detail, { file, line: row.line });
    }
    yield { line: row.line, fields: positions.map((position) => row.fields[position] ?? '') };
  }
}

/** Every row of the text with all of its fields, the header among them. Throws as `csvRows`. */
export function* csvTable(
  text: string,
  file: string,
  code: ErrorCode,
  limits: CsvLimits,
  separator: string,
): Generator<CsvRow, void, undefined> {
  const state = cursorOf(text, file, code, limits, separator);
  let rows = 0;
  for (let row = readRow(state); row !== null; row = readRow(state)) {
    if (++rows > limits.maxRows + 1)
      throw new RoamsettleError(code, `More than ${limits.maxRows} rows.`, { file, line: row.line });
    yield row;
  }
}

function cursorOf(
  text: string,
  file: string,
  code: ErrorCode,
  { maxLength }: CsvLimits,
  separator: string,
): Cursor {
  if (text.length > maxLength) {
    throw new RoamsettleError('FILE_TOO_LARGE', `The limit is ${maxLength} characters.`, { file });
  }
  return { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, line: 1, file, code, separator };
}

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
  readonly file: string;
  readonly code: ErrorCode;
  readonly separator: string;
}

/** -1 for an optional column that is not there. */
function columnPositions(
  header: CsvRow,
  columns: readonly string[],
  optional: readonly string[],
  { file, code, separator }: Cursor,
): number[] {
  const plain = header.fields.map(plainName);
  return columns.map((column) => {
    const names = header.fields.includes(column) ? header.fields : plain;
    const name = names === plain ? plainName(column) : column;
    const position = names.indexOf(name);
    const place = { file, line: header.line };
    if (position < 0 && optional.includes(column)) return position;
    if (position < 0) {
      const hint =
        separator === ',' && header.fields.length === 1 && header.fields[0]?.includes(';')
          ? ' Separate the columns with commas.'
          : '';
      throw new RoamsettleError(code, `The header lacks the column ${column}.${hint}`, place);
    }
    if (names.indexOf(name, position + 1) >= 0) {
      throw new RoamsettleError(code, `The header names the column ${column} twice.`, place);
    }
    return position;
  });
}

/** `Device Type` → `device_type`. */
const plainName = (name: string): string => name.toLowerCase().replaceAll(' ', '_');

/** The next row that is not empty; null at the end of the text. */
function readRow(state: Cursor): CsvRow | null {
  const { text } = state;
  while (state.at < text.length) {
    const line = state.line;
    const fields: string[] = [];
    let more = true;
    while (more) {
      if (fields.length === MAX_COLUMNS) throw refuse(state, line, `More than ${MAX_COLUMNS} columns.`);
      fields.push(text[state.at] === '"' ? readQuoted(state) : readPlain(state));
      more = text[state.at] === state.separator;
      if (more) state.at++;
    }
    endLine(state);
    if (fields.length > 1 || fields[0] !== '') return { line, fields };
  }
  return null;
}

function readPlain(state: Cursor): string {
  const { text } = state;
  const start = state.at;
  while (state.at < text.length && !endsField(state)) {
    if (text[state.at] === '"')
      throw refuse(state, state.line, 'A quote stands inside a field that does not begin with one.');
    state.at++;
  }
  if (state.at - start > MAX_FIELD_LENGTH)
    throw refuse(state, state.line, `A field is longer than ${MAX_FIELD_LENGTH} characters.`);
  return text.slice(start, state.at).trim();
}

function readQuoted(state: Cursor): string {
  const { text, line } = state;
  let value = '';
  let from = state.at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw refuse(state, line, 'A quote is opened and never closed.');
    value += text.slice(from, quote);
    if (value.length > MAX_FIELD_LENGTH)
      throw refuse(state, line, `A field is longer than ${MAX_FIELD_LENGTH} characters.`);
    if (text[quote + 1] !== '"') {
      state.at = quote + 1;
      break;
    }
    value += '"';
    from = quote + 2;
  }
  for (let index = value.indexOf('\n'); index >= 0; index = value.indexOf('\n', index + 1)) state.line++;
  if (state.at < text.length && !endsField(state)) {
    throw refuse(state, state.line, 'Text follows the closing quote of a field.');
  }
  return value.trim();
}

function endsField({ text, at, separator }: Cursor): boolean {
  const char = text[at]!;
  return char === separator || char === '\r' || char === '\n';
}

function endLine(state: Cursor): void {
  if (state.text[state.at] === '\r') state.at++;
  if (state.text[state.at] === '\n') state.at++;
  state.line++;
}

function refuse(state: Cursor, line: number, detail: string): RoamsettleError {
  return new RoamsettleError(state.code, detail, { file: state.file, line });
}

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV text with a header line (RFC 4180, lines end in LF); text that a spreadsheet would run gets an apostrophe. */
export function csvText(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cell = (value: string | number | null): string => {
    const isFormula = typeof value === 'string' && FORMULA.test(value) && !isDecimal(value);
    const text = isFormula ? `'${value}` : String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
