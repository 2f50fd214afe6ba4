/** Access per attach and present day, short attachments kept from fees, segments by radio access, tiers over the term. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../support/month-world.ts';

describe('what a device did', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    // carry_hours 24. IMSI 1: three attaches (the 5th, after a day without it the 8th, after a cancel the 9th), observed on
    // the 5th, 8th and 9th, present on the 5th, 6th, 8th, 9th and 10th. IMSI 2: one attach, LTE-M, observed on the 5th, present
    // on the 5th and 6th. IMSI 3: registers and is cancelled after two minutes. IMSI 4: a record of 29 September by its own
    // clock is at 09:00 on the 30th by the agreement's, so the device is attached until 09:00 on 1 October; another on the 20th.
    world.signaling(`
      2026-10-05T12:00:00Z 999017000000001 ULR rat=EUTRAN
      2026-10-08T12:00:00Z 999017000000001 ULR rat=EUTRAN
      2026-10-09T08:00:00Z 999017000000001 CLR rat=EUTRAN
      2026-10-09T09:00:00Z 999017000000001 ULR rat=NB-IOT
      2026-10-05T12:00:00Z 999017000000002 ULR rat=LTE-M
      2026-10-06T12:00:00Z 999017000000003 ULR rat=EUTRAN
      2026-10-06T12:02:00Z 999017000000003 CLR rat=EUTRAN
    `);
    world.tap(
      { seq: 1, available: '2026-11-01T12:00:00+01:00' },
      `999017000000004 data 2026-09-29T22:00:00-11:00 id=1 up=1
       999017000000004 data 2026-10-20T12:00:00+00:00 id=2 up=1`,
    );
    world.agreement(
      'a',
      agreementYaml({
        period: '{ basis: start_local, time_zone: UTC }',
        presence: '{ carry_hours: 24 }',
        segments:
          '[{ name: narrow, when: { device: iot, rat: [NB-IOT, LTE-M] } }, { name: wide, when: { device: iot } }, { name: standard }]',
        charges: `
  access:
    - { segments: [narrow, wide], per: attach, price: "0.01", included: { units: 1, scope: imsi }, min_attached_minutes: 5 }
    - { segments: [narrow, wide], per: imsi_day, fee_days: present, price: "0.10", min_attached_minutes: 5 }`,
      }),
    );
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // Attaches: 3, 1 and 1 (that of September is no attach of this month), one of each free: 2 at 0.01. Present days: 5, 2 and 3
  // (the 1st, 20th and 21st) at 0.10. IMSI 3 owes nothing: its one attachment was too short.
  test('attaches and present days, without what was too short', () => {
    expect(run.statement().lines.map(lineText)).toEqual([
      'charges.access[0] | access | 0.02 | 0.02 | narrow=0.02(2) wide=0.00(1)',
      'charges.access[1] | access | 1 | 1.00 | narrow=0.70(2) wide=0.30(1)',
      'uncovered data | as_billed | 0 | 0.00 | wide=0.00(1)',
    ]);
    expect(run.statement().lines.map(({ quantity, included, unit }) => [quantity, included, unit])).toEqual([
      [5, 3, 'attach'],
      [10, 0, 'imsi_day'],
      [1, 0, 'record'],
    ]);
  });

  test('a radio access of any event decides the segment; a short attachment is a day like any other for presence', () => {
    expect(deviceTable(run.devices(), ['imsi', 'segment', 'days_observed', 'access_amount'])).toEqual(
      expectedRows(`
        999017000000001 narrow 3 0.52
        999017000000002 narrow 1 0.20
        999017000000003 wide   1 0.00
        999017000000004 wide   1 0.30
      `),
    );
  });
});

describe('tiers over the term', () => {
  const world = new World();
  afterAll(() => world.remove());
  const month = (number: number, up: number) => {
    const day = `2026-${number}-05T10:00:00+02:00`;
    world.tap(
      { seq: number, available: `2026-${number}-06T12:00:00+02:00` },
      `999017000000001 data ${day} id=${number} up=${up}`,
    );
  };

  // 8 kB in October and 5 in November: of the five, two are below the bound of 10 and three above it.
  test('go on from what earlier months have used, and need them', { timeout: 120_000 }, async () => {
    month(10, 8000);
    month(11, 5000);
    world.agreement(
      'a',
      agreementYaml({
        term: '{ from: 2026-10-01, until: 2027-01-01 }',
        charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, model: graduated, tiers_over: term,
        tiers: [{ from: 0, price: "0.40" }, { from: 10, price: "0.30" }] }`,
      }),
    );
    await world.ingest();
    await expect(world.settle('2026-11')).rejects.toMatchObject({ code: 'COUNTED_MISSING' });
    const october = await issueMonth(world, '2026-10');
    expect(october.statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 3.2 | 3.20 | iot=3.20(1)',
    ]);
    const november = await world.settle('2026-11');
    expect(november.statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 1.7 | 1.70 | iot=1.70(1)',
    ]);
    expect(november.statement().lines[0]!.tiers.map(({ quantity, amount }) => [quantity, amount])).toEqual([
      ['2', '0.8'],
      ['3', '0.9'],
    ]);
  });
});
