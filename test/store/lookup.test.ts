/** Numbers by place come out of SQL as they went in, in whatever order DuckDB's threads ask. */
import { expect, test } from 'vitest';
import { Db } from '../../src/store/db.ts';
import { registerLookup, registerLookups } from '../../src/store/lookup.ts';

test('every place has its own number', async () => {
  const db = await Db.open(':memory:', { threads: '2' });
  const places = 300_000;
  const edges = [0n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)];
  const longs = BigInt64Array.from(
    { length: places },
    (_, i) => edges[i] ?? (i % 2 === 0 ? -1n : 1n) * BigInt(i) * 2n ** 34n,
  );
  const ints = Int32Array.from({ length: places }, (_, i) => (i * 7919) % 1000);
  registerLookup(db, 'long_at', longs);
  registerLookup(db, 'int_at', ints);
  const rows = await db.query<{ long: bigint; int: number }>(
    `SELECT long_at(place) AS long, int_at(place) AS int FROM (SELECT CAST(i AS INTEGER) AS place FROM range(${places}) t(i))`,
  );
  expect(rows.map(({ long }) => long)).toEqual([...longs]);
  expect(rows.map(({ int }) => int)).toEqual([...ints]);
  // One behind the other, and not: both at once.
  registerLookups(db, 'both_at', { long: longs, int: ints });
  const few = 30_000;
  for (const order of ['i', `${few - 1} - i`, `(i * 7919) % ${few}`]) {
    const both = await db.query<{ place: number; long: bigint; int: number }>(
      `SELECT place, pair.long, pair.int FROM (SELECT place, both_at(place) AS pair FROM (SELECT CAST(${order} AS INTEGER) AS place FROM range(${few}) t(i)))`,
    );
    expect(both.map(({ long }) => long)).toEqual(both.map(({ place }) => longs[place]));
    expect(both.map(({ int }) => int)).toEqual(both.map(({ place }) => ints[place]));
  }
  db.close();
});

test('what has no place is 0: amounts without a high part have none', async () => {
  const db = await Db.open(':memory:', { threads: '2' });
  registerLookup(db, 'none_at', new BigInt64Array(0));
  registerLookups(db, 'few_at', { some: Int32Array.of(7, 8) });
  const rows = await db.query<{ none: bigint; some: number }>(
    'SELECT none_at(place) AS none, few_at(place).some AS some FROM (SELECT CAST(i AS INTEGER) AS place FROM range(3000) t(i))',
  );
  expect(rows.every(({ none }) => none === 0n)).toBe(true);
  expect(rows.map(({ some }) => some)).toEqual([7, 8, ...Array.from({ length: 2998 }, () => 0)]);
  db.close();
});
