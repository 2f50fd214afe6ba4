/**
 * What-if: two months of one world, settled under candidates side by side. Nothing of a run is stored, and where features
 * are the same the period stores of the settlement serve.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderSimulation } from '../../src/cli/render/simulation.ts';
import { runSimulate, type SimulateRequest } from '../../src/pipeline/simulate.ts';
import { simulationJson } from '../../src/pipeline/simulation-json.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { type Settled, World } from '../support/month-world.ts';

const world = new World();
const candidates = mkdtempSync(join(tmpdir(), 'roamsettle-simulate-'));
const ID = 'BBBHA-AAAVP-2026';
const REAL = {
  charges:
    '{ usage: [{ service: data, segments: [iot], unit: kB, price: "1.00" }], access: [{ segments: [iot], per: imsi_month, price: "5.00" }] }',
};
let october: Settled;
let before: string[];

/** A candidate file of the terms of the real agreement, changed. */
function candidate(name: string, changes: Readonly<Record<string, string>>): string {
  const path = join(candidates, name);
  writeFileSync(path, agreementYaml({ ...REAL, ...changes }));
  return path;
}

const simulate = (request: Partial<SimulateRequest> & Pick<SimulateRequest, 'candidates'>) =>
  runSimulate(
    { data: world.data, workers: 1, memory: '1GB' },
    {
      period: '2026-09..2026-10',
      among: null,
      tacs: null,
      rates: null,
      lists: null,
      extendTerm: false,
      breakEven: null,
      target: 'tap_as_billed',
      ...request,
    },
  );
const stored = () => ['runs', 'periods'].flatMap((folder) => readdirSync(join(world.data, folder)).sort());

beforeAll(async () => {
  // September: one machine with 10 kB on 3 days. October: it with 4 kB on 1 day, another with 2 kB on 2 days.
  world.tap(
    { seq: 1, available: '2026-09-28T12:00:00+02:00', currency: 'EUR', decimals: 2 },
    `999017000000001 data 2026-09-20T10:00:00+02:00 id=1 up=8192 charge=1000
     999017000000001 data 2026-09-21T10:00:00+02:00 id=2 up=1024 charge=100
     999017000000001 data 2026-09-22T10:00:00+02:00 id=3 up=1024 charge=100`,
  );
  world.tap(
    { seq: 2, available: '2026-10-28T12:00:00+01:00', currency: 'EUR', decimals: 2 },
    `999017000000001 data 2026-10-20T10:00:00+02:00 id=4 up=4096 charge=2000
     999017000000002 data 2026-10-20T10:00:00+02:00 id=5 up=1024 charge=500
     999017000000002 data 2026-10-21T10:00:00+02:00 id=6 up=1024 charge=500`,
  );
  await world.ingest();
  world.agreement('a', agreementYaml(REAL));
  await world.settle('2026-09');
  october = await world.settle('2026-10');
  before = stored();
});
afterAll(() => {
  world.remove();
  rmSync(candidates, { recursive: true, force: true });
});

test('the agreement as it is gives the statement as it is; another stands beside it', async () => {
  const same = candidate('same.yaml', {});
  // 2.00 a kB, and 7.00 for a month of each IMSI.
  const dear = candidate('dear.yaml', {
    version: '9',
    charges: REAL.charges.replace('1.00', '2.00').replace('5.00', '7.00'),
  });
  const simulation = await simulate({ candidates: [same, dear] });
  const [first] = simulation.agreements;
  const { lines, totals, bridge, uplift, devices } = october.statement();
  expect(first!.statements[1]).toMatchObject({ lines, totals, bridge, uplift, devices });
  const figures = (charged: number, usage: string, access: string, net: string, tap: string) =>
    expect.objectContaining({
      devices_charged: charged,
      usage,
      access,
      net,
      payable: net,
      tap_as_billed: tap,
    });
  expect(simulationJson(simulation).candidates).toMatchObject([
    {
      candidate: 'same.yaml',
      agreement: { id: ID, version: 1 },
      months: [figures(1, '10.00', '5.00', '15.00', '12.00'), figures(2, '6.00', '10.00', '16.00', '30.00')],
      // TAP (12 + 30) was settled at 10 + 6 by volume alone: 31 against 16 is 93.75 % more.
      totals: { device_months: 3, net: '31.00', tap_as_billed: '42.00', uplift_percent: '93.75' },
    },
    {
      candidate: 'dear.yaml',
      agreement: { id: ID, version: 9 },
      months: [figures(1, '20.00', '7.00', '27.00', '12.00'), figures(2, '12.00', '14.00', '26.00', '30.00')],
      totals: { net: '53.00' },
    },
  ]);
  const shown = renderSimulation(simulation, false).split('\n');
  expect(shown.find((line) => line.startsWith('all') && line.includes('dear.yaml'))).toMatch(
    /3 +32\.00 +21\.00 +0\.00 +0\.00 +53\.00 +53\.00 +65\.63$/,
  );
  // No run, and no store beside those of the settlement.
  expect(stored()).toEqual(before);
});

test('features of its own go into a folder of their own, and the term is extended where asked', async () => {
  // Records rounded up to 8 kB: 8 + 8 + 8, and 8 + 8 + 8.
  const rounded = candidate('rounded.yaml', {
    term: '{ from: 2027-01-01, until: 2028-01-01 }',
    charges: REAL.charges.replace('unit: kB,', 'unit: kB, round_up_bytes: 8192,'),
  });
  await expect(simulate({ candidates: [rounded] })).rejects.toMatchObject({
    code: 'AGREEMENT_NONE',
    detail: 'The period is 2026-09.',
  });
  const { agreements } = await simulate({ candidates: [rounded], extendTerm: true });
  expect(agreements[0]!.statements.map(({ totals }) => totals.net)).toEqual(['29.00', '34.00']);
  expect(stored().filter((name) => name !== 'what-if')).toEqual(before);
  expect(
    readdirSync(join(world.data, 'periods/what-if')).filter((name) => name.endsWith('.duckdb')),
  ).toHaveLength(2);
});

test('a term commitment counts the simulated months, not the settled ones', async () => {
  const committed = candidate('committed.yaml', {
    term: '{ from: 2026-09-01, until: 2026-11-01 }',
    commitment: '{ amount: "40.00", counts: [usage, access], per: term }',
  });
  const { agreements } = await simulate({ candidates: [committed] });
  // 15 and 16 of 40: 9 are short.
  expect(agreements[0]!.statements.map(({ totals }) => [totals.commitment, totals.net])).toEqual([
    ['0.00', '15.00'],
    ['9.00', '25.00'],
  ]);
  await expect(simulate({ candidates: [committed], period: '2026-10' })).rejects.toMatchObject({
    code: 'COUNTED_MISSING',
  });
});

test('the fee that brings in what TAP billed, and what another candidate does', async () => {
  const same = candidate('same.yaml', {});
  const { breakEven } = await simulate({ candidates: [same], breakEven: 'charges.access[0]' });
  // 12 = 10 + fee; 30 = 6 + 2 × fee; 42 = 16 + 3 × fee.
  expect(breakEven.map(({ period, exact, above }) => [period, exact, above])).toEqual([
    ['2026-09', '2', { price: '2.000000', net: '12.00' }],
    ['2026-10', '12', { price: '12.000000', net: '30.00' }],
    [null, '26/3', { price: '8.666667', net: '42.00' }],
  ]);
  // 0.03 a day, at most 0.05 for an IMSI: 0.05, then 0.03 + 0.05.
  const days = candidate('days.yaml', {
    charges:
      '{ usage: [{ service: data, segments: [iot], unit: kB, price: "1.00" }], access: [{ segments: [iot], per: imsi_day, price: "0.03", cap_per_month: "0.05" }] }',
  });
  const capped = await simulate({
    candidates: [days],
    breakEven: 'charges.access[0]',
    target: candidate('target.yaml', { charges: REAL.charges.replace('5.00', '0.04') }),
  });
  expect(capped.agreements.map(({ candidate: name }) => name)).toEqual(['days.yaml', 'target.yaml']);
  // Targets 10.04 and 6.08. September: 3 days make 0.035 from 0.011667 on, which rounds to 0.04. October: a day and two days make
  // 0.075, which rounds to 0.08, from 0.025 on. Together 0.12: at 0.025 it is 0.05 + 0.08; 0.05 + 0.07 is 0.021667 and 3 of it.
  expect(
    capped.breakEven.map(({ period, exact, below, above }) => [period, exact, below?.net, above?.price]),
  ).toEqual([
    ['2026-09', null, '10.03', '0.011667'],
    ['2026-10', null, '6.07', '0.025000'],
    [null, null, '16.11', '0.021667'],
  ]);
  const high = await simulate({
    candidates: [days],
    period: '2026-10',
    breakEven: 'charges.access[0]',
    target: '6.11',
  });
  expect(high.breakEven).toMatchObject([{ period: null, found: 'never_reached', exact: null }]);
  expect(renderSimulation(high, false)).toContain('none: net stays below the target');
});

test('versions of a candidate hold inside a month', async () => {
  const folder = join(candidates, 'versions');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.yaml'), agreementYaml(REAL));
  writeFileSync(
    join(folder, 'b.yaml'),
    agreementYaml({
      ...{ version: '2', effective: '2026-10-21' },
      charges: REAL.charges.replace('1.00', '3.00').replace('5.00', '7.00'),
    }),
  );
  const { agreements } = await simulate({ candidates: [folder] });
  expect(agreements.map(({ agreement }) => agreement.version)).toEqual([2]);
  // October: 4 + 1 kB on the 20th at 1.00 and 1 kB on the 21st at 3.00; both machines were first seen on the 20th: 2 fees of 5.00.
  expect(agreements[0]!.statements.map(({ totals }) => [totals.usage, totals.access])).toEqual([
    ['10.00', '5.00'],
    ['8.00', '10.00'],
  ]);
  expect(agreements[0]!.statements[1]!.lines.map(({ line_id, amount }) => [line_id, amount])).toEqual([
    ['v1-usage-0', '5.00'],
    ['v1-access-0', '10.00'],
    ['v2-usage-0', '3.00'],
    ['v2-access-0', '0.00'],
  ]);
  await expect(simulate({ candidates: [folder], breakEven: 'charges.access[0]' })).rejects.toMatchObject({
    code: 'USAGE',
    detail: '--break-even: versions has several agreements or versions.',
  });
});

test('lists say of devices what they say to a settlement', async () => {
  const lists = join(candidates, 'lists.csv');
  writeFileSync(
    lists,
    `agreement_id,imsi,verdict,from_period,until_period,reason,source\n${ID},999017000000002,ignore,2026-01,,a test,reviewer\n`,
  );
  const same = candidate('same.yaml', {});
  const { agreements } = await simulate({ candidates: [same], lists, period: '2026-10' });
  expect(agreements[0]!.statements[0]!.totals.access).toBe('5.00');
});

test('a candidate among the others leaves them what is theirs', async () => {
  // The second machine is of an operator inside the network of the first.
  const others = join(candidates, 'others');
  mkdirSync(others);
  writeFileSync(
    join(others, 'inside.yaml'),
    agreementYaml({
      id: 'INSIDE',
      home: '{ name: INS, tadigs: [INSHA], plmns: [], imsi_ranges: ["999017000000002-999017000000002"] }',
      ...REAL,
    }),
  );
  const same = candidate('same.yaml', {});
  writeFileSync(join(others, 'old.yaml'), agreementYaml(REAL));
  const { agreements } = await simulate({ candidates: [same], among: others, period: '2026-10' });
  expect(agreements.map(({ agreement }) => agreement.id)).toEqual([ID]);
  // Its TAP records stay with the recipient they were sent to, its own owner is reported.
  expect(agreements[0]!.statements[0]!.notes.join(' ')).toContain('carry an IMSI that another network');
});

test.each([
  ['charges.access[1]', 'same.yaml: There is no such entry; write it like charges.access[0].'],
  ['charges.access[0].tiers[0]', 'same.yaml: charges.access[0] has one price and no tiers.'],
])('no price at %s', async (breakEven, detail) => {
  const same = candidate('same.yaml', {});
  await expect(simulate({ candidates: [same], breakEven })).rejects.toMatchObject({ code: 'USAGE', detail });
});
