/**
 * Every file of the SQL catalogue runs. The whole chain is run on an empty database, then on a few files of a generated
 * month, and whatever `sqlText` never handed out is dead. (PREPARE alone would not do: most files name relations that the
 * ones before them make.)
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { handRap } from '../support/month-rap.ts';
import { filesIn, ROOT } from './repository.ts';

const used = vi.hoisted(() => new Set<string>());
vi.mock('../../src/store/sql.ts', async (original) => {
  const real = await original<typeof import('../../src/store/sql.ts')>();
  const sqlText: typeof real.sqlText = (name, identifiers) => {
    const text = real.sqlText(name, identifiers);
    used.add(name);
    return text;
  };
  return { sqlText };
});

const { generateMonth } = await import('../../src/generate/generate.ts');
const { runIngest, runSettle } = await import('../../src/pipeline.ts');
const { writeReport } = await import('../../src/report/write.ts');
const { explainDevice } = await import('../../src/runs/explain.ts');
const { findRun } = await import('../../src/runs/read.ts');

const PERIOD = '2026-10';
let folder: string;
let month: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-catalogue-'));
  month = join(folder, 'month');
  await generateMonth({ devices: 40, period: PERIOD, seed: 3, out: month });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = (data: string) => ({ data: join(folder, data), workers: 1, memory: '1GB' });
const settle = (data: string, agreements: string) =>
  runSettle(machine(data), {
    period: PERIOD,
    agreements: join(month, agreements),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
  });

test('nothing loaded is nothing owed, not a failure', async () => {
  const empty = join(folder, 'nothing');
  mkdirSync(empty);
  expect(await runIngest(machine('empty'), [empty], { audit: 'enforce' })).toEqual([]);
  const { statements } = await settle('empty', 'agreements/BBBHA-AAAVP.yaml');
  expect(statements).toHaveLength(1);
  expect(statements[0]).toMatchObject({
    status: 'provisional',
    totals: { net: '0.00', payable: '0.00' },
    device_list: { rows: 0 },
    uplift: { charges_percent: null, devices_percent: null },
  });
});

test('the chain uses every file of the catalogue', async () => {
  const tap = readdirSync(join(month, 'tap')).sort();
  const signaling = readdirSync(join(month, 'signaling')).sort();
  const rap = join(folder, 'rap');
  writeFileSync(rap, handRap({ seq: 1, available: '2026-10-10T12:00:00+02:00' }, [{ fatal: 1 }]));
  const some = [
    ...tap.slice(0, 3).map((name) => join(month, 'tap', name)),
    ...['.csv', '.ndjson', '.parquet'].map((kind) =>
      join(month, 'signaling', signaling.find((name) => name.includes(kind)) ?? kind),
    ),
    rap,
    join(ROOT, 'test/corpus/tshark/roaming.tsv'),
    // Neither TAP nor signaling: refused, and listed.
    join(month, 'tacs.csv'),
  ];
  const files = await runIngest(machine('few'), some, {
    audit: 'enforce',
    profile: join(ROOT, 'profiles/tshark.yaml'),
  });
  expect(files.map(({ status }) => status).sort()).toEqual([
    ...Array<string>(some.length - 1).fill('loaded'),
    'refused',
  ]);
  const { runId } = await settle('few', 'agreements');
  const run = findRun(machine('few').data, runId);
  await writeReport(run.folder, join(folder, 'report'), ['csv', 'parquet']);
  await expect(explainDevice(run.folder, runId, '0')).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });

  const catalogue = filesIn(['sql'], '.sql')
    .map(({ path }) => path.replace(/^sql\/|\.sql$/g, ''))
    .filter((name) => !name.startsWith('migrations/'));
  expect(catalogue.filter((name) => !used.has(name))).toEqual([]);
});
