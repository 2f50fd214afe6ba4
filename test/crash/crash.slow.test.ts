/** A handful of kills of the real command line; many by hand: `npm run crash`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { crashTest } from './crash.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-crash-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a killed ingest or settle leaves nothing that a second try does not mend', {
  timeout: 180_000,
}, async () => {
  const report = await crashTest({ folder, kills: 2, seed: 5, devices: 30, every: 40 });
  expect(report.findings).toEqual([]);
  expect(report.kills.ingest + report.kills.settle).toBeGreaterThanOrEqual(2);
});
