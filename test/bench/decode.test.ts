/** The decoder's bench at smoke size: equality is stated, figures are written; no time is asserted. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gprsFile } from '../../bench/gprs-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-bench-decode-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noGcc = spawnSync('gcc', ['--version']).error !== undefined;

test('the C decoder fills the same columns', (context) => {
  if (noGcc) context.skip('gcc is not installed');
  const out = join(folder, 'decode.json');
  const args = ['bench/decode.ts', '--records', '2000', '--rounds', '1', '--no-peers', '--out', out];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
  expect(printed).toMatch(/^results are equal: 37 columns of 2000 records, sha256 [0-9a-f]{64}\n/);
  const figures = JSON.parse(readFileSync(out, 'utf8')) as {
    columns: number;
    races: Record<'threads_1' | 'threads_2', { ratio_to_c: { cpu: number } }>;
    machine: { cores: number };
  };
  expect(figures.columns).toBe(37);
  expect(figures.races.threads_1.ratio_to_c.cpu).toBeGreaterThan(0);
  expect(figures.races.threads_2.ratio_to_c.cpu).toBeGreaterThan(0);
  expect(figures.machine.cores).toBeGreaterThan(0);
});

test('without gcc it says so', () => {
  const run = spawnSync(process.execPath, ['bench/decode.ts', '--records', '1'], {
    encoding: 'utf8',
    env: { PATH: folder },
  });
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/^gcc is not installed/);
});

test('the same seed gives the same file', () => {
  expect(gprsFile(50, 7)).toEqual(gprsFile(50, 7));
  expect(gprsFile(50, 7)).not.toEqual(gprsFile(50, 8));
});
