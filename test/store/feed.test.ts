/** Batches in Arrow layout through the table function: every value, null and file id, in runs sorted by subscriber. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ColumnBatch } from '../../src/arrow/batch.ts';
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
  feed = await RowFeed.register(db, 'tap_record');
});
afterEach(() => db.close());

/** Subscriber of a row, or null: they repeat, and come in no order. */
const imsiOf = (seed: number, row: number) =>
  row % 11 === 3 ? null : 1_999_010_000_000_000 + ((row * 7919 + seed) % 501);
const timeOf = (seed: number, row: number) => 1_790_000_000 + ((row * 104_729 + seed) % 86_400);

function batch(seed: number, rows: number): ColumnBatch {
  const builder = new BatchBuilder(tapRecordSchema, ['file_id'], rows);
  const column = (name: string) => builder.column(name);
  for (let row = 0; row < rows; row++) {
    builder.set32(column('record_index'), row);
    builder.set8(column('service'), row % 9);
    builder.set16(column('event_tag'), row % 300);
    const imsi = imsiOf(seed, row);
    if (imsi === null) builder.setNull(column('imsi'));
    else builder.set64(column('imsi'), imsi | 0, Math.floor(imsi / 2 ** 32));
    builder.set64(column('start_local'), timeOf(seed, row), 0);
    builder.set64(column('charge'), row, 1);
    if (row % 3 === 0) builder.setNull(column('apn'));
    else builder.set32(column('apn'), row + seed);
    builder.endRow();
  }
  return builder.finish();
}

function expected(fileId: number, seed: number, rows: number) {
  return Array.from({ length: rows }, (_, row) => ({
    file_id: fileId,
    record_index: row,
    event_tag: row % 300,
    service: row % 9,
    imsi: imsiOf(seed, row),
    start_local: timeOf(seed, row),
    charge: 2 ** 32 + row,
    apn: row % 3 === 0 ? null : row + seed,
  }));
}

const STORED = `SELECT file_id, record_index, event_tag, enum_code(service)::INT AS service, imsi::DOUBLE AS imsi,
  start_local::DOUBLE AS start_local, charge::DOUBLE AS charge, apn FROM tap_record ORDER BY file_id, record_index`;

describe('a feed', () => {
  it('brings every value of every file, whatever the size of its batches', async () => {
    const sizes = [1, 2047, 2048, 2049, 0, 7000];
    const batches = sizes.map((rows, i) => ({ fileId: i + 1, batch: batch(i, rows) }));
    const released: ColumnBatch[] = [];
    const stored = await feed.insert(STATEMENT, 'tap_record', batches, (one) => released.push(one));
    expect(stored).toBe(sizes.reduce((a, b) => a + b));
    expect(await db.query(STORED)).toEqual(sizes.flatMap((rows, i) => expected(i + 1, i, rows)));
    expect(new Set(released)).toEqual(
      new Set(batches.map((one) => one.batch).filter(({ rows }) => rows > 0)),
    );
  });

  it('leaves a run sorted by subscriber and time, and gives the memory of its batches back', async () => {
    const batches = [1, 2, 3].map((fileId) => ({ fileId, batch: batch(fileId, 5000) }));
    await feed.insert(STATEMENT, 'tap_record', batches);
    const unsorted = await db.query(
      `SELECT * FROM (SELECT imsi, start_local, lag(imsi) OVER () AS imsi_before, lag(start_local) OVER () AS start_before FROM tap_record)
       WHERE imsi < imsi_before OR (imsi = imsi_before AND start_local < start_before)`,
    );
    expect(unsorted).toEqual([]);
    expect(batches[0]!.batch.columns.every(({ values }) => values.detached)).toBe(true);
  });

  it('can be used again, also after a batch of another layout and a statement that failed', async () => {
    const good = () => [{ fileId: 1, batch: batch(1, 10) }];
    const short = batch(1, 10);
    const lost = { fileId: 1, batch: { ...short, columns: short.columns.slice(1) } };
    await expect(feed.insert(STATEMENT, 'tap_record', [lost])).rejects.toThrow('other columns');
    await expect(feed.insert(STATEMENT, 'tap_charge', good())).rejects.toThrow();
    // Its buffers are gone with the first: copied unchecked, they would end the process.
    const [twice] = good();
    await expect(feed.insert(STATEMENT, 'tap_record', [twice!, twice!])).rejects.toThrow(
      'a buffer is shorter',
    );
    expect(await db.query('SELECT count(*)::INT AS n FROM tap_record')).toEqual([{ n: 0 }]);
    expect(await feed.insert(STATEMENT, 'early_record', good())).toBe(10);
    expect(await db.query('SELECT count(*)::INT AS n FROM early_record')).toEqual([{ n: 10 }]);
  });
});
