/** Numbers by place come out of SQL as they went in, in whatever order DuckDB's threads ask. */
import { expect, test } from 'vitest';
import { Db } from '../../src/store/db.ts';
import { registerLookup } from '../../src/store/lookup.ts';

test('every place has its own number', async () => {
  const db = await Db.open(':memory:', { threads: '2' });
  const places = 300_000;
  const edges = [0, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1];
  const longs = Float64Array.from(
    { length: places },
    (_, i) => edges[i] ?? (i % 2 === 0 ? -1 : 1) * i * 2 ** 34,
  );
  const ints = Int32Array.from({ length: places }, (_, i) => (i * 7919) % 1000);
  registerLookup(db, 'long_at', longs);
  registerLookup(db, 'int_at', ints);
  const rows = await db.query<{ long: bigint; int: number }>(
    `SELECT long_at(CAST(i AS INTEGER)) AS long, int_at(CAST(i AS INTEGER)) AS int FROM range(${places}) t(i)`,
  );
  expect(rows.map(({ long }) => Number(long))).toEqual([...longs]);
  expect(rows.map(({ int }) => int)).toEqual([...ints]);
  db.close();
});
