/**
 * Decoded records → what is stored of them: sorted by subscriber, so that a run of many batches is put together from
 * whole stretches of them, and without the columns that few records differ in, for which a code of their combination
 * stands. Columns cost what they cost in DuckDB by their number, and its own sort as much again.
 */
import { DataType } from 'apache-arrow';
import type { ColumnBatch, ColumnBuffers, OpenBatch, OpenColumn } from './batch.ts';
import { arrangeKernel } from './kernel/kernel.ts';
import { codePatterns, type PatternTable } from './patterns.ts';
import { OTHER_AMOUNTS, PATTERN_COLUMNS, tapStoredSchema } from './schemas.ts';
import type { SpareBuffers } from './spare-buffers.ts';

/** Records of a file as they are stored. */
export interface ArrangedBatch extends ColumnBatch {
  /** What `pattern` points into; the values of text columns are codes of the file's dictionaries. */
  readonly patterns: PatternTable;
  /** Days since 1970-01-01 that the records lie on, by their own clocks and in UTC. */
  readonly days: readonly number[];
}

const DAY = 86_400;
const MINUTE = 60;
const WORD = 2 ** 32;

/** Columns of tapStoredSchema in a batch: the members of a STRUCT in its place, without file_id. */
export const STORED_COLUMNS = tapStoredSchema.fields
  .flatMap(({ name, type }) => (DataType.isStruct(type) ? type.children.map((child) => child.name) : [name]))
  .filter((name) => name !== 'file_id');

/** Arranges the rows of an open batch, in buffers of `spare` as far as there are; absent IMSIs are set to 0 where they stand. */
export function arrange({ rows, columns }: OpenBatch, spare: SpareBuffers): ArrangedBatch {
  const named = new Map(columns.map((column) => [column.name, column]));
  const column = (name: string) => named.get(name)!;
  const days = daysOf(column('start_local').values, column('utc_offset').values, rows);
  const { codes, table } = codePatterns(PATTERN_COLUMNS.map(column), rows);
  named.set('pattern', { name: 'pattern', octets: 4, values: codes, validity: null });
  const order = arrangeKernel().order(subscribers(column('imsi'), rows), rows);
  const ordered = STORED_COLUMNS.map((name) =>
    name === 'other_amounts'
      ? listed(name, OTHER_AMOUNTS.map(column), order)
      : reordered(column(name), order, spare),
  );
  return { rows, columns: ordered, patterns: table, days };
}

/** IMSIs as pairs of words; 0 where there is none. */
function subscribers({ values, validity }: OpenColumn, rows: number): Uint32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * rows);
  if (validity !== null) {
    const bits = new Uint8Array(validity);
    for (let row = 0; row < rows; row++) {
      if ((bits[row >> 3]! >> (row & 7)) & 1) continue;
      words[2 * row] = 0;
      words[2 * row + 1] = 0;
    }
  }
  return words;
}

/** Days of the starts, which stand as pairs of words, and the same in UTC. */
function daysOf(startLocal: OpenColumn['values'], utcOffset: OpenColumn['values'], rows: number): number[] {
  const days = new Set<number>();
  let localDay = Number.NaN;
  let utcDay = Number.NaN;
  for (let row = 0; row < rows; row++) {
    const local = startLocal[2 * row + 1]! * WORD + (startLocal[2 * row]! >>> 0);
    const ofLocal = Math.floor(local / DAY);
    const ofUtc = Math.floor((local - utcOffset[row]! * MINUTE) / DAY);
    if (ofLocal !== localDay) days.add(ofLocal);
    if (ofUtc !== utcDay) days.add(ofUtc);
    localDay = ofLocal;
    utcDay = ofUtc;
  }
  return [...days];
}

function reordered(
  { name, octets, values, validity }: OpenColumn,
  order: Uint32Array,
  spare: SpareBuffers,
): ColumnBuffers {
  const to = spare.take(order.length, octets);
  arrangeKernel().gather({ octets, values }, order, to);
  return {
    name,
    values: to,
    validity: validity === null ? null : bits(validity, order),
  };
}

/** Columns of 8 octets as lists of the rows that have something else than 0 in one of them. */
function listed(name: string, columns: readonly OpenColumn[], order: Uint32Array): ColumnBuffers {
  const none = { name, values: new ArrayBuffer(0), validity: null, listed: columns.length };
  if (columns.every(({ isZero }) => isZero)) return none;
  const words = new Int32Array(2 * columns.length * order.length);
  const present = new Uint8Array(Math.ceil(order.length / 64) * 8);
  let to = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    let any = 0;
    for (const { values } of columns) {
      any |= words[to++] = values[2 * row]!;
      any |= words[to++] = values[2 * row + 1]!;
    }
    if (any !== 0) present[i >> 3]! |= 1 << (i & 7);
  }
  return present.some((octet) => octet !== 0)
    ? { ...none, values: words.buffer, validity: present.buffer }
    : none;
}

function bits(buffer: ArrayBuffer, order: Uint32Array): ArrayBuffer {
  const from = new Uint8Array(buffer);
  const to = new Uint8Array(Math.ceil(order.length / 64) * 8);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    to[i >> 3]! |= ((from[row >> 3]! >> (row & 7)) & 1) << (i & 7);
  }
  return to.buffer;
}
