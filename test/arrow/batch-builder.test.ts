import {
  Dictionary,
  Field,
  Float64,
  Int16,
  Int32,
  Int64,
  Schema,
  tableFromIPC,
  tableToIPC,
  Uint8,
  Utf8,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { ColumnBatch } from '../../src/arrow/batch.ts';
import { BATCH_ROWS, BatchBuilder } from '../../src/arrow/batch-builder.ts';
import { tapRecordSchema } from '../../src/arrow/schemas.ts';
import { toArrowTable } from '../support/to-arrow.ts';

const schema = new Schema([
  new Field('omitted', new Int32(), false),
  new Field('small', new Int16(), false),
  new Field('count', new Int32(), true),
  new Field('big', new Int64(), true),
  new Field('closed', new Dictionary(new Utf8(), new Uint8()), false),
  new Field('open', new Dictionary(new Utf8(), new Int32()), true),
]);
const dictionaries = { closed: ['a', 'b'], open: ['x', 'y', 'z'] };

/** `count` rows whose values follow from their number; every third `count`, fifth `big`, seventh `open` is null. */
function build(rows: number, batchRows: number, expectedRows = 1): ColumnBatch[] {
  const builder = new BatchBuilder(schema, ['omitted'], expectedRows, batchRows);
  const at = (name: string) => builder.column(name);
  const batches: ColumnBatch[] = [];
  for (let i = 0; i < rows; i++) {
    builder.set16(at('small'), i % 2 === 0 ? -i : i);
    if (i % 3 === 0) builder.setNull(at('count'));
    else builder.set32(at('count'), -i);
    if (i % 5 === 0) builder.setNull(at('big'));
    else builder.set64(at('big'), i, -1);
    builder.set8(at('closed'), i % 2);
    if (i % 7 === 0) builder.setNull(at('open'));
    else builder.set32(at('open'), i % 3);
    builder.endRow();
    if (builder.isFull) batches.push(builder.finish());
  }
  if (builder.rows > 0) batches.push(builder.finish());
  return batches;
}

const expectedRow = (i: number) => ({
  small: i % 2 === 0 ? 0 - i : i,
  count: i % 3 === 0 ? null : -i,
  big: i % 5 === 0 ? null : BigInt(i) - (1n << 32n),
  closed: 'ab'[i % 2],
  open: i % 7 === 0 ? null : 'xyz'[i % 3],
});

describe('BatchBuilder', () => {
  it.each([
    [1, 128, [1]],
    [64, 128, [64]],
    [65, 128, [65]],
    [128, 128, [128]],
    [129, 128, [128, 1]],
    [1000, 256, [256, 256, 256, 232]],
  ])('%i rows in batches of %i', (rows, batchRows, sizes) => {
    const batches = build(rows, batchRows);
    expect(batches.map((batch) => batch.rows)).toEqual(sizes);
    const table = toArrowTable(schema, batches, dictionaries);
    expect(table.toArray().map((row) => row.toJSON())).toEqual(
      Array.from({ length: rows }, (_, i) => expectedRow(i)),
    );
    for (const { columns, rows: held } of batches) {
      for (const { values, validity } of columns) {
        expect(values.byteLength % 8).toBe(0);
        if (validity) expect(validity.byteLength * 8).toBeGreaterThanOrEqual(held);
      }
    }
  });

  it('survives Arrow IPC', () => {
    const table = tableFromIPC(tableToIPC(toArrowTable(schema, build(300, 128), dictionaries)));
    expect(table.toArray().map((row) => row.toJSON())).toEqual(
      Array.from({ length: 300 }, (_, i) => expectedRow(i)),
    );
  });

  it('keeps a column without nulls free of a bitmap', () => {
    const [batch] = build(10, 64);
    expect(batch!.columns.map((column) => [column.name, column.validity !== null])).toEqual([
      ['small', false],
      ['count', true],
      ['big', true],
      ['closed', false],
      ['open', true],
    ]);
  });

  it('fills every column of tap_record, and whole DuckDB vectors', () => {
    const builder = new BatchBuilder(tapRecordSchema, ['file_id'], 1);
    expect(builder.finish().columns.map((column) => column.name)).toEqual(tapRecordSchema.names.slice(1));
    expect(BATCH_ROWS % 2048).toBe(0);
  });

  it('refuses types and columns it does not know', () => {
    expect(() => new BatchBuilder(new Schema([new Field('f', new Float64(), false)]), [], 1)).toThrow(
      /column f/,
    );
    expect(() => new BatchBuilder(schema, [], 1).column('none')).toThrow(/none/);
    expect(() => toArrowTable(schema, build(1, 64), {})).toThrow(/no dictionary/);
  });

  it('no batch at all is an empty table', () => {
    expect(toArrowTable(schema, [], { ...dictionaries }).numRows).toBe(0);
  });
});
