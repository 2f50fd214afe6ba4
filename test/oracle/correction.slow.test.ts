/**
 * Random agreements whose last files come late: the month is issued without them and corrected with them. Both are what the
 * oracle says of what was loaded, and together they are the month settled at once. ROAMSETTLE_LONG=1: five hundred agreements.
 */
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { World } from '../support/month-world.ts';
import { OCTOBER } from './calendar.ts';
import {
  type Case,
  checkMonth,
  inForce,
  loadTap,
  randomCases,
  writeDocuments,
  writeSignals,
} from './month.ts';
import { Random } from './random.ts';
import { plus, ratio, same } from './ratio.ts';
import type { TapFile } from './traffic.ts';

const DEALS = 25;
const MONTHS = process.env.ROAMSETTLE_LONG === '1' ? 20 : 2;
const SEED = Number(process.env.ROAMSETTLE_SEED ?? 0);

/** The cases as far as their files are those. */
const only = (cases: readonly Case[], isWanted: (file: TapFile) => boolean): Case[] =>
  cases.map(({ deal, traffic }) => ({
    deal,
    traffic: {
      ...traffic,
      files: traffic.files.filter(isWanted),
      records: traffic.records.filter(({ file }) => isWanted(file)),
    },
  }));

function checkChain(original: Statement, correction: Statement, whole: Statement): void {
  const reversals = correction.lines.filter(({ kind }) => kind === 'adjustment');
  expect(correction.lines.filter(({ kind }) => kind !== 'adjustment')).toEqual(whole.lines);
  expect(reversals.map(({ refers_to }) => refers_to)).toEqual(
    original.lines.map(({ line_id }) => ({ run_id: original.run_id, line_id })),
  );
  for (const name of ['net', 'tax', 'gross', 'tap_invoiced', 'payable'] as const) {
    const sum = plus(ratio(original.totals[name]), ratio(correction.totals[name]));
    expect([name, same(sum, ratio(whole.totals[name]))]).toEqual([name, true]);
  }
}

describe.each(Array.from({ length: MONTHS }, (_, month) => month + 1))('month %i', (month) => {
  test(`${DEALS} agreements`, { timeout: 600_000 }, async () => {
    const cases = randomCases(new Random((SEED + month) * 32_452_843), DEALS, [OCTOBER]);
    const world = new World();
    try {
      const lists = writeDocuments(world, cases, [OCTOBER]);
      writeSignals(world, cases);
      const early = only(cases, ({ seq }) => seq < 3);
      await loadTap(world, early);
      const original = await issueMonth(world, OCTOBER.name, { lists });
      checkMonth(early, OCTOBER, original);
      await loadTap(
        world,
        only(cases, ({ seq }) => seq === 3),
      );
      const correction = await world.settle(OCTOBER.name, { lists, corrects: original.runId });
      const whole = await world.settle(OCTOBER.name, { lists });
      checkMonth(cases, OCTOBER, whole);
      for (const { deal } of inForce(cases, OCTOBER))
        checkChain(original.statement(deal.id), correction.statement(deal.id), whole.statement(deal.id));
    } finally {
      world.remove();
    }
  });
});
