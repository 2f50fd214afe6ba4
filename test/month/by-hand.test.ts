/**
 * The month made by hand. WORKING.md beside this file derives every number here from docs/rules.md with a pocket
 * calculator; nothing below is computed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { agreementYaml, FOUR_SEGMENTS } from '../support/month-agreement.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../support/month-world.ts';

/** The imei of a smartphone type, an IoT type that the agreement declares, and one that it does not. */
const PHONE = 'imei=35000007000001';
const DECLARED = 'imei=35123456000001';
const MODULE = 'imei=86000001000001';

const FIRST_FILE = `
  999017000000001 data 2026-09-30T23:59:59+02:00 up=5000 down=5000 id=100 apn=iot0.bbbha.example ${MODULE} charge=500
  999017000000001 data 2026-10-01T00:05:00+02:00 up=1000 down=24 id=101 apn=iot0.bbbha.example ${MODULE} charge=100
  999017000000001 data 2026-10-10T12:00:00+02:00 up=1000 down=25 id=102 apn=iot0.bbbha.example ${MODULE} charge=200
  999017000000001 data 2026-10-20T12:00:00+02:00 up=30000 down=20000 id=103 apn=iot0.bbbha.example ${MODULE} charge=2000
  999017000000002 data 2026-10-02T09:00:00+02:00 up=10000 down=240 id=201 apn=iot0.bbbha.example ${MODULE} charge=400
  999017000000002 data 2026-10-06T09:00:00+02:00 up=10000 down=240 id=202 apn=iot0.bbbha.example ${MODULE} charge=400
  999017000000002 data 2026-10-10T09:00:00+02:00 up=10000 down=240 id=203 apn=iot0.bbbha.example ${MODULE} charge=400
  999017000000002 data 2026-10-14T09:00:00+02:00 up=10000 down=240 id=204 apn=iot0.bbbha.example ${MODULE} charge=400
  999017000000002 sms_mo 2026-10-06T09:10:00+02:00 id=205 ${MODULE} charge=60
  999017000000002 sms_mo 2026-10-10T09:10:00+02:00 id=206 ${MODULE} charge=60
  999017000000002 sms_mt 2026-10-14T09:30:00+02:00 id=207 ${MODULE} charge=50
  999010000000003 data 2026-10-08T10:00:00+02:00 up=0 down=1 id=301 apn=meter.bbbha.example ${DECLARED} charge=10
  999010000000004 data 2026-10-15T03:01:00+02:00 up=600 down=400 id=401 apn=telemetry.bbbha.example ${MODULE} charge=20
  999017000000006 data 2026-10-05T10:00:00+02:00 up=2000000 down=97152 id=601 apn=internet ${PHONE} charge=8000
  999017000000006 data 2026-10-06T10:00:00+02:00 up=1 down=0 id=602 apn=internet ${PHONE} charge=10
  999017000000006 voice_mo 2026-10-06T12:00:00+02:00 dur=61 id=603 ${PHONE} charge=300
  999017000000006 voice_mo 2026-10-06T15:00:00+02:00 dur=10 id=604 ${PHONE} charge=100
  999017000000006 sms_mo 2026-10-06T16:00:00+02:00 id=605 ${PHONE} charge=60
  999010000000007 data 2026-10-12T11:00:00+02:00 up=10000 down=240 id=701 apn=iot0.bbbha.example ${PHONE} charge=500
  999010000000007 data 2026-10-12T13:00:00+02:00 up=40000 down=10000 id=702 apn=internet ${PHONE} charge=2000
  999010000000007 voice_mo 2026-10-12T18:00:00+02:00 dur=45 id=703 ${PHONE} charge=200
  999010000000007 sms_mo 2026-10-13T09:00:00+02:00 id=704 ${PHONE} charge=80
  999010000000008 voice_mt 2026-10-16T20:00:00+02:00 dur=120 id=801 ${PHONE} charge=300
`;

/** No TapCurrency: XDR; four decimals. */
const SECOND_FILE = `
  999010000000008 data 2026-10-20T18:00:00+02:00 up=300000 down=7000000 id=802 apn=internet ${PHONE} charge=20000 tax=4200
  999010000000008 voice_mo 2026-10-20T19:00:00+02:00 dur=100 id=803 ${PHONE} charge=5000 camel=1000
`;

/** Available in November: late records, one of the next month, and a record of the first file again. */
const LATE_FILE = `
  999017000000002 data 2026-10-25T12:00:00+01:00 up=10000 down=240 id=208 apn=iot0.bbbha.example ${MODULE} charge=400
  999017000000002 data 2026-10-29T12:00:00+01:00 up=11000 down=0 id=209 apn=iot0.bbbha.example ${MODULE} charge=400
  999010000000004 data 2026-10-31T23:59:59+01:00 up=1 down=0 id=402 apn=telemetry.bbbha.example ${MODULE} charge=20
  999017000000001 data 2026-11-01T00:00:00+01:00 up=100000 down=0 id=104 apn=iot0.bbbha.example ${MODULE} charge=4000
  999017000000001 data 2026-10-20T12:00:00+02:00 up=30000 down=20000 id=103 apn=iot0.bbbha.example ${MODULE} charge=2000
`;

const day = (number: number): string => String(number).padStart(2, '0');
const each = (from: number, to: number, step: number, line: (day: string) => string): string =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => line(day(from + i * step))).join('\n');

const SIGNALING = `
  ${each(1, 31, 1, (d) => `2026-10-${d}T08:00:00Z 999017000000001 ULR ${MODULE}`)}
  ${each(2, 29, 3, (d) => `2026-10-${d}T06:00:00Z 999010000000003 ULR ${DECLARED}`)}
  2026-10-09T12:00:00Z 999010000000003 AIR
  ${each(1, 31, 1, (d) => `2026-10-${d}T03:00:00Z 999010000000004 ULR ${MODULE}`)}
  2026-09-30T21:59:59Z 999017000000005 ULR ${MODULE}
  2026-09-30T22:30:00Z 999017000000005 ULR ${MODULE}
  ${each(1, 8, 1, (d) => `2026-10-${d}T22:30:00Z 999017000000005 ULR ${MODULE}`)}
  2026-10-10T08:00:00Z 999017000000005 CLR
  ${each(10, 21, 1, (d) => `2026-10-${d}T04:00:00Z 999010000000010 ULR ${MODULE}`)}
  2026-10-22T04:00:00Z 999010000000010 CLR
  2026-10-31T23:00:00Z 999010000000010 ULR ${MODULE}
  ${each(5, 7, 1, (d) => `2026-10-${d}T09:00:00Z 999017000000009 ULR 5421 ${MODULE}`)}
`;

const agreement = (binding: boolean): string =>
  agreementYaml({
    declared: `{ binding: ${binding}, imsi_ranges: ["999017000000000-999017999999999"], apns: ["iot0.bbbha.example", "*.m2m.example"], tacs: ["35123456"] }`,
    segments: FOUR_SEGMENTS,
    charges: `
  usage:
    - { service: data, segments: [permanent, silent, other], unit: kB, round_up_bytes: 1024, model: graduated, tiers: [{ from: 0, price: "0.0400" }, { from: 2000, price: "0.0250" }] }
    - { service: sms_mo, segments: [permanent, silent, other], unit: event, price: "0.015" }
    - { service: voice_mo, segments: [other], unit: minute, increment_seconds: 30, price: "0.05" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [permanent], per: imsi_month, price: "0.35" }
    - { segments: [silent], per: imsi_month, price: "0.25" }
    - { segments: [other], per: imsi_month, price: "0.20" }`,
    tax: '{ rate: "0.21" }',
  });

const byName = (statement: Statement) => ({
  lines: statement.lines.map(lineText).sort(),
  totals: statement.totals,
  baselines: Object.fromEntries(statement.baselines.map((row) => [row.name, [row.amount_exact, row.amount]])),
  bridge: statement.bridge.map((step) => `${step.step} | ${step.devices ?? '-'} | ${step.amount_exact}`),
  uplift: [
    statement.uplift.charges_percent,
    statement.uplift.devices_percent,
    statement.uplift.devices_percent_signaling_only,
  ],
});

const DEVICE_COLUMNS = [
  'imsi',
  'device',
  'decision',
  'presence',
  'activity',
  'segment',
  'days_observed',
  'tap_records',
  'usage_amount',
  'access_amount',
  'as_billed_amount',
];

describe('the month made by hand', () => {
  const world = new World();
  let binding: Settled;
  let evidence: Settled;

  beforeAll(async () => {
    world.tap({ seq: 1, available: '2026-10-21T06:00:00+02:00' }, FIRST_FILE);
    world.tap({ seq: 2, available: '2026-10-31T06:00:00+01:00', currency: null, decimals: 4 }, SECOND_FILE);
    world.tap({ seq: 3, available: '2026-11-03T06:00:00+01:00' }, LATE_FILE);
    world.signaling(SIGNALING);
    world.tacs('35000007 Smartphone\n35123456 IoT Device\n86000001 IoT Device');
    world.rates('2026-10 XDR EUR 1.2345\n2026-11 XDR EUR 9');
    const files = await world.ingest();
    expect(files.map((file) => file.status)).toEqual(['loaded', 'loaded', 'loaded', 'loaded']);
    world.agreement('a', agreement(true));
    binding = await world.settle();
    world.agreement('a', agreement(false));
    evidence = await world.settle();
  });
  afterAll(() => world.remove());

  test('binding: devices', () => {
    expect(deviceTable(binding.devices(), DEVICE_COLUMNS)).toEqual(
      expectedRows(`
        # imsi          device decision presence  activity segment   days records usage access as_billed
        999010000000003 iot    charge   permanent low      permanent 10   1       0.03  0.35   0.00
        999010000000004 iot    charge   permanent low      permanent 31   2       0.08  0.35   0.00
        999010000000007 human  ignore   temporary low      standard  2    4       0.00  0.00   2.78
        999010000000008 human  ignore   temporary normal   standard  2    3       0.00  0.00   3.51
        999010000000010 iot    charge   temporary silent   silent    12   0       0.00  0.25   0.00
        999017000000001 iot    charge   permanent low      permanent 31   3       2.02  0.35   0.00
        999017000000002 iot    charge   permanent low      permanent 6    9       2.40  0.35   0.05
        999017000000005 iot    charge   temporary silent   silent    9    0       0.00  0.25   0.00
        999017000000006 iot    charge   temporary normal   other     2    5       79.75 0.20   0.00
        999017000000009 iot    ignore   temporary silent   standard  0    0       0.00  0.00   0.00
      `),
    );
  });

  test('binding: days present, evidence and reasons', () => {
    expect(binding.device('999017000000002').days_present).toBe('23');
    expect(binding.device('999010000000003').days_present).toBe('30');
    expect(binding.device('999010000000010').days_present).toBe('13');
    expect(binding.device('999017000000006').days_present).toBe('5');
    expect(binding.device('999010000000003').detected_by!.split(';')).toContain('declared_tac');
    expect(binding.device('999017000000002').detected_by!.split(';')).toContain('declared_imsi_range');
    expect(binding.device('999017000000006').reasons).toContain('contested');
    expect(binding.device('999017000000001').reasons).not.toContain('contested');
    const { bytes_up, bytes_down, sms, calls } = binding.device('999017000000006');
    expect([bytes_up, bytes_down, sms, calls]).toEqual(['2000001', '97152', '1', '2']);
    expect(binding.device('999017000000005').first_seen).toBe('2026-09-30T22:30:00Z');
    expect(binding.device('999010000000004').last_seen).toBe('2026-10-31T22:59:59Z');
  });

  test('binding: lines, totals, baselines, bridge, uplift', () => {
    const statement = binding.statement();
    expect(statement.status).toBe('final');
    expect(byName(statement)).toEqual({
      lines: [
        'charges.access[0] | access | 1.4 | 1.40 | permanent=1.40(4)',
        'charges.access[1] | access | 0.5 | 0.50 | silent=0.50(2)',
        'charges.access[2] | access | 0.2 | 0.20 | other=0.20(1)',
        'charges.usage[0] | usage | 84.125 | 84.13 | permanent=4.51(4) silent=0.00(0) other=79.62(1)',
        'charges.usage[1] | usage | 0.045 | 0.05 | permanent=0.03(1) silent=0.00(0) other=0.02(1)',
        'charges.usage[2] | usage | 0.1 | 0.10 | other=0.10(1)',
        'charges.usage[3] | as_billed | 6.2897 | 6.29 | standard=6.29(2)',
        'uncovered sms_mt | as_billed | 0.05 | 0.05 | permanent=0.05(1)',
      ],
      totals: {
        usage: '84.28',
        access: '2.10',
        as_billed: '6.34',
        commitment: '0.00',
        adjustment: '0.00',
        net: '92.72',
        tax: '19.47',
        gross: '112.19',
        tap_invoiced: '19.68',
        payable: '112.19',
      },
      baselines: { tap_as_billed: ['19.6797', '19.68'], volume_only: ['89.3597', '89.36'] },
      bridge: [
        'volume_only | 5 | 89.3597',
        'leave_iot_pricing | 1 | 1.24',
        'access_fees:permanent | 3 | 1.05',
        'access_fees:silent | 0 | 0',
        'access_fees:other | 1 | 0.2',
        'added_with_tap | 1 | 0.36',
        'added_without_tap | 2 | 0.5',
        'commitment | - | 0',
        'adjustment | - | 0',
        'rounding | - | 0.0103',
        'net | 7 | 92.72',
      ],
      uplift: ['3.90', '60.00', '40.00'],
    });
  });

  test('binding: tiers and rate', () => {
    const [data] = binding.statement().lines.filter((line) => line.charge_ref === 'charges.usage[0]');
    expect(data!.quantity).toBe(2216960);
    expect(
      data!.tiers.map(({ from, to, quantity, price, amount }) => [from, to, quantity, price, amount]),
    ).toEqual([
      ['0', '2000', '2000', '0.0400', '80'],
      ['2000', null, '165', '0.0250', '4.125'],
    ]);
    const [billed] = binding.statement().lines.filter((line) => line.charge_ref === 'charges.usage[3]');
    expect(billed!.rate).toEqual({ from: 'XDR', to: 'EUR', value: '1.2345', source: 'paper' });
  });

  test('evidence only: devices', () => {
    expect(deviceTable(evidence.devices(), ['imsi', 'decision', 'segment'])).toEqual(
      expectedRows(`
        999010000000003 charge permanent
        999010000000004 charge permanent
        999010000000007 ignore standard
        999010000000008 ignore standard
        999010000000010 charge silent
        999017000000001 charge permanent
        999017000000002 charge permanent
        999017000000005 charge silent
        999017000000006 ignore standard
        999017000000009 ignore standard
      `),
    );
  });

  test('evidence only: lines, totals, baselines, bridge, uplift', () => {
    expect(byName(evidence.statement())).toEqual({
      lines: [
        'charges.access[0] | access | 1.4 | 1.40 | permanent=1.40(4)',
        'charges.access[1] | access | 0.5 | 0.50 | silent=0.50(2)',
        'charges.access[2] | access | 0 | 0.00 | other=0.00(0)',
        'charges.usage[0] | usage | 4.64 | 4.64 | permanent=4.64(4) silent=0.00(0) other=0.00(0)',
        'charges.usage[1] | usage | 0.03 | 0.03 | permanent=0.03(1) silent=0.00(0) other=0.00(0)',
        'charges.usage[2] | usage | 0 | 0.00 | other=0.00(0)',
        'charges.usage[3] | as_billed | 14.7597 | 14.76 | standard=14.76(3)',
        'uncovered sms_mt | as_billed | 0.05 | 0.05 | permanent=0.05(1)',
      ],
      totals: {
        usage: '4.67',
        access: '1.90',
        as_billed: '14.81',
        commitment: '0.00',
        adjustment: '0.00',
        net: '21.38',
        tax: '4.49',
        gross: '25.87',
        tap_invoiced: '19.68',
        payable: '25.87',
      },
      baselines: { tap_as_billed: ['19.6797', '19.68'], volume_only: ['89.3597', '89.36'] },
      bridge: [
        'volume_only | 5 | 89.3597',
        'leave_iot_pricing | 2 | -69.92',
        'access_fees:permanent | 3 | 1.05',
        'access_fees:silent | 0 | 0',
        'access_fees:other | 0 | 0',
        'added_with_tap | 1 | 0.39',
        'added_without_tap | 2 | 0.5',
        'commitment | - | 0',
        'adjustment | - | 0',
        'rounding | - | 0.0003',
        'net | 6 | 21.38',
      ],
      uplift: ['-79.18', '60.00', '40.00'],
    });
  });
});
