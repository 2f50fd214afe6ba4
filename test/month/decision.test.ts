/** Rule 5: what makes a device iot by contract, and what does not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { type Settled, World } from '../support/month-world.ts';

const PHONE = 'imei=35000007000001';
const DECLARED = 'imei=35123456000001';

const RECORDS = `
  999010000000001 data 2026-10-05T10:00:00+02:00 id=1 apn=iot0.bbbha.example up=100 ${PHONE}
  999010000000001 data 2026-10-06T10:00:00+02:00 id=2 apn=iot0.bbbha.example up=100 ${PHONE}
  999010000000001 sms_mo 2026-10-06T10:05:00+02:00 id=3 ${PHONE}
  999010000000002 data 2026-10-05T10:00:00+02:00 id=4 apn=iot0.bbbha.example up=100 ${PHONE}
  999010000000002 data 2026-10-06T10:00:00+02:00 id=5 apn=internet up=100 ${PHONE}
  999010000000003 data 2026-10-05T10:00:00+02:00 id=6 apn=a.b.m2m.example up=100 ${PHONE}
  999010000000003 data 2026-10-05T11:00:00+02:00 id=7 apn=x.m2m.example up=100 ${PHONE}
  999010000000004 data 2026-10-05T10:00:00+02:00 id=8 apn=m2m.example up=100 ${PHONE}
  999010000000005 data 2026-10-05T10:00:00+02:00 id=9 apn=IOT0.BbbHA.Example up=100 ${PHONE}
  999010000000005 data 2026-10-06T10:00:00+02:00 id=90 apn=iot0.bbbha.example.mnc001.mcc999.gprs up=100 ${PHONE}
  999010000000006 data 2026-10-05T10:00:00+02:00 id=10 apn=internet up=100 ${DECLARED}
  999010000000006 sms_mo 2026-10-05T11:00:00+02:00 id=11
  999010000000007 data 2026-10-05T10:00:00+02:00 id=12 apn=internet up=100 ${DECLARED}
  999010000000008 data 2026-10-05T10:00:00+02:00 id=13 apn=internet up=100 ${DECLARED}
  999010000000008 sms_mo 2026-10-05T12:00:00+02:00 id=14 ${PHONE}
  999010000000009 data 2026-10-05T10:00:00+02:00 id=15 apn=internet up=100 ${DECLARED}
  # another device in September: outside the period
  999010000000009 data 2026-09-05T10:00:00+02:00 id=16 apn=internet up=100 ${PHONE}
  999010000000011 data 2026-09-05T10:00:00+02:00 id=17 apn=iot0.bbbha.example up=100 ${PHONE}
  999010000000011 sms_mo 2026-10-05T10:00:00+02:00 id=18 ${PHONE}
  999017000000001 data 2026-10-05T10:00:00+02:00 id=21 apn=internet up=100 charge=5000 ${PHONE}
  999017000000002 data 2026-10-05T10:00:00+02:00 id=22 apn=internet up=4000000 down=90000000 charge=900 ${PHONE}
  999017000000002 voice_mo 2026-10-06T19:10:00+02:00 dur=300 id=23 charge=100 ${PHONE}
  999017000000002 sms_mo 2026-10-06T20:10:00+02:00 id=24 ${PHONE}
  # 14 digits: the declared range has 15
  99901700000003 sms_mo 2026-10-06T20:10:00+02:00 id=25 ${PHONE}
  999010000000014 sms_mo 2026-10-05T10:00:00+02:00 id=31 ${DECLARED}
  999010000000015 sms_mo 2026-10-05T10:00:00+02:00 id=32 ${DECLARED}
  999010000000016 sms_mo 2026-10-05T10:00:00+02:00 id=33 imei=3512345600000101
`;

const EVENTS = `
  2026-10-05T10:00:00Z 999010000000006 ULR ${DECLARED}
  2026-10-06T10:00:00Z 999010000000006 ULR
  2026-10-05T10:00:00Z 999010000000007 ULR ${DECLARED}
  2026-10-06T10:00:00Z 999010000000007 ULR ${PHONE}
  2026-10-05T10:00:00Z 999010000000010 CREATE_SESSION apn=iot0.bbbha.example ${PHONE}
  2026-10-05T10:00:00Z 999010000000011 ULR ${PHONE}
  2026-10-05T10:00:00Z 999010000000012 ULR ${DECLARED}
  2026-10-05T10:00:00Z 999017000000001 ULR
  2026-10-05T10:00:00Z 999017000000003 AIR
  2026-10-05T11:00:00Z 999017000000003 ULR 5004
  2026-10-05T10:00:00Z 999017000000004 ULR ${PHONE}
  # November and October in Madrid
  2026-10-31T23:00:00Z 999010000000014 ULR ${PHONE}
  2026-09-30T22:00:00Z 999010000000015 ULR ${PHONE}
  2026-10-05T11:00:00Z 999010000000016 ULR imei=351234560000017
  2026-10-05T12:00:00Z 999010000000016 ULR imei=35123456000001
`;

const declared = (binding: boolean): string =>
  `{ binding: ${binding}, imsi_ranges: ["999017000000000-999017999999999"], apns: ["iot0.bbbha.example", "*.m2m.example"], tacs: ["35123456"] }`;

describe('binding parameters', () => {
  const world = new World();
  let run: Settled;
  let evidence: Settled;
  beforeAll(async () => {
    world.tap({ seq: 1, available: '2026-11-02T00:00:00+01:00' }, RECORDS);
    world.signaling(EVENTS);
    world.tacs('35000007 Smartphone');
    await world.ingest();
    const more = {
      exclude: '{ imsi_ranges: ["999017000000001-999017000000001"] }',
      // Whoever is not charged as a machine owes a cent.
      charges: `
  access:
    - { segments: [iot], per: imsi_month, price: "1" }
    - { segments: [standard], per: imsi_month, price: "0.01" }`,
    };
    world.agreement('a', agreementYaml({ ...more, declared: declared(true) }));
    run = await world.settle();
    world.agreement('a', agreementYaml({ ...more, declared: declared(false) }));
    evidence = await world.settle();
  });
  afterAll(() => world.remove());

  test.each([
    ['declared APN in every data record', '999010000000001', 'declared_apn'],
    ['a label * is one or more labels', '999010000000003', 'declared_apn'],
    ['neither case nor an operator identifier matters', '999010000000005', 'declared_apn'],
    ['declared TAC; records and events without IMEI apart', '999010000000006', 'declared_tac'],
    ['another TAC in September does not matter', '999010000000009', 'declared_tac'],
    ['another TAC in November of the time zone', '999010000000014', 'declared_tac'],
    ['IMEIs of 14, 15 and 16 digits', '999010000000016', 'declared_tac'],
    ['declared TAC in events alone', '999010000000012', 'declared_tac'],
    ['declared range', '999017000000004', 'declared_imsi_range'],
  ])('%s: charged by contract', (_, imsi, evidenceName) => {
    const device = run.device(imsi);
    expect([device.device, device.decision]).toEqual(['iot', 'charge']);
    expect(device.detected_by!.split(';')).toContain(evidenceName);
  });

  test.each([
    ['one data record off the declared APN', '999010000000002'],
    ['* is at least one label', '999010000000004'],
    ['another TAC in one event', '999010000000007'],
    ['another TAC in one record', '999010000000008'],
    ['another TAC in October of the time zone', '999010000000015'],
    ['the declared APN in signaling only', '999010000000010'],
    ['the declared APN in September only', '999010000000011'],
    ['14 digits do not match a range of 15', '99901700000003'],
  ])('%s: not by contract, a smartphone', (_, imsi) => {
    expect(run.device(imsi).decision).not.toBe('charge');
  });

  test('a model that disagrees adds `contested` and changes nothing', () => {
    const device = run.device('999017000000002');
    expect([device.device, device.decision]).toEqual(['iot', 'charge']);
    expect(device.reasons).toContain('contested');
  });

  test('with binding: false the same device is not charged', () => {
    const device = evidence.device('999017000000002');
    expect(device.decision).not.toBe('charge');
    expect(device.reasons).not.toContain('contested');
  });

  test('an excluded IMSI is listed, ignored, in no line and no baseline', () => {
    const device = run.device('999017000000001');
    expect([device.decision, device.usage_amount, device.access_amount, device.as_billed_amount]).toEqual([
      'ignore',
      '0.00',
      '0.00',
      '0.00',
    ]);
    // The whole month has 5.000 of the excluded SIM, and 1.000 of the contested device.
    expect(run.statement().totals.tap_invoiced).toBe('1.00');
    expect(run.statement().totals.as_billed).toBe('1.00');
    expect(run.statement().baselines.find((row) => row.name === 'volume_only')!.amount).toBe('1.00');
  });

  test('neither an observed day nor a charged record: ignored whatever it is, and no fee', () => {
    const device = run.device('999017000000003');
    expect([device.device, device.decision, device.days_observed, device.access_amount]).toEqual([
      'iot',
      'ignore',
      '0',
      '0.00',
    ]);
    // Ten charged devices: the nine above, the contested one, and none of the ignored. A cent of the eight that are not charged:
    // neither of this one nor of the excluded.
    const fees = run.statement().lines.filter(({ kind }) => kind === 'access');
    expect(fees.map(({ amount }) => amount)).toEqual(['10.00', '0.08']);
  });
});
