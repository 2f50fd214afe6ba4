/** With --json each command prints the object that docs/commands.md shows: all of them on one small month, in the order of its close. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';
import { differences, sections, shapesOf } from './command-page.ts';

/** A server does not end by itself, and the demo is a test of its own (readme.slow.test.ts). */
const NOT_TRIED = ['demo', 'serve'];

let folder: string;
const tried = new Set<string>();
/** Shapes that were met, as `command #place`. */
const met = new Set<string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command, and holds what it prints against the page. */
async function shown<T>(name: string, ...args: readonly string[]): Promise<T> {
  const finished = await roamsettleHere([...name.split(' '), ...args, '--json'], folder);
  expect(finished.code, `${name}: ${finished.stdout}${finished.stderr}`).toBeOneOf([0, 1]);
  const value = jsonOf<T & object>(finished);
  const by = shapesOf(name).map((shape) => differences(shape, value));
  const place = by.findIndex((found) => found.length === 0);
  expect(place, `${name}: ${JSON.stringify(by)}`).toBeGreaterThanOrEqual(0);
  tried.add(name);
  met.add(`${name} #${place}`);
  return value;
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};

test('what every command prints is what the page shows', { timeout: 240_000 }, async () => {
  await shown('generate', '--devices', '300', '--period', '2026-10', '--seed', '11', '--out', 'month');
  await shown('ingest', 'month/tap', 'month/signaling', write('cut.tap', 'a'));
  await shown('tap check', 'month/tap', 'cut.tap');
  await shown(
    'tap show',
    `month/tap/${readdirSync(join(folder, 'month/tap')).toSorted()[0]}`,
    '--record',
    '0',
  );
  const { warnings } = await shown<{ warnings: object[] }>('check', 'month/agreements');
  expect(warnings.length).toBeGreaterThan(0);
  await shown('status');

  const month = ['--period', '2026-10', '--agreements', 'month/agreements', '--tacs', 'month/tacs.csv'];
  const settle = [...month, '--rates', 'month/rates.csv'];
  const first = await shown<{ run_id: string }>('settle', ...settle);
  const { close } = await shown<{ close: { id: string }[] }>('status', '--period', '2026-10');
  const waive = write('waive.yaml', close.map(({ id }) => `- { id: "${id}", reason: a test }\n`).join(''));
  const { run_id: run, statements } = await shown<{
    run_id: string;
    statements: { agreement_id: string }[];
  }>('settle', ...settle, '--waive', waive);
  expect(run).not.toBe(first.run_id);
  const agreement = statements[0]!.agreement_id;
  await shown('diff', first.run_id, run);
  const candidate = ['--agreement', `month/agreements/${agreement}.yaml`, '--among', 'month/agreements'];
  const breakEven = ['--break-even', 'charges.access[0]'];
  await shown('simulate', ...candidate, ...month.slice(0, 2), ...settle.slice(4), ...breakEven);

  await shown('report', run, '--out', 'report', '--format', 'csv,json');
  const rows = read('report/devices.csv')
    .split('\n')
    .map((line) => line.split(','));
  const imsi = rows.find((row) => row[1] === agreement && row.includes('charge'))![3]!;
  await shown('explain', run, imsi);
  const line = (
    await shown<{ line: { line_id: string } }>('trace', run, 'v1-usage-0', '--agreement', agreement)
  ).line;
  const { devices } = jsonOf<{ devices: { imsi: string }[] }>(
    await roamsettleHere(['trace', run, line.line_id, '--agreement', agreement, '--json'], folder),
  );
  await shown('trace', run, line.line_id, devices[0]!.imsi, '--agreement', agreement);
  await shown('evaluate', 'month/truth.csv', run);
  await shown('evaluate', 'month/truth.csv', run, '--record');
  await shown('ranges', run, '--least-devices', '1', '--least-share', '0.1');
  await shown('blindspots', run);
  await shown('drift', first.run_id, run);
  await shown('pack', run, '--agreement', agreement, '--out', 'pack.zip', '--devices', 'sample:3');
  await shown('verify', 'pack.zip');
  const profile = write(
    'profile.yaml',
    'columns: { line: line, amount: amount }\nvalues: { line: { nothing: nothing } }\n',
  );
  await shown(
    'reconcile',
    run,
    write('partner.csv', 'line,amount\nx,1.00\n'),
    '--profile',
    profile,
    '--agreement',
    agreement,
  );

  await shown('review list', run);
  await shown('review export', run, '--out', 'queue.csv');
  await shown('review decide', run, imsi, '--decision', 'charge', '--reason', 'seen', '--by', 'Ann');
  write('decided.csv', `imsi,decision,reason\n${imsi},ignore,seen again\n`);
  await shown('review import', run, 'decided.csv', '--by', 'Ann', '--until', '2026-12');
  await shown('review history');

  await shown('issue', run);
  await shown('settle', '--period', '2026-10..2026-10', '--agreements', 'month/agreements');
  await shown('runs');
  write('disputed.csv', `imsi,reason\n${imsi},none of ours\n`);
  const dispute = await shown<{ id: string }>(
    'dispute import',
    ...[run, 'disputed.csv', '--agreement', agreement, '--received', '2026-11-20'],
  );
  await shown('dispute list');
  await shown('dispute resolve', dispute.id, '--accept', 'all');
  await shown('dispute show', dispute.id);

  await shown('declare', write('annex.csv', 'TAC\n35123456\n'));
  const { id } = await shown<{ id: string }>('token create', '--role', 'viewer', '--name', 'ada');
  await shown('token list');
  await shown('token revoke', id);
  await shown('audit show');
  await shown('audit verify');

  expect([...tried, ...NOT_TRIED].toSorted()).toEqual([...sections.keys()].toSorted());
  const described = [...tried].flatMap((name) => shapesOf(name).map((_, place) => `${name} #${place}`));
  expect([...met].toSorted()).toEqual(described.toSorted());
});
