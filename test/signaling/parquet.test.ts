import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RoamsettleError } from '../../src/errors.ts';
import { type Bench, openBench, type Staged } from './fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.db.exec("SET TimeZone = 'UTC'"));
afterAll(() => bench.close());

const IMSI = '999010000000001';

/** Writes what `select` returns as Parquet and gives its path. */
async function written(select: string, name = 'events.parquet'): Promise<string> {
  const path = bench.path(name);
  await bench.db.exec(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  return path;
}
const stagePath = (path: string): Promise<Staged> => bench.stagePath(path, 'parquet');
const stage = async (select: string, name?: string): Promise<Staged> =>
  stagePath(await written(select, name));
const refusal = async (path: string): Promise<RoamsettleError> => {
  const error = await stagePath(path).then(
    () => new Error('The file was staged.'),
    (reason: unknown) => reason,
  );
  if (error instanceof RoamsettleError) return error;
  throw error;
};
/** A select of one row, with columns replaced or added. */
const one = (columns: Record<string, string> = {}): string =>
  `SELECT ${Object.entries({ event_time: '1790812800000', imsi: `'${IMSI}'`, procedure: `'UL'`, ...columns })
    .map(([name, value]) => `${value} AS "${name}"`)
    .join(', ')}`;

test('columns are found by name whatever their case; others are ignored', async () => {
  const result = await stage(
    `SELECT 'ulr' AS "Procedure", 7 AS note, ' ${IMSI}' AS "IMSI", '2026-10-05T10:00:00+02:00' AS Event_Time, 'S6a' AS interface, 99970 AS visited_plmn`,
  );
  expect(result).toMatchObject({ rows: 1, staged: 1, ignoredColumns: ['note'] });
  expect(await bench.staged()).toEqual([
    ['1', String(Date.UTC(2026, 9, 5, 8)), `1${IMSI}`, null, 's6a', 'ULR', null, '99970', null, null, null],
  ]);
});

test('blanks and a byte order mark around the name of a column are not part of it', async () => {
  const result = await stage(
    `SELECT '2026-10-05T10:00:00Z' AS "\uFEFFevent_time", '${IMSI}' AS " IMSI ", 'ULR' AS procedure, 'NR' AS "rat ", 1 AS "a""b"`,
  );
  expect(result).toMatchObject({ rows: 1, staged: 1 });
  expect(await bench.staged()).toEqual([
    ['1', String(Date.UTC(2026, 9, 5, 10)), `1${IMSI}`, null, null, 'ULR', null, null, 'NR', null, null],
  ]);
});

test.each([
  ['BIGINT', '1790812800123'],
  ['VARCHAR', `'1790812800123'`],
  ['TIMESTAMP WITH TIME ZONE', `epoch_ms(1790812800123) AT TIME ZONE 'UTC'`],
])('an event time of type %s is the exact instant in any session time zone', async (_, value) => {
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns']) {
    await bench.db.exec(`SET TimeZone = '${zone}'`);
    expect((await stage(one({ event_time: value }))).minEventMs).toBe(1790812800123);
  }
});

test('the hour that a zone has twice is not confused', async () => {
  await bench.db.exec("SET TimeZone = 'Europe/Madrid'");
  const instants = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
  const rows = instants.map((ms) => one({ event_time: `epoch_ms(${ms}) AT TIME ZONE 'UTC'` }));
  await stage(rows.join(' UNION ALL '));
  expect((await bench.staged()).map((event) => Number(event[1]))).toEqual(instants);
});

test.each([
  ['event_time', `TIMESTAMP '2026-10-05 10:00:00'`, 'has no offset'],
  ['event_time', `TIMESTAMP_NS '2026-10-05 10:00:00'`, 'has no offset'],
  ['event_time', `DATE '2026-10-05'`, 'has no offset'],
  ['imsi', `${IMSI}::DOUBLE`, 'imsi is of type DOUBLE'],
  ['imsi', `['${IMSI}']`, 'imsi is of type VARCHAR[]'],
  ['cell', `{'a': 1}`, 'cell is of type STRUCT'],
  ['result', 'true', 'result is of type BOOLEAN'],
  ['file_row_number', '1', 'reserved'],
])('a column %s of %s is refused with the cure', async (name, value, detail) => {
  const error = await refusal(await written(one({ [name]: value })));
  expect([error.code, error.place.file]).toEqual(['SIGNALING_HEADER', 'events.parquet']);
  expect(error.message).toContain(detail);
});

test('integers, decimals without fraction, ENUM and BLOB text are taken as digits', async () => {
  for (const value of [
    IMSI,
    `${IMSI}::DECIMAL(18,0)`,
    `${IMSI}::HUGEINT`,
    `'${IMSI}'::BLOB`,
    `'${IMSI}'::ENUM('${IMSI}', 'x')`,
  ]) {
    // HUGEINT is written as DOUBLE, which loses digits.
    const path = await written(one({ imsi: value }));
    if (value.endsWith('HUGEINT')) expect((await refusal(path)).code).toBe('SIGNALING_HEADER');
    else expect(await stagePath(path)).toMatchObject({ staged: 1 });
  }
  expect((await bench.staged())[0]?.[2]).toBe(`1${IMSI}`);
});

test('rows are numbered from 1, bad ones included', async () => {
  const result = await stage(`SELECT 1790812800000 + i AS event_time,
    CASE WHEN i % 1000 = 7 THEN NULL WHEN i % 1000 = 8 THEN '12' ELSE '${IMSI}' END AS imsi, 'UL' AS procedure
    FROM range(250000) t(i)`);
  expect(result).toMatchObject({
    rows: 250_000,
    staged: 249_500,
    rejectedByReason: { bad_imsi: 250, missing_imsi: 250 },
  });
  expect((await bench.rejected()).slice(0, 3)).toEqual([
    '8 missing_imsi imsi',
    '9 bad_imsi imsi',
    '1008 missing_imsi imsi',
  ]);
  const [order] = await bench.db.query(
    'SELECT min(event_ms - line) AS low, max(event_ms - line) AS high FROM signaling_staged',
  );
  expect(order).toEqual({ low: 1790812799999n, high: 1790812799999n });
});

test('times that are no instant are rejected rows', async () => {
  const instants = [`'infinity'::TIMESTAMPTZ`, 'NULL::TIMESTAMPTZ', `TIMESTAMPTZ '1800-01-01 00:00:00+00'`];
  const result = await stage(instants.map((value) => one({ event_time: value })).join(' UNION ALL '));
  expect(result.rejectedByReason).toEqual({ bad_event_time: 2, missing_event_time: 1 });
});

test('missing and doubled columns are refused', async () => {
  expect((await refusal(await written('SELECT 1790812800000 AS event_time'))).message).toContain(
    'Missing: imsi, procedure.',
  );
  // DuckDB writes no two columns of one name, so the name is changed in the file.
  const path = await written(one({ imsx: `'${IMSI}'` }));
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf('imsx'); at !== -1; at = bytes.indexOf('imsx')) bytes.write('IMSI', at);
  writeFileSync(path, bytes);
  const error = await refusal(path);
  expect([error.code, error.detail]).toEqual(['SIGNALING_HEADER', 'imsi stands twice.']);
  // A column that is really called so is only unknown.
  expect((await stage(one({ imsi_1: '1' }))).ignoredColumns).toEqual(['imsi_1']);
});

test('file names and folders are taken literally', async () => {
  const other = readFileSync(await written(`${one()} UNION ALL ${one({ event_time: '1790812800001' })}`));
  for (const name of ['aXb.parquet', 'a1b.parquet']) writeFileSync(bench.path(name), other);
  const single = readFileSync(await written(one()));
  for (const name of [
    'a*b.parquet',
    'a?b.parquet',
    'a[X1]b.parquet',
    "it's {a}\\ ü.parquet",
    'imei=35123456000000.parquet',
  ]) {
    writeFileSync(bench.path(name), single);
    expect(await stagePath(bench.path(name))).toMatchObject({ rows: 1, staged: 1, ignoredColumns: [] });
    expect((await bench.staged())[0]?.[3]).toBe(null);
  }
  writeFileSync(bench.path('a\\*b.parquet'), single);
  expect((await refusal(bench.path('a\\*b.parquet'))).code).toBe('FILE_UNREADABLE');
});

test('a file that was replaced is read anew', async () => {
  const contents = [1, 2, 3].map((at) => ({ at, imsi: `99901000000000${at}` }));
  for (const { at, imsi } of contents) {
    await written(one({ imsi: `'${imsi}'` }), `v${at}.parquet`);
  }
  for (const { at, imsi } of [...contents, ...contents]) {
    writeFileSync(bench.path('same.parquet'), readFileSync(bench.path(`v${at}.parquet`)));
    await stagePath(bench.path('same.parquet'));
    expect((await bench.staged())[0]?.[2]).toBe(`1${imsi}`);
  }
});

test('every damaged byte and every cut ends in rows or in a refusal that quotes nothing', async () => {
  const bytes = readFileSync(await written(one()));
  const codes = new Set<string>();
  const tryOut = async (damaged: Buffer): Promise<void> => {
    writeFileSync(bench.path('damaged.parquet'), damaged);
    try {
      await stagePath(bench.path('damaged.parquet'));
    } catch (error) {
      expect(error).toBeInstanceOf(RoamsettleError);
      codes.add((error as RoamsettleError).code);
      expect((error as RoamsettleError).message).not.toMatch(/\d{6}|\n/);
    }
  };
  for (let at = 0; at < bytes.length; at += 3) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    await tryOut(damaged);
  }
  for (let end = 0; end < bytes.length; end += 37) await tryOut(bytes.subarray(0, end));
  expect([...codes].filter((code) => code !== 'SIGNALING_HEADER')).toEqual(['SIGNALING_UNREADABLE']);
});

test('a file without rows is none', async () => {
  expect(await stage(`${one()} LIMIT 0`)).toMatchObject({ rows: 0, staged: 0, minEventMs: null });
});
