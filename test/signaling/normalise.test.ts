import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, HEADER, openBench, row } from './fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const IMSI = '999010000000001';

test('a full row is normalised column by column', async () => {
  const result = await bench.stage(
    `${HEADER}\n 2026-10-05T10:20:30.4567+02:00 ,${IMSI},351234560000001, S6A ,ulr,OK,99970,eutran, Cell 7 ,IoT0.BBBHA.Example\n`,
  );
  expect(result).toEqual({
    rows: 1,
    staged: 1,
    rejected: 0,
    repeated: 0,
    minEventMs: Date.UTC(2026, 9, 5, 8, 20, 30, 456),
    maxEventMs: Date.UTC(2026, 9, 5, 8, 20, 30, 456),
    rejectedByReason: {},
    warnings: {},
    ignoredColumns: [],
  });
  expect(await bench.staged()).toEqual([
    [
      '2',
      String(Date.UTC(2026, 9, 5, 8, 20, 30, 456)),
      `1${IMSI}`,
      '1351234560000001',
      's6a',
      'ULR',
      'ok',
      '99970',
      'EUTRAN',
      'Cell 7',
      'iot0.bbbha.example',
    ],
  ]);
});

test('empty and absent columns are null', async () => {
  await bench.stage(`${HEADER}\n1790812800000,${IMSI},,,UL,,,,,\n`);
  const full = await bench.staged();
  await bench.stage(`event_time,imsi,procedure\n1790812800000,${IMSI},UL\n`);
  expect(await bench.staged()).toEqual(full);
  expect(full[0]?.filter((value) => value === null)).toHaveLength(7);
});

test('event times: RFC 3339 with offset, or epoch milliseconds', async () => {
  const utc = (...parts: [number, number, number, number?, number?, number?, number?]): string =>
    String(Date.UTC(...parts));
  const table: [string, string | null][] = [
    ['2026-10-05T10:20:30Z', utc(2026, 9, 5, 10, 20, 30)],
    ['2026-10-05t10:20:30z', utc(2026, 9, 5, 10, 20, 30)],
    ['2026-10-05 10:20:30+00:00', utc(2026, 9, 5, 10, 20, 30)],
    ['2026-10-05T10:20:30-00:00', utc(2026, 9, 5, 10, 20, 30)],
    ['2026-10-05T10:20:30+05:30', utc(2026, 9, 5, 4, 50, 30)],
    ['2026-10-05T10:20:30-09:30', utc(2026, 9, 5, 19, 50, 30)],
    ['2026-10-05T10:20:30.9Z', utc(2026, 9, 5, 10, 20, 30, 900)],
    ['2026-12-31T23:59:59.999999999Z', utc(2026, 11, 31, 23, 59, 59, 999)],
    ['2024-02-29T00:00:00Z', utc(2024, 1, 29)],
    ['1990-01-01T00:00:00Z', utc(1990, 0, 1)],
    ['2099-12-31T23:59:59.999Z', utc(2099, 11, 31, 23, 59, 59, 999)],
    ['1790812800123', '1790812800123'],
    ['631152000000', '631152000000'],
    ['4102444799999', '4102444799999'],
    // No offset, impossible days and hours, other forms.
    ['2026-10-05T10:20:30', null],
    ['2026-10-05', null],
    ['2026-02-29T00:00:00Z', null],
    ['2026-02-30T00:00:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['2026-00-10T00:00:00Z', null],
    ['2026-10-05T24:00:00Z', null],
    ['2026-10-05T10:60:00Z', null],
    ['2026-10-05T10:20:60Z', null],
    ['2026-10-05T10:20Z', null],
    ['2026-10-05T10:20:30.Z', null],
    ['2026-10-05T10:20:30+24:00', null],
    ['2026-10-05T10:20:30+05:75', null],
    ['2026-10-05T10:20:30+0530', null],
    ['2026-10-05T10:20:30 Europe/Madrid', null],
    ['1989-12-31T23:59:59.999Z', null],
    ['2100-01-01T00:00:00Z', null],
    ['631151999999', null],
    ['4102444800000', null],
    ['1790812800', null],
    ['-1790812800000', null],
    ['1.790812800e12', null],
    ['1790812800000.0', null],
    ['0x1A0F2C3D400', null],
    ['infinity', null],
    ['now', null],
  ];
  const result = await bench.stage(
    `event_time,imsi,procedure,cell\n${table.map(([text], at) => `${text},${IMSI},UL,${at}`).join('\n')}\n`,
  );
  const times = new Map((await bench.staged()).map((event) => [Number(event[0]) - 2, event[1] ?? null]));
  expect(table.map(([text], at) => [text, times.get(at) ?? null])).toEqual(table);
  expect(result.rejectedByReason).toEqual({ bad_event_time: table.filter(([, ms]) => ms === null).length });
});

test('rows that do not name an event are rejected with their line, reason and column', async () => {
  const time = '2026-10-05T10:00:00Z';
  const table: [string, string][] = [
    [`,${IMSI},,map,UL,ok,,,,`, 'missing_event_time event_time'],
    [`yesterday,${IMSI},,map,UL,ok,,,,`, 'bad_event_time event_time'],
    [`${time},,,map,UL,ok,,,,`, 'missing_imsi imsi'],
    [`${time},99901,,map,UL,ok,,,,`, 'bad_imsi imsi'],
    [`${time},9990100000000012,,map,UL,ok,,,,`, 'bad_imsi imsi'],
    [`${time},99901000000000A,,map,UL,ok,,,,`, 'bad_imsi imsi'],
    [`${time},٩٩٩٠١٠٠٠٠٠,,map,UL,ok,,,,`, 'bad_imsi imsi'],
    [`${time},${IMSI},,map,,ok,,,,`, 'missing_procedure procedure'],
    [`${time},${IMSI},,map,TELEPORT,ok,,,,`, 'unknown_procedure procedure'],
    [`${time},${IMSI},,x2,UL,ok,,,,`, 'unknown_interface interface'],
    [`${time},${IMSI},,map,UL,${'9'.repeat(65)},,,,`, 'bad_result result'],
    [`${time},${IMSI},,map,UL,a\u0007b,,,,`, 'bad_result result'],
    [`${time},${IMSI},,map,UL,ok,9997,,,`, 'bad_plmn visited_plmn'],
    [`${time},${IMSI},,map,UL,ok,9997000,,,`, 'bad_plmn visited_plmn'],
    [`${time},${IMSI},,map,UL,ok,999-70,,,`, 'bad_plmn visited_plmn'],
    [`${time},${IMSI},,map,UL,ok,,,`, 'column_count -'],
    [`${time},${IMSI},,map,UL,ok,,,,,`, 'column_count -'],
  ];
  // A good row before and after each bad one: lines stay exact and nothing else is lost.
  const lines = table.flatMap(([bad], at) => [row(at), bad]);
  const result = await bench.stage(`${HEADER}\n${lines.join('\n')}\n${row(9999)}\n`);
  expect(await bench.rejected()).toEqual(table.map(([, reason], at) => `${2 * at + 3} ${reason}`));
  expect(result).toMatchObject({
    rows: 2 * table.length + 1,
    staged: table.length + 1,
    rejected: table.length,
  });
  expect((await bench.staged()).map((event) => Number(event[0]))).toEqual(
    [...table.keys(), table.length].map((at) => 2 * at + 2),
  );
});

test('an unusable IMEI, RAT, cell or APN is left out, counted, and loses no event', async () => {
  const result = await bench.stage(
    `imsi,imei,rat,cell,apn,event_time,procedure
${IMSI},1234567890123,5G,${'c'.repeat(65)},${'a'.repeat(101)},1790812800000,UL
${IMSI},12345678901234567,EUTRAN,a\u0001b,a\u0001b,1790812800001,UL
${IMSI},3512345600000AB,nb-iot,${'c'.repeat(64)},${'a'.repeat(100)},1790812800002,UL
${IMSI},35123456000000,,,,1790812800003,UL
${IMSI},0000000000000000,,,,1790812800004,UL
`,
  );
  expect(result).toMatchObject({ rows: 5, staged: 5, rejected: 0 });
  expect(result.warnings).toEqual({ apn_unusable: 2, cell_unusable: 2, imei_unusable: 3, rat_unknown: 1 });
  expect((await bench.staged()).map((event) => [event[3], event[8], event[9], event[10]])).toEqual([
    [null, null, null, null],
    [null, 'EUTRAN', null, null],
    [null, 'NB-IOT', 'c'.repeat(64), 'a'.repeat(100)],
    ['135123456000000', null, null, null],
    ['10000000000000000', null, null, null],
  ]);
});

test('every procedure and interface of the contract is taken, whatever their case and pairing', async () => {
  const procedures =
    'SAI UL GPRS_UL CL PURGE AIR ULR CLR PUR NOR CREATE_SESSION DELETE_SESSION AUTH REGISTER DEREGISTER REGISTERED'.split(
      ' ',
    );
  const interfaces = ['map', 's6a', 'gtp', 'sbi', 'vlr', ''];
  const rows = procedures.flatMap((procedure) =>
    interfaces.map((side) => `1790812800000,${IMSI},${procedure.toLowerCase()},${side.toUpperCase()}`),
  );
  const result = await bench.stage(`event_time,imsi,procedure,interface\n${rows.join('\n')}`);
  expect(result).toMatchObject({ staged: procedures.length * interfaces.length, rejected: 0 });
  const staged = await bench.staged();
  expect(new Set(staged.map((event) => event[5]))).toEqual(new Set(procedures));
  expect(new Set(staged.map((event) => event[4]))).toEqual(new Set([...interfaces.slice(0, 5), null]));
});

test('IMSIs keep their leading zeros and their length', async () => {
  await bench.stage('event_time,imsi,procedure\n1790812800000,001010,UL\n1790812800000,000001010,UL\n');
  expect((await bench.staged()).map((event) => event[2])).toEqual(['1001010', '1000001010']);
});

test('rows equal after normalisation are one event, on its first line', async () => {
  const result = await bench.stage(
    `event_time,imsi,procedure,result,imei,rat
2026-10-05T10:00:00Z,${IMSI},UL,ok,junk,
bad,${IMSI},UL,ok,,
2026-10-05T12:00:00+02:00,${IMSI},ul,OK,,5G
1791194400000, ${IMSI} ,UL,oK,,
1791194400000,${IMSI},UL,5004,,
1791194400001,${IMSI},UL,ok,,
`,
  );
  expect(result).toMatchObject({ rows: 6, staged: 3, rejected: 1, repeated: 2 });
  expect(result.warnings).toEqual({ imei_unusable: 1, rat_unknown: 1 });
  expect((await bench.staged()).map((event) => event[0])).toEqual(['2', '6', '7']);
  expect(await bench.repeated()).toEqual([4, 5]);
  const [same] = await bench.db.query(
    'SELECT count(*) AS n FROM signaling_repeating JOIN signaling_staged USING (imsi, event_ms) WHERE signaling_staged.line = 2',
  );
  expect(same).toEqual({ n: 2n });
});

test('equality is of all columns: one instant of one IMSI may hold many events, each as often as it likes', async () => {
  const base = ['1790812800000', IMSI, '35123456000000', 's6a', 'ULR', 'ok', '99970', 'NR', 'c', 'a'];
  const other = ['', '', '', 'map', 'UL', '5', '99971', 'UTRAN', 'd', 'b'];
  const changed = base.map((_, at) =>
    base.map((value, i) => (i === at && i > 1 ? other[i] : value)).join(','),
  );
  const absent = base.map((_, at) => base.map((value, i) => (i === at && i > 4 ? '' : value)).join(','));
  const events = [...new Set([...changed, ...absent])];
  expect(events).toHaveLength(1 + 8 + 5);
  const result = await bench.stage(`${HEADER}\n${[...events, ...events.toReversed()].join('\n')}\n`);
  expect(result).toMatchObject({ staged: events.length, repeated: events.length });
  expect(await bench.repeated()).toEqual(events.map((_, at) => events.length + 2 + at));
});

test('the order of rows changes lines, never the events', async () => {
  const rows = Array.from({ length: 300 }, (_, at) => row(at % 200)).concat(['x', `1,${IMSI},,,UL,,,,,`]);
  const events = async (): Promise<unknown> =>
    bench.db.query('SELECT * EXCLUDE (line) FROM signaling_staged ORDER BY ALL');
  const forward = await bench.stage(`${HEADER}\n${rows.join('\n')}`);
  const before = await events();
  const backward = await bench.stage(`${HEADER}\n${rows.toReversed().join('\n')}`);
  expect(await events()).toEqual(before);
  expect(backward).toEqual(forward);
  expect(forward).toMatchObject({ rows: 302, staged: 200, rejected: 2, repeated: 100 });
});

test('it works inside a transaction, and one file leaves nothing to the next', async () => {
  await bench.db.transaction(async () => {
    expect(await bench.stage(`${HEADER}\n${row(1)}\n${row(1)}\nx\n`)).toMatchObject({
      staged: 1,
      rejected: 1,
      repeated: 1,
    });
    expect(await bench.stage(`${HEADER}\n${row(2)}\n`)).toMatchObject({
      rows: 1,
      staged: 1,
      rejected: 0,
      repeated: 0,
    });
  });
  expect(await bench.staged()).toHaveLength(1);
  expect(await bench.rejected()).toEqual([]);
  await bench.refusal('no header\n');
  expect(await bench.stage(`${HEADER}\n${row(3)}\n`)).toMatchObject({ rows: 1, staged: 1 });
});

test('a file of malformed rows only is counted, and no error', async () => {
  const result = await bench.stage(`${HEADER}\nx\ny\n`);
  expect(result).toMatchObject({ rows: 2, staged: 0, rejected: 2, minEventMs: null, maxEventMs: null });
  expect(result.rejectedByReason).toEqual({ column_count: 2 });
});

test('nothing that is kept aside holds the text of a line', async () => {
  await bench.stage(`${HEADER}\n${IMSI},"${IMSI}\n${IMSI}\n`);
  expect(JSON.stringify(await bench.rejected())).not.toContain(IMSI);
});
