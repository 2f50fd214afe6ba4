/** What moves between two months: indexes worked out by hand, and two months of a few devices, settled. */
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../src/classify/model/features.ts';
import { driftText } from '../../src/cli/render/drift.ts';
import type { AgreementDrift } from '../../src/findings/drift/agreement-drift.ts';
import { alarmsOf } from '../../src/findings/drift/alarms.ts';
import { type Drift, findDrift } from '../../src/findings/drift/drift.ts';
import { shiftOf, THRESHOLDS } from '../../src/findings/drift/psi.ts';
import { runOfMonth } from '../../src/runs/month-run.ts';
import { Db } from '../../src/store/db.ts';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';

const ID = 'BBBHA-AAAVP-2026';

describe('population stability index', () => {
  test('of two bins, half and half, then a quarter and three', () => {
    // With half a device more in each bin: p = 0.5, q = 25.5 ÷ 101 and 75.5 ÷ 101;
    // −0.247525 × ln 0.504950 + 0.247525 × ln 1.495050 = 0.169133 + 0.099544.
    // One degree of freedom: (1 − 2/9 + 1.644854 × √(2/9))³ = 3.74670, times 1/100 + 1/100.
    expect(shiftOf([50, 50], [25, 75], THRESHOLDS)).toEqual({ psi: 0.2687, noise: 0.0749, level: 'large' });
  });

  test('chance is no shift, however small the months', () => {
    // The same shares of eight devices each: noise is 3.74670 × 0.25.
    expect(shiftOf([4, 4], [2, 6], THRESHOLDS)).toMatchObject({ noise: 0.9367, level: 'none' });
    expect(shiftOf([500, 500], [500, 500], THRESHOLDS)).toMatchObject({ psi: 0, level: 'none' });
    expect(shiftOf([0, 0], [2, 6], THRESHOLDS)).toEqual({ psi: null, noise: null, level: 'none' });
    // A bin that neither side has anybody in is none.
    expect(shiftOf([50, 0, 50], [25, 0, 75], THRESHOLDS)).toMatchObject({ psi: 0.2687, noise: 0.0749 });
  });

  test('thresholds', () => {
    expect(shiftOf([50, 50], [25, 75], { moderate: 0.2, large: 0.3 }).level).toBe('moderate');
    expect(shiftOf([50, 50], [25, 75], { moderate: 0.3, large: 0.3 }).level).toBe('none');
  });
});

describe('alarms of labels and decisions', () => {
  const nothing: AgreementDrift = {
    ...{ agreement_id: 'A', currency: 'EUR', from_devices: 0, to_devices: 0 },
    ...{ axes: [], labels: [], moved: [] },
  };
  const label = (from_contradicted: number, to_contradicted: number, devices: number) => ({
    ...({
      label: 'declared_apn',
      from_devices: devices,
      from_contradicted,
      to_devices: devices,
      to_contradicted,
    } as const),
  });
  const named = (drift: Partial<AgreementDrift>) =>
    alarmsOf([], [{ ...nothing, ...drift }]).map(({ kind, name, level, value }) => [
      kind,
      name,
      level,
      value,
    ]);

  test('more labels are contradicted than chance gives', () => {
    // From 2 to 10 of 100: by 0.08, of which chance gives 1.96 × √(0.06 × 0.94 × 0.02) = 0.066.
    expect(named({ labels: [label(2, 10, 100)] })).toEqual([['label', 'declared_apn', 'moderate', 0.08]]);
    expect(named({ labels: [label(2, 22, 100)] })).toEqual([['label', 'declared_apn', 'large', 0.2]]);
    // Of ten devices each it may be chance; fewer, or hardly more, is nothing.
    expect(named({ labels: [label(0, 1, 10), label(10, 2, 100), label(20, 60, 1000)] })).toEqual([]);
  });

  test('devices that were charged are there and charged no longer', () => {
    const shift = { psi: 0, noise: 0, level: 'none' } as const;
    const values = [{ value: 'charge', from_devices: 100, to_devices: 70 }];
    const movement = { from_amount: '0', to_amount: '0', reasons: [], from_decision: 'charge' } as const;
    const moved = (lost: number) => [
      { ...movement, to_decision: null, cause: 'gone', devices: 20 } as const,
      { ...movement, to_decision: 'review', cause: 'probability', devices: lost } as const,
    ];
    const axes = [{ axis: 'decision', ...shift, values } as const];
    // 4 of the 80 that are there again.
    expect(named({ axes, moved: moved(4) })).toEqual([['decisions', 'charged_no_longer', 'moderate', 0.05]]);
    expect(named({ axes, moved: moved(8) })).toEqual([['decisions', 'charged_no_longer', 'large', 0.1]]);
    expect(named({ axes, moved: moved(3) })).toEqual([]);
  });
});

describe('two months', () => {
  let world: World;
  let db: Db;
  let runs: string[];
  let drift: Drift;
  const declared = (last: string) => ({
    declared: `{ binding: true, imsi_ranges: ["99901700000000${last}-99901700000000${last}"] }`,
    charges: '{ access: [{ segments: [iot], per: imsi_month, price: "0.35" }] }',
  });
  const runOf = (runId: string) => ({ runId, folder: join(world.data, 'runs', runId) });

  beforeAll(async () => {
    world = new World();
    // 1 is declared in the first month alone, 2 in the second alone, 3 is gone then, 4 appears.
    for (const [month, others, day] of [
      ['09', '3', '02'],
      ['10', '4', '02'],
    ] as const) {
      world.tap(
        { seq: Number(month), available: `2026-${month}-05T12:00:00+02:00` },
        `999017000000002 data 2026-${month}-${day}T10:00:00+02:00 id=${month} up=5 charge=50`,
      );
      world.signaling(
        `2026-${month}-03T10:00:00Z 999017000000001 ULR
         2026-${month}-04T10:00:00Z 99901700000000${others} ULR`,
      );
    }
    world.agreement('a', agreementYaml(declared('1')));
    world.agreement('b', agreementYaml({ ...declared('2'), version: '2', effective: '2026-10-01' }));
    await world.ingest();
    runs = [(await world.settle('2026-09')).runId, (await world.settle('2026-10')).runId];
    db = await Db.open(':memory:');
    drift = await findDrift(db, runOf(runs[0]!), runOf(runs[1]!), {
      thresholds: THRESHOLDS,
      agreement: null,
    });
  });
  afterAll(() => {
    db?.close();
    world.remove();
  });

  test('who came and went, and whose decision is another', () => {
    const [own] = drift.agreements;
    expect(own).toMatchObject({ agreement_id: ID, currency: 'EUR', from_devices: 3, to_devices: 3 });
    expect(own!.moved.map(({ reasons: _, ...row }) => row)).toEqual([
      {
        ...{ from_decision: 'charge', to_decision: 'ignore', cause: 'declared', devices: 1 },
        ...{ from_amount: '0.35', to_amount: '0' },
      },
      // As billed before, and with the fee now.
      {
        ...{ from_decision: 'ignore', to_decision: 'charge', cause: 'declared', devices: 1 },
        ...{ from_amount: '0.05', to_amount: '0.4' },
      },
      {
        ...{ from_decision: 'ignore', to_decision: null, cause: 'gone', devices: 1 },
        ...{ from_amount: '0', to_amount: '0' },
      },
      {
        ...{ from_decision: null, to_decision: 'ignore', cause: 'appeared', devices: 1 },
        ...{ from_amount: '0', to_amount: '0' },
      },
    ]);
  });

  test('shares and labels', () => {
    const [own] = drift.agreements;
    const values = (axis: string) =>
      own!.axes
        .find((one) => one.axis === axis)!
        .values.map(({ value, from_devices, to_devices }) => [value, from_devices, to_devices]);
    expect(values('decision')).toEqual([
      ['charge', 1, 1],
      ['ignore', 2, 2],
    ]);
    // Five bytes are hardly anything.
    expect(values('activity')).toEqual([
      ['low', 1, 1],
      ['silent', 2, 2],
    ]);
    expect(own!.labels).toEqual([
      {
        label: 'declared_imsi_range',
        ...{ from_devices: 1, to_devices: 1 },
        // Whoever is declared is no machine by what it does.
        ...{ from_contradicted: 1, to_contradicted: 1 },
      },
    ]);
  });

  test('every feature of the model, each device in one bin', () => {
    expect(drift.features.map(({ feature }) => feature).sort()).toEqual(
      FEATURES.map(({ name }) => name).sort(),
    );
    for (const { bins, psi } of drift.features) {
      expect(bins.reduce((sum, bin) => sum + bin.from_devices, 0)).toBe(3);
      expect(bins.reduce((sum, bin) => sum + bin.to_devices, 0)).toBe(3);
      expect(psi).not.toBeNull();
    }
    // Three devices are chance.
    expect(drift.alarms.filter(({ kind }) => kind === 'feature')).toEqual([]);
  });

  test('the command: alarms, a file of devices, and refusals', async () => {
    const file = join(world.root, 'moved.csv');
    const args = ['drift', runs[0]!, runs[1]!, '--data', world.data];
    const done = await roamsettleHere([...args, '--strict', '--csv', file, '--json']);
    // The one device that was charged and is there again is charged no longer.
    expect(jsonOf(done)).toMatchObject({ alarms: [{ kind: 'decisions', level: 'large', value: 1 }] });
    expect(done.code).toBe(1);
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').slice(1, 5));
    expect(rows).toEqual([
      ['imsi', 'from_decision', 'to_decision', 'cause'],
      ['999017000000001', 'charge', 'ignore', 'declared'],
      ['999017000000002', 'ignore', 'charge', 'declared'],
    ]);
    const text = await roamsettleHere(args);
    expect(text.code).toBe(0);
    expect(text.stdout).toBe(`${driftText(drift)}\n`);
    expect(text.stdout).not.toMatch(/9990\d{11}/);
    expect((await roamsettleHere([...args, '--csv', file])).stderr).toContain('OUTPUT_EXISTS');
    expect((await roamsettleHere([...args, '--large', '0.05'])).code).toBe(2);
    expect((await roamsettleHere([...args, '--agreement', 'none'])).stderr).toContain('STATEMENT_NOT_FOUND');
  });

  test('by the month: of each the issued run, else the one that was written last', async () => {
    const data = ['--data', world.data];
    const done = await roamsettleHere(['drift', '--period', '2026-10', ...data, '--json']);
    expect(jsonOf(done)).toMatchObject({
      from: { run_id: runs[0], period: '2026-09' },
      to: { run_id: runs[1], period: '2026-10' },
    });
    const counting = (agreement: string | null = null) => runOfMonth(world.data, '2026-10', agreement);
    // The accrual is the newest, and stands for the month only where it is alone.
    expect((await world.settle('2026-10', { accrual: true })).runId).not.toBe(runs[1]);
    expect(counting()).toBe(runs[1]);
    world.rates('2026-10 USD EUR 0.9');
    const again = (await world.settle('2026-10')).runId;
    expect(again).not.toBe(runs[1]);
    const written = (runId: string) => join(world.data, 'runs', runId);
    utimesSync(written(again), 2, 2);
    utimesSync(written(runs[1]!), 1, 1);
    expect(counting()).toBe(again);
    mkdirSync(join(world.data, 'issued'));
    const issue = (run_id: string, corrects: string | null) =>
      writeFileSync(
        join(world.data, 'issued', `${run_id}.json`),
        JSON.stringify({ run_id, period: '2026-10', corrects, statements: [], waived: [], files: {} }),
      );
    issue(runs[1]!, null);
    expect(counting(ID)).toBe(runs[1]);
    issue(again, runs[1]!);
    expect(counting(ID)).toBe(again);
    rmSync(join(world.data, 'issued'), { recursive: true });

    const refused = async (...args: string[]) => (await roamsettleHere(['drift', ...args, ...data])).stderr;
    expect(await refused('--period', '2026-09')).toContain('No run settles 2026-08.');
    expect(await refused('--period', '2026-10', '--agreement', 'none')).toContain(
      'No run settles 2026-09 for agreement none.',
    );
    expect(await refused('--period', '2026-13')).toContain('PERIOD_INVALID');
    for (const args of [[runs[0]!], [runs[0]!, '--period', '2026-10'], [...runs, '--period', '2026-10'], []])
      expect(await refused(...args)).toContain('error USAGE: ');
  });

  test('the other findings of the same run, by their commands', async () => {
    const data = ['--data', world.data];
    const ranges = await roamsettleHere(['ranges', runs[1]!, ...data, '--json']);
    expect(jsonOf(ranges)).toMatchObject({
      period: '2026-10',
      agreements: [{ newly_found: 0, proposals: [] }],
    });
    const yaml = join(world.root, 'declared.yaml');
    expect((await roamsettleHere(['ranges', runs[1]!, ...data, '--yaml', yaml])).code).toBe(0);
    expect(existsSync(yaml)).toBe(true);
    expect((await roamsettleHere(['ranges', runs[1]!, ...data, '--least-share', '2'])).code).toBe(2);
    const blind = await roamsettleHere(['blindspots', runs[1]!, ...data]);
    expect(blind.stdout).toContain('Silent devices: 0 found; from 0 to nobody knows how many.');
    expect((await roamsettleHere(['blindspots', 'ffff', ...data])).code).toBe(1);
  });
});
