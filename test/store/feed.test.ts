/** Batches in Arrow layout through the table function: every value, null and file id, in runs with subscribers together. */

import { Field, Int32, Schema } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STORED_COLUMNS } from '../../src/arrow/arrange.ts';
import type { ColumnBatch, ColumnBuffers } from '../../src/arrow/batch.ts';
import { BatchBuilder } from '../../src/arrow/batch-builder.ts';
import { tapRecordSchema } from '../../src/arrow/schemas.ts';
import { Db } from '../../src/store/db.ts';
import { RowFeed } from '../../src/store/feed.ts';
import { migrate } from '../../src/store/store.ts';

const STATEMENT = 'load/tap_record_run';
let db: Db;
let feed: RowFeed;

beforeEach(async () => {
  db = await Db.open(':memory:', { threads: '2' });
  await migrate(db);
  feed = await RowFeed.register(db, 'tap_stored', 'imsi');
});
afterEach(() => db.close());

/** Subscriber of a row, or null: they repeat, and come in no order. */
const imsiOf = (seed: number, row: number) =>
  row % 11 === 3 ? null : 1_999_010_000_000_000 + ((row * 7919 + seed) % 501);
const timeOf = (seed: number, row: number) => 1_790_000_000 + ((row * 104_729 + seed) % 86_400);

/** Rows of a batch in the order of their subscribers, those without one first. */
const sorted = (seed: number, rows: number) =>
  Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => (imsiOf(seed, a) ?? 0) - (imsiOf(seed, b) ?? 0) || a - b,
  );

/** Columns of a batch but its lists. */
const FLAT = new Schema(
  STORED_COLUMNS.filter((name) => name !== 'other_amounts').map(
    (name) =>
      tapRecordSchema.fields.find((field) => field.name === name) ?? new Field(name, new Int32(), false),
  ),
);

/** Amounts of a row beside its charge, or null: batches of an even seed have none, others few and then many. */
const amountsOf = (seed: number, row: number) =>
  seed % 2 === 1 && (row % 97 === 5 || row > 6000) ? [row, seed, 0, 2 ** 33, 7] : null;

function amounts(seed: number, order: readonly number[]): ColumnBuffers {
  const name = 'other_amounts';
  if (seed % 2 === 0) return { name, values: new ArrayBuffer(0), validity: null, listed: 5 };
  const values = BigInt64Array.from(
    order.flatMap((row) => amountsOf(seed, row) ?? [9, 9, 9, 9, 9]),
    BigInt,
  );
  const validity = new Uint8Array(Math.ceil(order.length / 64) * 8);
  order.forEach((row, i) => {
    if (amountsOf(seed, row) !== null) validity[i >> 3]! |= 1 << (i & 7);
  });
  return { name, values: values.buffer, validity: validity.buffer, listed: 5 };
}

function batch(seed: number, rows: number): ColumnBatch {
  const builder = new BatchBuilder(FLAT, [], rows);
  const column = (name: string) => builder.column(name);
  const order = sorted(seed, rows);
  for (const row of order) {
    builder.set32(column('record_index'), row);
    const imsi = imsiOf(seed, row);
    builder.set64(column('imsi'), (imsi ?? 0) | 0, Math.floor((imsi ?? 0) / 2 ** 32));
    if (imsi === null) builder.setNull(column('imsi'));
    builder.set64(column('start_local'), timeOf(seed, row), 0);
    builder.set64(column('charge'), row, 1);
    builder.set32(column('pattern'), row % 300);
    if (row % 3 === 0) builder.setNull(column('location_area'));
    else builder.set32(column('location_area'), row + seed);
    builder.endRow();
  }
  const { columns } = builder.finish();
  const lists = amounts(seed, order);
  const named = new Map([...columns, lists].map((column) => [column.name, column]));
  return { rows, columns: STORED_COLUMNS.map((name) => named.get(name)!) };
}

function expected(fileId: number, seed: number, rows: number) {
  return Array.from({ length: rows }, (_, row) => ({
    file_id: fileId,
    record_index: row,
    imsi: imsiOf(seed, row),
    start_local: timeOf(seed, row),
    charge: 2 ** 32 + row,
    other_amounts: amountsOf(seed, row)?.join(' ') ?? null,
    location_area: row % 3 === 0 ? null : row + seed,
    pattern: row % 300,
  }));
}

const STORED = `SELECT file_id, record_index, imsi::DOUBLE AS imsi, start_local::DOUBLE AS start_local, charge::DOUBLE AS charge,
  array_to_string(other_amounts, ' ') AS other_amounts, location_area, pattern
  FROM (SELECT imsi, record.* FROM tap_stored) ORDER BY file_id, record_index`;

describe('a feed', () => {
  it('brings every value of every file, whatever the size of its batches', async () => {
    const sizes = [1, 2047, 2048, 2049, 0, 7000];
    const batches = sizes.map((rows, i) => ({ fileId: i + 1, batch: batch(i, rows) }));
    const released: ColumnBatch[] = [];
    const stored = await feed.insert(STATEMENT, 'tap_stored', batches, (one) => released.push(one));
    expect(stored).toBe(sizes.reduce((a, b) => a + b));
    expect(await db.query(STORED)).toEqual(sizes.flatMap((rows, i) => expected(i + 1, i, rows)));
    expect(new Set(released)).toEqual(
      new Set(batches.map((one) => one.batch).filter(({ rows }) => rows > 0)),
    );
  });

  it('leaves subscribers together, and gives the memory of its batches back', async () => {
    const batches = Array.from({ length: 9 }, (_, fileId) => ({ fileId, batch: batch(fileId, 5000) }));
    await feed.insert(STATEMENT, 'tap_stored', batches);
    // 501 subscribers in 45,000 rows: in the order of the files the rows of one would lie all over the table.
    const [spread] = await db.query<{ rows: number }>(
      'SELECT median(far)::INT AS rows FROM (SELECT max(rowid) - min(rowid) AS far FROM tap_stored WHERE imsi IS NOT NULL GROUP BY imsi)',
    );
    expect(spread!.rows).toBeLessThan(20_000);
    expect(batches[0]!.batch.columns.every(({ values }) => values.detached)).toBe(true);
  });

  it('can be used again, also after a batch of another layout and a statement that failed', async () => {
    const good = () => [{ fileId: 1, batch: batch(1, 10) }];
    const short = batch(1, 10);
    const lost = { fileId: 1, batch: { ...short, columns: short.columns.slice(1) } };
    await expect(feed.insert(STATEMENT, 'tap_stored', [lost])).rejects.toThrow('other columns');
    await expect(feed.insert(STATEMENT, 'tap_charge', good())).rejects.toThrow();
    // Its buffers are gone with the first: copied unchecked, they would end the process.
    const [twice] = good();
    await expect(feed.insert(STATEMENT, 'tap_stored', [twice!, twice!])).rejects.toThrow(
      'a buffer is shorter',
    );
    expect(await db.query('SELECT count(*)::INT AS n FROM tap_row')).toEqual([{ n: 0 }]);
    expect(await feed.insert(STATEMENT, 'early_stored', good())).toBe(10);
    expect(await db.query('SELECT count(*)::INT AS n FROM early_row')).toEqual([{ n: 10 }]);
  });
});
