/** Duplicate records (rule 15), test files, and files kept back by their audit. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { type Settled, World } from '../support/month-world.ts';

const LOCAL = agreementYaml({
  id: 'LOCAL',
  charges: '{ usage: [{ service: data, segments: [iot], unit: kB, price: "1" }] }',
});
/** Charges follow the file, so that the month tells which copy was kept. */
const FILED = agreementYaml({
  id: 'FILED',
  home: '{ name: FFF, tadigs: [FFFHA], plmns: ["99902"] }',
  declared: '{}',
  period: '{ basis: file_available, time_zone: Europe/Madrid }',
});
const HELD = agreementYaml({
  id: 'HELD',
  home: '{ name: HHH, tadigs: [HHHHA], plmns: ["99903"] }',
  declared: '{}',
});

describe('duplicate records', () => {
  const world = new World();
  let october: Settled;
  let november: Settled;
  beforeAll(async () => {
    // Each record 1 kB; a device's usage in EUR is its number of charged records.
    world.tap(
      { seq: 1, available: '2026-10-20T12:00:00+02:00' },
      `999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=10
       999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=10
       999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=1024 charge=10
       999017000000003 data 2026-10-05T10:00:00+02:00 id=3 up=1024 charge=10
       999017000000003 data 2026-10-05T11:00:00+03:00 id=3 up=1024 charge=10
       999017000000004 data 2026-10-05T10:00:00+02:00 id=4 up=1024 charge=10 partial=I
       999017000000004 data 2026-10-05T10:00:00+02:00 id=4 up=1024 charge=10 partial=L
       999017000000005 data 2026-10-05T10:00:00+02:00 id=5 up=1024 charge=10 at=a
       999017000000005 data 2026-10-05T10:00:00+02:00 id=5 up=1024 charge=10 at=b
       999017000000006 data 2026-10-05T10:00:00+02:00 id=6 up=1024 charge=10
       999017000000006 data 2026-10-05T10:00:00+02:00 id=6 up=1024 charge=11
       999017000000007 data 2026-10-05T10:00:00+02:00 id=7 up=1024 charge=10
       999017000000007 data 2026-10-05T10:00:00+02:00 id=8 up=1024 charge=10
       999017000000008 data 2026-10-05T10:00:00+02:00 id=9 up=1024 down=0 charge=10
       999017000000008 data 2026-10-05T10:00:00+02:00 id=9 up=0 down=1024 charge=10
       999017000000009 data 2026-10-05T10:00:00+02:00 id=10 up=1024 dur=5 charge=10
       999017000000009 data 2026-10-05T10:00:00+02:00 id=10 up=1024 dur=6 charge=10
       # no reference: only a warning
       999017000000010 data 2026-10-05T10:00:00+02:00 up=1024 charge=10
       999017000000010 data 2026-10-05T10:00:00+02:00 up=1024 charge=10`,
    );
    world.tap(
      { seq: 2, available: '2026-10-21T12:00:00+02:00' },
      `999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=1024 charge=10 apn=other
       999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=1024 charge=10 apn=other`,
    );
    // The first copy is kept back by its audit; the correction comes later and is the one that is charged.
    const held = '999030000000001 data 2026-10-05T10:00:00+02:00 id=12 up=1024 charge=3000';
    world.tap(
      { pair: 'AAAVP HHHHA', seq: 1, available: '2026-10-10T12:00:00+02:00', audit: { records: 99n } },
      held,
    );
    world.tap({ pair: 'AAAVP HHHHA', seq: 2, available: '2026-10-20T12:00:00+02:00' }, held);
    world.tap(
      { seq: 1, available: '2026-10-19T12:00:00+02:00', test: true },
      '999017000000011 data 2026-10-05T10:00:00+02:00 id=11 up=1024 charge=10',
    );
    world.tap(
      { seq: 3, available: '2026-10-22T12:00:00+02:00' },
      '999017000000011 data 2026-10-05T10:00:00+02:00 id=11 up=1024 charge=10',
    );
    // The first record is filed in October and again in November, the second in November only.
    world.tap(
      { pair: 'AAAVP FFFHA', seq: 2, available: '2026-11-05T12:00:00+01:00' },
      `999020000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1000
       999020000000002 data 2026-10-05T10:00:00+02:00 id=2 charge=2000`,
    );
    world.tap(
      { pair: 'AAAVP FFFHA', seq: 1, available: '2026-10-20T12:00:00+02:00' },
      '999020000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1000',
    );
    await world.ingest();
    world.agreement('a', LOCAL);
    world.agreement('b', FILED);
    world.agreement('c', HELD);
    october = await world.settle('2026-10');
    november = await world.settle('2026-11');
  });
  afterAll(() => world.remove());

  test.each([
    ['twice in one file', '999017000000001', '1.00'],
    ['in another file, twice, under another APN', '999017000000002', '1.00'],
    ['same instant, other offset', '999017000000003', '2.00'],
    ['other partial indicator', '999017000000004', '2.00'],
    ['other recording entity', '999017000000005', '2.00'],
    ['other charge', '999017000000006', '2.00'],
    ['other charging id', '999017000000007', '2.00'],
    ['volume up, not down', '999017000000008', '2.00'],
    ['other duration', '999017000000009', '2.00'],
    ['no reference', '999017000000010', '2.00'],
    ['the other copy in a test file', '999017000000011', '1.00'],
  ])('%s', (_, imsi, amount) => {
    expect(october.device(imsi, 'LOCAL').usage_amount).toBe(amount);
  });

  test('the copy that was available first is kept: it is charged in its month, and in no other', () => {
    expect(october.statement('FILED').totals.tap_invoiced).toBe('1.00');
    expect(november.statement('FILED').totals.tap_invoiced).toBe('2.00');
  });

  test('a copy kept back by its audit takes no money from the correction', () => {
    expect(october.statement('HELD').totals.tap_invoiced).toBe('3.00');
  });

  test('copies are told, those without a reference as a warning', () => {
    const notes = october.statement('LOCAL').notes.join('\n');
    // 1 in one file, 2 in the second.
    expect(notes).toMatch(/^3 TAP records were filed again/m);
    expect(notes).toMatch(/no reference/);
  });
});

describe('which copy is kept when the files were available at one time', () => {
  const world = new World();
  const IOT = 'apn=iot.example';
  const PHONE = 'imei=35000007000001';
  let run: Settled;
  let lowest: string;
  beforeAll(async () => {
    // The copies differ in the APN only, which is no part of the key: the kept one decides about the device.
    const first = world.tap(
      { seq: 1, available: '2026-10-20T12:00:00+02:00' },
      `999010000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 ${PHONE} ${IOT}
       999010000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 ${PHONE} apn=internet
       999010000000002 data 2026-10-05T10:00:00+02:00 id=2 up=1024 ${PHONE} apn=internet
       999010000000002 data 2026-10-05T10:00:00+02:00 id=2 up=1024 ${PHONE} ${IOT}
       999010000000003 data 2026-10-05T10:00:00+02:00 id=3 up=1024 ${PHONE} ${IOT}`,
    );
    const second = world.tap(
      // The same instant by another clock.
      { seq: 2, available: '2026-10-20T11:00:00+01:00' },
      `999010000000003 data 2026-10-05T10:00:00+02:00 id=3 up=1024 ${PHONE} apn=internet`,
    );
    const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    lowest = hash(first) < hash(second) ? 'iot' : 'human';
    world.tacs('35000007 Smartphone');
    await world.ingest();
    world.agreement('a', agreementYaml({ declared: '{ apns: ["iot.example"] }' }));
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test('in one file the lowest offset', () => {
    expect(run.device('999010000000001').device).toBe('iot');
    expect(run.device('999010000000002').device).toBe('human');
  });

  test('of two files the lowest hash', () => {
    expect(run.device('999010000000003').device).toBe(lowest);
  });
});

describe('equal units in files of other money', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const record = (charge: number) =>
      `99901000000000${charge} data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=${charge}`;
    const available = '2026-10-20T12:00:00+02:00';
    const files = [{}, { decimals: 4 }, { currency: 'USD' }, { currency: null }];
    files.forEach((money, at) => {
      world.tap(
        { seq: at + 1, available, currency: 'EUR', decimals: 2, ...money },
        `${record(5)}\n${record(0)}`,
      );
    });
    await world.ingest();
    world.agreement('a', agreementYaml({ declared: '{}' }));
    world.rates('2026-10 USD EUR 0.5\n2026-10 XDR EUR 2');
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test('are other charges, and nothing is nothing in any', () => {
    const { tap_amount: billed, tap_records: records } = run.device('999010000000005');
    // 0.05 EUR, 0.0005 EUR, 0.05 USD, 0.05 XDR.
    expect([billed, records]).toEqual(['0.1755', '4']);
    expect(run.device('999010000000000').tap_records).toBe('1');
  });
});

describe('audits', () => {
  const settled = async (mode: 'enforce' | 'report'): Promise<Settled> => {
    const world = new World();
    try {
      world.signaling('2026-10-05T10:00:00Z 999017000000001 ULR');
      world.tap(
        { seq: 1, available: '2026-10-20T12:00:00+02:00' },
        '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=2048 charge=50',
      );
      world.tap(
        { seq: 2, available: '2026-10-21T12:00:00+02:00', audit: { charge: 71n } },
        `999017000000001 data 2026-10-06T10:00:00+02:00 id=2 up=1024 charge=50
         999017000000002 data 2026-10-07T10:00:00+02:00 id=3 up=4096 charge=20`,
      );
      await world.ingest(mode);
      world.agreement(
        'a',
        agreementYaml({
          charges: `
  usage: [{ service: data, segments: [iot], unit: kB, price: "1" }]
  access: [{ segments: [iot], per: imsi_month, price: "0.50" }]`,
        }),
      );
      return await world.settle();
    } finally {
      world.remove();
    }
  };
  const cells = (run: Settled, imsi: string) => {
    const row = run.device(imsi);
    return [row.decision, row.activity, row.days_observed, row.usage_amount, row.access_amount];
  };

  test('enforce: the records of the held file are activity and signs of life, and no money', async () => {
    const run = await settled('enforce');
    expect(cells(run, '999017000000001')).toEqual(['charge', 'low', '2', '2.00', '0.50']);
    expect(cells(run, '999017000000002')).toEqual(['charge', 'low', '1', '0.00', '0.50']);
    const { totals, status, completeness } = run.statement();
    expect([totals.usage, totals.access, totals.tap_invoiced]).toEqual(['2.00', '1.00', '0.05']);
    expect(status).toBe('provisional');
    expect(completeness.quarantined.map((file) => file.code)).toEqual(['TAP_AUDIT_MISMATCH']);
  });

  test('report: they are money too', async () => {
    const run = await settled('report');
    expect(cells(run, '999017000000001')).toEqual(['charge', 'low', '2', '3.00', '0.50']);
    expect(cells(run, '999017000000002')).toEqual(['charge', 'low', '1', '4.00', '0.50']);
    const { totals } = run.statement();
    expect([totals.usage, totals.access, totals.tap_invoiced]).toEqual(['7.00', '1.00', '0.12']);
  });
});
