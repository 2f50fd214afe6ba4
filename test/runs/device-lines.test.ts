/** `device-lines.parquet`: what every device has in every statement line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';
import { writeReport } from '../../src/report/write.ts';
import { Db } from '../../src/store/db.ts';
import { traceDevice } from '../../src/trace/device.ts';
import { traceLine } from '../../src/trace/line.ts';
import { parseCsv } from '../report/csv.ts';
import { readDeviceLines } from '../support/device-lines.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { type DeviceRow, expectedRows, readRows, type Settled, World } from '../support/month-world.ts';
import { paperMonth } from '../support/paper-month.ts';

const COLUMNS = [
  'imsi',
  'line_id',
  'kind',
  'service',
  'segment',
  'quantity',
  'records',
  'tap_amount',
  'amount',
];
const text = (rows: readonly DeviceRow[]) =>
  rows.map((row) => COLUMNS.map((column) => row[column] || '-').join(' '));

describe('a month by hand', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    paperMonth(world);
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // sms 3 × 0.0334 = 0.1002 → 0.10, by 2 and 1 messages: T = 6, 10. Fees 0.666 → 0.67: T = 33, 67.
  // As billed 0.125 + 0.0375 + 0.0625 = 0.225 → 0.23, by 100, 30 and 50 units of TAP: T = 12, 16, 23. The IMSI of 14
  // digits comes after the one of 15 as text.
  test('each line of a device with its service, segment, quantity, TAP charge and share', async () => {
    expect(text(await readDeviceLines(join(world.data, 'runs', run.runId)))).toEqual(
      expectedRows(`
        999010000000003 v1-usage-1  as_billed data   standard 1 1 0.125  0.12
        999010000000003 v1-usage-1  as_billed sms_mo standard 1 1 0.0375 0.04
        99901000000004  v1-usage-1  as_billed data   standard 1 1 0.0625 0.07
        999017000000001 v1-usage-0  usage     sms_mo iot      2 2 0.02   0.06
        999017000000001 v1-access-0 access    -      iot      1 0 -      0.33
        999017000000002 v1-usage-0  usage     sms_mo iot      1 1 0.01   0.04
        999017000000002 v1-access-0 access    -      iot      1 0 -      0.34
      `),
    );
  });
});

describe('allowances, fees by the day, and what is free', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    world.tap(
      { seq: 1, available: '2026-11-01T12:00:00+01:00' },
      `999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=8
       999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=3 charge=8
       999010000000003 sms_mo 2026-10-05T10:00:00+02:00 id=4 charge=30
       999010000000003 data   2026-10-05T10:00:00+02:00 id=5 up=100 charge=100`,
    );
    // The second TADIG code of the home party, in a file of another currency unit.
    world.tap(
      { pair: 'AAAVP BBBHB', seq: 1, available: '2026-11-01T12:00:00+01:00', decimals: 4 },
      `999017000000001 sms_mo 2026-10-06T11:00:00+02:00 id=2 charge=80
       999010000000003 data   2026-10-06T10:00:00+02:00 id=6 up=50 charge=500`,
    );
    world.agreement(
      'a',
      agreementYaml({
        home: '{ name: BBB, tadigs: [BBBHA, BBBHB], plmns: ["99901"] }',
        charges: `
  usage:
    - { service: sms_mo, segments: [iot], unit: event, price: "0.10", included: { units: 1, scope: imsi } }
    - { segments: [standard], model: free }
  access: [{ segments: [iot], per: imsi_day, price: "0.05" }]`,
      }),
    );
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // One message of each IMSI is included over both pairs, so only the first IMSI has one to pay: its second. Two days and one at
  // 0.05.
  test('the whole quantity stands there, the share is of what is billable', async () => {
    const rows = await readDeviceLines(join(world.data, 'runs', run.runId));
    expect(rows.map(({ visited_tadig, home_tadig }) => `${visited_tadig} ${home_tadig}`.trim())).toEqual([
      'AAAVP BBBHA',
      'AAAVP BBBHB',
      'AAAVP BBBHA',
      'AAAVP BBBHA',
      'AAAVP BBBHB',
      '',
      'AAAVP BBBHA',
      '',
    ]);
    expect(text(rows.map((row) => ({ ...row, tap_amount: '' })))).toEqual(
      expectedRows(`
        999010000000003 v1-usage-1  usage  data   standard 1 1 - 0.00
        999010000000003 v1-usage-1  usage  data   standard 1 1 - 0.00
        999010000000003 v1-usage-1  usage  sms_mo standard 1 1 - 0.00
        999017000000001 v1-usage-0  usage  sms_mo iot      1 1 - 0.00
        999017000000001 v1-usage-0  usage  sms_mo iot      1 1 - 0.10
        999017000000001 v1-access-0 access -      iot      2 0 - 0.10
        999017000000002 v1-usage-0  usage  sms_mo iot      1 1 - 0.00
        999017000000002 v1-access-0 access -      iot      1 0 - 0.05
      `),
    );
  });

  // IMSIs 1 and 3 are in both pairs: 3 + 2 in splits, 3 in all.
  test('UDR: rows of the TADIG pair that the records came under', async () => {
    const out = join(world.data, 'report');
    await writeReport(join(world.data, 'runs', run.runId), out, ['csv']);
    const columns = 'level home_tadig visited_tadig segment service imsis records quantity tap_amount amount';
    const udr = parseCsv(readFileSync(join(out, 'udr.csv'), 'utf8'));
    expect(
      udr.map((row) =>
        columns
          .split(' ')
          .map((column) => row[column] || '-')
          .join(' '),
      ),
    ).toEqual(
      expectedRows(`
        line    BBBHA AAAVP iot      sms_mo 2 2 2 0.016 0.00
        line    BBBHA AAAVP standard data   1 1 1 0.10  0.00
        line    BBBHA AAAVP standard sms_mo 1 1 1 0.03  0.00
        line    BBBHB AAAVP iot      sms_mo 1 1 1 0.008 0.10
        line    BBBHB AAAVP standard data   1 1 1 0.05  0.00
        tadigs  BBBHA AAAVP -        -      3 4 - 0.146 0.00
        tadigs  BBBHB AAAVP -        -      2 2 - 0.058 0.10
        service -     -     -        data   1 2 2 0.15  0.00
        service -     -     -        sms_mo 3 4 - 0.054 0.10
        segment -     -     iot      -      2 3 3 0.024 0.10
        segment -     -     standard -      1 3 3 0.18  0.00
        total   -     -     -        -      3 6 - 0.204 0.10
      `),
    );
    const ddr = parseCsv(readFileSync(join(out, 'ddr.csv'), 'utf8'));
    expect(ddr.map(({ home_tadig }) => home_tadig)).toEqual(
      'BBBHA BBBHB BBBHA BBBHA BBBHB BBBHA BBBHA BBBHA'.split(' '),
    );
  });
});

/** A decimal as an integer of 10^-12. */
function exact(decimal: string): bigint {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(12, '0')}`);
}

const total = (rows: readonly DeviceRow[], column: string) =>
  rows.reduce((sum, row) => sum + exact(row[column] || '0'), 0n);

describe('a generated month', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-device-lines-'));
  const month = join(folder, 'month');
  const machine = { data: join(folder, 'data'), workers: 1, memory: '1GB' };
  let path: string;
  let rows: readonly DeviceRow[];
  let devices: readonly DeviceRow[];
  let statements: Awaited<ReturnType<typeof runSettle>>['statements'];
  beforeAll(async () => {
    await generateMonth({ devices: 200, period: '2026-10', seed: 5, out: month });
    await runIngest(machine, [join(month, 'tap'), join(month, 'signaling')], { audit: 'enforce' });
    const result = await runSettle(machine, {
      period: '2026-10',
      agreements: join(month, 'agreements'),
      tacs: join(month, 'tacs.csv'),
      rates: join(month, 'rates.csv'),
    });
    statements = result.statements;
    const run = join(machine.data, 'runs', result.runId);
    path = join(run, 'device-lines.parquet');
    rows = await readDeviceLines(run);
    devices = await readRows(join(run, 'devices.parquet'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('shares, quantities and devices of a line and of its segments add up to it', () => {
    let seen = 0;
    for (const { agreement, lines } of statements) {
      for (const line of lines) {
        const own = rows.filter((row) => row.agreement_id === agreement.id && row.line_id === line.line_id);
        seen += own.length;
        expect([line.line_id, total(own, 'amount')]).toEqual([line.line_id, exact(line.amount)]);
        expect(total(own, 'quantity')).toBe(exact(String(line.quantity)));
        for (const { segment, devices, quantity } of line.segments) {
          const inside = own.filter((row) => row.segment === segment);
          expect(new Set(inside.map((row) => row.imsi)).size).toBe(devices);
          expect(total(inside, 'quantity')).toBe(exact(String(quantity)));
        }
      }
    }
    expect(seen).toBe(rows.length);
    expect(seen).toBeGreaterThan(300);
  });

  test('a line of each kind is traced to its devices, and one of them to its records or days', async () => {
    const run = { runId: statements[0]!.run_id, folder: join(machine.data, 'runs', statements[0]!.run_id) };
    const traced = new Set<string>();
    for (const { agreement, lines } of statements) {
      for (const { line_id: lineId, kind, quantity } of lines) {
        if (quantity === 0 || traced.has(kind)) continue;
        traced.add(kind);
        const request = { data: machine.data, run, lineId, agreement: agreement.id };
        // Throws where the devices are not the line's, or the records not the device's.
        const { devices } = await traceLine(request, 1);
        const { imsi, records } = devices[0]!;
        const found = await traceDevice({ ...request, imsi, limit: 1, machine });
        if (kind === 'access') expect(found.days?.length).toBeGreaterThan(0);
        else expect(found.records?.count).toBeGreaterThanOrEqual(records);
      }
    }
    expect([...traced].sort()).toEqual(['access', 'as_billed', 'usage']);
  });

  test('rows of a device add up to its row in the device list', () => {
    const byDevice = Map.groupBy(rows, (row) => `${row.agreement_id} ${row.imsi}`);
    for (const device of devices) {
      const own = byDevice.get(`${device.agreement_id} ${device.imsi}`) ?? [];
      for (const kind of ['usage', 'access', 'as_billed']) {
        const of = own.filter((row) => row.kind === kind);
        expect(total(of, 'amount')).toBe(exact(device[`${kind}_amount`]!));
      }
      expect(total(own, 'tap_amount')).toBe(exact(device.tap_amount!));
    }
  });

  test('rows stand in the order of the device list, and no column holds a binary fraction', async () => {
    const places = (await readRows(path)).map((row) => Number(row.place));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const db = await Db.open(':memory:');
    const columns = await db.query(
      'SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet($path))',
      {
        path,
      },
    );
    db.close();
    expect(
      Object.fromEntries(columns.map(({ column_name, column_type }) => [column_name, column_type])),
    ).toEqual({
      place: 'INTEGER',
      line: 'INTEGER',
      service: 'VARCHAR',
      pair: 'INTEGER',
      segment: 'VARCHAR',
      quantity: 'BIGINT',
      records: 'INTEGER',
      tap: 'DECIMAL(38,0)',
      tap_places: 'INTEGER',
      share: 'DECIMAL(38,0)',
    });
  });
});
