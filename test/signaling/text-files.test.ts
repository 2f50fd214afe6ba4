import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LINE_BYTES_MAX, readLines } from '../../src/decode/signaling/lines.ts';
import { type Bench, HEADER, openBench, row } from './fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const lines = async (): Promise<number[]> => (await bench.staged()).map((event) => Number(event[0]));
/** A line of no valid UTF-8. */
const NOT_TEXT = Buffer.from([0x61, 0xff, 0xfe, 0x62]);

test('line ends: LF, CRLF, both mixed, and none after the last row', async () => {
  for (const text of [
    `${HEADER}\n${row(1)}\n${row(2)}\nx\n${row(3)}\n`,
    `${HEADER}\r\n${row(1)}\r\n${row(2)}\r\nx\r\n${row(3)}\r\n`,
    `${HEADER}\r\n${row(1)}\n${row(2)}\r\nx\n${row(3)}\r\n`,
    `${HEADER}\n${row(1)}\r\n${row(2)}\nx\r\n${row(3)}`,
    `${HEADER}\r\n${row(1)}\r\n${row(2)}\r\nx\r\n${row(3)}\r`,
  ]) {
    expect(await bench.stage(text)).toMatchObject({ rows: 4, staged: 3, rejected: 1 });
    expect([await lines(), await bench.rejected()]).toEqual([[2, 3, 5], ['4 column_count -']]);
  }
});

test('a carriage return alone ends no line', async () => {
  await bench.stage(`${HEADER}\n${row(1)}\r${row(2)}\n${row(3)}\n`);
  expect([await lines(), await bench.rejected()]).toEqual([[3], ['2 column_count -']]);
  expect((await bench.refusal(`${HEADER}\r${row(1)}\r`)).code).toBe('SIGNALING_HEADER');
});

test('blank lines are neither rows nor rejected, and are counted as lines', async () => {
  const result = await bench.stage(`\n \t\r\n${HEADER}\n\n${row(1)}\n  \n\t\r\nx\n\n\n${row(2)}\n\n`);
  expect(result).toMatchObject({ rows: 3, staged: 2, rejected: 1 });
  expect([await lines(), await bench.rejected()]).toEqual([[5, 11], ['8 column_count -']]);
});

test('a byte order mark is taken off the first line only', async () => {
  expect(await bench.stage(`\ufeff${HEADER}\n${row(1)}\n`)).toMatchObject({ staged: 1, ignoredColumns: [] });
  const ndjson = '{"event_time":1790812800000,"imsi":"999010000000001","procedure":"UL"}';
  expect(await bench.stage(`\ufeff${ndjson}\n\ufeff${ndjson}\n`, { format: 'ndjson' })).toMatchObject({
    staged: 1,
    rejectedByReason: { bad_json: 1 },
  });
});

test('a line that is too long or no UTF-8 costs only itself', async () => {
  const fits = `${row(1)}${' '.repeat(LINE_BYTES_MAX - row(1).length)}`;
  const content = Buffer.concat(
    [
      HEADER,
      row(0),
      NOT_TEXT,
      fits,
      `${fits} `,
      'é'.repeat(LINE_BYTES_MAX),
      row(2),
      'y'.repeat(5_000_000),
      row(3),
      NOT_TEXT,
    ].map((line) => Buffer.concat([Buffer.from(line), Buffer.from('\n')])),
  );
  for (const [compression, bytes] of [
    ['none', content],
    ['gzip', gzipSync(content)],
    ['zstd', zstdCompressSync(content)],
  ] as const) {
    expect(await bench.stage(bytes, { compression })).toMatchObject({ rows: 9, staged: 4, rejected: 5 });
    expect(await lines()).toEqual([2, 4, 7, 9]);
    expect(await bench.rejected()).toEqual([
      '3 bad_utf8 -',
      '5 line_too_long -',
      '6 line_too_long -',
      '8 line_too_long -',
      '10 bad_utf8 -',
    ]);
  }
});

test('lines are cut alike wherever a chunk ends', async () => {
  // Lengths from 0 to beyond the limit and some lines of no text, over several chunks of 2 MiB.
  const parts = Array.from({ length: 900 }, (_, at) =>
    at % 97 === 5 ? NOT_TEXT : Buffer.alloc((at * 7919) % (LINE_BYTES_MAX + 3000), 'ab€'),
  );
  const whole = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const expected = parts.map((part) => {
    if (part.length > LINE_BYTES_MAX) return '\u0001line_too_long';
    try {
      return utf8.decode(part);
    } catch {
      return '\u0001bad_utf8';
    }
  });
  await bench.stage(whole, { name: 'lines.ndjson', format: 'ndjson' });
  const read: string[] = [];
  for await (const chunk of readLines(bench.path('lines.ndjson'), 'none')) {
    read.push(...chunk.toString('utf8').split('\n'));
  }
  expect(read.length).toBe(expected.length);
  expect(read.findIndex((line, at) => line !== expected[at])).toBe(-1);
  expect(new Set(expected).has('\u0001bad_utf8')).toBe(true);
});

test('200 000 rows keep the order of the file, plain and compressed', async () => {
  const count = 200_000;
  const start = 1_790_812_800_000;
  const text = Buffer.from(
    `event_time,imsi,procedure\n${Array.from({ length: count }, (_, at) => `${start + at},999010000000001,UL`).join('\n')}\n`,
  );
  const staged = async (): Promise<void> => {
    const [order] = await bench.db.query(
      `SELECT count(*) AS n, min(event_ms - line) AS low, max(event_ms - line) AS high FROM signaling_staged`,
    );
    expect(order).toEqual({ n: BigInt(count), low: BigInt(start - 2), high: BigInt(start - 2) });
  };
  for (const [compression, bytes] of [
    ['none', text],
    ['gzip', gzipSync(text, { level: 1 })],
    ['zstd', zstdCompressSync(text)],
  ] as const) {
    expect(await bench.stage(bytes, { compression })).toMatchObject({ rows: count, staged: count });
    await staged();
  }
  await bench.db.transaction(async () => {
    await bench.stage(text);
    await staged();
  });
});

test('line numbers go on over blocks', async () => {
  const gap = '\n'.repeat(2_200_000);
  const text = `${HEADER}\n${row(1)}${gap}${row(2)}\nx\n${row(1)}\n`;
  const result = await bench.db.transaction(() => bench.stage(text));
  expect(await bench.stage(text)).toEqual(result);
  expect(result).toMatchObject({ rows: 4, staged: 2, rejected: 1, repeated: 1 });
  expect([await lines(), await bench.rejected(), await bench.repeated()]).toEqual([
    [2, 2_200_002],
    ['2200003 column_count -'],
    [2_200_004],
  ]);
});

test('compressed files of several members are read to the end', async () => {
  const parts = Array.from({ length: 40 }, (_, at) =>
    Buffer.from(at === 0 ? `${HEADER}\n${row(0)}` : `\n${row(at)}`),
  );
  const big = Buffer.from(
    `\n${Array.from({ length: 30_000 }, (_, at) => `${row(at % 10_000)}${Math.sin(at)}`).join('\n')}`,
  );
  parts.splice(20, 0, big, big, big);
  const text = Buffer.concat(parts);
  await bench.stage(text);
  await bench.db.exec('CREATE TEMP TABLE expected AS FROM signaling_staged');
  // Compared where they are: as arrays it would take many times as long as to stage them.
  const compared = async () => {
    const [row] = await bench.db.query(
      `SELECT (SELECT count(*) FROM expected) AS expected, (SELECT count(*) FROM signaling_staged) AS staged,
         (SELECT count(*) FROM (FROM expected EXCEPT ALL FROM signaling_staged)) AS missing`,
    );
    return row;
  };
  const { expected } = (await compared()) as { expected: bigint };
  expect(expected).toBe(30_040n);
  // zstd also knows frames to be skipped; pzstd writes one before each frame.
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  for (const [compression, bytes] of [
    ['gzip', Buffer.concat(parts.map((part) => gzipSync(part)))],
    ['zstd', Buffer.concat(parts.map((part) => zstdCompressSync(part)))],
    ['zstd', Buffer.concat(parts.flatMap((part) => [zstdCompressSync(part), skipped]))],
  ] as const) {
    await bench.stage(bytes, { compression });
    expect(await compared()).toEqual({ expected, staged: expected, missing: 0n });
  }
  await bench.db.exec('DROP TABLE expected');
});

test('zstd frames without end are refused', async () => {
  const empty = zstdCompressSync(Buffer.alloc(0));
  const error = await bench.refusal(Buffer.concat(Array.from({ length: 5000 }, () => empty)), {
    compression: 'zstd',
  });
  expect(error.code).toBe('FILE_CORRUPT');
});

test('a compressed file that is cut or damaged is refused, not shortened', async () => {
  const text = Buffer.from(`${HEADER}\n${Array.from({ length: 5000 }, (_, at) => row(at)).join('\n')}\n`);
  for (const [compression, bytes] of [
    ['gzip', gzipSync(text)],
    ['zstd', zstdCompressSync(text)],
  ] as const) {
    for (const damaged of [bytes.subarray(0, -3), bytes.subarray(0, 40), Buffer.alloc(0), text]) {
      const error = await bench.refusal(damaged, { compression });
      expect([error.code, error.place.file]).toEqual(['FILE_CORRUPT', 'events.csv']);
    }
  }
});

test('a file with more new cells and APNs than a network has is refused; those that are known cost nothing', async () => {
  // s6a, ULR, ok, 99970 and EUTRAN are texts too.
  const limited = await openBench(5 + 20);
  const rows = (from: number, count: number) =>
    [
      HEADER,
      ...Array.from({ length: count }, (_, i) => `${row(i)}`.replace(/,,$/, `,cell${from + i},`)),
    ].join('\n');
  const quoted = (from: number, count: number) => rows(from, count).replace(/cell\d+/g, '"$&"');
  expect((await limited.stage(rows(0, 20))).staged).toBe(20);
  expect((await limited.stage(rows(5, 40))).staged).toBe(40);
  for (const content of [rows(100, 26), quoted(200, 26)]) {
    const error = await limited.refusal(content);
    expect([error.code, error.detail]).toEqual(['FILE_TOO_LARGE', 'More than 25 new cells and APNs.']);
  }
  limited.close();
});

test('any character may stand in a file name', async () => {
  await bench.stage(`${HEADER}\n${row(1)}\n${row(2)}\n`, { name: 'aXb.csv' });
  for (const name of ['a*b.csv', 'a?b.csv', 'a[X]b.csv', 'a\\*b.csv', "it's {a,b} ~ü%20.csv"]) {
    expect(await bench.stage(`${HEADER}\n${row(3)}\n`, { name })).toMatchObject({ rows: 1, staged: 1 });
  }
});

describe('quotes', () => {
  test('are read by RFC 4180 inside one line', async () => {
    await bench.stage(
      `cell,"event_time",imsi,"procedure"
"a, ""b""","2026-10-05T10:00:00Z",999010000000001,UL
"",2026-10-05T10:00:01Z,"999010000000001","UL"
" c ","2026-10-05T10:00:02Z","999010000000001" ,UL
d,"2026-10-05T10:00:03Z","999010000000001",UL\r
`,
    );
    expect(await bench.rejected()).toEqual(['4 bad_quote -']);
    expect((await bench.staged()).map((event) => [event[0], event[9]])).toEqual([
      ['2', 'a, "b"'],
      ['3', null],
      ['5', 'd'],
    ]);
  });

  test('out of place cost only their line', async () => {
    await bench.stage(
      `imsi,event_time,procedure
999010000000001,"2026-10-05T10:00:00Z,UL
999010000000001,2026-10-05T10:00:00Z",UL
"999010000000001"x,2026-10-05T10:00:00Z,UL
99901"0000000001,2026-10-05T10:00:00Z,UL
"999010000000001,2026-10-05T10:00:00Z",UL
999010000000001,2026-10-05T10:00:00Z,UL
999010000000001,2026-10-05T10:00:01Z,"UL
`,
    );
    expect(await lines()).toEqual([7]);
    expect(await bench.rejected()).toEqual([
      ...['2 bad_quote -', '3 bad_quote -', '4 bad_quote -', '5 bad_quote -', '6 column_count -'],
      '8 bad_quote -',
    ]);
  });
});

describe('the header', () => {
  test('takes columns in any order and case and names the ones it ignores', async () => {
    const result = await bench.stage(
      ` Procedure ,msc,IMSI,"EVENT_TIME",999010000000001,imsi2\nUL,a,999010000000001,1790812800000,b,c\n`,
    );
    expect(result.ignoredColumns).toEqual(['msc', 'column 5', 'imsi2']);
    expect((await bench.staged()).map((event) => event.slice(0, 6))).toEqual([
      ['2', '1790812800000', '1999010000000001', null, null, 'UL'],
    ]);
  });

  test.each([
    ['event_time,imsi\n', 'Missing: procedure.', 1],
    ['\n\nevent_time;imsi;procedure\n', 'Missing: event_time, imsi, procedure. Columns found: 1.', 3],
    ['event_time,imsi,procedure,IMSI\n', 'imsi stands twice.', 1],
    ['event_time,"imsi,procedure\n', 'A quote in it is out of place.', 1],
    [`${'x,'.repeat(600)}event_time,imsi,procedure\n`, 'at most 512', 1],
    [`${'x'.repeat(LINE_BYTES_MAX + 1)}\n`, 'longer than 65536 bytes', 1],
    ['', 'no header line', undefined],
    ['\n \n', 'no header line', undefined],
  ])('%j is refused', async (text, detail, line) => {
    const error = await bench.refusal(text);
    expect([error.code, error.place.line]).toEqual(['SIGNALING_HEADER', line]);
    expect(error.message).toContain(detail);
  });

  test('in another encoding is refused', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${HEADER}\n`, 'utf16le')]);
    expect((await bench.refusal(utf16)).message).toContain('not UTF-8');
  });

  test('is never quoted: without one, the first row stays unseen', async () => {
    const error = await bench.refusal(`${row(1)}\n`);
    expect(error.code).toBe('SIGNALING_HEADER');
    expect(error.message).not.toMatch(/\d{6}/);
  });

  test('alone is a file without rows', async () => {
    expect(await bench.stage(HEADER)).toMatchObject({ rows: 0, staged: 0, rejected: 0, repeated: 0 });
    expect(await lines()).toEqual([]);
  });
});

test('a file that is not there or no file is refused by name', async () => {
  for (const format of ['csv', 'parquet'] as const) {
    const missing = await bench.refusal('', { name: 'x.csv', path: bench.path('gone.csv'), format });
    expect([missing.code, missing.place.file]).toEqual(['FILE_NOT_FOUND', 'gone.csv']);
    expect((await bench.refusal('', { path: bench.path('.'), format })).code).toBe('FILE_UNREADABLE');
  }
});
