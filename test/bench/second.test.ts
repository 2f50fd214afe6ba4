/** Small months of the second generator: valid files, a truth that they bear out, the same bytes again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeSecondMonth } from '../../bench/detection/second/make.ts';
import { SECOND_WORLDS } from '../../bench/detection/second/settings.ts';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-second-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Checked {
  readonly files: readonly { readonly records: number }[];
  readonly findings: readonly unknown[];
}
const sum = (files: Checked['files']) => files.reduce((all, { records }) => all + records, 0);

function make(world: string, out: string, devices = 40) {
  const month = join(folder, out);
  const made = makeSecondMonth({ world, devices, machines: 0.5, period: '2026-02', seed: 3, out: month });
  return { ...made, month };
}

test('every world makes a month with its agreements, and as many machines as asked', () => {
  for (const world of Object.keys(SECOND_WORLDS)) {
    const { month, records, events } = make(world, world, 20);
    expect(records, world).toBeGreaterThan(0);
    expect(events, world).toBeGreaterThan(0);
    const truth = readFileSync(join(month, 'truth.csv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(truth.length, world).toBe(20);
    expect(truth.filter((row) => row.split(',')[1] === 'iot').length, world).toBe(10);
    expect(readdirSync(join(month, 'agreements')).length, world).toBe(SECOND_WORLDS[world]!.homes);
  }
});

test('what it writes passes the checks of TAP, and every event is loaded', async () => {
  const { month, records, events } = make('frontier', 'loaded');
  const checked = await roamsettleHere(['tap', 'check', join(month, 'tap'), '--json'], folder);
  const { files: tap, findings } = jsonOf<Checked>(checked);
  expect(findings).toEqual([]);
  expect(sum(tap)).toBe(records);
  const loaded = await roamsettleHere(['ingest', join(month, 'signaling'), '--json'], folder);
  expect(loaded.code).toBe(0);
  expect(sum(jsonOf<Checked>(loaded).files)).toBe(events);
  const agreements = await roamsettleHere(['check', join(month, 'agreements'), '--json'], folder);
  expect(agreements.code).toBe(0);
});

test('the same seed gives the same bytes', () => {
  const [one, two] = [make('frontier', 'one').month, make('frontier', 'two').month];
  const names = readdirSync(one, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(names.length).toBeGreaterThan(180);
  for (const { parentPath, name } of names) {
    const path = join(parentPath, name);
    expect(readFileSync(path).equals(readFileSync(path.replace(one, two))), name).toBe(true);
  }
});
