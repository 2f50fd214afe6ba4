/** Causes of what changed from one run to another, worked out by hand. TAP money is in XDR. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { causesOf } from '../../src/diff/causes.ts';
import { diffRuns, type RunDiff } from '../../src/diff/diff.ts';
import { fromInteger } from '../../src/domain/fraction.ts';
import { findRun } from '../../src/runs/read.ts';
import { traceDevice } from '../../src/trace/device.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { World } from '../support/month-world.ts';

test('causes add up to the change, and what neither run has by itself is the program', () => {
  const at = (amount: bigint) => fromInteger(amount);
  const walk = {
    repriced: at(11n),
    records: at(15n),
    segment: at(12n),
    agreement: at(20n),
    rate: at(21n),
    earlier_runs: at(26n),
  };
  expect(causesOf(at(10n), at(24n), walk)).toEqual({
    records: '4',
    segment: '-3',
    agreement: '8',
    rate: '1',
    earlier_runs: '5',
    // 11 − 10 at the old run, 24 − 26 at the new one.
    program: '-1',
  });
});

const world = new World();
const MB = 1_048_576;
const meter = '999017000000001';
const moving = '999010000000003';
const phone = '999010000000004';

/** Data of machines at a price, everything else as billed. */
const terms = (price: string, declared: string, roundUp = 1) =>
  agreementYaml({
    declared: `{ binding: true, imsi_ranges: [${declared}] }`,
    charges: `
  usage:
    - { service: data, segments: [iot], unit: MB, unit_bytes: ${MB}, round_up_bytes: ${roundUp}, model: flat, price: "${price}" }
    - { segments: [standard], model: as_billed }`,
  });
const file = (seq: number) => ({
  seq,
  available: `2026-10-${20 + seq}T12:00:00+02:00`,
  currency: 'XDR',
  decimals: 3,
});

/** Runs in the order of the tests, each with what changed since the one before. */
const runs: string[] = [];
const settle = async () => {
  await world.ingest();
  runs.push((await world.settle()).runId);
};

beforeAll(async () => {
  world.rates('2026-10 XDR EUR 1.25');
  world.agreement('a', terms('0.50', `"${meter}-${meter}"`));
  world.tap(
    file(1),
    `${meter}  data 2026-10-05T10:00:00+02:00 id=1 up=${2 * MB} charge=2000
     ${moving} data 2026-10-05T10:00:00+02:00 id=2 up=${MB} charge=4000
     ${phone}  data 2026-10-05T10:00:00+02:00 id=3 up=${MB} charge=2000`,
  );
  await settle();

  world.tap(file(2), `${moving} data 2026-10-06T10:00:00+02:00 id=4 up=${MB} charge=1000`);
  world.agreement('a', terms('0.60', `"${meter}-${meter}", "${moving}-${moving}"`));
  world.rates('2026-10 XDR EUR 1.30');
  await settle();

  world.tap(file(3), `${meter} data 2026-10-07T10:00:00+02:00 id=5 up=1 charge=1000`);
  world.agreement('a', terms('0.60', `"${meter}-${meter}", "${moving}-${moving}"`, MB));
  await settle();

  world.tap(file(4), `${meter} data 2026-10-08T10:00:00+02:00 id=6 up=${MB} charge=1000`);
  world.agreement('a', terms('0.60', `"${moving}-${moving}"`, MB));
  await world.ingest();
  const { runId } = await issueMonth(world, '2026-10');
  runs.push(runId);

  world.agreement('a', terms('0.70', `"${moving}-${moving}"`, MB));
  runs.push((await world.settle('2026-10', { corrects: runId })).runId);
}, 180_000);
afterAll(() => world.remove());

const NONE = { records: '0', segment: '0', agreement: '0', rate: '0', earlier_runs: '0' };

async function changesBetween(from: number, to: number): Promise<RunDiff['statements'][number]> {
  const [before, after] = [from, to].map((at) => findRun(world.data, runs[at]!));
  const { statements } = await diffRuns(world.data, before!, after!);
  expect(statements).toHaveLength(1);
  return statements[0]!;
}

describe('a late file, a device that moves, another price and another rate at once', () => {
  // Old: 2 MB × 0.50 = 1.00; (4 + 2) XDR × 1.25 = 7.50. With the late XDR 8.75. The moved device's 2 MB at 0.50 instead of its
  // 5 XDR: 2.00 and 2.50. At 0.60: 2.40. At 1.30: 2.60.
  test('lines and totals', async () => {
    const { lines, totals, notes } = await changesBetween(0, 1);
    expect(notes).toEqual([]);
    expect(lines.map(({ name, from, to, causes }) => [name, from, to, causes])).toEqual([
      ['v1-usage-0', '1.00', '2.40', { ...NONE, segment: '1', agreement: '0.4', program: '0' }],
      [
        'v1-usage-1',
        '7.50',
        '2.60',
        { ...NONE, records: '1.25', segment: '-6.25', rate: '0.1', program: '0' },
      ],
    ]);
    expect(totals.find(({ name }) => name === 'net')).toEqual({
      name: 'net',
      from: '8.50',
      to: '5.00',
      change: '-3.5',
      causes: { ...NONE, records: '1.25', segment: '-5.25', agreement: '0.4', rate: '0.1', program: '0' },
    });
    // 8 XDR, then 9, at 1.25 and at 1.30: 10.00, 11.25, 11.70.
    expect(totals.find(({ name }) => name === 'tap_invoiced')?.causes).toEqual({
      ...NONE,
      records: '1.25',
      rate: '0.45',
      program: '0',
    });
  });

  test('devices by their segments', async () => {
    const { devices } = await changesBetween(0, 1);
    expect(devices.map(({ from_segment, to_segment, causes }) => [from_segment, to_segment, causes])).toEqual(
      [
        ['iot', 'iot', { ...NONE, agreement: '0.2', rounding: '0' }],
        ['standard', 'iot', { ...NONE, records: '1.25', segment: '-5.25', agreement: '0.2', rounding: '0' }],
        ['standard', 'standard', { ...NONE, rate: '0.1', rounding: '0' }],
      ],
    );
  });

  test('the other way round: the bytes of a device that is billed now are not in the archives', async () => {
    // As billed again: 4 XDR × 1.30 − 2 MB × 0.60. At 0.50: 2 MB × −0.10. At 1.25: 6 XDR × −0.05.
    const { totals, notes } = await changesBetween(1, 0);
    expect(totals.find(({ name }) => name === 'net')?.causes).toEqual({
      ...NONE,
      segment: '4',
      agreement: '-0.2',
      rate: '-0.3',
      program: '0',
    });
    expect(notes).toHaveLength(1);
  });
});

describe('what the archives cannot tell apart is told with the later cause, and noted', () => {
  test('another rounding of usage and a late record: as agreement', async () => {
    // 4 MB at 0.60; then 4 MB and one byte, which is rounded up to a MB: 3.00.
    const { lines, notes } = await changesBetween(1, 2);
    expect(lines.map(({ name, from, to, causes }) => [name, from, to, causes])).toEqual([
      ['v1-usage-0', '2.40', '3.00', { ...NONE, agreement: '0.6', program: '0' }],
    ]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^data of 1 device: records and agreement are told together as agreement/);
  });

  test('a device that comes to be billed, and a late record of it: as segment', async () => {
    // 3 MB at 0.60 less; 4 XDR at 1.30 as billed more.
    const { lines, notes } = await changesBetween(2, 3);
    expect(lines.map(({ name, from, to, causes }) => [name, from, to, causes])).toEqual([
      ['v1-usage-0', '3.00', '1.20', { ...NONE, segment: '-1.8', program: '0' }],
      ['v1-usage-1', '2.60', '7.80', { ...NONE, segment: '5.2', program: '0' }],
    ]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^data of 1 device: records and segment are told together as segment/);
  });
});

test('a correction: what it takes back is of earlier runs', async () => {
  // 2 MB at 0.70 instead of 0.60, less 1.20 and 7.80 as issued.
  const { lines, totals } = await changesBetween(3, 4);
  expect(lines.map(({ name, change, causes }) => [name, change, causes])).toEqual([
    ['v1-usage-0', '0.2', { ...NONE, agreement: '0.2', program: '0' }],
    ['adj-v1-usage-0', '-1.2', { ...NONE, earlier_runs: '-1.2', program: '0' }],
    ['adj-v1-usage-1', '-7.8', { ...NONE, earlier_runs: '-7.8', program: '0' }],
  ]);
  expect(totals.find(({ name }) => name === 'net')?.causes).toEqual({
    ...NONE,
    agreement: '0.2',
    earlier_runs: '-9',
    program: '0',
  });
});

describe('versions that follow each other inside the month', () => {
  const months = new World();
  afterAll(() => months.remove());
  const version = (no: number, price: string, fee: string) =>
    agreementYaml({
      version: String(no),
      ...(no > 1 && { effective: '2026-10-15' }),
      charges: `
  usage:
    - { service: data, segments: [iot], unit: MB, unit_bytes: ${MB}, model: flat, price: "${price}" }
    - { segments: [standard], model: as_billed }
  access: [{ segments: [iot], per: imsi_month, price: "${fee}" }]`,
    });
  const between = async (from: string, to: string) => {
    const { statements } = await diffRuns(months.data, findRun(months.data, from), findRun(months.data, to));
    return statements[0]!;
  };
  let last: string;
  const netOf = ({ totals }: RunDiff['statements'][number]) => totals.find(({ name }) => name === 'net')!;

  test('a version more, then a late file and another price of the first', async () => {
    months.agreement('a', version(1, '0.50', '1.00'));
    months.tap(
      { seq: 1, available: '2026-10-30T12:00:00+01:00' },
      `${meter} data 2026-10-05T10:00:00+02:00 id=1 up=${MB} charge=1000
       ${meter} data 2026-10-20T10:00:00+02:00 id=2 up=${2 * MB} charge=1000`,
    );
    await months.ingest();
    const one = await months.settle();
    months.agreement('b', version(2, '0.80', '2.00'));
    const two = await months.settle();
    // 3 MB × 0.50; then 0.50 and 2 MB × 0.80. The fee stands with the version of the 5th.
    const added = await between(one.runId, two.runId);
    expect(netOf(added)).toMatchObject({ from: '2.50', to: '3.10' });
    expect(netOf(added).causes).toEqual({ ...NONE, agreement: '0.6', program: '0' });
    expect(added.lines.map(({ name, change }) => [name, change])).toEqual([
      ['v1-usage-0', '-1'],
      ['v2-usage-0', '1.6'],
      ['v2-usage-1', '0'],
      ['v2-access-0', '0'],
    ]);

    months.tap(
      { seq: 2, available: '2026-10-31T12:00:00+01:00' },
      `${meter} data 2026-10-26T10:00:00+01:00 id=3 up=${MB} charge=1000
       999017000000002 data 2026-10-26T10:00:00+01:00 id=4 up=${MB} charge=1000`,
    );
    await months.ingest();
    months.agreement('a', version(1, '0.60', '1.00'));
    const three = await months.settle();
    last = three.runId;
    // Records: a MB at 0.80, and the new device as billed, 1.00. Segment: 0.80 and its fee of 2.00 instead. Agreement: a MB at
    // 0.10 more.
    const late = await between(two.runId, three.runId);
    expect(late.notes).toEqual([]);
    expect(netOf(late).causes).toEqual({
      ...NONE,
      records: '1.8',
      segment: '1.8',
      agreement: '0.1',
      program: '0',
    });
    expect(
      late.devices.map(({ from_segment, to_segment, causes }) => [from_segment, to_segment, causes]),
    ).toEqual([
      ['iot', 'iot', { ...NONE, records: '0.8', agreement: '0.1', rounding: '0' }],
      [null, 'iot', { ...NONE, records: '1', segment: '1.8', rounding: '0' }],
    ]);
  }, 180_000);

  test('a trace keeps to the version of the line', async () => {
    const of = (lineId: string) => ({
      data: months.data,
      run: findRun(months.data, last),
      lineId,
      agreement: null,
    });
    const trace = (lineId: string) =>
      traceDevice({ ...of(lineId), imsi: meter, limit: 9, machine: { workers: 1, memory: '1GB' } });
    const starts = async (lineId: string) =>
      (await trace(lineId)).records?.rows.map(({ start }) => start.slice(0, 'YYYY-MM-DD'.length));
    expect(await starts('v1-usage-0')).toEqual(['2026-10-05']);
    expect(await starts('v2-usage-0')).toEqual(['2026-10-20', '2026-10-26']);
    // Due once, by the version of the first day; the days are those of the month.
    expect((await trace('v1-access-0')).days?.map(({ day }) => day)).toEqual([
      '2026-10-05',
      '2026-10-20',
      '2026-10-26',
    ]);
  });
});
