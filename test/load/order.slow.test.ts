/** Rule 15: the same files give the same run, bytes and all, whatever the order, the workers, the names, the restarts. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeMonth, makeMonth } from '../generate/month.ts';
import {
  load,
  machineFor,
  readStatusFile,
  runFiles,
  type Scratch,
  scratch,
  settle,
  shuffled,
} from './world.ts';

const LONG = process.env.ROAMSETTLE_LONG === '1';
const DEVICES = LONG ? 2000 : 200;
/** Every n-th file of the month: what one file costs is the time of these tests. */
const KEEP_EVERY = LONG ? 1 : 20;
const SEEDS = LONG ? [1, 2, 3, 4, 5] : [1];

let month: MadeMonth;
let space: Scratch;
let files: string[];
let expected: { runId: string; files: Record<string, string> };

async function settled(data: string, workers: number) {
  const { runId } = await settle(machineFor(data, workers), join(month.out, 'agreements'), {
    tacs: join(month.out, 'tacs.csv'),
    rates: join(month.out, 'rates.csv'),
  });
  return { runId, files: runFiles(data, runId) };
}

beforeAll(async () => {
  month = await makeMonth({ devices: DEVICES, seed: 11 });
  space = scratch();
  files = ['tap', 'signaling'].flatMap((folder) =>
    readdirSync(join(month.out, folder))
      .sort()
      // The one Parquet feed of the month is worth its time.
      .filter((name, index) => index % KEEP_EVERY === 0 || name.endsWith('.parquet'))
      .map((name) => join(month.out, folder, name)),
  );
  const data = space.folder('expected');
  const results = await load(machineFor(data, 2), files);
  expect(results.filter((file) => file.status !== 'loaded')).toEqual([]);
  expected = await settled(data, 2);
}, 120_000);

afterAll(() => {
  month?.remove();
  space?.remove();
});

describe('a generated month', () => {
  it('fills the run folder with money and devices', () => {
    const homes = ['BBBHA', 'CCCHB', 'DDDHC', 'EEEHD'];
    expect(Object.keys(expected.files)).toEqual(
      expect.arrayContaining([
        'devices.parquet',
        'features.parquet',
        'run.json',
        ...homes.map((home) => `statement-${home}-AAAVP.json`),
      ]),
    );
  });

  for (const seed of SEEDS) {
    it(`gives the same bytes in several calls, in the order of seed ${seed}, with one worker`, async () => {
      const data = space.folder('calls');
      const order = shuffled(files, seed);
      const calls = 2 + (seed % 3);
      for (let call = 0; call < calls; call++) {
        const part = order.filter((_, index) => index % calls === call);
        await load(machineFor(data, 1), part);
      }
      expect(await settled(data, 1)).toEqual(expected);
    });
  }

  it('gives the same bytes when copies under other names and packings come along', async () => {
    const folder = space.folder('copies');
    for (const [index, path] of files.entries()) {
      const name = path.split('/').at(-1)!;
      cpSync(path, join(folder, `m-${name}`));
      // A packed Parquet is no format of docs/inputs.md: see the next test.
      const packed = /\.(gz|zst|parquet)$/.test(name);
      // Names on either side of the plain one: the copy may be met first or last.
      if (!packed && index % 3 === 0)
        writeFileSync(join(folder, `a-${name}.gz`), gzipSync(readFileSync(path)));
      if (!packed && index % 3 === 1)
        writeFileSync(join(folder, `z-${name}.zst`), zstdCompressSync(readFileSync(path)));
      if (index % 3 === 2) cpSync(path, join(folder, `b-${index}.dat`));
    }
    const data = space.folder('data');
    const results = await load(machineFor(data, 2), [folder]);
    const loaded = results.filter((file) => file.status === 'loaded');
    expect(loaded.length).toBe(files.length);
    expect(new Set(loaded.map((file) => file.sha256)).size).toBe(files.length);
    expect(results.filter((file) => file.status === 'duplicate').length).toBe(results.length - files.length);
    expect(await settled(data, 2)).toEqual(expected);
  });

  it('loads a Parquet file that also comes packed, whichever is met first, and lists nothing as broken', async () => {
    const parquet = files.find((path) => path.endsWith('.parquet'))!;
    const plain = readFileSync(parquet);
    for (const packedName of ['a.parquet.gz', 'z.parquet.gz']) {
      const [folder, data] = [space.folder('packed'), space.folder('data')];
      writeFileSync(join(folder, packedName), gzipSync(plain));
      writeFileSync(join(folder, 'm.parquet'), plain);
      const results = await load(machineFor(data, 2), [folder]);
      const statusOf = Object.fromEntries(
        results.map(({ path, status }) => [path.split('/').at(-1), status]),
      );
      expect(statusOf['m.parquet']).toBe('loaded');
      expect(['refused', 'duplicate']).toContain(statusOf[packedName]);
      // The content is loaded, so nothing of it is missing.
      expect(readStatusFile(data).rejected).toEqual([]);
      const again = await load(machineFor(data, 2), [folder]);
      expect(again.map(({ status }) => status)).toEqual(['duplicate', 'duplicate']);
      expect(readStatusFile(data).rejected).toEqual([]);
    }
  });

  it('gives the same bytes with three workers, in a data folder at another depth, and reads a run that is there', async () => {
    const data = join(space.folder('elsewhere'), 'deeper', 'data folder');
    mkdirSync(data, { recursive: true });
    await load(machineFor(data, 3), shuffled(files, 99));
    expect(await settled(data, 3)).toEqual(expected);
    expect(await settled(data, 1)).toEqual(expected);
  });
});
