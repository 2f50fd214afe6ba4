/** Two runs held against each other, worked out by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeChangedDevices } from '../../src/diff/devices.ts';
import { diffRuns } from '../../src/diff/diff.ts';
import type { RunSide } from '../../src/diff/party.ts';
import { findRun } from '../../src/runs/read.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

const charges = (fee: string) =>
  `{ access: [{ segments: [iot], per: imsi_month, price: "${fee}" }], usage: [{ service: data, segments: [iot], unit: MB, unit_bytes: 1048576, model: flat, price: "0.50" }] }`;
const diff = (from: string, to: string) =>
  diffRuns(world.data, findRun(world.data, from), findRun(world.data, to));

/** One device with a megabyte, at a fee of 1.00. */
async function settledOnce() {
  const visited = '{ name: AAA, tadigs: [AAAVP, AAAVQ], plmns: ["99970"] }';
  world.agreement('a', agreementYaml({ visited, charges: charges('1.00') }));
  world.tap(
    { seq: 1, available: '2026-10-10T12:00:00+02:00' },
    '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1048576 charge=2000',
  );
  await world.ingest();
  return world.settle();
}

test.each([
  ['the same', 'AAAVP BBBHA'],
  ['another', 'AAAVQ BBBHA'],
])('a late file of %s pair: two megabytes more of a known device, and one more device', async (_, pair) => {
  const before = await settledOnce();
  world.tap(
    { pair, seq: 2, available: '2026-10-20T12:00:00+02:00' },
    `999017000000001 data 2026-10-06T10:00:00+02:00 id=2 up=2097152 charge=3000
     999017000000002 data 2026-10-06T11:00:00+02:00 id=3 up=1048576 charge=1000`,
  );
  await world.ingest();
  const after = await world.settle();

  const { inputs, statements } = await diff(before.runId, after.runId);
  expect(inputs).toMatchObject({
    files_removed: [],
    agreements: [],
    rates: false,
    tacs: false,
    program: false,
  });
  expect(inputs.files_added).toHaveLength(1);
  expect(statements).toHaveLength(1);
  const [{ totals, lines, devices }] = statements as [(typeof statements)[number]];
  expect(totals.map(({ name, from, to, change }) => [name, from, to, change])).toEqual([
    ['usage', '0.50', '2.00', '1.5'],
    ['access', '1.00', '2.00', '1'],
    ['as_billed', '0.00', '0.00', '0'],
    ['net', '1.50', '4.00', '2.5'],
    ['gross', '1.50', '4.00', '2.5'],
    ['tap_invoiced', '2.00', '6.00', '4'],
    ['payable', '1.50', '4.00', '2.5'],
  ]);
  expect(lines.map(({ change, from_quantity, to_quantity }) => [change, from_quantity, to_quantity])).toEqual(
    [
      ['1.5', 1_048_576, 4_194_304],
      ['1', 1, 2],
      // The new device as a human, before it is charged.
      ['0', null, null],
    ],
  );
  const none = { records: '0', segment: '0', agreement: '0', rate: '0', earlier_runs: '0' };
  expect(lines.map(({ causes }) => causes)).toEqual([
    { ...none, records: '1', segment: '0.5', program: '0' },
    { ...none, segment: '1', program: '0' },
    { ...none, records: '1', segment: '-1', program: '0' },
  ]);
  expect(devices).toEqual([
    {
      from_segment: 'iot',
      to_segment: 'iot',
      from_decision: 'charge',
      to_decision: 'charge',
      devices: 1,
      usage: '1',
      access: '0',
      as_billed: '0',
      causes: { ...none, records: '1', rounding: '0' },
    },
    {
      from_segment: null,
      to_segment: 'iot',
      from_decision: null,
      to_decision: 'charge',
      devices: 1,
      usage: '0.5',
      access: '1',
      as_billed: '0',
      causes: { ...none, records: '1', segment: '0.5', rounding: '0' },
    },
  ]);
  expect((await diff(after.runId, before.runId)).statements[0]?.totals[0]?.change).toBe('-1.5');

  const out = join(world.root, 'changed.csv');
  const sides = [before, after].map(({ runId }) => findRun(world.data, runId)) as [RunSide, RunSide];
  await writeChangedDevices(...sides, out);
  const rows = readFileSync(out, 'utf8').trimEnd().split('\n');
  // The second device was not there before: its side is empty.
  expect(rows.slice(1).map((row) => row.replace('BBBHA-AAAVP-2026,', '').split(',').toSpliced(4, 2))).toEqual(
    [
      '999017000000001,EUR,iot,iot,iot,iot,charge,charge,0.50,1.50,1.00,1.00,0.00,0.00,1'.split(','),
      '999017000000002,EUR,,iot,,iot,,charge,,0.50,,1.00,,0.00,1.5'.split(','),
    ],
  );
  await expect(writeChangedDevices(...sides, out)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  await expect(writeChangedDevices(...sides, `${out}.txt`)).rejects.toMatchObject({ code: 'USAGE' });
});

test('a run and itself, and another price', async () => {
  const before = await settledOnce();
  expect((await diff(before.runId, before.runId)).statements).toEqual([]);
  world.agreement('a', agreementYaml({ charges: charges('1.25') }));
  const after = await world.settle();
  const { inputs, statements } = await diff(before.runId, after.runId);
  expect(inputs).toMatchObject({ files_added: [], files_removed: [], agreements: ['BBBHA-AAAVP-2026'] });
  expect(statements[0]?.lines.map(({ from, to, change }) => [from, to, change])).toEqual([
    ['1.00', '1.25', '0.25'],
  ]);
  expect(statements[0]?.lines[0]?.causes).toMatchObject({ records: '0', segment: '0', agreement: '0.25' });
  expect(statements[0]?.devices).toMatchObject([{ devices: 1, usage: '0', access: '0.25' }]);
});
