/**
 * `npm run crash -- --kills 200 --seed N [--devices N] [--every N] [--folder DIR]`: kills ingest and settle at random
 * moments (see crash.ts). One line of JSON says what came of it; exit code 1 and a kept folder where anything differs.
 * The same seed draws the same moments; what a process does at a moment is up to the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crashTest } from './crash.ts';

const REPORT_EVERY = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    devices: { type: 'string', default: '400' },
    every: { type: 'string', default: '1' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const folder = mkdtempSync(join(values.folder, 'roamsettle-crash-'));
const report = await crashTest({
  folder,
  kills: Number(values.kills),
  seed: Number(values.seed),
  devices: Number(values.devices),
  every: Number(values.every),
  onTrial: ({ trials, kills, findings }) => {
    if (trials % REPORT_EVERY === 0)
      process.stderr.write(
        `${trials} trials, ${kills.ingest} kills of ingest, ${kills.settle} of settle, ${findings.length} findings\n`,
      );
  },
});
process.stdout.write(`${JSON.stringify(report)}\n`);
if (report.findings.length > 0) process.exitCode = 1;
else rmSync(folder, { recursive: true, force: true });
