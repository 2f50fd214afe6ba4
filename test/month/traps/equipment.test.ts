/** SIMs and equipment change places; an IMSI is one device however its traffic is split. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../../support/month-agreement.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../../support/month-world.ts';

const FILED = '2026-10-20T12:00:00+02:00';

describe('one IMSI in several IMEIs, one IMEI with several IMSIs', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    // A moves from a meter to a phone and back; B, C and D are in one meter in turn; E in two meters of declared TACs.
    world.tap(
      { seq: 1, available: FILED },
      `999010000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1 imei=35123456000001
       999010000000001 data 2026-10-06T10:00:00+02:00 id=2 up=1 imei=35000007000001
       999010000000001 data 2026-10-07T10:00:00+02:00 id=3 up=1 imei=35123456000001
       999010000000002 data 2026-10-05T10:00:00+02:00 id=4 up=1 imei=35123456000009
       999010000000003 data 2026-10-05T11:00:00+02:00 id=5 up=1 imei=35123456000009
       999010000000004 data 2026-10-05T12:00:00+02:00 id=6 up=1 imei=35123456000009
       999010000000005 data 2026-10-05T10:00:00+02:00 id=7 up=1 imei=35123456000001
       999010000000005 data 2026-10-06T10:00:00+02:00 id=8 up=1 imei=35999999000001`,
    );
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({
        declared: '{ tacs: ["35123456", "35999999"] }',
        detection: '{ charge_at: 1, review_at: 1 }',
        charges: '{ access: [{ segments: [iot], per: imsi_month, price: "5" }] }',
      }),
    );
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // A: the declared TAC is not in every record. The TAC shown is the most frequent, the lowest on a tie.
  test('a fee for each IMSI whose every record has a declared TAC', () => {
    expect(deviceTable(run.devices(), ['imsi', 'decision', 'tac', 'access_amount'])).toEqual(
      expectedRows(`
        999010000000001 ignore 35123456 0.00
        999010000000002 charge 35123456 5.00
        999010000000003 charge 35123456 5.00
        999010000000004 charge 35123456 5.00
        999010000000005 charge 35123456 5.00`),
    );
    expect(run.statement().lines.map(lineText)).toContain(
      'charges.access[0] | access | 20 | 20.00 | iot=20.00(4)',
    );
  });
});

describe('an IMSI over TADIGs, currencies, services and days', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const imsis = ['999017000000001', '999017000000002'];
    // The second IMSI is in one of the three files only.
    world.tap(
      { pair: 'AAAVP BBBHA', seq: 1, available: FILED },
      imsis.map((imsi, n) => `${imsi} data 2026-10-05T10:00:00+02:00 id=${n + 1} up=1000`).join('\n'),
    );
    world.tap(
      { pair: 'AAAVP BBBHB', seq: 1, available: FILED, currency: 'USD', decimals: 4 },
      `${imsis[0]} data 2026-10-06T10:00:00+02:00 id=3 up=1000
       ${imsis[0]} sms_mo 2026-10-06T10:00:00+02:00 id=4`,
    );
    world.tap(
      { pair: 'AAAVQ BBBHA', seq: 1, available: FILED, currency: null },
      `${imsis[0]} data 2026-10-07T10:00:00+02:00 id=5 up=1000
       ${imsis[0]} voice_mo 2026-10-07T10:00:00+02:00 id=6 dur=60`,
    );
    world.rates('2026-10 USD EUR 0.9\n2026-10 XDR EUR 1.2');
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({
        visited: '{ name: AAA, tadigs: [AAAVP, AAAVQ], plmns: ["99970"] }',
        home: '{ name: BBB, tadigs: [BBBHA, BBBHB], plmns: ["99901"] }',
        charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, price: "1", included: { units: 1, scope: imsi } }
    - { service: sms_mo, segments: [iot], unit: event, price: "1" }
    - { service: voice_mo, segments: [iot], unit: minute, price: "1" }
  access:
    - { segments: [iot], per: imsi_month, price: "5" }
    - { segments: [iot], per: imsi_day, price: "1", cap_per_month: "2" }`,
      }),
    );
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // 3 and 1 kB, one of each IMSI free, once over all files. Days 3 (capped at 2) and 1.
  test('is counted once in every line, and so are its allowance, its fee and its cap', () => {
    expect(run.statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 2 | 2.00 | iot=2.00(2)',
      'charges.usage[1] | usage | 1 | 1.00 | iot=1.00(1)',
      'charges.usage[2] | usage | 1 | 1.00 | iot=1.00(1)',
      'charges.access[0] | access | 10 | 10.00 | iot=10.00(2)',
      'charges.access[1] | access | 3 | 3.00 | iot=3.00(2)',
    ]);
  });

  test('is one row of the list and one device of the statement', () => {
    expect(deviceTable(run.devices(), ['imsi', 'tap_records', 'days_observed'])).toEqual(
      expectedRows('999017000000001 5 3\n999017000000002 1 1'),
    );
    const { devices, device_list } = run.statement();
    expect(device_list.rows).toBe(2);
    expect(devices.by_decision.map(({ decision, devices }) => `${decision} ${devices}`)).toEqual([
      'charge 2',
      'review 0',
      'ignore 0',
    ]);
  });
});
