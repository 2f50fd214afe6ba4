/** Rule 1: which agreement a record and an event belong to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { type Settled, World } from '../support/month-world.ts';

const HOST = agreementYaml({ id: 'HOST', declared: '{}' });
const MVNO = agreementYaml({
  id: 'MVNO',
  home: '{ name: MMM, tadigs: [MMMHA], plmns: [], imsi_ranges: ["999018000000000-999018999999999"] }',
  declared: '{}',
});
/** A PLMN of six digits inside the host's five. */
const LONGER = agreementYaml({
  id: 'LONGER',
  home: '{ name: LLL, tadigs: [LLLHA], plmns: ["999015"] }',
  declared: '{}',
});
const OTHER_VISITED = agreementYaml({
  id: 'OTHER-VISITED',
  visited: '{ name: XXX, tadigs: [XXXVP], plmns: ["99971"] }',
  declared: '{}',
});

describe('belonging', () => {
  const world = new World();
  let one: Settled;
  let two: Settled;
  beforeAll(async () => {
    world.signaling(`
      2026-10-05T10:00:00Z 999010000000001 ULR
      2026-10-05T10:00:00Z 999018000000001 ULR
      2026-10-05T10:00:00Z 999015000000001 ULR
      2026-10-05T10:00:00Z 999010000000002 ULR plmn=
      2026-10-05T10:00:00Z 999018000000002 ULR plmn=
      2026-10-05T10:00:00Z 999010000000003 ULR plmn=99972
      2026-10-05T10:00:00Z 999010000000004 ULR plmn=99971
      # 14 digits inside the host's PLMN; a range of 15 does not match it
      2026-10-05T10:00:00Z 99901800000003 ULR
      2026-10-05T10:00:00Z 888880000000001 ULR
    `);
    world.tap(
      { seq: 1, available: '2026-10-20T12:00:00+02:00' },
      `999010000000001 data 2026-10-06T10:00:00+02:00 id=1 charge=1000
       # the recipient is the host, the IMSI the MVNO's
       999018000000009 data 2026-10-06T10:00:00+02:00 id=2 charge=2000`,
    );
    world.tap(
      { pair: 'AAAVP MMMHA', seq: 1, available: '2026-10-20T12:00:00+02:00' },
      '999018000000001 data 2026-10-06T10:00:00+02:00 id=3 charge=4000',
    );
    world.tap(
      { pair: 'ZZZVP BBBHA', seq: 1, available: '2026-10-20T12:00:00+02:00' },
      '999010000000008 data 2026-10-06T10:00:00+02:00 id=4 charge=8000',
    );
    await world.ingest();
    world.agreement('host', HOST);
    world.agreement('mvno', MVNO);
    world.agreement('longer', LONGER);
    one = await world.settle();
    world.agreement('other', OTHER_VISITED);
    two = await world.settle();
  });
  afterAll(() => world.remove());

  /** Whether the MVNO lists its SIM that the visited network filed to the host is open (WORKING.md). */
  const imsis = (run: Settled, id: string) =>
    run
      .devices(id)
      .map((row) => row.imsi)
      .filter((imsi) => id !== 'MVNO' || imsi !== '999018000000009');

  test('a range beats a PLMN, a longer PLMN a shorter, a record goes by its TADIG pair', () => {
    expect(imsis(one, 'HOST')).toEqual([
      '999010000000001',
      '999010000000002',
      '999018000000009',
      '99901800000003',
    ]);
    expect(imsis(one, 'MVNO')).toEqual(['999018000000001', '999018000000002']);
    expect(imsis(one, 'LONGER')).toEqual(['999015000000001']);
  });

  test('money goes by the TADIG pair', () => {
    expect(one.statement('HOST').totals.tap_invoiced).toBe('3.00');
    expect(one.statement('MVNO').totals.tap_invoiced).toBe('4.00');
  });

  test('a recipient that disagrees with the owner of the IMSI is reported', () => {
    expect(one.statement('HOST').notes.join(' ')).toMatch(/^1 .*IMSI/);
    expect(one.statement('MVNO').notes).toEqual([]);
  });

  test('an empty visited_plmn belongs only where all agreements share one visited party', () => {
    expect(imsis(two, 'HOST')).toEqual(['999010000000001', '999018000000009', '99901800000003']);
    expect(imsis(two, 'MVNO')).toEqual(['999018000000001']);
    expect(imsis(two, 'OTHER-VISITED')).toEqual(['999010000000004']);
  });

  test('what belongs nowhere is listed with its TAP money, and is in no statement', () => {
    const status = JSON.parse(world.dataFile('status.json')) as {
      pairs: { sender: string; recipient: string; records: number; tap_charge: string }[];
    };
    expect(status.pairs.find((pair) => pair.sender === 'ZZZVP')).toMatchObject({
      recipient: 'BBBHA',
      records: 1,
      tap_charge: '8.000 EUR',
    });
    const run = one.json('run.json') as { unmatched: { tap: object[]; signaling: object[] } };
    expect(run.unmatched.tap).toEqual([
      {
        sender: 'ZZZVP',
        recipient: 'BBBHA',
        tap_currency: 'EUR',
        tap_decimals: 3,
        reason: 'no agreement',
        records: 1,
        units: '8000',
      },
    ]);
    expect(run.unmatched.signaling).toEqual([
      { visited_plmn: '99970', events: 1, devices: 1 },
      { visited_plmn: '99971', events: 1, devices: 1 },
      { visited_plmn: '99972', events: 1, devices: 1 },
    ]);
  });
});
