/** Nothing lost, nothing twice: the same content again, and a process that is killed while it loads. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeMonth, makeMonth } from '../generate/month.ts';
import {
  agreementText,
  dataRecord,
  load,
  machineFor,
  query,
  random,
  runFiles,
  type Scratch,
  scratch,
  settle,
  signalingCsv,
  statuses,
  tapBytes,
} from './world.ts';

const LONG = process.env.ROAMSETTLE_LONG === '1';
const KILLS = LONG ? 20 : 2;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Longer than it takes to load the files. */
const NEVER_MS = 60_000;

let space: Scratch;

beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

describe('the same content again', () => {
  it('is a duplicate in another call, in the same call, under another name, and adds no row', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    const tap = tapBytes('00001', [dataRecord({})]);
    const csv = signalingCsv([{ time: '2026-10-05T12:00:00Z' }]);
    const paths = [
      space.write(folder, 'a.tap', tap),
      space.write(folder, 'b.tap', tap),
      space.write(folder, 'c.csv', csv),
    ];
    const first = await load(machineFor(data), paths);
    expect(statuses(first)).toEqual({ 'a.tap': 'loaded', 'b.tap': 'duplicate', 'c.csv': 'loaded' });
    space.write(folder, 'd.csv', csv);
    const again = await load(machineFor(data), [folder]);
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['duplicate']));
    const counts = await query(
      data,
      `SELECT (SELECT count(*)::INT FROM tap_record) AS tap, (SELECT count(*)::INT FROM signaling_event) AS events,
        (SELECT count(*)::INT FROM signaling_repeat) AS repeats, (SELECT count(*)::INT FROM source_file) AS files`,
    );
    expect(counts).toEqual([{ tap: 1, events: 1, repeats: 0, files: 2 }]);
  });

  it('charges a record filed again in another file once, and keeps both rows', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    const record = dataRecord({ chargingId: 77n });
    space.write(folder, '1', tapBytes('00001', [record]));
    space.write(folder, '2', tapBytes('00002', [record, dataRecord({ chargingId: 78n })]));
    const agreement = space.write(folder, 'agreement.yaml', agreementText());
    await load(machineFor(data), [join(folder, '1'), join(folder, '2')]);
    const { only } = await settle(machineFor(data), agreement);
    // Two distinct records of 100 units of 0.01 EUR each.
    expect(only.baselines.find(({ name }) => name === 'tap_as_billed')?.amount).toBe('2.00');
    expect(await query(data, 'SELECT count(*)::INT AS rows FROM tap_record')).toEqual([{ rows: 3 }]);
  });
});

describe('kill -9 while it loads', () => {
  let month: MadeMonth;

  beforeAll(async () => {
    month = await makeMonth({ devices: 60, seed: 5 });
  });
  afterAll(() => month?.remove());

  it('then the same command again: every file once, the run of an undisturbed folder', async () => {
    const paths = ['tap', 'signaling'].flatMap((folder) =>
      readdirSync(join(month.out, folder))
        .filter((_, index) => index % 4 === 0)
        .map((name) => join(month.out, folder, name)),
    );
    const calm = space.folder('calm');
    const undisturbed = await load(machineFor(calm, 2), paths);
    // How long it takes on this machine now: every kill but a late one then comes while it works.
    const start = performance.now();
    await ingestAndKill(space.folder('timed'), paths, NEVER_MS);
    const whole = performance.now() - start;
    const data = space.folder('killed');
    const next = random(2026);
    let killed = 0;
    for (let i = 0; i < KILLS; i++) {
      if (await ingestAndKill(data, paths, Math.floor(whole * (0.2 + 0.6 * next())))) killed++;
    }
    expect(killed).toBeGreaterThan(0);
    const last = await load(machineFor(data, 2), paths);
    expect(last.map(({ sha256 }) => sha256)).toEqual(undisturbed.map(({ sha256 }) => sha256));
    expect(last.every(({ status }) => status === 'loaded' || status === 'duplicate')).toBe(true);
    const manifest =
      'SELECT f.sha256, f.rows_loaded, f.billable, count(r.file_id) AS rows FROM source_file AS f' +
      " LEFT JOIN tap_record AS r USING (file_id) WHERE f.kind = 'tap' GROUP BY ALL ORDER BY ALL";
    expect(await query(data, manifest)).toEqual(await query(calm, manifest));
    expect(await query(data, 'SELECT count(*) AS n FROM signaling_event')).toEqual(
      await query(calm, 'SELECT count(*) AS n FROM signaling_event'),
    );
    const inputs = { tacs: join(month.out, 'tacs.csv'), rates: join(month.out, 'rates.csv') };
    const [a, b] = [
      await settle(machineFor(calm, 2), join(month.out, 'agreements'), inputs),
      await settle(machineFor(data, 2), join(month.out, 'agreements'), inputs),
    ];
    expect(b.runId).toBe(a.runId);
    expect(runFiles(data, b.runId)).toEqual(runFiles(calm, a.runId));
  }, 120_000);
});

/** True where the process was still there to be killed. */
function ingestAndKill(data: string, paths: readonly string[], afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const args = [MAIN, 'ingest', ...paths, '--data', data, '--workers', '2', '--memory', '512MB'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('error', reject);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    });
  });
}
