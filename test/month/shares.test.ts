/** Rule 7: shares by segment (largest remainders) and by device (one running sum in IMSI text order). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../support/month-world.ts';

const FILED = '2026-11-01T12:00:00+01:00';

describe('shares', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    // Silent, low and normal by volume; one message each way from each.
    world.tap(
      { seq: 1, available: FILED },
      `999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=2000
       999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=500
       999017000000003 data 2026-10-05T10:00:00+02:00 id=3 up=0
       999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=4
       999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=5
       999017000000003 sms_mo 2026-10-05T10:00:00+02:00 id=6
       999017000000001 sms_mt 2026-10-05T10:00:00+02:00 id=7
       999017000000002 sms_mt 2026-10-05T10:00:00+02:00 id=8
       999017000000003 sms_mt 2026-10-05T10:00:00+02:00 id=9`,
    );
    world.agreement(
      'a',
      agreementYaml({
        id: 'SEGMENTS',
        activity: '{ silent: { bytes: 0 }, low: { bytes: 1000 } }',
        segments:
          '[{ name: zeta, when: { activity: silent } }, { name: alpha, when: { activity: low } }, { name: mid }]',
        charges: `
  usage:
    - { service: sms_mo, unit: event, price: "0.0334" }
    - { service: sms_mt, unit: event, price: "0.0367" }`,
      }),
    );
    // The IMSI of 14 digits is the last as text, and the first as a number.
    world.tap(
      { pair: 'AAAVP CCCHA', seq: 1, available: FILED, decimals: 4 },
      `99902100000001  sms_mo 2026-10-05T10:00:00+02:00 id=1
       999021000000005 sms_mo 2026-10-05T10:00:00+02:00 id=2
       999021000000007 sms_mo 2026-10-05T10:00:00+02:00 id=3
       99902100000001  voice_mo 2026-10-05T11:00:00+02:00 id=4 dur=1 charge=14
       999021000000005 voice_mo 2026-10-05T11:00:00+02:00 id=5 dur=1 charge=14
       999021000000007 voice_mo 2026-10-05T11:00:00+02:00 id=6 dur=1 charge=22`,
    );
    world.agreement(
      'b',
      agreementYaml({
        id: 'DEVICES',
        home: '{ name: CCC, tadigs: [CCCHA], plmns: ["99902"] }',
        declared: '{ imsi_ranges: ["999021000000000-999021999999999", "99902100000000-99902199999999"] }',
        charges: `
  usage: [{ service: sms_mo, segments: [iot], unit: event, price: "0.0334" }]
  access: [{ segments: [iot], per: imsi_month, price: "0.333" }]`,
      }),
    );
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // 0.1002 → 0.10: 3.33 cents each, the cent left over to the first segment in the agreement's order.
  // 0.1101 → 0.11: 3.67 cents each, the two cents left over to the first two.
  test('by segment, ties in the order of the segments', () => {
    expect(run.statement('SEGMENTS').lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 0.1002 | 0.10 | zeta=0.04(1) alpha=0.03(1) mid=0.03(1)',
      'charges.usage[1] | usage | 0.1101 | 0.11 | zeta=0.04(1) alpha=0.04(1) mid=0.03(1)',
      'uncovered data | as_billed | 0 | 0.00 | zeta=0.00(1) alpha=0.00(1) mid=0.00(1)',
    ]);
  });

  // T over two lines: sms_mo 3, 6, 10 and sms_mt 3, 7, 11 cents.
  test('by device, whatever the segment', () => {
    expect(deviceTable(run.devices('SEGMENTS'), ['imsi', 'segment', 'usage_amount'])).toEqual(
      expectedRows(`
        999017000000001 mid   0.06
        999017000000002 alpha 0.07
        999017000000003 zeta  0.08
      `),
    );
  });

  // sms 0.10: T = 3, 6, 10. fees 0.999 → 1.00: T = 33, 66, 100. calls 0.0050 → 0.01: T = 0, 0, 1.
  test('by device in the order of IMSI as text', () => {
    expect(
      deviceTable(run.devices('DEVICES'), ['imsi', 'usage_amount', 'access_amount', 'as_billed_amount']),
    ).toEqual(
      expectedRows(`
        999021000000005 0.03 0.33 0.00
        999021000000007 0.03 0.33 0.00
        99902100000001  0.04 0.34 0.01
      `),
    );
    expect(run.statement('DEVICES').totals).toMatchObject({
      usage: '0.10',
      access: '1.00',
      as_billed: '0.01',
    });
  });
});
