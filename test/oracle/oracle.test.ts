/**
 * Random agreements over the language of agreements against an oracle that shares nothing with the product: what each device is,
 * every line to the cent, its shares by segment and by device, totals, baselines, every step of the bridge, uplift.
 * ROAMSETTLE_LONG=1: a thousand. ROAMSETTLE_SEED: other ones.
 */
import { describe, test } from 'vitest';
import { World } from '../support/month-world.ts';
import { OCTOBER } from './calendar.ts';
import { checkMonth, loadCases, randomCases } from './month.ts';
import { Random } from './random.ts';

const DEALS = 25;
const MONTHS = process.env.ROAMSETTLE_LONG === '1' ? 40 : 2;
const SEED = Number(process.env.ROAMSETTLE_SEED ?? 0);

describe.each(Array.from({ length: MONTHS }, (_, month) => month + 1))('month %i', (month) => {
  test(`${DEALS} agreements`, { timeout: 120_000 }, async () => {
    const cases = randomCases(new Random((SEED + month) * 7919), DEALS, [OCTOBER]);
    const world = new World();
    try {
      const lists = await loadCases(world, cases, [OCTOBER]);
      checkMonth(cases, OCTOBER, await world.settle(OCTOBER.name, { lists }));
    } finally {
      world.remove();
    }
  });
});
