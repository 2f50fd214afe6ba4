/** Small worlds for single clauses: rule 6, rule 8 (one fee over all TADIGs), rule 11, refunds, the agreement's own currency. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CloseItem } from '../../src/runs/close.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { Homes } from '../support/month-homes.ts';
import { deviceTable, expectedRows, lineText, readRows, type Settled } from '../support/month-world.ts';
import { settledMonth, worlds } from '../support/worlds.ts';

const FILED = '2026-10-20T12:00:00+02:00';
const world = worlds();

const shares = (run: Settled) => run.statement().lines.map(lineText);

describe('rule 6: a device that is not charged is settled as if it were human', () => {
  test('under review: device unknown, segment that of a human', async () => {
    const w = world();
    w.tap({ seq: 1, available: FILED }, '999010000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=70');
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        detection: '{ charge_at: 1, review_at: 0 }',
        segments:
          '[{ name: gray, when: { device: unknown } }, { name: people, when: { device: human } }, { name: iot }]',
        charges: '{ usage: [{ service: sms_mo, segments: [gray, iot], unit: event, price: "9" }] }',
      }),
    );
    const run = await w.settle();
    const device = run.device('999010000000001');
    expect([device.device, device.decision, device.segment]).toEqual(['unknown', 'review', 'people']);
    expect(shares(run)).toEqual([
      'charges.usage[0] | usage | 0 | 0.00 | gray=0.00(0) iot=0.00(0)',
      'uncovered sms_mo | as_billed | 0.07 | 0.07 | people=0.07(1)',
    ]);
  });
});

/*
 * One declared device of 600 bytes; one in review of 900 bytes (0.50 by TAP), and one that only registered.
 * As it stands: 600 × 0.01 + a fee of 1 + 0.50 as billed = 7.50. With both charged: 1000 × 0.01 + 500 × 0.001 = 10.50, and
 * three fees of 0.70 (more than 2) = 2.10: 12.60, so 5.10 is at stake. Of that the first has 10.50 × 900 / 1500 + 0.70 = 7.00,
 * 6.50 more than its 0.50; the other 0.70. The rest, -2.10, is what the declared device would pay less.
 */
test('the amount at stake of devices in review: charged minus as settled', async () => {
  const w = world();
  w.tap(
    { seq: 1, available: FILED },
    `999010000000001 data 2026-10-05T10:00:00+02:00 id=1 up=900 charge=500
     999017000000001 data 2026-10-05T10:00:00+02:00 id=2 up=600`,
  );
  w.signaling('2026-10-05T10:00:00Z 999010000000002 UL');
  await w.ingest();
  w.agreement(
    'a',
    agreementYaml({
      detection: '{ charge_at: 1, review_at: 0 }',
      charges: `
  usage: [{ service: data, segments: [iot], unit: byte, model: graduated, tiers: [{ from: 0, price: "0.01" }, { from: 1000, price: "0.001" }] }]
  access: [{ segments: [iot], per: imsi_month, model: volume, tiers: [{ from: 0, price: "1" }, { from: 2, price: "0.7" }] }]`,
    }),
  );
  const run = await w.settle();
  expect(run.devices().map(({ imsi, decision }) => [imsi, decision])).toEqual([
    ['999010000000001', 'review'],
    ['999010000000002', 'review'],
    ['999017000000001', 'charge'],
  ]);
  expect(run.statement().totals.net).toBe('7.50');
  expect(await readRows(join(w.data, 'runs', run.runId, 'review.parquet'))).toEqual([
    { place: '0', charged_amount: '7.00', at_stake: '6.50' },
    { place: '1', charged_amount: '0.70', at_stake: '0.70' },
  ]);
  const { close } = run.json('run.json') as { close: CloseItem[] };
  expect(close.find(({ kind }) => kind === 'review_devices')).toMatchObject({
    what: '2 devices wait for a review; they are settled as if they were human',
    money: [{ amount: '0.5', currency: 'EUR' }],
    at_stake: { amount: '5.10', currency: 'EUR' },
  });
});

describe('rule 8: once per IMSI over all TADIGs; rule 7: tiers over all TADIGs', () => {
  test('two senders and two recipients of one agreement', async () => {
    const w = world();
    const record = (id: number): string => `999017000000001 data 2026-10-05T10:00:00+02:00 id=${id} up=600`;
    w.tap({ pair: 'AAAVP BBBHA', seq: 1, available: FILED }, record(1));
    w.tap({ pair: 'AAAVP BBBHB', seq: 1, available: FILED }, record(2));
    w.tap({ pair: 'AAAVQ BBBHA', seq: 1, available: FILED }, record(3));
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        visited: '{ name: AAA, tadigs: [AAAVP, AAAVQ], plmns: ["99970"] }',
        home: '{ name: BBB, tadigs: [BBBHA, BBBHB], plmns: ["99901"] }',
        charges: `
  usage: [{ service: data, segments: [iot], unit: byte, model: graduated, tiers: [{ from: 0, price: "0.01" }, { from: 1000, price: "0.001" }] }]
  access: [{ segments: [iot], per: imsi_month, price: "1" }]`,
      }),
    );
    // 1000 × 0.01 + 800 × 0.001
    expect(shares(await w.settle())).toEqual([
      'charges.usage[0] | usage | 10.8 | 10.80 | iot=10.80(1)',
      'charges.access[0] | access | 1 | 1.00 | iot=1.00(1)',
    ]);
  });
});

describe('rule 11: who is iot in volume_only', () => {
  const records = `
    # declared by range, by APN in one of two records, by TAC in one of two
    999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=100
    999010000000002 data 2026-10-05T10:00:00+02:00 id=2 apn=IOT.example charge=100
    999010000000002 data 2026-10-05T11:00:00+02:00 id=3 apn=internet charge=100
    999010000000003 sms_mo 2026-10-05T10:00:00+02:00 id=4 imei=35123456000001 charge=100
    999010000000003 sms_mo 2026-10-05T11:00:00+02:00 id=5 imei=35000007000001 charge=100
    # declared TAC in signaling only, APN in September only, excluded, nothing
    999010000000004 sms_mo 2026-10-05T10:00:00+02:00 id=6 charge=100
    999010000000005 data 2026-09-05T10:00:00+02:00 id=7 apn=iot.example charge=100
    999010000000005 sms_mo 2026-10-05T10:00:00+02:00 id=8 charge=100
    999017000000006 sms_mo 2026-10-05T10:00:00+02:00 id=9 charge=100
    999010000000007 sms_mo 2026-10-05T10:00:00+02:00 id=10 charge=100`;

  test.each([true, false])('binding: %s changes nothing', async (binding) => {
    const w = world();
    w.tap({ seq: 1, available: FILED }, records);
    // The only record of a declared SIM is kept back: not billable, not in volume_only.
    w.tap(
      { seq: 2, available: FILED, audit: { charge: 1n } },
      '999017000000008 sms_mo 2026-10-05T10:00:00+02:00 id=11 charge=100',
    );
    w.signaling(`
      2026-10-05T10:00:00Z 999010000000004 ULR imei=35123456000001
      2026-10-05T10:00:00Z 999017000000009 ULR`);
    w.tacs('35000007 Smartphone');
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        declared: `{ binding: ${binding}, imsi_ranges: ["999017000000000-999017999999999"], apns: ["iot.example"], tacs: ["35123456"] }`,
        exclude: '{ imsi_ranges: ["999017000000006-999017000000006"] }',
        charges: `
  usage:
    - { service: sms_mo, segments: [iot], unit: event, price: "0.01" }
    - { service: data, segments: [iot], unit: kB, price: "0.01" }`,
      }),
    );
    const { bridge, baselines } = (await w.settle()).statement();
    expect([bridge[0]!.step, bridge[0]!.devices]).toEqual(['volume_only', 3]);
    // 3 SMS at 0.01 of the first and the third, no volume; as billed 0.100 each of the 4th, 5th and 7th.
    expect(baselines.map((row) => [row.name, row.amount])).toEqual([
      ['tap_as_billed', '0.80'],
      ['volume_only', '0.33'],
    ]);
  });
});

describe('refunds', () => {
  const run = settledMonth((w) => {
    const homes = new Homes(w);
    const billed = (mode: string) => ({
      rounding: `{ mode: ${mode} }`,
      segments: '[{ name: silent, when: { activity: silent } }, { name: other }]',
      charges: '{ usage: [{ model: as_billed }] }',
    });
    for (const mode of ['half_up', 'half_even', 'down']) {
      homes.add(
        mode,
        `N0000000001 volte 2026-10-05T10:00:00+02:00 id=1 refund=35
         N0000000002 volte 2026-10-05T10:00:00+02:00 id=2 refund=70`,
        billed(mode),
      );
    }
    // Segments told apart by volume.
    const byVolume = { ...billed('half_up'), activity: '{ silent: { bytes: 0 } }' };
    homes.add(
      'MIXED',
      `N0000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1 charge=1000
       N0000000002 volte 2026-10-05T10:00:00+02:00 id=2 refund=500`,
      byVolume,
    );
    homes.add(
      'CANCEL',
      `N0000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1 charge=1000
       N0000000002 volte 2026-10-05T10:00:00+02:00 id=2 refund=1000`,
      byVolume,
    );
  });

  const lines = (id: string) => run().statement(id).lines.map(lineText);
  const amounts = (id: string) =>
    run()
      .devices(id)
      .map((row) => row.as_billed_amount);

  // −0.035 − 0.070 = −0.105; T: −0.105 rounded × 35 ÷ 105 truncated, and the rest.
  test.each([
    ['half_up', '-0.11', '-0.03', '-0.08'],
    ['half_even', '-0.10', '-0.03', '-0.07'],
    ['down', '-0.10', '-0.03', '-0.07'],
  ])('a line below zero, %s', (mode, amount, first, second) => {
    expect(lines(mode)).toEqual([
      `charges.usage[0] | as_billed | -0.105 | ${amount} | silent=0.00(0) other=${amount}(2)`,
    ]);
    expect(amounts(mode)).toEqual([first, second]);
  });

  // By weight the segments are −0.50 and 1.00 of 0.50; T is 1.00, then 0.50.
  test('charges and refunds in one line', () => {
    expect(lines('MIXED')).toEqual([
      'charges.usage[0] | as_billed | 0.5 | 0.50 | silent=-0.50(1) other=1.00(1)',
    ]);
    expect(amounts('MIXED')).toEqual(['1.00', '-0.50']);
    expect(run().statement('MIXED').totals).toMatchObject({
      as_billed: '0.50',
      net: '0.50',
      tap_invoiced: '0.50',
    });
  });

  test('charges and refunds that cancel out: no division by zero, the devices add up to the line', () => {
    expect(run().statement('CANCEL').totals).toMatchObject({ as_billed: '0.00', net: '0.00' });
    expect(amounts('CANCEL')).toEqual(['0.00', '0.00']);
  });
});

describe('currency', () => {
  test('TAP in XDR under an agreement in XDR needs no rate', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED, currency: null },
      '999010000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1234',
    );
    await w.ingest();
    w.agreement('a', agreementYaml({ currency: 'XDR' }));
    const run = await w.settle();
    expect([run.statement().totals.net, run.statement().currency]).toEqual(['1.23', 'XDR']);
  });
});

describe('records without an IMSI', () => {
  test('are settled as billed and owe no fee: a fee is due per IMSI', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED },
      `999010000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=100
       - sms_mo 2026-10-05T10:00:00+02:00 id=2 charge=200`,
    );
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({ charges: '{ access: [{ segments: [standard], per: imsi_month, price: "1" }] }' }),
    );
    const { totals } = (await w.settle()).statement();
    expect([totals.access, totals.as_billed, totals.tap_invoiced]).toEqual(['1.00', '0.30', '0.30']);
  });
});

describe('days in other time zones', () => {
  test('clocks that go back at midnight, and an offset of 5:45', async () => {
    const w = world();
    // Cairo leaves summer time at 24:00 of 29 October: 23:00 to 24:00 comes twice.
    w.signaling(`
      2026-10-28T21:00:00Z 999017000000001 ULR
      2026-10-29T20:59:59Z 999017000000001 ULR
      2026-10-29T21:59:59Z 999017000000001 ULR
      2026-10-29T20:59:59Z 999017000000002 ULR
      2026-10-29T22:00:00Z 999017000000002 ULR
      2026-09-30T18:15:00Z 999020000000001 ULR
      2026-10-01T18:14:59Z 999020000000001 ULR
      2026-10-01T18:15:00Z 999020000000002 ULR
      2026-09-30T18:14:59Z 999020000000002 ULR
      2026-10-31T18:14:59Z 999020000000002 ULR
      2026-10-31T18:15:00Z 999020000000002 ULR`);
    await w.ingest();
    w.agreement('cairo', agreementYaml({ id: 'CAIRO', period: '{ time_zone: Africa/Cairo }' }));
    w.agreement(
      'kathmandu',
      agreementYaml({
        id: 'KATHMANDU',
        home: '{ name: CCC, tadigs: [CCCHA], plmns: ["99902"] }',
        period: '{ time_zone: Asia/Kathmandu }',
      }),
    );
    const run = await w.settle();
    const days = (id: string) => deviceTable(run.devices(id), ['imsi', 'days_observed', 'signaling_events']);
    expect(days('CAIRO')).toEqual(expectedRows('999017000000001 1 3\n999017000000002 2 2'));
    expect(days('KATHMANDU')).toEqual(expectedRows('999020000000001 1 2\n999020000000002 2 2'));
  });
});
