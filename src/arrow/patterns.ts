/**
 * What many records of a batch have in common, told once: the combination of their values in some columns becomes a code.
 * A file has some hundred of them; one that is made to mislead may have as many as records, and takes longer.
 */
import type { OpenColumn } from './batch.ts';
import { arrangeKernel, type Codes } from './kernel/kernel.ts';

/** Combinations of a batch, by code. */
export interface PatternTable {
  readonly count: number;
  /** Of each combination: a bit for every column that is null, the first column's is 1; and the value of each, 0 where null. */
  readonly words: ArrayBuffer;
}

/** The code of each row, valid until the next batch, and the combinations in the order of their first rows. */
export interface CodedRows {
  readonly codes: Int32Array<ArrayBuffer>;
  readonly table: PatternTable;
}

/** Codes rows by their values in columns of 1, 2 or 4 octets a value. */
export function codePatterns(columns: readonly OpenColumn[], rows: number): CodedRows {
  const kernel = arrangeKernel();
  kernel.take(columns, rows);
  const values = kernel.values(columns.length, rows);
  const { codes, firsts } = kernel.code(columns.length, rows) ?? codeByValues(values, rows);
  const table = new Int32Array(firsts.length * values.length);
  firsts.forEach((row, code) => {
    for (let i = 0; i < values.length; i++) table[code * values.length + i] = values[i]![row]!;
  });
  return { codes, table: { count: firsts.length, words: table.buffer } };
}

/** Rewrites the values of one of the columns that combinations are made of: each is an index into `codes`. */
export function recodePatterns({ count, words }: PatternTable, column: number, codes: Int32Array): void {
  const values = new Int32Array(words);
  const width = values.length / count;
  for (let at = 0; at < values.length; at += width)
    if (((values[at]! >> column) & 1) === 0) values[at + 1 + column] = codes[values[at + 1 + column]!]!;
}

/** Codes by the values themselves, for combinations that share a hash. */
function codeByValues(all: readonly Int32Array[], rows: number): Codes {
  const known = new Map<string, number>();
  const firsts: number[] = [];
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const key = all.map((values) => values[row]).join(' ');
    let code = known.get(key);
    if (code === undefined) {
      code = firsts.push(row) - 1;
      known.set(key, code);
    }
    codes[row] = code;
  }
  return { codes, firsts: Int32Array.from(firsts) };
}
