/** Rule 3: the window that ends with the period, and how far the loaded feeds reach. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { anchor, anchorTap, onDays } from '../support/month-days.ts';
import { type Settled, World } from '../support/month-world.ts';

describe('a window that reaches into the month before', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const september = (spec: string, imsi: string) => onDays(spec, imsi, '2026-09');
    world.signaling(
      [
        anchor('2026-09-10', '2026-10-31'),
        ...september('17-26', '999017000000001'),
        ...onDays('16-25', '999017000000001'),
        // The window is 45 days: the 16th of September is one day too early.
        ...september('16-25', '999017000000002'),
        ...onDays('16-25', '999017000000002'),
        // Carried into the window: 17 and 18 September.
        '2026-09-15T10:00:00Z 999017000000003 ULR',
        ...september('19-26', '999017000000003'),
        ...onDays('16-25', '999017000000003'),
        // Gap 20 inside the window.
        ...september('17-26', '999017000000004'),
        ...onDays('17-26', '999017000000004'),
      ].join('\n'),
    );
    world.tap({ seq: 1, available: '2026-11-02T00:00:00+01:00' }, anchorTap('2026-09-10', '2026-10-31'));
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({ presence: '{ permanent: { days: 20, of_last: 45, max_gap_days: 19 } }' }),
    );
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test.each([
    ['999017000000001', 'permanent'],
    ['999017000000002', 'temporary'],
    ['999017000000003', 'permanent'],
    ['999017000000004', 'temporary'],
  ])('%s %s', (imsi, presence) => {
    expect(run.device(imsi).presence).toBe(presence);
  });

  test('days observed are those of the month', () => {
    expect(run.device('999017000000001').days_observed).toBe('10');
  });
});

describe('a window shorter than the month, and no carry', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    world.signaling(
      [
        anchor('2026-09-10', '2026-10-31'),
        // The window is 2 to 31 October.
        ...onDays('1-20', '999017000000001'),
        ...onDays('2-21', '999017000000002'),
        // Without a carry, and without a PUR, a sign of life is one day.
        '2026-10-05T10:00:00Z 999017000000003 ULR',
        '2026-10-07T10:00:00Z 999017000000003 ULR',
      ].join('\n'),
    );
    world.tap({ seq: 1, available: '2026-11-02T00:00:00+01:00' }, anchorTap('2026-09-10', '2026-10-31'));
    await world.ingest();
    world.agreement('a', agreementYaml({ presence: '{ carry_hours: 0, permanent: { max_gap_days: 30 } }' }));
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test.each([
    ['999017000000001', 'temporary'],
    ['999017000000002', 'permanent'],
  ])('%s %s', (imsi, presence) => {
    expect(run.device(imsi).presence).toBe(presence);
  });

  test('carry_hours: 0', () => {
    const device = run.device('999017000000003');
    expect([device.days_observed, device.days_present]).toEqual(['2', '2']);
  });
});

describe('feeds that begin inside the window', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    world.signaling(
      [
        anchor('2026-10-10', '2026-10-31'),
        ...onDays('10-29', '999017000000001'),
        ...onDays('10-28', '999017000000002'),
      ].join('\n'),
    );
    world.tap({ seq: 1, available: '2026-11-02T00:00:00+01:00' }, anchorTap('2026-10-10', '2026-10-31'));
    await world.ingest();
    world.agreement('a', agreementYaml({ presence: '{ permanent: { max_gap_days: 10 } }' }));
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test.each([
    ['999017000000001', 'permanent'],
    ['999017000000002', 'insufficient_history'],
  ])('%s %s', (imsi, presence) => {
    expect(run.device(imsi).presence).toBe(presence);
  });
});

describe('coverage to the day', () => {
  const worlds: World[] = [];
  afterAll(() => {
    for (const world of worlds) world.remove();
  });

  // The window is 2 to 31 October.
  test.each([
    ['2026-10-02', '2026-10-31', 'temporary'],
    ['2026-10-03', '2026-10-31', 'insufficient_history'],
    ['2026-10-02', '2026-10-30', 'insufficient_history'],
  ])('feeds from %s to %s: %s', async (from, until, presence) => {
    const world = new World();
    worlds.push(world);
    world.signaling(`${anchor(from, until)}\n2026-10-05T12:00:00Z 999017000000001 ULR`);
    world.tap({ seq: 1, available: '2026-11-02T00:00:00+01:00' }, anchorTap(from, until));
    await world.ingest();
    world.agreement('a', agreementYaml());
    expect((await world.settle()).device('999017000000001').presence).toBe(presence);
  });
});
