/**
 * Cells of a sheet (ECMA-376, SpreadsheetML). Text is always an inline string: a spreadsheet takes no formula, number or
 * date for it, and identifiers keep their zeros. Only counts and amounts are numbers, as long as a spreadsheet's double
 * holds every digit of them.
 */

/** Digits that a spreadsheet keeps of a number. */
const MAX_DIGITS = 15;
/** Characters that a cell may hold. */
const MAX_TEXT = 32_767;
/** Decimals that a number is shown with at most: those of an agreement's rounding. */
export const MAX_DECIMALS = 6;

/** Columns of decimal text that people add up: rounded amounts, and TAP charges. */
const AMOUNTS = new Set([
  ...['amount', 'usage_amount', 'access_amount', 'as_billed_amount', 'tap_amount'],
  ...['usage', 'access', 'as_billed', 'commitment', 'adjustment', 'net', 'tax', 'gross', 'payable'],
  ...['tap_invoiced', 'tap_as_billed', 'volume_only'],
]);

const DECIMAL = /^-?(\d+)(?:\.(\d+))?$/;

export type CellValue = string | bigint | number | boolean | null;
type CellWriter = (at: string, value: CellValue) => string;

/** How the cells of a column are written; `at` is their place, e.g. `B7`. */
export function cellWriter(column: string): CellWriter {
  return AMOUNTS.has(column) ? amountCell : plainCell;
}

function plainCell(at: string, value: CellValue): string {
  if (value === null || value === '') return '';
  if (typeof value === 'bigint' || typeof value === 'number') return numberCell(at, String(value));
  return textCell(at, String(value));
}

function amountCell(at: string, value: CellValue): string {
  return value === null ? '' : numberCell(at, String(value));
}

/** A number shown with its own decimals; as text what is none, or has too many digits. */
function numberCell(at: string, value: string): string {
  const [, whole = '', decimals = ''] = DECIMAL.exec(value) ?? [];
  const fits =
    whole !== '' && whole.length + decimals.length <= MAX_DIGITS && decimals.length <= MAX_DECIMALS;
  return fits ? `<c r="${at}" s="${1 + decimals.length}"><v>${value}</v></c>` : textCell(at, value);
}

/** `style` 0 is plain. */
export function textCell(at: string, text: string, style = 0): string {
  const styled = style === 0 ? '' : ` s="${style}"`;
  return `<c r="${at}"${styled} t="inlineStr"><is><t xml:space="preserve">${xmlText(cut(text))}</t></is></c>`;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}

/** Characters that XML 1.0 does not know. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go.
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** Text for XML; `_x0041_`, which spreadsheets read as a character code, keeps its own letters. */
export function xmlText(text: string): string {
  if (/^[\w .:/+-]*$/.test(text) && !text.includes('_x')) return text;
  return text
    .replace(NO_XML, '\ufffd')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"\r]/g, (character) => SPECIAL[character]!);
}

/** Characters that identifiers need to be seen whole; a cell of text is cut where the next one is not empty. */
const WIDE: Readonly<Record<string, number>> = { imsi: 28, line_id: 22, charge_ref: 20 };
const LEAST_WIDTH = 12;

/** Width of a column, in characters. */
export function columnWidth(column: string): number {
  return Math.max(WIDE[column] ?? LEAST_WIDTH, column.length + 2);
}

/** 0 → `A`, 26 → `AA`. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
