/** Rows sorted by subscriber, and what they have in common as codes: every value comes back from the two. */
import { describe, expect, it } from 'vitest';
import { arrange as arrangeInto, STORED_COLUMNS } from '../../src/arrow/arrange.ts';
import type { ColumnBatch, OpenBatch } from '../../src/arrow/batch.ts';
import { BatchBuilder } from '../../src/arrow/batch-builder.ts';
import { arrangeKernel } from '../../src/arrow/kernel/kernel.ts';
import { OTHER_AMOUNTS, PATTERN_COLUMNS, tapRecordSchema } from '../../src/arrow/schemas.ts';
import { SpareBuffers } from '../../src/arrow/spare-buffers.ts';
import { valueBits } from '../../src/arrow/value-bits.ts';

const arrange = (batch: OpenBatch) => arrangeInto(batch, new SpareBuffers());
const SCHEMA = tapRecordSchema.fields.slice(1);
const bitsOf = new Map(SCHEMA.map(({ name, type }) => [name, valueBits(type, name)]));

type Row = Readonly<Record<string, number | null>>;

/** Values by name; a column that a row does not name is 0. */
function open(rows: readonly Row[]): OpenBatch {
  const builder = new BatchBuilder(tapRecordSchema, ['file_id'], rows.length);
  for (const row of rows) {
    for (const { name } of SCHEMA) {
      const column = builder.column(name);
      const value = row[name] ?? (name in row ? null : 0);
      if (value === null) builder.setNull(column);
      else if (bitsOf.get(name) === 8) builder.set8(column, value);
      else if (bitsOf.get(name) === 16) builder.set16(column, value);
      else if (bitsOf.get(name) === 32) builder.set32(column, value);
      else builder.set64(column, value | 0, Math.floor(value / 2 ** 32));
    }
    builder.endRow();
  }
  const { columns } = builder.finish();
  return {
    rows: rows.length,
    columns: columns.map(({ name, values, validity }) => {
      const bits = bitsOf.get(name)!;
      const view = bits === 8 ? Uint8Array : bits === 16 ? Int16Array : Int32Array;
      return { name, octets: bits / 8, values: new view(values), validity };
    }),
  };
}

function valuesOf({ rows, columns }: ColumnBatch, name: string): (number | null)[] {
  const { values, validity } = columns.find((column) => column.name === name)!;
  const bits = validity === null ? null : new Uint8Array(validity);
  const numbers =
    bitsOf.get(name) === 64
      ? Array.from(new BigInt64Array(values), Number)
      : Array.from(new Int32Array(values));
  return Array.from({ length: rows }, (_, i) =>
    bits === null || (bits[i >> 3]! >> (i & 7)) & 1 ? numbers[i]! : null,
  );
}

/** The amounts of each row that stand in its list, 0 without one. */
function listsOf({ rows, columns }: ColumnBatch): Row[] {
  const { values, validity, listed } = columns.find(({ name }) => name === 'other_amounts')!;
  expect(listed).toBe(OTHER_AMOUNTS.length);
  const numbers = Array.from(new BigInt64Array(values), Number);
  const bits = new Uint8Array(validity ?? new ArrayBuffer(rows));
  return Array.from({ length: rows }, (_, i) => {
    const list = (bits[i >> 3]! >> (i & 7)) & 1 ? numbers.slice(5 * i, 5 * i + 5) : [];
    return Object.fromEntries(OTHER_AMOUNTS.map((name, place) => [name, list[place] ?? 0]));
  });
}

/** The rows as they went in, in the order of their record_index. */
function restored(batch: ReturnType<typeof arrange>): Row[] {
  const names = STORED_COLUMNS.filter((name) => name !== 'other_amounts');
  const columns = new Map(names.map((name) => [name, valuesOf(batch, name)]));
  const amounts = listsOf(batch);
  const words = new Int32Array(batch.patterns.words);
  const width = 1 + PATTERN_COLUMNS.length;
  const rows = Array.from({ length: batch.rows }, (_, i): Row => {
    const { pattern, ...own }: Row = Object.fromEntries(
      [...columns].map(([name, values]) => [name, values[i]!]),
    );
    const at = pattern! * width;
    const common = PATTERN_COLUMNS.map((name, column) => [
      name,
      (words[at]! >> column) & 1 ? null : words[at + 1 + column]!,
    ]);
    return { ...own, ...amounts[i], ...Object.fromEntries(common) };
  });
  const index = ({ record_index }: Row) => record_index!;
  return rows.sort((a, b) => index(a) - index(b));
}

const whole = (row: Row): Row =>
  Object.fromEntries(SCHEMA.map(({ name }) => [name, name in row ? row[name]! : 0]));

/** Subscribers in no order, some missing; texts and codes that repeat, some missing. */
const mixed = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    record_index: i,
    byte_offset: 17 * i,
    imsi: i % 13 === 5 ? null : 1_262_010_000_000_000 + ((i * 7919) % 997),
    start_local: 1_790_000_000 + 1000 * i,
    utc_offset: i % 3 === 0 ? 120 : -60,
    charge: i * 2 ** 33,
    service: i % 9,
    event_tag: 9 + (i % 3),
    apn: i % 4 === 0 ? null : i % 5,
    rec_entity: i % 6,
    cell_id: i % 7 === 0 ? null : 2 ** 40 + i,
    location_area: i % 2 === 0 ? null : i,
    flags: i % 11 === 0 ? 8 : 0,
    charges: i % 2 === 0 ? null : 1,
  }));

describe('arranged rows', () => {
  it.each([0, 1, 7, 8, 9, 5000])('keep every value and null of %i records', (count) => {
    const rows = mixed(count);
    expect(restored(arrange(open(rows)))).toEqual(rows.map(whole));
  });

  it('have a list of the other amounts where one of them is not 0, and no room for lists where none is', () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      record_index: i,
      imsi: 1_262_010_000_000_000 + ((i * 77) % 100),
      ...(i % 50 === 7 && { refund: 2 ** 32, discount_refund: i }),
      ...(i % 9 === 4 && { camel_fee: 5 }),
    }));
    const batch = arrange(open(rows));
    expect(restored(batch)).toEqual(rows.map(whole));
    const bits = new Uint8Array(batch.columns.find(({ name }) => name === 'other_amounts')!.validity!);
    const lists = Array.from({ length: 300 }, (_, i) => (bits[i >> 3]! >> (i & 7)) & 1);
    expect(lists.filter((bit) => bit === 1)).toHaveLength(
      rows.filter((row) => 'refund' in row || 'camel_fee' in row).length,
    );
    const none = arrange(open(mixed(100))).columns.find(({ name }) => name === 'other_amounts')!;
    expect(none).toMatchObject({ validity: null, values: new ArrayBuffer(0) });
  });

  it('come sorted by subscriber, those without one first, and in their order where it is one', () => {
    const batch = arrange(open(mixed(3000)));
    const imsis = valuesOf(batch, 'imsi').map((imsi) => imsi ?? 0);
    const indexes = valuesOf(batch, 'record_index') as number[];
    for (let i = 1; i < imsis.length; i++) {
      expect(imsis[i]!).toBeGreaterThanOrEqual(imsis[i - 1]!);
      if (imsis[i] === imsis[i - 1]) expect(indexes[i]!).toBeGreaterThan(indexes[i - 1]!);
    }
  });

  it('have a code for each combination and no more, a null not being a 0', () => {
    const rows = [{ apn: 0 }, { apn: null }, { apn: 0 }, { apn: 1 }, { apn: null, service: 1 }].map(
      (row, i) => ({
        ...row,
        record_index: i,
      }),
    );
    const batch = arrange(open(rows));
    expect(batch.patterns.count).toBe(4);
    expect(restored(batch)).toEqual(rows.map(whole));
  });

  it('are told apart where each is a combination of its own', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ record_index: i, apn: i, rec_entity: 3 * i }));
    const batch = arrange(open(rows));
    expect(batch.patterns.count).toBe(3000);
    expect(restored(batch)).toEqual(rows.map(whole));
  });

  it('are told apart where their hashes are one', () => {
    // The hash mixes column after column: what the one before makes of a value, the next can undo. Found by trying.
    const mix = (hash: number, value: number) => {
      const mixed = Math.imul(hash ^ value, 0x9e37_79b1);
      return mixed ^ (mixed >>> 15);
    };
    const rest = (hash: number, zeros: number) =>
      Array.from({ length: zeros }).reduce<number>((h) => mix(h, 0), hash);
    const before = rest(0, 1 + PATTERN_COLUMNS.indexOf('cause_for_term'));
    const [a, b] = [mix(before, 1), mix(before, 2)];
    const rows = [
      { record_index: 0, cause_for_term: 1, rap_sequence: 0 },
      { record_index: 1, cause_for_term: 2, rap_sequence: a ^ b },
    ];
    const batch = arrange(open(rows));
    expect(batch.patterns.count).toBe(2);
    expect(restored(batch)).toEqual(rows.map(whole));
  });

  it('say the days of their starts, by the clock of each and in UTC', () => {
    const day = 20_700;
    const rows = [
      { record_index: 0, start_local: day * 86_400 + 60, utc_offset: 120 },
      { record_index: 1, start_local: day * 86_400 + 7_300, utc_offset: 120 },
      { record_index: 2, start_local: (day + 1) * 86_400 - 1, utc_offset: -60 },
    ];
    expect([...arrange(open(rows)).days].sort()).toEqual([day - 1, day, day + 1]);
  });
});

describe('an order', () => {
  it.each([
    ['one value', () => 5],
    ['values of many digits', (i: number) => 1_000_000_000_000_000 + ((i * 2_654_435_761) % 999_999_999_999)],
    ['values across the border of a word', (i: number) => 2 ** 32 - 500 + ((i * 37) % 1000)],
    ['zeros among them', (i: number) => (i % 3 === 0 ? 0 : 1_262_010_000_000_000 + ((i * 7) % 1000))],
  ])('of %s is that of a stable sort', (_, made) => {
    const values = Array.from({ length: 2500 }, (_, i) => made(i));
    const words = Uint32Array.from(values.flatMap((value) => [value >>> 0, Math.floor(value / 2 ** 32)]));
    const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
    expect([...arrangeKernel().order(words, values.length)]).toEqual(expected);
  });
});
