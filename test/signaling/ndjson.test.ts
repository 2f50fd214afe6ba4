import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const stage = (lines: string[]): ReturnType<Bench['stage']> =>
  bench.stage(lines.join('\n'), { name: 'events.ndjson', format: 'ndjson' });
const IMSI = '999010000000001';

test('objects are read by key; numbers as they are written, null as absent', async () => {
  const result = await stage([
    `{"event_time":"2026-10-05T10:00:00Z","imsi":"${IMSI}","imei":"35123456000000","interface":"S6A","procedure":"ulr","result":"OK","visited_plmn":"99970","rat":"eutran","cell":" c\\u00e9,\\"1\\" ","apn":"IOT.x"}`,
    '',
    `{"other":{"deep":[1]},"procedure":"UL","imsi":${IMSI},"event_time":1790812800000,"result":5004,"visited_plmn":99970,"imei":null,"cell":""}`,
    `  {"event_time":1790812800001,"imsi":"${IMSI}","procedure":"UL","rat":"6G"}  \r`,
  ]);
  expect(result).toMatchObject({ rows: 3, staged: 3, warnings: { rat_unknown: 1 }, ignoredColumns: [] });
  const ten = String(Date.UTC(2026, 9, 5, 10));
  expect(await bench.staged()).toEqual([
    ['1', ten, `1${IMSI}`, '135123456000000', 's6a', 'ULR', 'ok', '99970', 'EUTRAN', 'cé,"1"', 'iot.x'],
    ['3', '1790812800000', `1${IMSI}`, null, null, 'UL', '5004', '99970', null, null, null],
    ['4', '1790812800001', `1${IMSI}`, null, null, 'UL', null, null, null, null, null],
  ]);
});

test('a line that is no object of plain values costs only itself', async () => {
  const good = (at: number): string =>
    `{"event_time":${1790812800000 + at},"imsi":"${IMSI}","procedure":"UL"}`;
  const table: [string, string][] = [
    ['{', 'bad_json -'],
    ['[1,2]', 'bad_json -'],
    ['null', 'bad_json -'],
    ['"text"', 'bad_json -'],
    ['7', 'bad_json -'],
    [`${good(1)} ${good(2)}`, 'bad_json -'],
    [`{'imsi':'${IMSI}'}`, 'bad_json -'],
    ['{"imsi":"\\ud800"}', 'bad_json -'],
    ['['.repeat(60_000), 'bad_json -'],
    ['{"a":'.repeat(12_000), 'bad_json -'],
    [`{"event_time":1790812800000,"imsi":["${IMSI}"],"procedure":"UL"}`, 'bad_json -'],
    [`{"event_time":1790812800000,"imsi":"${IMSI}","procedure":"UL","cell":{"a":1}}`, 'bad_json -'],
    [`{"event_time":1790812800000,"imsi":"${IMSI}","procedure":"UL","result":true}`, 'bad_json -'],
    ['{}', 'missing_event_time event_time'],
    ['{"event_time":null}', 'missing_event_time event_time'],
    ['{"event_time":1.7908128e12}', 'bad_event_time event_time'],
    ['{"event_time":99999999999999999999}', 'bad_event_time event_time'],
    [`{"event_time":1790812800000,"IMSI":"${IMSI}"}`, 'missing_imsi imsi'],
    [`{"event_time":1790812800000,"imsi":"\\u0000${IMSI}"}`, 'bad_imsi imsi'],
    [
      `{"event_time":1790812800000,"imsi":"${IMSI}","procedure":"UL","result":"\\u0000"}`,
      'bad_result result',
    ],
  ];
  const result = await stage([...table.flatMap(([bad], at) => [good(10 + at), bad]), good(99)]);
  expect(await bench.rejected()).toEqual(table.map(([, reason], at) => `${2 * at + 2} ${reason}`));
  expect(result).toMatchObject({ staged: table.length + 1, rejected: table.length });
});

test('values are trimmed however the object is laid out', async () => {
  const pads = [' @', '@ ', '  @  ', '\\t@', '@\\r', '\\u0020@', '@'];
  const layouts = ['{"a":"@"}', '{ "a" : "@" }', '{"a":\t"@"\t}', '{"a":"@" ,"z":1}', '{"a":\r"@"\r}'];
  const lines = layouts.flatMap((layout) =>
    pads.map((pad) =>
      layout
        .replace('"a"', `"event_time":1790812800000,"imsi":"${IMSI}","procedure":"UL","cell"`)
        .replace('@', pad.replace('@', 'x y')),
    ),
  );
  expect(await stage(lines)).toMatchObject({ rows: 35, staged: 1, repeated: 34 });
  expect((await bench.staged())[0]?.[9]).toBe('x y');
});

test('an empty file has no rows', async () => {
  expect(await stage([])).toMatchObject({ rows: 0, staged: 0, rejected: 0, repeated: 0 });
});

test('the same events in CSV and NDJSON are the same relation', async () => {
  const events = Array.from({ length: 50 }, (_, at) => ({
    event_time: 1790812800000 + at,
    imsi: IMSI,
    procedure: 'UL',
    cell: `c${at}, "x"`,
  }));
  await stage(events.map((event) => JSON.stringify(event)));
  const all = 'SELECT * EXCLUDE (line) FROM signaling_staged ORDER BY ALL';
  const json = await bench.db.query(all);
  const quoted = events.map(
    (event) => `${event.event_time},${IMSI},UL,"${event.cell.replaceAll('"', '""')}"`,
  );
  await bench.stage(`event_time,imsi,procedure,cell\n${quoted.join('\n')}`);
  expect(await bench.db.query(all)).toEqual(json);
  expect(json).toHaveLength(50);
});
