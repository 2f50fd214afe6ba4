/** Corrections: the whole period again, less what was issued line by line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { add, parseDecimal, toExactText, ZERO } from '../../src/domain/fraction.ts';
import type { Statement } from '../../src/domain/statement.ts';
import { writeReport } from '../../src/report/write.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type Settled, World } from '../support/month-world.ts';

const ID = 'BBBHA-AAAVP-2026';
const MACHINE = '999017000000001';
const TIERS =
  '{ usage: [{ service: data, segments: [iot], unit: kB, model: graduated, tiers: [{ from: 0, price: "0.33" }, { from: 15, price: "0.21" }] }] }';

/** Months are settled a dozen times here, on a machine that may be busy. */
const SLOW = 300_000;

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

let files = 0;
/** A file of one record of the machine. */
async function arrives(
  kB: number,
  charge: number,
  more: { currency?: string; imsi?: string } = {},
): Promise<void> {
  const { imsi = MACHINE, ...file } = more;
  files++;
  world.tap(
    { seq: files, available: '2026-10-20T12:00:00+02:00', ...file },
    `${imsi} data 2026-10-05T10:00:00+02:00 id=${files} up=${kB * 1024} charge=${charge}`,
  );
  await world.ingest();
}
beforeEach(() => {
  files = 0;
});

const linesOf = (run: Settled) =>
  run
    .statement()
    .lines.map(({ line_id, kind, amount, refers_to }) =>
      [
        line_id,
        kind,
        amount,
        refers_to === null ? '' : `${refers_to.run_id.slice(0, 8)} ${refers_to.line_id}`,
      ].join(' | '),
    );
const short = (run: Settled) => run.runId.slice(0, 8);
const stepsOf = (run: Settled) =>
  Object.fromEntries(run.statement().bridge.map(({ step, amount_exact }) => [step, amount_exact]));
const sum = (runs: readonly Settled[], name: keyof Statement['totals']) =>
  toExactText(runs.map((run) => parseDecimal(run.statement().totals[name])).reduce(add, ZERO));

describe('late files', () => {
  const terms = {
    ...{ charges: TIERS, tax: '{ rate: "0.05" }', settlement: '{ method: net_of_tap }' },
    invoice: '{ number_prefix: "A/" }',
  };

  test(
    'are rated with the whole period, and the issued lines taken back, twice',
    async () => {
      world.agreement('a', agreementYaml(terms));
      await arrives(10, 1000);
      const original = await issueMonth(world, '2026-10');
      // 10 × 0.33; tax 0.165 → 0.17; less 1.00 by TAP.
      expect(original.statement()).toMatchObject({
        corrects: null,
        invoice: { number: `A/${ID}-2026-10-1` },
        totals: {
          usage: '3.30',
          net: '3.30',
          tax: '0.17',
          gross: '3.47',
          tap_invoiced: '1.00',
          payable: '2.47',
        },
      });

      await arrives(10, 500);
      const first = await issueMonth(world, '2026-10', { corrects: original.runId });
      // 20 kB: 15 × 0.33 + 5 × 0.21 = 6.00, and not 10 × 0.21 more. Tax 0.30 on the whole, less 0.17 issued; on the change
      // alone it would be 0.135 → 0.14.
      expect(linesOf(first)).toEqual([
        'v1-usage-0 | usage | 6.00 | ',
        `adj-v1-usage-0 | adjustment | -3.30 | ${short(original)} v1-usage-0`,
      ]);
      expect(first.statement()).toMatchObject({
        corrects: original.runId,
        totals: {
          usage: '6.00',
          adjustment: '-3.30',
          net: '2.70',
          tax: '0.13',
          gross: '2.83',
          tap_invoiced: '0.50',
          payable: '2.33',
        },
      });
      expect(first.statement().baselines.map(({ amount }) => amount)).toEqual(['1.50', '6.00']);
      expect(stepsOf(first)).toMatchObject({
        volume_only: '6',
        adjustment: '-3.3',
        rounding: '0',
        net: '2.7',
      });
      expect(first.device(MACHINE)).toMatchObject({ usage_amount: '6.00', tap_amount: '1.50' });
      expect(first.statement().lines[1]).toMatchObject({
        quantity: -10240,
        segments: [],
        charge_ref: 'charges.usage[0]',
      });

      await arrives(1, 0);
      const second = await issueMonth(world, '2026-10', { corrects: first.runId });
      // 21 kB: 6.21; tax 0.3105 → 0.31. Only what the first correction holds of the period is taken back.
      expect(linesOf(second)).toEqual([
        'v1-usage-0 | usage | 6.21 | ',
        `adj-v1-usage-0 | adjustment | -6.00 | ${short(first)} v1-usage-0`,
      ]);
      expect(second.statement().totals).toMatchObject({
        net: '0.21',
        tax: '0.01',
        tap_invoiced: '0.00',
        payable: '0.22',
      });
      // A report checks that every part adds up before it writes.
      const out = join(world.data, 'report');
      await writeReport(join(world.data, 'runs', first.runId), out, ['json', 'csv', 'html', 'parquet'], {
        issued: true,
      });
      const csv = readFileSync(join(out, 'lines.csv'), 'utf8').split('\n');
      expect(csv.find((row) => row.includes('adj-v1-usage-0'))).toContain(`,${original.runId},v1-usage-0`);
      // A chain adds up to the period as it was rated last: 6.21 + 0.31 − 1.50.
      const chain = [original, first, second];
      expect(['net', 'tax', 'tap_invoiced', 'payable'].map((name) => sum(chain, name as 'net'))).toEqual([
        '6.21',
        '0.31',
        '1.5',
        '5.02',
      ]);
    },
    SLOW,
  );

  test('nothing new is a statement of nothing', async () => {
    world.agreement('a', agreementYaml(terms));
    await arrives(10, 1000);
    const original = await issueMonth(world, '2026-10');
    const again = await world.settle('2026-10', { corrects: original.runId });
    expect(again.runId).not.toBe(original.runId);
    expect(again.statement().totals).toMatchObject({
      net: '0.00',
      tax: '0.00',
      tap_invoiced: '0.00',
      payable: '0.00',
    });
  });
});

test('a line that is gone is taken back, and a new one stands alone', async () => {
  const access = 'access: [{ segments: [iot], per: imsi_month, price: "5.00" }]';
  world.agreement(
    'a',
    agreementYaml({
      charges: `{ usage: [{ service: data, segments: [iot], unit: kB, price: "1.00" }], ${access} }`,
    }),
  );
  await arrives(10, 1234);
  const original = await issueMonth(world, '2026-10');
  world.agreement('a', agreementYaml({ charges: `{ ${access} }` }));
  const run = await world.settle('2026-10', { corrects: original.runId });
  expect(linesOf(run)).toEqual([
    'v1-access-0 | access | 5.00 | ',
    'v1-uncovered-data | as_billed | 1.23 | ',
    `adj-v1-usage-0 | adjustment | -10.00 | ${short(original)} v1-usage-0`,
    `adj-v1-access-0 | adjustment | -5.00 | ${short(original)} v1-access-0`,
  ]);
  // 5 + 1.234 − 15; the line's 1.23 is 0.004 less than its exact amount.
  expect(stepsOf(run)).toMatchObject({ adjustment: '-15', rounding: '-0.004', net: '-8.77' });
  expect(run.statement().totals).toMatchObject({
    access: '5.00',
    as_billed: '1.23',
    adjustment: '-15.00',
    net: '-8.77',
  });
});

test('the original’s rate stays, whatever the file says now; a currency that is new takes the file’s', async () => {
  world.agreement('a', agreementYaml());
  await arrives(1, 100_000, { currency: 'USD', imsi: '999010000000001' });
  world.rates('2026-10 USD EUR 0.9');
  const original = await issueMonth(world, '2026-10');
  expect(original.statement().totals.net).toBe('90.00');
  await arrives(1, 10_000, { currency: 'XDR', imsi: '999010000000001' });
  await arrives(1, 10_000, { currency: 'USD', imsi: '999010000000001' });
  world.rates('2026-10 USD EUR 0.5\n2026-10 XDR EUR 1.25');
  const run = await world.settle('2026-10', { corrects: original.runId });
  // 110 × 0.9 + 10 × 1.25 = 111.50.
  expect(run.statement().totals).toMatchObject({ as_billed: '111.50', net: '21.50', tap_invoiced: '21.50' });
  expect(run.statement().lines[0]!.rates.map(({ from, value }) => `${from} ${value}`)).toEqual([
    'USD 0.9',
    'XDR 1.25',
  ]);
  world.rates('2026-10 XDR EUR 1.25');
  expect((await world.settle('2026-10', { corrects: original.runId })).statement().totals.net).toBe('21.50');
});

describe('a run is corrected', () => {
  /** The month issued once: each test goes on in a copy. */
  let made: World;
  let original: Settled;
  beforeAll(async () => {
    made = world = new World();
    files = 0;
    world.agreement('a', agreementYaml({ charges: TIERS }));
    await arrives(10, 1000);
    const draft = await world.settle();
    await expect(corrects(draft)).rejects.toMatchObject(invalid('It is not issued.'));
    original = await issueMonth(world, '2026-10');
  });
  afterAll(() => made.remove());
  beforeEach(() => {
    world.remove();
    world = made.copy();
    files = 1;
  });
  const invalid = (detail: string) => ({ code: 'CORRECTS_INVALID', detail });
  const corrects = (run: Settled, period = '2026-10') =>
    world.settle(period, { corrects: run.runId.slice(0, 12) });

  test('only once it is issued, in its own month, currency and method', async () => {
    await expect(corrects(original, '2026-11')).rejects.toMatchObject(
      invalid('It settles 2026-10, not 2026-11.'),
    );
    world.agreement('a', agreementYaml({ charges: TIERS, settlement: '{ method: net_of_tap }' }));
    await expect(corrects(original)).rejects.toMatchObject(invalid(`${ID} was issued replaces_tap.`));
    world.agreement('a', agreementYaml({ charges: TIERS, currency: 'USD' }));
    await expect(corrects(original)).rejects.toMatchObject(invalid(`${ID} was issued in EUR.`));
    world.agreement('a', agreementYaml({ charges: TIERS, rounding: '{ decimals: 1 }' }));
    await expect(corrects(original)).rejects.toMatchObject(invalid(`${ID} was issued with 2 decimals.`));
    world.agreement('a', agreementYaml({ charges: TIERS }));
    world.agreement(
      'b',
      agreementYaml({ id: 'CCC', home: '{ name: C, tadigs: [CCCXX], plmns: ["99903"] }' }),
    );
    await expect(corrects(original)).rejects.toMatchObject(
      invalid('CCC in 2026-10 is not issued yet: settle it apart.'),
    );
  });

  test('only while it is the last of its month', async () => {
    const rival = await corrects(original);
    await arrives(5, 1000);
    const first = await issueMonth(world, '2026-10', { corrects: original.runId });
    await expect(corrects(original)).rejects.toMatchObject(
      invalid(`${ID} in 2026-10 was last issued by run ${first.runId.slice(0, 12)}: settle it apart.`),
    );
    const open = (rival.json('run.json') as { close: { id: string }[] }).close;
    expect(open.length).toBeGreaterThan(0);
    const stored = JSON.parse(readFileSync(join(world.data, 'issued', `${first.runId}.json`), 'utf8'));
    expect(stored).toMatchObject({ corrects: original.runId, statements: [{ agreement_id: ID, number: 2 }] });
  });

  test('by one run alone: a second that was settled before is stale', async () => {
    const open = await corrects(original);
    const waive = (open.json('run.json') as { close: { id: string }[] }).close
      .map(({ id }) => `- { id: "${id}", reason: other words }\n`)
      .join('');
    const rival = await world.settle('2026-10', { corrects: original.runId, waive });
    const first = await issueMonth(world, '2026-10', { corrects: original.runId });
    await expect(issueRun(world.data, rival.runId)).rejects.toMatchObject({
      code: 'RUN_STALE',
      detail: `The last issued run of ${ID} in 2026-10 is ${first.runId.slice(0, 12)} now.`,
    });
  });

  test('only as it was issued', async () => {
    const path = join(world.data, 'runs', original.runId, `statement-${ID}.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"3.30"', '"3.31"'));
    await expect(corrects(original)).rejects.toMatchObject({
      code: 'ISSUED_CHANGED',
      place: { file: `statement-${ID}.json` },
    });
  });
});
