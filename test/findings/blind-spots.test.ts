/** What an outage may hide: a month made by hand, whose devices and fees the test works out itself, and one that is settled. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blindSpotsText, feedLines } from '../../src/cli/render/blind-spots.ts';
import { dayOfDate } from '../../src/domain/period.ts';
import { BLIND_RULES, type BlindSpots, findBlindSpots } from '../../src/findings/blind/blind-spots.ts';
import { missedDays } from '../../src/findings/blind/days.ts';
import { falselySilent } from '../../src/findings/blind/false-silence.ts';
import { hiddenBy } from '../../src/findings/blind/hidden.ts';
import { type AgreementCoverage, readKeptCoverage } from '../../src/runs/coverage.ts';
import { Db } from '../../src/store/db.ts';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';
import { agreementYaml, FOUR_SEGMENTS } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { type HandDevice, handRun } from './hand-run.ts';

const ID = 'BBBHA-AAAVP-2026';
const YAML = agreementYaml({
  period: '{ basis: start_local, time_zone: UTC }',
  segments: FOUR_SEGMENTS,
  charges: `{ access: [
    { segments: [permanent], per: imsi_month, price: "0.35" },
    { segments: [silent], per: imsi_month, price: "0.25" },
    { segments: [other], per: imsi_day, price: "0.01" }] }`,
});

const DAYS = 31;
/** The same count on every day of October but some. */
const daily = (count: number, others: Readonly<Record<number, number>>) =>
  Array.from({ length: DAYS }, (_, i) => others[i + 1] ?? count);
const COVERAGE: AgreementCoverage = {
  agreement_id: ID,
  from: '2026-10-01',
  events: {
    gtp: daily(50, { 10: 0 }),
    // 24 is less than a quarter of 100, 25 is not.
    s6a: daily(100, { 10: 0, 20: 24, 21: 25 }),
    vlr: daily(0, { 7: 30, 14: 30, 28: 30 }),
  },
  // Nothing from the thirtieth on.
  tap: daily(1, { 30: 0, 31: 0 }),
  tap_files: 9,
};
const STATEMENT = {
  completeness: {
    sequence_gaps: [{ sender: 'AAAVP', recipient: 'BBBHA', missing: ['00012'] }],
    quarantined: [],
  },
};

/** On the days of October from `first` to `last`, half an hour after their beginning and before their end. */
const seen = (first: number, last: number) => ({
  first_ms: Date.UTC(2026, 9, first, 0, 30),
  last_ms: Date.UTC(2026, 9, last, 23, 30),
});
const CHARGED = { agreement_id: ID, device: 'iot', decision: 'charge', probability: '0.990000' };
const SILENT = { ...CHARGED, activity: 'silent', segment: 'silent' };
const DEVICES: readonly HandDevice[] = [
  // Seen on one day.
  { ...SILENT, imsi: '999010000000001', window_days: 3, fee_days: 1, ...seen(5, 5) },
  { ...SILENT, imsi: '999010000000002', window_days: 3, fee_days: 1, ...seen(5, 5) },
  // Permanent with the two days that were missed, and with one less not.
  { ...SILENT, imsi: '999010000000003', window_days: 18, longest_gap: 3, fee_days: 18, ...seen(1, 31) },
  { ...SILENT, imsi: '999010000000004', window_days: 17, longest_gap: 3, fee_days: 17, ...seen(1, 31) },
  { ...CHARGED, imsi: '999010000000005', window_days: 12, fee_days: 12, tap_records: 1, data_days: 1 },
  // Two days cannot part an absence of 24 into pieces of 7.
  {
    ...{ ...CHARGED, imsi: '999010000000006', window_days: 19, longest_gap: 24, fee_days: 19 },
    ...{ tap_records: 2, data_days: 2 },
  },
  {
    ...{ ...CHARGED, imsi: '999010000000007', presence: 'permanent', activity: 'low', window_days: 28 },
    ...{ fee_days: 28, tap_records: 3, data_days: 3 },
  },
  // A machine that was never observed, and a person who was not.
  {
    ...{ agreement_id: ID, imsi: '999010000000008', days_observed: 0, probability: '0.990000' },
    fee_days: 0,
    activity: 'silent',
  },
  { agreement_id: ID, imsi: '999010000000009', days_observed: 0, fee_days: 0, activity: 'silent' },
  { agreement_id: ID, imsi: '999010000000010' },
];

let folder: string;
let db: Db;
let spots: BlindSpots;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-blind-'));
  await handRun(folder, '2026-10', { [ID]: YAML }, DEVICES, {
    'coverage.json': [COVERAGE],
    [`statement-${ID}.json`]: STATEMENT,
  });
  db = await Db.open(':memory:');
  spots = await findBlindSpots(db, { runId: 'r', folder }, BLIND_RULES);
});
afterAll(() => {
  db?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a month with a blind day, a thin one and a missing file', () => {
  test('days', () => {
    const own = spots.agreements[0]!;
    expect(own.missed_days).toEqual([
      {
        date: '2026-10-10',
        kind: 'blind',
        in_period: true,
        interfaces: [
          { interface: 'gtp', events: 0, median: 50 },
          { interface: 's6a', events: 0, median: 100 },
        ],
      },
      {
        date: '2026-10-20',
        kind: 'partial',
        in_period: true,
        interfaces: [{ interface: 's6a', events: 24, median: 100 }],
      },
    ]);
    expect(own.tap_files).toEqual({ loaded: 9, missing: 1 });
  });

  test('bounds on the silent devices', () => {
    expect(spots.agreements[0]!.silent).toEqual({
      found: 4,
      // A tenth of the files is missing: 0.1 ÷ 0.9 + 0.01 ÷ 0.99 + 0.001 ÷ 0.999 = 0.122; with 1.96 times the root of
      // 0.1 ÷ 0.81 + 0.01 ÷ 0.9801 + 0.001 ÷ 0.998 it is 0.84.
      falsely: { estimate: 0.12, low: 0, high: 1 },
      absent: 1,
      // Of the 30 days that are not blind only the fifth would hide anybody, two; of 29 where the thin one is missed too, twice.
      hidden: {
        blind: { windows: 30, low: 0, mean: 0.07, high: 2 },
        partial: { windows: 58, low: 0, mean: 0.14, high: 4 },
      },
      low: 3,
      high: 9,
    });
  });

  test('feed by feed', () => {
    // Only the fifth hides anybody, two: on 29 good days 2 ÷ 29 on average, for s6a twice. A weekly snapshot misses no day.
    expect(spots.agreements[0]!.feeds).toEqual([
      { feed: 'tap', missing: 1, of: 10, ends: '2026-10-29', devices: { low: 0, mean: 0.12, high: 1 } },
      { feed: 'gtp', missing: 1, of: 31, ends: null, devices: { low: 0, mean: 0.07, high: 2 } },
      { feed: 's6a', missing: 2, of: 31, ends: null, devices: { low: 0, mean: 0.14, high: 4 } },
      { feed: 'vlr', missing: 0, of: 31, ends: null, devices: { low: 0, mean: 0, high: 0 } },
    ]);
    expect(feedLines(spots.agreements[0]!)).toEqual([
      `  ${ID}: 4 silent devices found; from 3 to 9`,
      '    tap: 1 of 10 files missing: 0 to 1 are silent by that, 0.12 on average; no record is dated after 2026-10-29',
      '    gtp: 1 of 31 days missing or thin: 0 to 2 silent devices are hidden by that, 0.07 on average',
      '    s6a: 2 of 31 days missing or thin: 0 to 4 silent devices are hidden by that, 0.14 on average',
      '    vlr: none of 31 days missing',
    ]);
  });

  test('bounds on the fees', () => {
    const { hanging, fees } = spots.agreements[0]!;
    expect(hanging).toEqual([
      // By the day instead of 4 × 0.25: 1 + 1 + 18 + 17 days.
      { on: 'silence', devices: 4, fees_change: '-0.63' },
      { on: 'permanence', devices: 1, fees_change: '0.10' },
      // Two more days for each of the two that owe by the day.
      { on: 'fee_days', devices: 7, fees_change: '0.04' },
      { on: 'absence', devices: 1, fees_change: '0.25' },
      { on: 'hidden', devices: 4, fees_change: '1.00' },
    ]);
    // 4 × 0.25 + 0.12 + 0.19 + 0.35; then all of the above that adds.
    expect(fees).toEqual({ run: '1.66', low: '1.03', high: '3.05' });
  });

  test('in words', () => {
    const text = blindSpotsText(spots);
    expect(text).toContain('Silent devices: 4 found; from 3 to 9.');
    expect(text).toContain('Access fees: 1.66 EUR; from 1.03 to 3.05.');
    expect(text).not.toMatch(/9990\d{11}/);
  });

  test('nothing is thin unless it is asked for', async () => {
    const { agreements } = await findBlindSpots(
      db,
      { runId: 'r', folder },
      { ...BLIND_RULES, thinPercent: 0 },
    );
    expect(agreements[0]!.missed_days.map(({ date }) => date)).toEqual(['2026-10-10']);
    await expect(
      findBlindSpots(db, { runId: 'r', folder }, { ...BLIND_RULES, agreement: 'none' }),
    ).rejects.toMatchObject({ code: 'STATEMENT_NOT_FOUND' });
  });

  test('a run of a version that kept no coverage', async () => {
    const old = join(folder, 'old');
    await handRun(old, '2026-10', { [ID]: YAML }, DEVICES);
    await expect(findBlindSpots(db, { runId: 'r', folder: old }, BLIND_RULES)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      place: { file: 'coverage.json' },
    });
  });
});

test('days of the window before the month count, and are told apart', () => {
  const coverage = { from: '2026-09-29', events: { map: [5, 0, ...daily(5, {})] } };
  const [first, end] = [dayOfDate('2026-10-01'), dayOfDate('2026-11-01')];
  expect(missedDays(coverage, first, end, 25).map(({ date, in_period }) => [date, in_period])).toEqual([
    ['2026-09-30', false],
  ]);
});

test('pretended outages are as long as the real one, and do not touch it', () => {
  // Five days, the third and fourth blind: the only two good days in a row are the first two.
  const spans = new Int32Array(25);
  spans[0 * 5 + 1] = 3;
  spans[0 * 5 + 4] = 7;
  spans[1 * 5 + 1] = 2;
  const missed = [false, false, true, true, false];
  expect(hiddenBy(spans, missed)).toEqual({ windows: 1, low: 5, mean: 5, high: 5 });
  expect(hiddenBy(spans, [false, true, true, true, false])).toBeNull();
  expect(hiddenBy(spans, [false, false, false, false, false])).toMatchObject({ windows: 0, high: 0 });
});

test('without a missing file nobody is silent falsely, and without a file there is nothing to tell by', () => {
  expect(falselySilent([{ days: 1, devices: 9 }], { missing: 0, loaded: 30 })).toEqual({
    estimate: 0,
    low: 0,
    high: 0,
  });
  expect(falselySilent([], { missing: 3, loaded: 0 })).toBeNull();
  expect(falselySilent([], { missing: 0, loaded: 0 })).toBeNull();
});

describe('a settled month', () => {
  let world: World;
  let run: { runId: string; folder: string };
  beforeAll(async () => {
    world = new World();
    world.tap(
      { seq: 1, available: '2026-10-09T12:00:00+02:00' },
      '999017000000003 data 2026-10-08T10:00:00+02:00 id=1 up=5 charge=50',
    );
    // The first is of the sixth in Madrid; the others' own days are those of their time stamps.
    world.signaling(
      `2026-10-05T22:30:00Z 999017000000001 ULR
       2026-10-07T10:00:00Z 999017000000001 UL
       2026-10-07T11:00:00Z 999017000000001 UL
       2026-10-20T10:00:00Z 999017000000002 ULR
       2026-09-30T12:00:00Z 999017000000002 ULR`,
    );
    world.agreement('a', agreementYaml({ segments: FOUR_SEGMENTS }));
    await world.ingest();
    const { runId } = await world.settle();
    run = { runId, folder: join(world.data, 'runs', runId) };
  });
  afterAll(() => world.remove());

  test('its folder says what the feeds have of each day', async () => {
    const [coverage] = readKeptCoverage(run.folder);
    const on = (counts: Readonly<Record<number, number>>) => daily(0, counts);
    expect(coverage).toEqual({
      agreement_id: ID,
      // The window of thirty days begins on the second.
      from: '2026-10-01',
      events: { map: on({ 7: 2 }), s6a: on({ 6: 1, 20: 1 }) },
      tap: on({ 8: 1 }),
      tap_files: 1,
    });
  });

  test('an outage that is longer than all there is: nobody knows', async () => {
    const own = (await findBlindSpots(db, run, BLIND_RULES)).agreements[0]!;
    expect(own.missed_days).toHaveLength(28);
    expect(own.silent).toMatchObject({ found: 2, low: 2, high: null });
    expect(own.fees.high).toBeNull();
  });

  test('status of the month says so too, and goes on where the run cannot tell', async () => {
    const status = ['status', '--period', '2026-10', '--data', world.data];
    const text = (await roamsettleHere(status)).stdout;
    expect(text).toContain(`what the feeds may have missed
  ${ID}: 2 silent devices found; from 2 to nobody knows how many
    tap: none of 1 file missing; no record is dated after 2026-10-08
    map: none of 31 days missing
    s6a: none of 31 days missing
    signaling: 28 of 31 days missing or thin: how many silent devices are hidden by that cannot be told
`);
    expect(text).not.toMatch(/9990\d{11}/);
    expect(jsonOf(await roamsettleHere([...status, '--json']))).toMatchObject({
      run_id: run.runId,
      blind_spots: [
        { agreement_id: ID, silent: { found: 2, high: null }, feeds: [{ feed: 'tap' }, {}, {}, {}] },
      ],
    });
    const coverage = join(run.folder, 'coverage.json');
    renameSync(coverage, `${coverage}.aside`);
    const without = await roamsettleHere([...status, '--json']);
    renameSync(`${coverage}.aside`, coverage);
    expect(without.code).toBe(0);
    expect(jsonOf(without)).toMatchObject({ run_id: run.runId, no_blind_spots: { code: 'DATA_CORRUPT' } });
  });

  test('a late signaling file is counted, a late TAP file leaves the events as they are', async () => {
    world.signaling('2026-10-21T10:00:00Z 999017000000001 ULR');
    await world.ingest();
    const coverageNow = async () => {
      const { runId } = await world.settle('2026-10', {});
      return readKeptCoverage(join(world.data, 'runs', runId))[0]!;
    };
    const events = { map: daily(0, { 7: 2 }), s6a: daily(0, { 6: 1, 20: 1, 21: 1 }) };
    expect(await coverageNow()).toMatchObject({ events, tap_files: 1 });
    world.tap(
      { seq: 2, available: '2026-10-12T12:00:00+02:00' },
      '999017000000003 data 2026-10-11T10:00:00+02:00 id=2 up=5 charge=50',
    );
    await world.ingest();
    expect(await coverageNow()).toMatchObject({ events, tap_files: 2, tap: daily(0, { 8: 1, 11: 1 }) });
  });
});
