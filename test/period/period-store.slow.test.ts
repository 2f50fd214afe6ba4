/**
 * The period store never changes a result: whatever was kept, and however the devices were cut into slices, a run has the
 * bytes of one that is worked out from nothing in a fresh data folder.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest, runSettle, type SettleRequest } from '../../src/pipeline.ts';
import { runFolder } from '../../src/runs/write.ts';
import { Db } from '../../src/store/db.ts';
import { runFiles, shuffled } from '../load/world.ts';
import { decodersOf } from '../support/decoders.ts';

const PERIOD = '2026-10';
/** Cuts a small month into many slices, and never gives up on touched devices. */
const FINE = { sliceRows: 400, maxTouched: 1 };

let root: string;
let month: string;
let files: string[];
let fresh: { runId: string; digest: string };
let folders = 0;

const machine = (data: string) => ({ data, workers: 1, memory: '1GB' });
const dataFolder = () => join(root, `data-${++folders}`);
const ingest = (data: string, paths: readonly string[]) =>
  runIngest({ ...machine(data), decoders: decodersOf(1) }, paths, { audit: 'enforce' });

async function settle(data: string, change: Partial<SettleRequest> = {}) {
  const result = await runSettle(machine(data), {
    period: PERIOD,
    agreements: join(month, 'agreements'),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
    ...change,
  });
  return { ...result, digest: JSON.stringify(runFiles(data, result.runId)) };
}

/** A copy of the agreements, each changed. */
function agreements(change: (text: string) => string): string {
  const folder = join(root, `agreements-${++folders}`);
  mkdirSync(folder);
  let changes = 0;
  for (const name of readdirSync(join(month, 'agreements'))) {
    const text = readFileSync(join(month, 'agreements', name), 'utf8');
    changes += change(text) === text ? 0 : 1;
    writeFileSync(join(folder, name), change(text));
  }
  expect(changes).toBeGreaterThan(0);
  return folder;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'roamsettle-period-'));
  month = join(root, 'month');
  await generateMonth({ devices: 60, period: PERIOD, seed: 11, out: month });
  files = ['tap', 'signaling'].flatMap((folder) =>
    readdirSync(join(month, folder))
      .sort()
      .map((name) => join(month, folder, name))
      // A third of them is a month too.
      .filter((_, i) => i % 3 === 0),
  );
  const data = join(root, 'fresh');
  await ingest(data, files);
  fresh = await settle(data);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const copyOfFresh = () => {
  const data = dataFolder();
  cpSync(join(root, 'fresh'), data, { recursive: true });
  return data;
};

describe('slices', () => {
  test('many slices give the bytes of one', async () => {
    const data = copyOfFresh();
    const again = await settle(data, { check: true, cut: FINE });
    expect(again).toMatchObject({ runId: fresh.runId, reused: true, checked: true, renewed: 'whole' });
    expect(again.digest).toBe(fresh.digest);
  });

  test('so they do in a month without a record, whose devices are kept while the next slice is worked out', async () => {
    const data = dataFolder();
    await ingest(
      data,
      files.filter((path) => path.includes('/signaling/')),
    );
    const one = await settle(data);
    const many = await settle(data, { check: true, cut: FINE });
    expect(many).toMatchObject({ runId: one.runId, checked: true, renewed: 'whole' });
    expect(many.digest).toBe(one.digest);
  });

  test('a run whose bytes are others is told by the name of the file', async () => {
    const data = copyOfFresh();
    writeFileSync(join(runFolder(data, fresh.runId), 'run.json'), '{}\n');
    await expect(settle(data, { check: true })).rejects.toMatchObject({
      code: 'RUN_DIFFERS',
      detail: 'run.json',
    });
    expect(readdirSync(join(data, 'runs')).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });
});

describe('late files', () => {
  test.each([2])('whatever comes late and in what order: the bytes of a fresh folder (%i)', async (seed) => {
    const order = shuffled(files, seed);
    const cuts = [0, Math.floor(order.length * 0.6), order.length - 5, order.length - 1, order.length];
    const data = dataFolder();
    const renewed: string[] = [];
    let last: Awaited<ReturnType<typeof settle>> | undefined;
    for (let i = 1; i < cuts.length; i++) {
      await ingest(data, order.slice(cuts[i - 1], cuts[i]));
      last = await settle(data, { cut: FINE });
      renewed.push(last.renewed);
    }
    // A file outside the reach of the period changes nothing, so the last step may be `nothing`.
    expect(renewed.slice(0, 2)).toEqual(['whole', 'touched']);
    expect(last?.runId).toBe(fresh.runId);
    expect(last?.digest).toBe(fresh.digest);
  });

  test('where it touches too many devices, all are worked out', async () => {
    const data = dataFolder();
    await ingest(data, files.slice(0, -3));
    await settle(data);
    await ingest(data, files);
    const last = await settle(data, { cut: { maxTouched: 0 } });
    expect(last.renewed).toBe('whole');
    expect(last.digest).toBe(fresh.digest);
  });
});

describe('agreements', () => {
  test.each([
    [
      'prices, thresholds, segments and binding',
      (text: string) =>
        text
          .replaceAll(/price: "0\.(\d)/g, 'price: "1.$1')
          .replace('charge_at: 0.95, review_at: 0.60', 'charge_at: 0.9, review_at: 0.5')
          .replace('device: iot, activity: silent', 'device: iot, activity: low')
          .replace('binding: true', 'binding: false'),
      'nothing',
    ],
    [
      'rounding of usage',
      (text: string) => text.replace('round_up_bytes: 1024,', 'round_up_bytes: 4096,'),
      'whole',
    ],
    ['presence', (text: string) => text.replace('carry_hours: 72', 'carry_hours: 24'), 'whole'],
  ] as const)('other %s', async (_, change, renewed) => {
    const changed = agreements(change);
    const data = copyOfFresh();
    const kept = await settle(data, { agreements: changed });
    expect(kept.renewed).toBe(renewed);
    expect(kept.runId).not.toBe(fresh.runId);
    // What was worked out whole is that already.
    if (renewed === 'whole') return;
    const again = await settle(data, { agreements: changed, check: true });
    expect(again).toMatchObject({ runId: kept.runId, digest: kept.digest, renewed: 'whole' });
  });
});

describe('a store that was not filled to its end', () => {
  const stores = (data: string) =>
    readdirSync(join(data, 'periods'))
      .filter((name) => name.endsWith('.duckdb'))
      .map((name) => join(data, 'periods', name));

  const settledAgain = async (data: string) => {
    rmSync(runFolder(data, fresh.runId), { recursive: true });
    return settle(data);
  };

  test('is filled again', async () => {
    const data = copyOfFresh();
    const [store] = stores(data);
    const db = await Db.open(store!);
    await db.exec('DROP TABLE filled_file');
    db.close();
    expect(await settledAgain(data)).toMatchObject({ renewed: 'whole', digest: fresh.digest });
  });

  test('or is no database at all', async () => {
    const data = copyOfFresh();
    writeFileSync(stores(data)[0]!, 'no database');
    expect(await settledAgain(data)).toMatchObject({ renewed: 'whole', digest: fresh.digest });
  });

  test('or was deleted', async () => {
    const data = copyOfFresh();
    rmSync(join(data, 'periods'), { recursive: true });
    expect(await settledAgain(data)).toMatchObject({ renewed: 'whole', digest: fresh.digest });
  });

  test('and only a few are kept', async () => {
    const data = copyOfFresh();
    // Stores of other months, written since, and one more of this month.
    for (const name of ['2026-07-a', '2026-08-b', '2026-09-c'])
      writeFileSync(join(data, 'periods', `${name}.duckdb`), '');
    await settle(data, {
      agreements: agreements((text) => text.replace('carry_hours: 72', 'carry_hours: 11')),
    });
    expect(stores(data)).toHaveLength(4);
    expect(await settledAgain(data)).toMatchObject({ renewed: 'whole', digest: fresh.digest });
  });
});
