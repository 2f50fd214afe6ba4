/** Rows come out of SQL through `drain()` once each, with their NULLs, whatever DuckDB's threads do; a taker can stop it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Db } from '../../src/store/db.ts';
import type { ChunkColumn } from '../../src/store/drain.ts';

const ROWS = 20_000;
let db: Db;

beforeEach(async () => {
  db = await Db.open(':memory:', { threads: '2' });
  // Every third `int` is missing; `long` needs 64 bits.
  await db.exec(
    `CREATE TABLE event AS SELECT CAST(i AS INTEGER) AS imsi, CASE WHEN i % 3 <> 0 THEN CAST(-i AS INTEGER) END AS cell,
     i * 4294967296 + 7 AS event_ms FROM range(${ROWS}) t(i)`,
  );
});
afterEach(() => db.close());

/** Of sql/features/slice_signal.sql: its view `slice_event` stands for the table. */
async function view(connection: Db, types = 'INTEGER'): Promise<void> {
  await connection.exec(
    `CREATE OR REPLACE TEMP VIEW slice_event AS SELECT CAST(imsi AS BIGINT) AS imsi, event_ms, NULL::BIGINT AS imei,
     cell AS visited_plmn, 1::INTEGER AS cell, 2::INTEGER AS apn, 3::${types} AS "procedure", 4::INTEGER AS result, 5::INTEGER AS interface,
     imsi AS rat FROM event`,
  );
}

const ALL = { from_ms: 0n, until_ms: 2n ** 62n };

test('each row is taken once', async () => {
  await view(db);
  const seen = new Int32Array(ROWS);
  let wrong = 0;
  await db.drain('features/slice_signal', ALL, (columns, rows) => {
    const words = columns.map(({ values }) => new DataView(values.buffer, values.byteOffset));
    const has = ({ bitmap }: ChunkColumn, row: number) =>
      bitmap === null || ((bitmap[row >> 3]! >> (row & 7)) & 1) === 1;
    for (let row = 0; row < rows; row++) {
      const i = Number(words[0]!.getBigInt64(8 * row, true));
      seen[i]!++;
      const isRight =
        words[1]!.getBigInt64(8 * row, true) === BigInt(i) * 4_294_967_296n + 7n &&
        !has(columns[2]!, row) &&
        has(columns[3]!, row) === (i % 3 !== 0) &&
        (i % 3 === 0 || words[3]!.getInt32(4 * row, true) === -i) &&
        words[9]!.getInt32(4 * row, true) === i;
      if (!isRight) wrong++;
    }
  });
  expect(wrong).toBe(0);
  expect(seen.every((times) => times === 1)).toBe(true);
});

test('two statements at once have a taker each', async () => {
  const beside = await db.beside();
  try {
    const taken = [0, 0];
    await Promise.all(
      [db, beside].map(async (connection, i) => {
        await view(connection);
        const reach = { ...ALL, until_ms: BigInt(ROWS / (i + 1)) * 4_294_967_296n };
        await connection.drain('features/slice_signal', reach, (_, rows) => {
          taken[i]! += rows;
        });
      }),
    );
    expect(taken).toEqual([ROWS, ROWS / 2]);
  } finally {
    beside.close();
  }
});

test('what a taker throws stops the statement, and the next one runs', async () => {
  await view(db);
  const stop = new RangeError('enough');
  const drained = db.drain('features/slice_signal', ALL, () => {
    throw stop;
  });
  await expect(drained).rejects.toBe(stop);
  let rows = 0;
  await db.drain('features/slice_signal', ALL, (_, taken) => {
    rows += taken;
  });
  expect(rows).toBe(ROWS);
});

test('a column of another type is refused', async () => {
  await view(db, 'SMALLINT');
  await expect(db.drain('features/slice_signal', ALL, () => {})).rejects.toThrow(
    'neither INTEGER nor BIGINT',
  );
});
