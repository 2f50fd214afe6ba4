/** Rules 8 and 9: rounding modes, tier edges, rounding up per record and session, increments over partials. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Homes } from '../support/month-homes.ts';
import { type Settled, World } from '../support/month-world.ts';

const FIVE_SERVICES = `
  N0000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1
  N0000000001 sms_mt 2026-10-05T10:00:00+02:00 id=2
  N0000000001 sms_mt 2026-10-05T10:00:01+02:00 id=3
  N0000000001 sms_mt 2026-10-05T10:00:02+02:00 id=4
  N0000000001 data   2026-10-05T10:00:00+02:00 id=5 up=1 down=1023
  N0000000001 voice_mo 2026-10-05T10:00:00+02:00 id=6 dur=26
  N0000000001 voice_mt 2026-10-05T10:00:00+02:00 id=7 dur=25`;

/** Exact 0.005, 0.015, 0.0149, 0.026, 0.025: together 0.0859. */
const FIVE_PRICES = `
  usage:
    - { service: sms_mo, segments: [iot], unit: event, price: "0.005" }
    - { service: sms_mt, segments: [iot], unit: event, price: "0.005" }
    - { service: data, segments: [iot], unit: kB, price: "0.0149" }
    - { service: voice_mo, segments: [iot], unit: second, price: "0.001" }
    - { service: voice_mt, segments: [iot], unit: second, price: "0.001" }`;

const EDGE =
  '{ usage: [{ service: data, segments: [iot], unit: byte, model: graduated, tiers: [{ from: 0, price: "0.001" }, { from: 1000, price: "0.0005" }] }] }';
const EDGE_KB =
  '{ usage: [{ service: data, segments: [iot], unit: kB, round_up_bytes: 1024, model: graduated, tiers: [{ from: 0, price: "0.10" }, { from: 10, price: "0.01" }] }] }';
const bytes = (count: number): string => `N0000000001 data 2026-10-05T10:00:00+02:00 id=1 up=${count}`;

/** Five sessions by (IMSI, charging id, GGSN), eight records. */
const PARTIALS = `
  N0000000001 data 2026-10-05T10:00:00+02:00 id=1 at=a partial=F up=100
  N0000000001 data 2026-10-05T11:00:00+02:00 id=1 at=a partial=I up=50 down=50
  N0000000001 data 2026-10-05T12:00:00+02:00 id=1 at=a partial=L down=100
  N0000000001 data 2026-10-05T12:00:00+02:00 id=1 at=b up=100
  N0000000001 data 2026-10-05T12:30:00+02:00 id=2 at=a up=1024
  N0000000001 data 2026-10-05T12:40:00+02:00 id=2 at=a up=1
  N0000000002 data 2026-10-05T12:00:00+02:00 id=1 at=a up=100
  N0000000002 data 2026-10-05T13:00:00+02:00 id=3 at=a up=0`;
const perKb = (per: string): string =>
  `{ usage: [{ service: data, segments: [iot], unit: kB, round_up_bytes: 1024, round_up_per: ${per}, price: "1" }] }`;

/** One call of 40 + 20 s in two partials, one of 61 s, one of 0 s. */
const CALLS = `
  N0000000001 voice_mo 2026-10-05T10:00:00+02:00 id=1 dur=40
  N0000000001 voice_mo 2026-10-05T10:00:40+02:00 id=1 dur=20
  N0000000001 voice_mo 2026-10-05T12:00:00+02:00 id=2 dur=61
  N0000000001 voice_mo 2026-10-05T13:00:00+02:00 id=3 dur=0`;
const perMinute = (increment: number): string =>
  `{ usage: [{ service: voice_mo, segments: [iot], unit: minute, increment_seconds: ${increment}, price: "1" }] }`;

describe('rounding', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const homes = new Homes(world);
    const rounded = (mode: string, decimals = 2) => ({
      rounding: `{ mode: ${mode}, decimals: ${decimals} }`,
      charges: FIVE_PRICES,
    });
    homes.add('UP', FIVE_SERVICES, rounded('half_up'));
    homes.add('EVEN', FIVE_SERVICES, rounded('half_even'));
    homes.add('DOWN', FIVE_SERVICES, rounded('down'));
    homes.add('UP3', FIVE_SERVICES, rounded('half_up', 3));
    homes.add('UP0', FIVE_SERVICES, rounded('half_up', 0));
    homes.add('TAXED', FIVE_SERVICES, { ...rounded('half_up'), tax: '{ rate: "0.5" }' });
    const fine = { rounding: '{ decimals: 4 }' };
    homes.add('BELOW', bytes(999), { ...fine, charges: EDGE });
    homes.add('AT', bytes(1000), { ...fine, charges: EDGE });
    homes.add('ABOVE', bytes(1001), { ...fine, charges: EDGE });
    homes.add('AT-KB', bytes(10240), { charges: EDGE_KB });
    homes.add('ABOVE-KB', bytes(10241), { charges: EDGE_KB });
    homes.add('RECORD', PARTIALS, { charges: perKb('record') });
    homes.add('SESSION', PARTIALS, { charges: perKb('session') });
    homes.add('MINUTE', CALLS, { charges: perMinute(60) });
    homes.add('HALF-MINUTE', CALLS, { charges: perMinute(30) });
    homes.add('SECOND', CALLS, { ...fine, charges: perMinute(1) });
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // Lines in the order sms_mo, sms_mt, data, voice_mo, voice_mt; net is their sum; volume_only is rounded once.
  test.each([
    ['UP', ['0.01', '0.02', '0.01', '0.03', '0.03'], '0.10', '0.09'],
    ['EVEN', ['0.00', '0.02', '0.01', '0.03', '0.02'], '0.08', '0.09'],
    ['DOWN', ['0.00', '0.01', '0.01', '0.02', '0.02'], '0.06', '0.08'],
    ['UP3', ['0.005', '0.015', '0.015', '0.026', '0.025'], '0.086', '0.086'],
    ['UP0', ['0', '0', '0', '0', '0'], '0', '0'],
  ])('%s: each line once, net their sum', (id, lines, net, once) => {
    const statement = run.statement(id);
    expect(statement.lines.map((line) => line.amount)).toEqual(lines);
    expect(statement.totals.net).toBe(net);
    const baseline = statement.baselines.find((row) => row.name === 'volume_only')!;
    expect([baseline.amount_exact, baseline.amount]).toEqual(['0.0859', once]);
  });

  test('tax is of the net, rounded once: by line it would be 0.01 + 0.01 + 0.01 + 0.02 + 0.02', () => {
    expect(run.statement('TAXED').totals).toMatchObject({ net: '0.10', tax: '0.05', gross: '0.15' });
  });

  test.each([
    ['BELOW', '0.999', '0.9990'],
    ['AT', '1', '1.0000'],
    ['ABOVE', '1.0005', '1.0005'],
    ['AT-KB', '1', '1.00'],
    ['ABOVE-KB', '1.01', '1.01'],
  ])('a graduated tier %s its edge', (id, exact, amount) => {
    const [line] = run.statement(id).lines;
    expect([line!.amount_exact, line!.amount]).toEqual([exact, amount]);
  });

  // By record 1+1+1 +1 +1+1 +1 +0 = 7 kB. By session (300 → 1) + 1 + (1025 → 2) + 1 + 0 = 5 kB.
  test.each([
    ['RECORD', '7.00', 7168],
    ['SESSION', '5.00', 5120],
  ])('bytes are rounded up per %s', (id, amount, quantity) => {
    const [line] = run.statement(id).lines;
    expect([line!.amount, line!.quantity]).toEqual([amount, quantity]);
  });

  // 60 + 61 + 0 seconds: in minutes 60 + 120; in half minutes 60 + 90; in seconds 121, which is 2.01666… minutes.
  test.each([
    ['MINUTE', 180, '3.00'],
    ['HALF-MINUTE', 150, '2.50'],
    ['SECOND', 121, '2.0167'],
  ])('partials of a call are joined before the increment: %s', (id, quantity, amount) => {
    const [line] = run.statement(id).lines;
    expect([line!.quantity, line!.amount]).toEqual([quantity, amount]);
  });

  test('an amount that does not end is a fraction', () => {
    expect(run.statement('SECOND').lines[0]!.amount_exact).toBe('121/60');
  });
});
