/** A correction of a silent device's month takes the fee of the silent back. */
import { afterAll, expect, test } from 'vitest';
import { agreementYaml } from '../../support/month-agreement.ts';
import { issueMonth } from '../../support/month-issue.ts';
import { World } from '../../support/month-world.ts';

const world = new World();
afterAll(() => world.remove());

test('its late usage is charged, its silent fee reversed', async () => {
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
  access: [{ segments: [silent], per: imsi_month, price: "0.25" }]`,
    }),
  );
  const issued = await issueMonth(world, '2026-10');
  expect(issued.statement().totals.net).toBe('0.25');
  world.tap(
    { seq: 1, available: '2026-11-05T12:00:00+01:00' },
    '999017000000001 data 2026-10-06T10:00:00+02:00 id=1 up=1500',
  );
  await world.ingest();
  const correction = await world.settle('2026-10', { corrects: issued.runId });
  // 1.5 kB at 0.10, less the 0.25 that were issued.
  expect(correction.statement().totals).toMatchObject({
    usage: '0.15',
    access: '0.00',
    adjustment: '-0.25',
    net: '-0.10',
  });
  expect(correction.device('999017000000001')).toMatchObject({
    segment: 'other',
    usage_amount: '0.15',
    access_amount: '0.00',
  });
});
