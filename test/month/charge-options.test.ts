/** Rule 8 through the whole chain: included units, tiers per segment, packages, and access by day, capped and prorated. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../support/month-world.ts';

const FILED = '2026-11-01T12:00:00+01:00';

describe('charge options', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    // 1: 3 + 4 kB in files of two TADIGs and decimals, on 2 days; 2: 20 kB on 4 days; 3: 4 kB on 1 day.
    world.tap(
      { seq: 1, available: FILED },
      `999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=3000
       999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=5000
       999017000000002 data 2026-10-06T10:00:00+02:00 id=3 up=5000
       999017000000002 data 2026-10-07T10:00:00+02:00 id=4 up=5000
       999017000000002 data 2026-10-08T10:00:00+02:00 id=5 up=5000
       999017000000003 data 2026-10-05T10:00:00+02:00 id=6 up=4000`,
    );
    world.tap(
      { pair: 'AAAVP BBBHB', seq: 1, available: FILED, decimals: 4 },
      `999017000000001 data 2026-10-06T10:00:00+02:00 id=7 up=4000`,
    );
    world.agreement(
      'a',
      agreementYaml({
        id: 'PER-IMSI',
        home: '{ name: BBB, tadigs: [BBBHA, BBBHB], plmns: ["99901"] }',
        charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, model: graduated, included: { units: 5, scope: imsi },
        tiers: [{ from: 0, price: "0.10" }, { from: 10, price: "0.05" }] }
  access:
    - { segments: [iot], per: imsi_day, price: "0.07", cap_per_month: "0.20" }
    - { segments: [iot], per: imsi_month, min_days: 2, price: "0.35" }`,
      }),
    );
    // 1: 0.9 kB on one day; 2: 15 kB on three days; 1 and 2 messages each way.
    world.tap(
      { pair: 'AAAVP CCCHA', seq: 1, available: FILED },
      `999021000000001 data   2026-10-05T10:00:00+02:00 id=1 up=900
       999021000000002 data   2026-10-05T10:00:00+02:00 id=2 up=15000
       999021000000001 sms_mo 2026-10-05T11:00:00+02:00 id=3
       999021000000002 sms_mo 2026-10-06T11:00:00+02:00 id=4
       999021000000002 sms_mo 2026-10-07T11:00:00+02:00 id=5
       999021000000001 sms_mt 2026-10-05T12:00:00+02:00 id=6
       999021000000002 sms_mt 2026-10-06T12:00:00+02:00 id=7
       999021000000002 sms_mt 2026-10-07T12:00:00+02:00 id=8
       999021000000002 voice_mo 2026-10-07T13:00:00+02:00 id=9 dur=61 charge=25`,
    );
    world.agreement(
      'b',
      agreementYaml({
        id: 'PER-SEGMENT',
        home: '{ name: CCC, tadigs: [CCCHA], plmns: ["99902"] }',
        declared: '{ imsi_ranges: ["999021000000000-999021999999999"] }',
        activity: '{ silent: { bytes: 1000 } }',
        segments:
          '[{ name: silent, when: { device: iot, activity: silent } }, { name: other, when: { device: iot } }, { name: standard }]',
        charges: `
  usage:
    - { service: data, unit: kB, unit_bytes: 1000, model: graduated, tiers_per: segment, included: { units: 4 },
        tiers: [{ from: 0, price: "0.4" }, { from: 10, price: "0.3" }] }
    - { service: sms_mo, unit: event, model: package, block: 2, price: "0.05" }
    - { service: sms_mt, unit: event, model: volume, tiers: [{ from: 0, price: "0.02" }, { from: 2, price: "0.01" }] }
    - { service: voice_mo, unit: minute, increment_seconds: 60, model: free }
  access:
    - { segments: [silent, other], per: imsi_month, proration: days, price: "3.1" }`,
      }),
    );
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // Without 5 kB each: 2 + 15 + 0 kB; ten of the 17 at 0.10, seven at 0.05.
  // Days: 2 and 1 at 0.07, the four days of IMSI 2 (0.28) stop at 0.20. Months: IMSIs 1 and 2.
  test('what each IMSI has included, is capped at, and owes for its days', () => {
    const { lines, totals } = run.statement('PER-IMSI');
    expect(lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 1.35 | 1.35 | iot=1.35(3)',
      'charges.access[0] | access | 0.41 | 0.41 | iot=0.41(3)',
      'charges.access[1] | access | 0.7 | 0.70 | iot=0.70(2)',
    ]);
    expect(lines.map(({ quantity, included, unit }) => [quantity, included, unit])).toEqual([
      [31_000, 14_000, 'byte'],
      [7, 0, 'imsi_day'],
      [2, 0, 'imsi_month'],
    ]);
    expect(lines[1]!.tiers).toEqual([
      { from: '0', to: null, quantity: '3', price: '0.07', amount: '0.21' },
      { unit: 'imsi_month', from: '0', to: null, quantity: '1', price: '0.20', amount: '0.2' },
    ]);
    expect(totals).toMatchObject({ usage: '1.35', access: '1.11', net: '2.46' });
  });

  // Usage 135 cents over 2, 15 and 0 kB: T = 15, 135, 135. Days 41 cents over 14, 20 and 7: exact. Months: 35 each.
  test('devices get what they owe themselves, and their part of the usage that is not included', () => {
    expect(deviceTable(run.devices('PER-IMSI'), ['imsi', 'usage_amount', 'access_amount'])).toEqual(
      expectedRows(`
        999017000000001 0.15 0.49
        999017000000002 1.20 0.55
        999017000000003 0.00 0.07
      `),
    );
  });

  // silent: 0.9 kB are free; other: 15 - 4 = 11 kB, ten at 0.4 and one at 0.3. Three messages start two blocks of two, and
  // reach the tier above two. The call is free. Months: 1 and 3 days of 31 at 3.1.
  test('tiers per segment, packages, volume, free, and months by days', () => {
    const { lines } = run.statement('PER-SEGMENT');
    expect(lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 4.3 | 4.30 | silent=0.00(1) other=4.30(1) standard=0.00(0)',
      'charges.usage[1] | usage | 0.1 | 0.10 | silent=0.03(1) other=0.07(1) standard=0.00(0)',
      'charges.usage[2] | usage | 0.03 | 0.03 | silent=0.01(1) other=0.02(1) standard=0.00(0)',
      'charges.usage[3] | usage | 0 | 0.00 | silent=0.00(0) other=0.00(1) standard=0.00(0)',
      'charges.access[0] | access | 0.4 | 0.40 | silent=0.10(1) other=0.30(1)',
    ]);
    expect(lines[0]!.tiers.map(({ segment, quantity }) => `${segment} ${quantity}`)).toEqual([
      'silent 0',
      'silent 0',
      'other 10',
      'other 1',
      'standard 0',
      'standard 0',
    ]);
    expect(lines[0]).toMatchObject({ quantity: 15_900, included: 4_900 });
    expect(lines[1]!.tiers).toEqual([
      { unit: 'block', from: '0', to: null, quantity: '2', price: '0.05', amount: '0.1' },
    ]);
    expect(lines[3]).toMatchObject({ quantity: 120, unit: 'second', priced_unit: 'minute' });
    expect(lines[4]).toMatchObject({
      quantity: 4,
      unit: 'imsi_day',
      priced_unit: 'imsi_month',
      priced_unit_size: 31,
    });
  });

  // Data: 430 cents over 900 and 15000 bytes: T = 24, 430. sms_mo 10 over 1 and 2: 3, 10; sms_mt 3: 1, 3. Fees 10 and 30.
  test('and their devices', () => {
    expect(deviceTable(run.devices('PER-SEGMENT'), ['imsi', 'usage_amount', 'access_amount'])).toEqual(
      expectedRows(`
        999021000000001 0.28 0.10
        999021000000002 4.15 0.30
      `),
    );
  });
});
