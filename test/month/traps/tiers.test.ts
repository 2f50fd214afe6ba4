/** One base unit below, at and above the edge of a tier or block, on a line that several devices and records make up. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Homes } from '../../support/month-homes.ts';
import { type Settled, World } from '../../support/month-world.ts';

const TIERS = 'tiers: [{ from: 0, price: "0.10" }, { from: 10, price: "0.05" }]';
const MODELS: Readonly<Record<string, string>> = {
  graduated: `model: graduated, ${TIERS}`,
  volume: `model: volume, ${TIERS}`,
  package: 'model: package, block: 5, price: "0.30"',
};

describe('10 kB of 1000 bytes', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const homes = new Homes(world);
    for (const [model, terms] of Object.entries(MODELS)) {
      for (const bytes of [999, 1000, 1001]) {
        homes.add(
          `${model}-${bytes}`,
          `N0000000001 data 2026-10-05T10:00:00+02:00 id=1 up=4000 down=2000
           N0000000001 data 2026-10-31T23:59:59+01:00 id=2 up=3000
           N0000000002 data 2026-10-05T10:00:00+02:00 id=3 up=${bytes}`,
          {
            rounding: '{ decimals: 6 }',
            charges: `{ usage: [{ service: data, segments: [iot], unit: kB, unit_bytes: 1000, ${terms} }] }`,
          },
        );
      }
    }
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // 9.999, 10 and 10.001 kB.
  // graduated: 9.999 × 0.10 · 10 × 0.10 · 10 × 0.10 + 0.001 × 0.05
  // volume (a tier is reached above its `from`): 9.999 × 0.10 · 10 × 0.10 · 10.001 × 0.05
  // package of 5 at 0.30: 2, 2 and 3 blocks
  test.each([
    ['graduated', '0.999900', '1.000000', '1.000050'],
    ['volume', '0.999900', '1.000000', '0.500050'],
    ['package', '0.600000', '0.600000', '0.900000'],
  ])('%s', (model, below, at, above) => {
    const nets = [999, 1000, 1001].map((bytes) => run.statement(`${model}-${bytes}`).totals.net);
    expect(nets).toEqual([below, at, above]);
  });
});

describe('IMSIs of an access entry', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    const homes = new Homes(world);
    for (const imsis of [1, 2, 3]) {
      const records = Array.from(
        { length: imsis },
        (_, n) => `N000000000${n} sms_mo 2026-10-05T10:00:00+02:00 id=${n + 1}`,
      );
      const access = (terms: string) => `{ access: [{ segments: [iot], per: imsi_month, ${terms} }] }`;
      const tiers = 'tiers: [{ from: 0, price: "0.25" }, { from: 2, price: "0.20" }]';
      homes.add(`volume-${imsis}`, records.join('\n'), { charges: access(`model: volume, ${tiers}`) });
      homes.add(`graduated-${imsis}`, records.join('\n'), { charges: access(`model: graduated, ${tiers}`) });
      homes.add(`package-${imsis}`, records.join('\n'), {
        charges: access('model: package, block: 2, price: "0.40"'),
      });
    }
    await world.ingest();
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // One, two and three IMSIs; the tier above 2 is reached by the third.
  test.each([
    ['graduated', '0.25', '0.50', '0.70'],
    ['volume', '0.25', '0.50', '0.60'],
    ['package', '0.40', '0.40', '0.80'],
  ])('%s', (model, below, at, above) => {
    const fees = [1, 2, 3].map((imsis) => run.statement(`${model}-${imsis}`).totals.access);
    expect(fees).toEqual([below, at, above]);
  });
});
