/**
 * Random months whose files come in two parts: issued after the first, corrected after the second. A chain of statements adds
 * up to the month settled at once, to the cent, in every total and under every mode of rounding.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { runSettle } from '../../src/pipeline.ts';
import { readRunFolder } from '../../src/report/read-run.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { readRun } from '../../src/runs/read.ts';
import { load, machineFor, PERIOD, type Scratch, scratch } from '../load/world.ts';
import { minor } from './pipeline-oracle.ts';
import { writeDocuments, writeSignaling, writeTap } from './pipeline-setup.ts';
import { type Deal, month } from './pipeline-world.ts';

const LONG = process.env.ROAMSETTLE_LONG === '1';
const DEALS = 6;
const RUNS = LONG ? 40 : 2;

let space: Scratch;
beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

async function twoParts(deals: readonly Deal[], splits: readonly number[]) {
  const data = space.folder('data');
  const machine = machineFor(data);
  const { agreements, rates } = writeDocuments(space, deals);

  const arrive = async (folder: string) => {
    expect((await load(machine, [folder])).map(({ status }) => status)).not.toContain('quarantined');
  };
  const splitOf = (deal: Deal, i: number) => Math.min(splits[i]!, deal.records.length);
  const asked = { period: PERIOD, agreements, tacs: null, rates };
  const settle = async (more: { corrects?: string }) => {
    const request = { ...asked, ...more };
    const open = readRun(data, (await runSettle(machine, request)).runId).close;
    const waivers = open.map(({ id }) => `- { id: "${id}", reason: random }\n`).join('');
    const waive = space.write(space.folder('waivers'), 'waivers.yaml', waivers === '' ? '[]' : waivers);
    return runSettle(machine, { ...request, waive });
  };

  const first = space.folder('files');
  writeTap(space, first, deals, '00001', (deal, i) => deal.records.slice(0, splitOf(deal, i)));
  writeSignaling(space, first, deals);
  await arrive(first);
  const original = await settle({});
  await issueRun(data, original.runId);
  const second = space.folder('files');
  writeTap(space, second, deals, '00002', (deal, i) => deal.records.slice(splitOf(deal, i)));
  await arrive(second);
  const correction = await settle({ corrects: original.runId });
  const issued = await issueRun(data, correction.runId);
  expect(issued.statements.map(({ number }) => number)).toEqual(deals.map(() => 2));
  // What is printed in a column adds up.
  await readRunFolder(join(data, 'runs', correction.runId));
  // Nothing of it is waived, which no amount knows of.
  const whole = await runSettle(machine, asked);
  return { original: original.statements, correction: correction.statements, whole: whole.statements };
}

function checkChain(original: Statement, correction: Statement, whole: Statement): void {
  const { decimals } = whole.terms.rounding;
  const of = (statement: Statement, name: keyof Statement['totals']) =>
    minor(statement.totals[name], decimals);
  for (const name of ['net', 'tax', 'gross', 'tap_invoiced', 'payable'] as const) {
    expect([name, of(original, name) + of(correction, name)]).toEqual([name, of(whole, name)]);
  }
  for (const name of ['usage', 'access', 'as_billed'] as const) {
    expect([name, correction.totals[name]]).toEqual([name, whole.totals[name]]);
  }
  expect(correction.lines.filter((line) => line.kind !== 'adjustment')).toEqual(whole.lines);
  const reversed = correction.lines.filter((line) => line.kind === 'adjustment');
  expect(reversed.map((line) => [line.refers_to, minor(line.amount, decimals), line.quantity])).toEqual(
    original.lines.map(({ line_id, amount, quantity }) => [
      { run_id: original.run_id, line_id },
      -minor(amount, decimals),
      0 - quantity,
    ]),
  );
  expect(correction.baselines).toEqual(whole.baselines);
  expect(correction.uplift).toEqual(whole.uplift);
}

it(
  'a chain adds up to the month settled at once',
  async () => {
    const splits = fc.array(fc.nat(24), { minLength: DEALS, maxLength: DEALS });
    await fc.assert(
      fc.asyncProperty(month(DEALS), splits, async (deals, at) => {
        const { original, correction, whole } = await twoParts(deals, at);
        for (const [i, statement] of whole.entries()) checkChain(original[i]!, correction[i]!, statement);
      }),
      // A failing month is shown as it is: shrinking it settles hundreds of months.
      { numRuns: RUNS, endOnFailure: true, ...(LONG ? {} : { seed: 20261004 }) },
    );
  },
  LONG ? 3_600_000 : 240_000,
);
