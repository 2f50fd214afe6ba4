/** The bench runs at smoke size, states equal results and writes its figures; no time is asserted. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('equality before speed, and figures with machine facts', () => {
  const out = join(folder, 'pipeline.json');
  const printed = execFileSync(process.execPath, ['bench/pipeline.ts', '--devices', '60', '--out', out], {
    encoding: 'utf8',
  });
  expect(printed).toMatch(/^results are equal: run [0-9a-f]{64}, bytes [0-9a-f]{64}\n/);
  const figures = JSON.parse(readFileSync(out, 'utf8')) as {
    run_id: string;
    stages: { stage: string; workers: number; rows: number }[];
    machine: { cores: number };
  };
  expect(figures.stages.map(({ stage }) => stage)).toEqual([
    'generate',
    'decode',
    'ingest',
    'settle',
    'ingest',
    'settle',
  ]);
  for (const { rows } of figures.stages) expect(rows).toBeGreaterThan(0);
  expect(figures.stages[2]?.rows).toBe(figures.stages[4]?.rows);
  expect(figures.machine.cores).toBeGreaterThan(0);
});

test('features of the store and of plain SQL are equal before they are timed', { timeout: 120_000 }, () => {
  const out = join(folder, 'features.json');
  const args = ['--rows', '20k', '--devices', '240', '--memory', '1GB', '--folder', folder, '--out', out];
  const printed = execFileSync(process.execPath, ['bench/features.ts', ...args], { encoding: 'utf8' });
  expect(printed).toMatch(/^results are equal: 240 devices, digest \d+$/m);
  const figures = JSON.parse(readFileSync(out, 'utf8')) as { rows: number; machine: { cores: number } };
  expect(figures.rows).toBe(20_000);
  expect(figures.machine.cores).toBeGreaterThan(0);
});

test('detection: bounds, slices, baselines and families of features of two small months', {
  timeout: 240_000,
}, () => {
  const out = join(folder, 'detection.json');
  const args = ['--devices', '700', '--seeds', '1', '--mixes', '0.4,0.7', '--worlds', 'fleets', '--ablate'];
  const run = spawnSync(
    process.execPath,
    ['bench/main.ts', 'detection', ...args, '--folder', folder, '--out', out],
    {
      encoding: 'utf8',
    },
  );
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^1\/2 fleets-40-1: generate /);
  const figures = JSON.parse(readFileSync(out, 'utf8')) as {
    holds: boolean;
    months: { bounds: { holds: boolean | null }[]; figures: object[]; without: Record<string, object[]> }[];
    machine: { cores: number };
  };
  expect(run.status).toBe(figures.holds ? 0 : 1);
  expect(figures.months).toHaveLength(2);
  for (const { bounds, figures: rows, without } of figures.months) {
    expect(bounds).toHaveLength(6);
    // Judged again with nothing left out it is the run's own list.
    const own = rows.filter((row) => 'method' in row && row.method === 'run');
    for (const row of without.nothing!) expect(own).toContainEqual(row);
    expect(Object.keys(without).length).toBeGreaterThan(8);
  }
  expect(readFileSync(out.replace('.json', '.svg'), 'utf8')).toMatch(/^<svg .*<title>Detection/s);
  expect(figures.machine.cores).toBeGreaterThan(0);
});
