/**
 * What many records of a batch have in common, told once: the combination of their values in some columns becomes a code.
 * A file has some hundred of them; one that is made to mislead may have as many as records, and takes longer.
 */
import type { OpenColumn } from './batch.ts';

/** Combinations of a batch, by code. */
export interface PatternTable {
  readonly count: number;
  /** Of each combination: a bit for every column that is null, the first column's is 1; and the value of each, 0 where null. */
  readonly words: ArrayBuffer;
}

/** Narrower values are widened first: loops over arrays of one kind take half the time. */
type Values = Int32Array;

const widened: Int32Array[] = [];
let hashes = new Int32Array(0);
let nulls = new Int32Array(0);
/** Code + 1 by hash, open addressing. */
let slots = new Int32Array(0);

/**
 * Writes the code of each row and returns the combinations, in the order of their first rows. Values have 1, 2 or 4 octets;
 * null ones of 4 are set to 0 where they stand.
 */
export function codePatterns(columns: readonly OpenColumn[], rows: number, codes: Int32Array): PatternTable {
  reserve(rows);
  const values = columns.map((column, i) => words(column, i, rows));
  nulls.fill(0, 0, rows);
  columns.forEach(({ validity }, i) => {
    if (validity !== null) markNulls(new Uint8Array(validity), values[i]!, 1 << i, rows);
  });
  const all: readonly Values[] = [nulls, ...values];
  const firsts = codeByHash(all, rows, codes);
  const exact = isExact(all, rows, codes, firsts) ? firsts : codeByValues(all, rows, codes);
  const table = new Int32Array(exact.length * all.length);
  exact.forEach((row, code) => {
    for (let i = 0; i < all.length; i++) table[code * all.length + i] = all[i]![row]!;
  });
  return { count: exact.length, words: table.buffer };
}

/** Rewrites the values of one of the columns that combinations are made of: each is an index into `codes`. */
export function recodePatterns({ count, words }: PatternTable, column: number, codes: Int32Array): void {
  const values = new Int32Array(words);
  const width = values.length / count;
  for (let at = 0; at < values.length; at += width)
    if (((values[at]! >> column) & 1) === 0) values[at + 1 + column] = codes[values[at + 1 + column]!]!;
}

function reserve(rows: number): void {
  if (rows <= hashes.length) return;
  hashes = new Int32Array(rows);
  nulls = new Int32Array(rows);
  slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows)));
}

function words({ values }: OpenColumn, column: number, rows: number): Values {
  if (values instanceof Int32Array) return values;
  if ((widened[column]?.length ?? 0) < rows) widened[column] = new Int32Array(rows);
  const wide = widened[column]!;
  for (let row = 0; row < rows; row++) wide[row] = values[row]!;
  return wide;
}

function markNulls(validity: Uint8Array, values: Values, bit: number, rows: number): void {
  for (let from = 0; from < rows; from += 8) {
    const present = validity[from >> 3]!;
    if (present === 0xff) continue;
    const to = Math.min(from + 8, rows);
    for (let row = from; row < to; row++) {
      if ((present >> (row & 7)) & 1) continue;
      nulls[row]! |= bit;
      values[row] = 0;
    }
  }
}

/** Codes by a hash of 32 bits; returns the first row of each code. */
function codeByHash(all: readonly Values[], rows: number, codes: Int32Array): number[] {
  hashes.fill(0, 0, rows);
  for (const values of all) {
    for (let row = 0; row < rows; row++) {
      const mixed = Math.imul(hashes[row]! ^ values[row]!, 0x9e37_79b1);
      hashes[row] = mixed ^ (mixed >>> 15);
    }
  }
  slots.fill(0);
  const mask = slots.length - 1;
  const firsts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const hash = hashes[row]!;
    let slot = hash & mask;
    let code = slots[slot]!;
    while (code !== 0 && hashes[firsts[code - 1]!] !== hash) {
      slot = (slot + 1) & mask;
      code = slots[slot]!;
    }
    if (code === 0) {
      firsts.push(row);
      code = firsts.length;
      slots[slot] = code;
    }
    codes[row] = code - 1;
  }
  return firsts;
}

/** True where no two combinations share a hash: every row has the values of the first row of its code. */
function isExact(
  all: readonly Values[],
  rows: number,
  codes: Int32Array,
  firsts: readonly number[],
): boolean {
  const told = new Int32Array(firsts.length);
  let difference = 0;
  for (const values of all) {
    for (let code = 0; code < told.length; code++) told[code] = values[firsts[code]!]!;
    for (let row = 0; row < rows; row++) difference |= values[row]! ^ told[codes[row]!]!;
  }
  return difference === 0;
}

/** The same by the values themselves, for combinations that share a hash. */
function codeByValues(all: readonly Values[], rows: number, codes: Int32Array): number[] {
  const known = new Map<string, number>();
  const firsts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const key = all.map((values) => values[row]).join(' ');
    let code = known.get(key);
    if (code === undefined) {
      code = firsts.push(row) - 1;
      known.set(key, code);
    }
    codes[row] = code;
  }
  return firsts;
}
