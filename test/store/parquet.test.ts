/** Columns of several files against the octets that DuckDB writes for all of them at once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Db } from '../../src/store/db.ts';
import { type ParquetFile, readParquetFile } from '../../src/store/parquet/footer.ts';
import { joinColumns } from '../../src/store/parquet/join-columns.ts';
import { readThrift, writeThrift } from '../../src/store/parquet/thrift.ts';

/** Few and many values, texts of any length, NULL, a list, a decimal, a boolean: dictionaries, plain pages, filters. */
const COLUMNS: Readonly<Record<string, string>> = {
  few: "'word ' || n % 3",
  unlike: "md5(CAST(n AS VARCHAR)) || repeat('x', CAST(n % 40 AS INTEGER))",
  some: 'CASE WHEN n % 7 > 0 THEN n * n END',
  none: 'CAST(NULL AS VARCHAR)',
  list: 'CASE WHEN n % 5 > 0 THEN [n, n % 11, NULL] END',
  exact: 'CAST(n AS DECIMAL(38, 0))',
  whether: 'n % 2 = 0',
  umlaut: "'ä' || n // 1000",
};
const NAMES = Object.keys(COLUMNS);
const ROWS = 5000;

let db: Db;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-parquet-'));
  db = await Db.open(':memory:');
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, `${name}.parquet`);

/** Row groups of 2,048 rows. `as`: names in the file. */
async function write(
  name: string,
  columns: readonly string[],
  { rows = ROWS, from = 0, as = columns }: { rows?: number; from?: number; as?: readonly string[] } = {},
): Promise<ParquetFile> {
  const list = columns.map((column, i) => `${COLUMNS[column]} AS ${as[i]}`).join(', ');
  const source = `SELECT ${list} FROM (SELECT range AS n FROM range(${from}, ${from + rows}))`;
  await db.exec(`COPY (${source}) TO '${at(name)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`);
  return readParquetFile(at(name));
}

const plain = (file: ParquetFile) => (name: string) => ({ name, file, source: name });

describe('columns of two files are joined into the octets of one that was written whole', () => {
  test.each([
    ['every second column', NAMES.filter((_, i) => i % 2 === 0)],
    ['all but one', NAMES.slice(1)],
    ['a list alone', ['list']],
  ])('%s from one file', async (_, one) => {
    const other = NAMES.filter((name) => !one.includes(name));
    const whole = await write('whole', NAMES);
    expect(whole.groups).toHaveLength(3);
    const [first, second] = [await write('first', one), await write('second', other)];
    joinColumns(
      at('joined'),
      NAMES.map((name) => plain(one.includes(name) ? first : second)(name)),
    );
    expect(readFileSync(at('joined')).equals(readFileSync(at('whole')))).toBe(true);
  });

  test('under other names, in another order', async () => {
    await write('whole', ['list', 'few', 'few'], { as: ['list', 'few', 'again'] });
    const file = await write('one', ['few', 'list'], { as: ['little', 'many'] });
    joinColumns(at('joined'), [
      { name: 'list', file, source: 'many' },
      { name: 'few', file, source: 'little' },
      { name: 'again', file, source: 'little' },
    ]);
    expect(readFileSync(at('joined')).equals(readFileSync(at('whole')))).toBe(true);
  });

  test('without rows', async () => {
    await write('whole', NAMES, { rows: 0 });
    const file = await write('part', NAMES.toReversed(), { rows: 0 });
    joinColumns(at('joined'), NAMES.map(plain(file)));
    expect(readFileSync(at('joined')).equals(readFileSync(at('whole')))).toBe(true);
  });

  test('with row groups of another file in between', async () => {
    const whole = await write('whole', ['few', 'unlike']);
    const other = await write('other', ['unlike'], { rows: 2048, from: 1_000_000 });
    joinColumns(at('joined'), [
      plain(whole)('few'),
      { ...plain(whole)('unlike'), instead: new Map([[1, { file: other, group: 0 }]]) },
    ]);
    const rows = await db.query(
      `SELECT count(*) AS n, count(DISTINCT j.unlike) AS texts, sum(CAST(j.unlike = w.unlike AS INTEGER)) AS kept, sum(CAST(j.unlike = o.unlike AS INTEGER)) AS others FROM (FROM read_parquet('${at('joined')}', file_row_number = true)) AS j JOIN (FROM read_parquet('${at('whole')}', file_row_number = true)) AS w USING (file_row_number) LEFT JOIN (FROM read_parquet('${at('other')}', file_row_number = true)) AS o ON o.file_row_number + 2048 = j.file_row_number`,
    );
    expect(rows.map((row) => Object.values(row).map(Number))).toEqual([[ROWS, ROWS, ROWS - 2048, 2048]]);
  });
});

test('files with other rows are not joined', async () => {
  const whole = await write('whole', ['few']);
  const shorter = await write('shorter', ['unlike'], { rows: ROWS - 1 });
  expect(() => joinColumns(at('joined'), [plain(whole)('few'), plain(shorter)('unlike')])).toThrow(
    'another row group 2',
  );
  expect(() => joinColumns(at('joined'), [plain(whole)('list')])).toThrow('no column list');
});

test('what is no Parquet file is refused, and so is a footer that is cut off', async () => {
  writeFileSync(at('text'), 'no such thing, and long enough for two lengths');
  expect(() => readParquetFile(at('text'))).toThrow('no footer');
  const { footer } = await write('whole', ['few', 'list']);
  const octets = writeThrift(footer);
  expect(writeThrift(readThrift(octets))).toEqual(octets);
  for (let length = 0; length < octets.length; length++)
    expect(() => readThrift(octets.subarray(0, length))).toThrow(/^thrift: /);
  expect(() => readThrift(Buffer.concat([octets, Buffer.of(0)]))).toThrow('behind');
  // A structure in a structure, and so on without end.
  expect(() => readThrift(Buffer.alloc(100, 0x1c))).toThrow('too deep');
});
