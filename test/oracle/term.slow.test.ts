/**
 * Random agreements over two months of a term against the oracle: October is issued, and November goes on from its tiers and
 * counts it for the commitment. A simulation of both comes to the same. ROAMSETTLE_LONG=1: five hundred agreements.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSimulate } from '../../src/pipeline/simulate.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type Settled, World } from '../support/month-world.ts';
import { NOVEMBER, OCTOBER } from './calendar.ts';
import { checkMonth, loadCases, randomCases } from './month.ts';
import { Random } from './random.ts';

const DEALS = 25;
const TERMS = process.env.ROAMSETTLE_LONG === '1' ? 20 : 2;
const SEED = Number(process.env.ROAMSETTLE_SEED ?? 0);
const MONTHS = [OCTOBER, NOVEMBER];

/** What would have been, under the agreements that were, is what was. */
async function checkSimulation(
  world: World,
  lists: string,
  runs: Readonly<Record<string, Settled>>,
): Promise<void> {
  const { agreements } = await runSimulate(
    { data: world.data, workers: 1, memory: '1GB' },
    {
      candidates: [join(world.root, 'agreements')],
      among: null,
      period: `${OCTOBER.name}..${NOVEMBER.name}`,
      tacs: null,
      rates: join(world.root, 'rates.csv'),
      lists,
      extendTerm: false,
      breakEven: null,
      target: '0',
    },
  );
  for (const { period, agreement, lines, totals } of agreements.flatMap(({ statements }) => statements)) {
    const settled = runs[period]!.statement(agreement.id);
    expect([period, agreement.id, lines, totals]).toEqual([
      period,
      agreement.id,
      settled.lines,
      settled.totals,
    ]);
  }
}

describe.each(Array.from({ length: TERMS }, (_, term) => term + 1))('term %i', (term) => {
  test(`${DEALS} agreements`, { timeout: 600_000 }, async () => {
    const cases = randomCases(new Random((SEED + term) * 104_729), DEALS, MONTHS);
    const world = new World();
    try {
      const lists = await loadCases(world, cases, MONTHS);
      const first = await issueMonth(world, OCTOBER.name, { lists });
      const october = checkMonth(cases, OCTOBER, first);
      const second = await world.settle(NOVEMBER.name, { lists });
      checkMonth(cases, NOVEMBER, second, october);
      await checkSimulation(world, lists, { [OCTOBER.name]: first, [NOVEMBER.name]: second });
    } finally {
      world.remove();
    }
  });
});
