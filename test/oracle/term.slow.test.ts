/**
 * Random agreements over two months of a term against the oracle: October is issued, and November goes on from its tiers and
 * counts it for the commitment. ROAMSETTLE_LONG=1: five hundred agreements.
 */
import { describe, test } from 'vitest';
import { issueMonth } from '../support/month-issue.ts';
import { World } from '../support/month-world.ts';
import { NOVEMBER, OCTOBER } from './calendar.ts';
import { checkMonth, loadCases, randomCases } from './month.ts';
import { Random } from './random.ts';

const DEALS = 25;
const TERMS = process.env.ROAMSETTLE_LONG === '1' ? 20 : 3;
const SEED = Number(process.env.ROAMSETTLE_SEED ?? 0);
const MONTHS = [OCTOBER, NOVEMBER];

describe.each(Array.from({ length: TERMS }, (_, term) => term + 1))('term %i', (term) => {
  test(`${DEALS} agreements`, { timeout: 240_000 }, async () => {
    const cases = randomCases(new Random((SEED + term) * 104_729), DEALS, MONTHS);
    const world = new World();
    try {
      const lists = await loadCases(world, cases, MONTHS);
      const october = checkMonth(cases, OCTOBER, await issueMonth(world, OCTOBER.name, { lists }));
      checkMonth(cases, NOVEMBER, await world.settle(NOVEMBER.name, { lists }), october);
    } finally {
      world.remove();
    }
  });
});
