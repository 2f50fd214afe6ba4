/** The edges of a month far from Greenwich, and a month whose last day has 25 hours. */
import { describe, expect, test } from 'vitest';
import { agreementYaml } from '../../support/month-agreement.ts';
import { lineText } from '../../support/month-world.ts';
import { settledMonth, settledMonths } from '../../support/worlds.ts';

const OFFSETS = ['-11:00', '+05:45', '+14:00'];
const BASES = ['start_local', 'start_utc', 'file_available'];

describe('TAP records a second around midnight, by their own clock', () => {
  const MONTHS = ['2026-10', '2026-11'];
  const runs = settledMonths((world) => {
    OFFSETS.forEach((offset, o) => {
      BASES.forEach((basis, b) => {
        const plmn = `9993${o}${b}`.slice(0, 6);
        const pair = `AAAVP H${o}${b}HA`;
        world.tap(
          { pair, seq: 1, available: `2026-10-31T23:59:59${offset}` },
          `${plmn}000000001 data 2026-10-01T00:00:00${offset} id=1 charge=1000
           ${plmn}000000001 data 2026-09-30T23:59:59${offset} id=2 charge=2000`,
        );
        world.tap(
          { pair, seq: 2, available: `2026-11-01T00:00:00${offset}` },
          `${plmn}000000001 data 2026-10-31T23:59:59${offset} id=3 charge=4000
           ${plmn}000000001 data 2026-11-01T00:00:00${offset} id=4 charge=8000`,
        );
        const home = `{ name: H, tadigs: [H${o}${b}HA], plmns: ["${plmn}"] }`;
        const id = `${basis}${offset.replaceAll(/\W/g, offset.startsWith('-') ? 'M' : 'P')}`;
        world.agreement(id, agreementYaml({ id, home, period: `{ basis: ${basis}, time_zone: UTC }` }));
      });
    });
  }, MONTHS);

  // Euro 1 and 2 around the first midnight, 4 and 8 around the last. In UTC -11:00 is eleven hours later (1 and 2 are on
  // 1 October, 4 and 8 on 1 November), +05:45 and +14:00 are earlier (1 and 2 on 30 September, 4 and 8 on 31 October).
  test.each([
    ['start_localM11M00', '5.00', '8.00'],
    ['start_localP05P45', '5.00', '8.00'],
    ['start_localP14P00', '5.00', '8.00'],
    ['start_utcM11M00', '3.00', '12.00'],
    ['start_utcP05P45', '12.00', '0.00'],
    ['start_utcP14P00', '12.00', '0.00'],
    ['file_availableM11M00', '3.00', '12.00'],
    ['file_availableP05P45', '3.00', '12.00'],
    ['file_availableP14P00', '3.00', '12.00'],
  ])('%s: October %s, November %s', (id, first, second) => {
    expect(runs.map((run) => run().statement(id).totals.net)).toEqual([first, second]);
  });
});

describe('signaling a second around midnight of the agreement’s zone', () => {
  // The month's first and last second in UTC.
  // biome-ignore format: one zone a row
  const ZONES = [
    ['Pacific/Pago_Pago',  '2026-10-01T11:00:00Z', '2026-10-01T10:59:59Z', '2026-11-01T10:59:59Z', '2026-11-01T11:00:00Z'],
    ['Asia/Kathmandu',     '2026-09-30T18:15:00Z', '2026-09-30T18:14:59Z', '2026-10-31T18:14:59Z', '2026-10-31T18:15:00Z'],
    ['Pacific/Kiritimati', '2026-09-30T10:00:00Z', '2026-09-30T09:59:59Z', '2026-10-31T09:59:59Z', '2026-10-31T10:00:00Z'],
  ] as const;
  const run = settledMonth((world) => {
    ZONES.forEach(([zone, ...instants], z) => {
      const plmn = `9994${z}`;
      world.signaling(instants.map((instant, n) => `${instant} ${plmn}000000000${n} ULR`).join('\n'));
      world.agreement(
        `z${z}`,
        agreementYaml({
          id: `z${z}`,
          home: `{ name: H, tadigs: [HHH0${z}], plmns: ["${plmn}"] }`,
          declared: `{ imsi_ranges: ["${plmn}0000000000-${plmn}9999999999"] }`,
          period: `{ time_zone: ${zone} }`,
          charges: '{ access: [{ segments: [iot], per: imsi_day, price: "1" }] }',
        }),
      );
    });
  });

  test.each(ZONES.map(([zone], z) => [zone, z]))('%s: one day each for the two inside', (_, z) => {
    const devices = run()
      .devices(`z${z}`)
      .map(({ imsi, access_amount }) => `${imsi?.at(-1)} ${access_amount}`);
    expect(devices).toEqual(['0 1.00', '2 1.00']);
    expect(run().statement(`z${z}`).totals.net).toBe('2.00');
  });
});

describe('31 October 2027 in Madrid: 02:00 to 03:00 comes twice, and the month ends at 23:00 UTC', () => {
  const run = settledMonth((world) => {
    world.signaling(`
      2027-10-31T00:30:00Z 999017000000001 ULR
      2027-10-31T01:30:00Z 999017000000001 ULR
      2027-10-31T01:45:00Z 999017000000001 PUR
      2027-10-31T22:59:59Z 999017000000002 ULR
      2027-10-31T23:00:00Z 999017000000003 ULR
      2027-10-28T22:00:00Z 999017000000004 ULR
      2027-09-30T22:00:00Z 999017000000005 ULR
      2027-09-30T21:59:59Z 999017000000006 ULR`);
    world.tap(
      { seq: 1, available: '2027-11-02T12:00:00+01:00' },
      `999017000000001 data 2027-10-31T02:30:00+02:00 id=1 up=600
       999017000000001 data 2027-10-31T02:30:00+01:00 id=2 up=600
       999017000000001 data 2027-10-31T23:59:59+01:00 id=3 up=600
       999017000000001 data 2027-11-01T00:00:00+01:00 id=4 up=600`,
    );
    world.agreement(
      'a',
      agreementYaml({
        term: '{ from: 2027-01-01, until: 2028-01-01 }',
        charges: `
  usage: [{ service: data, segments: [iot], unit: kB, unit_bytes: 1000, price: "1" }]
  access: [{ segments: [iot], per: imsi_day, price: "1" }]`,
      }),
    );
  }, '2027-10');

  // Device 4: 72 hours from 29 October 00:00 end on 31 October at 23:00, the day's 24th hour: three days.
  // Device 3 registers in November, device 6 in September: not in the list.
  test('days', () => {
    const rows = run()
      .devices()
      .map((d) => `${d.imsi?.at(-1)} ${d.days_observed} ${d.days_present}`);
    expect(rows).toEqual(['1 1 1', '2 1 1', '4 1 3', '5 1 3']);
  });

  // Three records of 600 bytes; four devices of one day.
  test('money', () => {
    expect(run().statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 1.8 | 1.80 | iot=1.80(1)',
      'charges.access[0] | access | 4 | 4.00 | iot=4.00(4)',
    ]);
  });
});
