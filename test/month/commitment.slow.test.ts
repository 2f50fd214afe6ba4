/** Send-or-pay (rules 10 to 12): a term over three months, a commitment per period, and the bridge. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runTerm } from '../../src/pipeline/term.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type Settled, World } from '../support/month-world.ts';

const ID = 'BBBHA-AAAVP-2026';
const PER_KB =
  '{ usage: [{ service: data, segments: [iot], unit: kB, price: "1.00" }], access: [{ segments: [iot], per: imsi_month, price: "5.00" }] }';

/** Months are settled a dozen times here, on a machine that may be busy. */
const SLOW = 300_000;

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

/** `kB` of one declared machine in the month, in a file of its own. */
function month(number: number, kB: number, to = world): void {
  const name = `2026-${String(number).padStart(2, '0')}`;
  to.tap(
    { seq: number, available: `${name}-28T12:00:00+02:00` },
    `999017000000001 data ${name}-20T10:00:00+02:00 id=${number} up=${kB * 1024} charge=1000`,
  );
}

const stepsOf = (run: Settled) =>
  Object.fromEntries(run.statement().bridge.map(({ step, amount_exact }) => [step, amount_exact]));
const shortfall = (run: Settled) => run.statement().lines.filter((line) => line.kind === 'commitment');

describe('per term', () => {
  const TERM = {
    term: '{ from: 2026-08-15, until: 2026-11-01 }',
    charges: PER_KB,
  };

  // Usage of 10, 20 and 30 kB at 1.00 and three fees of 5.00: the usage alone adds up to 60.
  test('is information before the last month, and there a line over the issued months', async () => {
    month(8, 10);
    month(9, 20);
    month(10, 30);
    await world.ingest();
    world.agreement(
      'a',
      agreementYaml({ ...TERM, commitment: '{ amount: "100.00", counts: [usage], per: term }' }),
    );

    const alone = await world.settle('2026-09');
    expect(alone.statement()).toMatchObject({
      totals: { commitment: '0.00', net: '25.00' },
      commitment: {
        amount: '100.00',
        due: false,
        counted: '20.00',
        remaining: '80.00',
        counted_runs: [],
        missing_periods: ['2026-08'],
      },
    });
    const refused = world.settle('2026-10');
    await expect(refused).rejects.toMatchObject({
      code: 'COUNTED_MISSING',
      detail: `Missing are ${ID} in 2026-08, ${ID} in 2026-09.`,
    });

    const first = await issueMonth(world, '2026-08');
    // What is counted belongs to the inputs: another run id.
    const second = await issueMonth(world, '2026-09');
    expect(second.runId).not.toBe(alone.runId);
    expect(second.statement().commitment).toMatchObject({
      counted: '30.00',
      remaining: '70.00',
      counted_runs: [{ period: '2026-08', run_id: first.runId }],
      missing_periods: [],
    });

    const last = await world.settle('2026-10');
    expect(last.statement().commitment).toMatchObject({ due: true, counted: '60.00', remaining: '40.00' });
    expect(shortfall(last)).toMatchObject([
      {
        line_id: 'v1-commitment',
        charge_ref: 'commitment',
        service: null,
        segments: [],
        refers_to: null,
        amount_exact: '40',
        amount: '40.00',
      },
    ]);
    // 30 usage + 5 fee + 40. volume_only has no fee, and the same usage: 30 + 40.
    expect(last.statement().totals).toMatchObject({ commitment: '40.00', net: '75.00', gross: '75.00' });
    expect(last.statement().baselines[1]).toMatchObject({
      name: 'volume_only',
      amount_exact: '70',
      amount: '70.00',
    });
    expect(stepsOf(last)).toMatchObject({
      volume_only: '70',
      'access_fees:iot': '5',
      commitment: '0',
      rounding: '0',
      net: '75',
    });
    const inputs = (last.json('run.json') as { inputs: { counted: object[] } }).inputs;
    expect(inputs.counted).toEqual([
      { agreement_id: ID, period: '2026-08', run_id: first.runId },
      { agreement_id: ID, period: '2026-09', run_id: second.runId },
    ]);
  });

  describe('over months of 15.00 each', () => {
    const yaml = (amount: string) =>
      agreementYaml({ ...TERM, commitment: `{ amount: "${amount}", counts: [usage, access], per: term }` });
    let issued: World;
    let counted: readonly string[];
    beforeAll(async () => {
      issued = new World();
      for (const number of [8, 9, 10]) month(number, 10, issued);
      await issued.ingest();
      issued.agreement('a', yaml('50.00'));
      const first = await issued.settle('2026-08');
      const second = await issued.settle('2026-09', { counted: [first.runId] });
      counted = [second.runId.slice(0, 10), first.runId];
    });
    afterAll(() => issued.remove());

    test('counts the runs that are named, and refuses those that count nothing', async () => {
      // Three times 10 + 5, against 50: 5 are short. volume_only counts 30 of the earlier months and its own 10: 10 short.
      const last = await issued.settle('2026-10', { counted });
      expect(shortfall(last).map(({ amount }) => amount)).toEqual(['5.00']);
      expect(stepsOf(last)).toMatchObject({
        volume_only: '20',
        'access_fees:iot': '5',
        commitment: '-5',
        net: '20',
      });
      expect((await issued.settle('2026-10', { counted: [...counted].reverse() })).runId).toBe(last.runId);

      const first = counted[1]!;
      await expect(issued.settle('2026-08', { counted: [first] })).rejects.toMatchObject({
        code: 'COUNTED_INVALID',
        detail: `No agreement of the call counts run ${first.slice(0, 12)} of 2026-08.`,
      });
      await expect(issued.settle('2026-10', { counted: ['f'.repeat(64)] })).rejects.toMatchObject({
        code: 'RUN_NOT_FOUND',
      });
      // The same months twice.
      issued.agreement('a', yaml('44.99'));
      const twin = await issued.settle('2026-08');
      await expect(issued.settle('2026-10', { counted: [...counted, twin.runId] })).rejects.toMatchObject({
        code: 'COUNTED_INVALID',
        detail: `Two runs are named for ${ID} in 2026-08.`,
      });
    });

    // The runs that are counted are the same: they are of an agreement, whatever it committed to.
    test.each([
      ['45.00', []],
      ['44.99', []],
      ['45.01', ['0.01']],
      // More decimals than the statement: the line is rounded once.
      ['45.014', ['0.01']],
    ])('of %s, met, exceeded or missed by a cent', async (amount, lines) => {
      issued.agreement('a', yaml(amount));
      const last = await issued.settle('2026-10', { counted });
      expect(shortfall(last).map((line) => line.amount)).toEqual(lines);
    });
  });
});

test('per period: each month by itself, tax on top, and the baseline has a shortfall of its own', async () => {
  month(10, 10);
  await world.ingest();
  world.agreement(
    'a',
    agreementYaml({
      charges: PER_KB,
      tax: '{ rate: "0.10" }',
      commitment: '{ amount: "100.00", counts: [usage, access], per: period }',
    }),
  );
  const run = await world.settle();
  // 10 + 5 are counted, 85 are short: net 100, whatever the fee. volume_only: 10, and 90 short.
  expect(run.statement()).toMatchObject({
    totals: {
      usage: '10.00',
      access: '5.00',
      commitment: '85.00',
      net: '100.00',
      tax: '10.00',
      gross: '110.00',
    },
    commitment: {
      per: 'period',
      due: true,
      counted: '15.00',
      remaining: '85.00',
      counted_runs: [],
      missing_periods: [],
    },
  });
  expect(stepsOf(run)).toMatchObject({
    volume_only: '100',
    'access_fees:iot': '5',
    commitment: '-5',
    adjustment: '0',
    net: '100',
  });
  expect(run.statement().uplift).toMatchObject({ before: '10', after: '15' });
  // No device has a share in it.
  expect(run.devices().map((row) => [row.usage_amount, row.access_amount])).toEqual([['10.00', '5.00']]);
});

test(
  'a month corrected after the last one was settled: what counts is the whole month as rated last',
  async () => {
    const terms = agreementYaml({
      term: '{ from: 2026-09-01, until: 2026-11-01 }',
      charges: PER_KB,
      commitment: '{ amount: "100.00", counts: [usage], per: term }',
    });
    month(9, 20);
    month(10, 30);
    await world.ingest();
    world.agreement('a', terms);
    const first = await issueMonth(world, '2026-09');
    const last = await world.settle('2026-10');
    expect(shortfall(last).map(({ amount }) => amount)).toEqual(['50.00']);
    const waive = (last.json('run.json') as { close: { id: string }[] }).close
      .map(({ id }) => `- { id: "${id}", reason: no feed }\n`)
      .join('');
    const stale = await world.settle('2026-10', { waive });

    world.tap(
      { seq: 19, available: '2026-09-29T12:00:00+02:00' },
      '999017000000002 data 2026-09-20T10:00:00+02:00 id=19 up=7168 charge=1000',
    );
    await world.ingest();
    const corrected = await issueMonth(world, '2026-09', { corrects: first.runId });
    expect(corrected.statement()).toMatchObject({
      totals: { usage: '27.00', access: '10.00', adjustment: '-25.00', net: '12.00' },
      commitment: { counted: '27.00', remaining: '73.00' },
    });
    await expect(issueRun(world.data, stale.runId)).rejects.toMatchObject({
      code: 'RUN_STALE',
      detail: `The last issued run of ${ID} in 2026-09 is ${corrected.runId.slice(0, 12)} now.`,
    });
    // 100 − 27 − 30.
    const again = await issueMonth(world, '2026-10');
    expect(shortfall(again).map(({ amount }) => amount)).toEqual(['43.00']);

    // The last month corrected too: its shortfall is worked out again, and the issued one taken back.
    world.tap(
      { seq: 20, available: '2026-10-29T12:00:00+01:00' },
      '999017000000001 data 2026-10-21T10:00:00+02:00 id=20 up=10240 charge=1000',
    );
    await world.ingest();
    const final = await world.settle('2026-10', { corrects: again.runId });
    expect(final.statement().lines.map(({ line_id, amount }) => `${line_id} ${amount}`)).toEqual([
      'v1-usage-0 40.00',
      'v1-access-0 5.00',
      'v1-commitment 33.00',
      'adj-v1-usage-0 -30.00',
      'adj-v1-access-0 -5.00',
      'adj-v1-commitment -43.00',
    ]);
    expect(final.statement().totals).toMatchObject({
      commitment: '33.00',
      adjustment: '-78.00',
      net: '0.00',
    });
    // volume_only is short of 100 − 27 − 40 too.
    expect(stepsOf(final)).toMatchObject({ volume_only: '73', commitment: '0', adjustment: '-78', net: '0' });
    await world.settle('2026-10', { corrects: again.runId, check: true });

    // The term of what is issued: 27 + 10 with its correction, and 30 + 5 + 43. The months counted each other as they are.
    const agreements = join(world.data, '..', 'agreements');
    const term = await runTerm(world.data, { period: '2026-09..2026-10', agreements });
    expect(term.statements).toMatchObject([
      {
        months: [
          { period: '2026-09', run_id: corrected.runId, corrections: 1, net: '37.00' },
          { period: '2026-10', run_id: again.runId, corrections: 0, net: '78.00' },
        ],
        true_up: [],
        settled: { net: '115.00' },
        open: { net: '0.00' },
        total: { net: '115.00', gross: '115.00' },
      },
    ]);
  },
  SLOW,
);
