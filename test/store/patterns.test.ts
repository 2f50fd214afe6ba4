/** What records have in common: databases of before have it told apart, and the dictionary in memory is the table's. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATTERN_COLUMNS } from '../../src/arrow/schemas.ts';
import { Db } from '../../src/store/db.ts';
import { PatternDictionary } from '../../src/store/patterns.ts';
import { migrate } from '../../src/store/store.ts';

const MIGRATIONS = new URL('../../sql/migrations/', import.meta.url);
const WIDTH = 1 + PATTERN_COLUMNS.length;
let db: Db;

beforeEach(async () => {
  db = await Db.open(':memory:');
});
afterEach(() => db.close());

it('a database of schema 6 reads the same after its migration', async () => {
  await db.exec('CREATE TABLE schema_migration (version INTEGER NOT NULL)');
  for (const name of readdirSync(fileURLToPath(MIGRATIONS)).sort().slice(0, 6)) {
    await db.exec(readFileSync(new URL(name, MIGRATIONS), 'utf8'));
    await db.exec('INSERT INTO schema_migration VALUES ($version)', { version: Number(name.slice(0, 4)) });
  }
  const columns = await db.query<{ name: string; type: string }>(
    "SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 'tap_record' ORDER BY column_index",
  );
  // Small numbers that repeat, another rhythm for each column; nulls where the column may have them.
  const required =
    /^(file_id|record_index|byte_offset|event_tag|service|start_local|utc_offset|charge|camel_fee|refund|tax|tax_refund|discount|discount_refund|duplicate_hash|flags)$/;
  const values = columns.map(({ name, type }, i) => {
    const number = name === 'record_index' ? 'r' : `(r * ${i + 1}) % ${3 + (i % 5)}`;
    const value = type.startsWith('ENUM')
      ? `enum_range(NULL::service)[1 + ${number}]`
      : `(${number})::${type}`;
    return required.test(name) ? value : `CASE WHEN (r + ${i}) % 7 <> 0 THEN ${value} END`;
  });
  for (const [table, rows] of [
    ['tap_record', 500],
    ['early_record', 40],
    ['returned_record', 30],
  ] as const)
    await db.exec(`INSERT INTO ${table} SELECT ${values.join(', ')} FROM range(${rows}) AS t(r)`);
  const all = async () => {
    const read = (table: string) => db.query(`SELECT * FROM ${table} ORDER BY record_index`);
    return {
      tap: await read('tap_record'),
      early: await read('early_record'),
      returned: await read('returned_record'),
    };
  };
  const before = await all();
  await migrate(db);
  expect(await all()).toEqual(before);
  expect(before.tap).toHaveLength(500);
  const [patterns] = await db.query<{ n: number; different: number }>(
    `SELECT count(*)::INT AS n, count(DISTINCT (${PATTERN_COLUMNS.join(', ')}))::INT AS different FROM tap_pattern`,
  );
  expect(patterns!.n).toBe(patterns!.different);
});

describe('the dictionary', () => {
  /** Tables of a file: its words, and codes of its APNs (column 7) by its own. */
  const table = (...rows: readonly number[][]) => ({
    count: rows.length,
    words: Int32Array.from(rows.flat()).buffer,
  });
  const row = (values: Readonly<Record<string, number | null>>) => [
    PATTERN_COLUMNS.reduce((bits, name, i) => (values[name] === null ? bits | (1 << i) : bits), 0),
    ...PATTERN_COLUMNS.map((name) => values[name] ?? 0),
  ];
  const apns = (...codes: number[]) => new Map([['apn', Int32Array.from(codes)]]);
  const read = () =>
    db.query(
      'SELECT pattern, event_tag, service::VARCHAR AS service, apn, charges FROM tap_pattern ORDER BY pattern',
    );

  beforeEach(() => migrate(db));

  it('gives one code for one combination, whatever the codes of the file', async () => {
    expect(row({})).toHaveLength(WIDTH);
    const dictionary = await PatternDictionary.load(db);
    const first = row({ event_tag: 14, apn: 0, charges: null });
    const second = row({ event_tag: 14, service: 8, apn: null, charges: 1 });
    expect([...dictionary.codes(table(first, second), apns(70, 71))]).toEqual([0, 1]);
    // The other file's APN 1 is the store's 70.
    expect([...dictionary.codes(table(row({ event_tag: 14, apn: 1, charges: null })), apns(5, 70))]).toEqual([
      0,
    ]);
    await dictionary.save();
    expect(await read()).toEqual([
      { pattern: 0, event_tag: 14, service: 'data', apn: 70, charges: null },
      { pattern: 1, event_tag: 14, service: 'other', apn: null, charges: 1 },
    ]);
  });

  it('knows after a start what it knew before, and takes back what was not committed', async () => {
    const dictionary = await PatternDictionary.load(db);
    const one = table(row({ event_tag: 9, apn: 3, exchange_rate_code: null, utc_offset: -120 }));
    const two = table(row({ event_tag: 9, apn: 4, exchange_rate_code: 7, utc_offset: -120 }));
    dictionary.codes(one, new Map());
    await dictionary.save();
    const saved = dictionary.savedSize;
    dictionary.codes(two, new Map());
    dictionary.rollback(saved);
    await dictionary.save();
    const again = await PatternDictionary.load(db);
    expect([...again.codes(one, new Map())]).toEqual([0]);
    expect([...again.codes(two, new Map())]).toEqual([1]);
    expect([...dictionary.codes(two, new Map())]).toEqual([1]);
  });
});
