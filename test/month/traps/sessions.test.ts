/** What lies on both sides of a month's edge in partial records: each month rounds the records that it charges. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../../support/month-agreement.ts';
import { lineText, type Settled, World } from '../../support/month-world.ts';

const PARTIALS = `
  999017000000001 data 2026-10-31T23:30:00+01:00 id=1 partial=1 dur=1800 up=1000
  999017000000001 data 2026-11-01T00:00:00+01:00 id=1 partial=2 dur=1800 up=100
  999017000000001 data 2026-11-01T00:30:00+01:00 id=1 partial=3 dur=1800 up=100
  999017000000001 voice_mo 2026-10-31T23:59:35+01:00 id=2 partial=1 dur=25
  999017000000001 voice_mo 2026-11-01T00:00:00+01:00 id=2 partial=2 dur=20
  999017000000001 voice_mo 2026-11-01T00:00:20+01:00 id=2 partial=3 dur=5`;

describe('a session and a call over midnight of 31 October', () => {
  const world = new World();
  const lines = async (period: string): Promise<string[]> =>
    (await world.settle(period)).statement().lines.map(lineText);
  beforeAll(async () => {
    world.tap({ seq: 1, available: '2026-11-02T12:00:00+01:00' }, PARTIALS);
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({
        charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, round_up_bytes: 1024, round_up_per: session, price: "1" }
    - { service: voice_mo, segments: [iot], unit: minute, increment_seconds: 30, price: "1" }`,
      }),
    );
  });
  afterAll(() => world.remove());

  // 1000 bytes: one kB. 25 seconds: one step of 30, half a minute.
  test('October has its own records, rounded', async () => {
    expect(await lines('2026-10')).toEqual([
      'charges.usage[0] | usage | 1 | 1.00 | iot=1.00(1)',
      'charges.usage[1] | usage | 0.5 | 0.50 | iot=0.50(1)',
    ]);
  });

  // 100 + 100 bytes: one kB. 20 + 5 seconds are one step, half a minute. The whole session has 1200 bytes, which would be
  // 2 kB in October, the whole call 50 seconds, which would be a minute.
  test('November has the rest of both, rounded again', async () => {
    expect(await lines('2026-11')).toEqual([
      'charges.usage[0] | usage | 1 | 1.00 | iot=1.00(1)',
      'charges.usage[1] | usage | 0.5 | 0.50 | iot=0.50(1)',
    ]);
  });
});

describe('a device whose TAP comes late', () => {
  const world = new World();
  let silent: Settled;
  let other: Settled;
  beforeAll(async () => {
    world.signaling('2026-10-05T10:00:00Z 999017000000001 ULR');
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({
        activity: '{ silent: { bytes: 0, sms: 0, calls: 0 } }',
        segments:
          '[{ name: silent, when: { device: iot, activity: silent } }, { name: other, when: { device: iot } }, { name: standard }]',
        charges: `
  usage: [{ service: data, segments: [other], unit: kB, unit_bytes: 1000, price: "0.10" }]
  access:
    - { segments: [silent], per: imsi_month, price: "0.25" }
    - { segments: [other], per: imsi_day, price: "0.04" }`,
      }),
    );
    silent = await world.settle();
    world.tap(
      { seq: 1, available: '2026-11-05T12:00:00+01:00' },
      '999017000000001 data 2026-10-06T10:00:00+02:00 id=1 up=1500 charge=9000',
    );
    await world.ingest();
    other = await world.settle();
  });
  afterAll(() => world.remove());

  test('was silent, and owed the fee of the silent', () => {
    expect(silent.device('999017000000001').segment).toBe('silent');
    expect(silent.statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 0 | 0.00 | other=0.00(0)',
      'charges.access[0] | access | 0.25 | 0.25 | silent=0.25(1)',
      'charges.access[1] | access | 0 | 0.00 | other=0.00(0)',
    ]);
  });

  // 1.5 kB; the days of the registration and of the record.
  test('is another segment, with its usage and its fees, and no longer silent', () => {
    expect(other.device('999017000000001').segment).toBe('other');
    expect(other.statement().lines.map(lineText)).toEqual([
      'charges.usage[0] | usage | 0.15 | 0.15 | other=0.15(1)',
      'charges.access[0] | access | 0 | 0.00 | silent=0.00(0)',
      'charges.access[1] | access | 0.08 | 0.08 | other=0.08(1)',
    ]);
  });
});
