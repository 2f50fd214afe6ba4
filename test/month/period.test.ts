/** Rule 2: which month a record and a day fall in, for the three bases. The charges are powers of two: a sum tells its set. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { lineText, type Settled, World } from '../support/month-world.ts';

const IOT = 'apn=iot.example';

/**
 * The same five records for each agreement; `filed` says in which file.
 *   1 EUR  1 October 00:30 in Madrid, September in UTC       filed in October
 *   2 EUR  1 November 00:30 +02:00, October in UTC           filed in November
 *   4 EUR  30 September 23:30 −05:00, October in UTC         filed in October
 *   8 EUR  15 October                                        filed in November
 *  16 EUR  10 September                                      filed in October
 */
const records = (plmn: string) => ({
  october: `
    ${plmn}0000000001 data 2026-10-01T00:30:00+02:00 id=1 up=1024 charge=1000 apn=internet
    ${plmn}0000000002 data 2026-09-30T23:30:00-05:00 id=3 up=1024 charge=4000 apn=internet
    ${plmn}0000000005 data 2026-09-10T12:00:00+02:00 id=5 up=1024 charge=16000 ${IOT}`,
  november: `
    ${plmn}0000000003 data 2026-11-01T00:30:00+02:00 id=2 up=1024 charge=2000 apn=internet
    ${plmn}0000000004 data 2026-10-15T12:00:00+02:00 id=4 up=1024 charge=8000 ${IOT}`,
});

const PARTIES = [
  { basis: 'start_local', tadig: 'LLLHA', plmn: '99911' },
  { basis: 'start_utc', tadig: 'UUUHA', plmn: '99912' },
  { basis: 'file_available', tadig: 'FFFHA', plmn: '99913' },
];

describe('period bases', () => {
  const world = new World();
  let october: Settled;
  let november: Settled;
  beforeAll(async () => {
    for (const { basis, tadig, plmn } of PARTIES) {
      const { october, november } = records(plmn);
      world.tap({ pair: `AAAVP ${tadig}`, seq: 1, available: '2026-10-05T12:00:00+02:00' }, october);
      world.tap({ pair: `AAAVP ${tadig}`, seq: 2, available: '2026-11-02T12:00:00+01:00' }, november);
      world.signaling(`2026-11-05T12:00:00Z ${plmn}0000000005 AIR imei=35000007000001`);
      world.agreement(
        basis,
        agreementYaml({
          id: basis,
          home: `{ name: ${tadig}, tadigs: [${tadig}], plmns: ["${plmn}"] }`,
          period: `{ basis: ${basis}, time_zone: Europe/Madrid }`,
          declared: '{ apns: ["iot.example"] }',
          detection: '{ charge_at: 1, review_at: 1 }',
          charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, price: "0.10" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [iot], per: imsi_month, price: "5.00" }`,
        }),
      );
    }
    await world.ingest();
    october = await world.settle('2026-10');
    november = await world.settle('2026-11');
  });
  afterAll(() => world.remove());

  // TAP as billed of October and November: each record is in one month at most.
  test.each([
    ['start_local', '9.00', '2.00'],
    ['start_utc', '14.00', '0.00'],
    ['file_available', '21.00', '10.00'],
  ])('%s: the records of October and of November', (basis, first, second) => {
    expect(october.statement(basis).totals.tap_invoiced).toBe(first);
    expect(november.statement(basis).totals.tap_invoiced).toBe(second);
  });

  test('file_available: a device only charged late is decided on those records and owes no fee', () => {
    const device = october.device('999130000000005', 'file_available');
    expect([device.device, device.decision, device.days_observed]).toEqual(['iot', 'charge', '0']);
    expect([device.usage_amount, device.access_amount]).toEqual(['0.10', '0.00']);
  });

  test('file_available: the fee follows the observed day, the usage its file', () => {
    const device = october.device('999130000000004', 'file_available');
    expect([device.decision, device.usage_amount, device.access_amount]).toEqual(['charge', '0.00', '5.00']);
    const late = november.device('999130000000004', 'file_available');
    expect([late.decision, late.usage_amount, late.access_amount]).toEqual(['charge', '0.10', '0.00']);
    expect(october.statement('file_available').lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 0.1 | 0.10 | iot=0.10(1)',
      'charges.usage[1] | as_billed | 5 | 5.00 | standard=5.00(2)',
      'charges.access[0] | access | 5 | 5.00 | iot=5.00(1)',
    ]);
  });

  // Observed days of October: a record's own local date, its UTC date under start_utc.
  test.each([
    ['start_local', '999110000000001', '1'],
    ['start_utc', '999120000000002', '1'],
    ['start_utc', '999120000000003', '1'],
    ['file_available', '999130000000001', '1'],
    // Filed in October and charged there, observed in September.
    ['file_available', '999130000000002', '0'],
  ])('%s: days observed of %s', (basis, imsi, days) => {
    expect(october.device(imsi, basis).days_observed).toBe(days);
  });

  // usage, as billed, access of October; under start_utc records 2 and 4, under start_local record 1 are as billed.
  test.each([
    ['start_local', ['0.10', '1.00', '5.00']],
    ['start_utc', ['0.10', '6.00', '5.00']],
  ])('%s: a record of September is in no line of October', (basis, amounts) => {
    expect(october.statement(basis).lines.map((line) => line.amount)).toEqual(amounts);
  });
});

/** 1 EUR on the 5th, 2 EUR on the 9th at 23:59:59, 4 EUR on the 10th, 8 EUR on the 20th. */
const OVER_THE_TERM = `
  999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=1000
  999017000000002 data 2026-10-09T23:59:59+02:00 id=2 up=1024 charge=2000
  999017000000002 data 2026-10-10T00:00:00+02:00 id=3 up=1024 charge=4000
  999017000000003 data 2026-10-20T00:00:00+02:00 id=4 up=1024 charge=8000`;

describe('a term that begins or ends in the middle of the month', () => {
  const world = new World();
  beforeAll(async () => {
    world.tap({ seq: 1, available: '2026-11-01T12:00:00+01:00' }, OVER_THE_TERM);
    await world.ingest();
  });
  afterAll(() => world.remove());

  const charges = '{ access: [{ segments: [iot], per: imsi_month, price: "5.00" }] }';

  test.each([
    ['term.from the 10th', { term: '{ from: 2026-10-10, until: 2027-01-01 }' }, '12.00', '10.00', '3000'],
    ['term.until the 10th', { term: '{ from: 2026-01-01, until: 2026-10-10 }' }, '3.00', '10.00', '12000'],
    ['effective the 10th', { effective: '2026-10-10' }, '12.00', '10.00', '3000'],
  ])(
    '%s: the records and fees of its own days only, the rest is listed with its money',
    async (_, changes, billed, fees, units) => {
      world.agreement('a', agreementYaml({ ...changes, charges }));
      const settled = await world.settle();
      const statement = settled.statement();
      const { totals } = statement;
      expect([totals.tap_invoiced, totals.as_billed, totals.access]).toEqual([billed, billed, fees]);
      const { unmatched } = settled.json('run.json') as { unmatched: { tap: object[] } };
      expect(unmatched.tap).toMatchObject([{ reason: 'outside the term', records: 2, units }]);
      expect(statement.notes).toEqual([
        '2 TAP records of the month lie outside the term and are in no statement.',
      ]);
    },
  );

  test('a month without any version is refused', async () => {
    world.agreement('a', agreementYaml({ term: '{ from: 2026-11-01, until: 2027-01-01 }' }));
    await expect(world.settle()).rejects.toMatchObject({ code: 'AGREEMENT_NONE' });
  });
});
