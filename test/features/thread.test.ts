/** The kernel says the same in a thread of its own, and what happens to the thread is told, not waited for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import { parsePeriod } from '../../src/domain/period.ts';
import { prepareScope, SLICED } from '../../src/features/compute.ts';
import { PARCEL_OCTETS, ParcelFiller, unpack } from '../../src/features/kernel/parcel.ts';
import { type KernelScope, readKernelScope } from '../../src/features/kernel/scope.ts';
import { SignalKernel } from '../../src/features/kernel/signals.ts';
import { KernelThread } from '../../src/features/kernel/thread.ts';
import { cutSlice } from '../../src/features/slices.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { AGREEMENT_SETS, fillStore, soup, WORDS } from './soup.ts';

const PERIOD = parsePeriod('2026-10');
const root = mkdtempSync(join(tmpdir(), 'roamsettle-thread-'));
let store: Store;
let scope: KernelScope;

beforeAll(async () => {
  store = await Store.open(join(root, 'data'), { threads: 2, memory: '1GB', purpose: 'test' });
  const { db } = store;
  await store.transaction(async () => {
    store.dictionary.codes(WORDS);
    await store.dictionary.save();
  });
  for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
  const charges = '{ access: [{ per: imsi_month, price: "1" }] }';
  const [first] = Object.values(AGREEMENT_SETS);
  const agreements = first!.map((changes) =>
    parseAgreement(agreementYaml({ charges, ...changes }), 'a.yaml'),
  );
  await prepareScope(store, {
    agreements: versionsInForce(agreements, PERIOD.name),
    period: PERIOD,
    tacs: [],
  });
  scope = await readKernelScope(db);
  const soups = fc.sample(soup(agreements.length), { numRuns: 60, seed: 11 });
  await fillStore(db, {
    events: soups.flatMap(({ events }) => events),
    records: soups.flatMap(({ records }) => records),
  });
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

const SLICES = [
  [0n, 1_999_010_000_000_000n],
  [1_999_010_000_000_001n, 1_999_015_999_999_999n],
  [1_999_016_000_000_000n, 9_223_372_036_854_775_807n],
] as const;

/** Rows of feed_day for what is in feed_quarter. */
async function feedDays(): Promise<string[]> {
  await store.db.exec("ATTACH IF NOT EXISTS ':memory:' AS period");
  await store.db.run('period/feed_day');
  const rows = await store.db.query('FROM period.feed_day ORDER BY ALL');
  return rows.map((row) => `feed_day ${Object.values(row).join()}`);
}

/** Every row of every slice, the events of each slice read while the one before is worked out. */
async function found(kernel: SignalKernel): Promise<string[]> {
  const { db } = store;
  const beside = await db.beside();
  const rows: string[] = [];
  const begin = async ([low, high]: readonly [bigint, bigint]) => {
    await cutSlice(beside, { low, high });
    kernel.readAhead(beside);
  };
  try {
    await beside.run('period/slice', {}, { view: 'slice_event', source: 'signaling_event' });
    await begin(SLICES[0]);
    for (const next of [...SLICES.slice(1), null]) {
      await kernel.readEvents(db);
      await kernel.readRecords(db);
      if (next !== null) await begin(next);
      await kernel.compute();
      await kernel.write(db);
      for (const table of ['device_signal', 'device_apn', 'unmatched_event'])
        for (const row of await db.query(`FROM ${table} ORDER BY ALL`))
          rows.push(`${table} ${Object.values(row).join()}`);
    }
    await kernel.writeFeed(db);
    return [...rows, ...(await feedDays())];
  } finally {
    await kernel.close();
    beside.close();
  }
}

test('whether it works here or in its thread, the kernel says the same', async () => {
  const here = await found(await SignalKernel.of(store.db));
  const kernel = await SignalKernel.of(store.db);
  kernel.inThread();
  expect(await found(kernel)).toEqual(here);
  for (const table of ['device_signal', 'device_apn', 'unmatched_event'])
    expect(here.filter((row) => row.startsWith(table)).length).toBeGreaterThan(2);
});

test('the kernel counts the events of feeds as SQL does that scans them', async () => {
  const counted = (await found(await SignalKernel.of(store.db))).filter((row) => row.startsWith('feed_day'));
  await store.db.run('period/feed_quarter');
  expect(counted).toEqual(await feedDays());
  expect(new Set(counted.map((row) => row.split(',')[1])).size).toBeGreaterThan(2);
});

describe('a thread that ends', () => {
  const columns = [{ values: new Uint8Array(16), bitmap: null }];

  test('by an error of its own: whoever waits hears it, and so does whoever comes later', async () => {
    const tooMany = Array.from({ length: 3000 }, () => scope.terms[0]!);
    const thread = new KernelThread({ ...scope, terms: tooMany });
    await expect(thread.compute(0, () => {})).rejects.toThrow(
      'more agreements than the kernel is laid out for',
    );
    expect(() => thread.take(0, false, columns, 2)).toThrow('more agreements');
    await expect(thread.compute(1, () => {})).rejects.toThrow('more agreements');
    await expect(thread.feed()).rejects.toThrow('more agreements');
    await thread.close();
  });

  test('because it is closed', async () => {
    const thread = new KernelThread(scope);
    const computed = thread.compute(0, () => {});
    const told = expect(computed).rejects.toThrow('ended');
    await thread.close();
    await told;
  });

  test('by rows that it cannot take', async () => {
    const thread = new KernelThread(scope);
    // Eleven columns; the kernel is laid out for ten.
    thread.take(
      0,
      false,
      Array.from({ length: 11 }, () => columns[0]!),
      2,
    );
    await expect(thread.compute(0, () => {})).rejects.toThrow('larger than the kernel is laid out for');
    await thread.close();
  });
});

test('what a listener throws ends the work', async () => {
  await cutSlice(store.db, { low: 0n, high: SLICES[2][1] });
  const thread = new KernelThread(scope);
  try {
    await store.db.drain('features/slice_signal', scope.reach, (columns, rows) =>
      thread.take(0, false, columns, rows),
    );
    const heard = thread.compute(0, () => {
      throw new Error('not this');
    });
    await expect(heard).rejects.toThrow('not this');
  } finally {
    await thread.close();
  }
});

test('a parcel hands its chunks on as they went in, until there is no room', () => {
  const filler = new ParcelFiller(new ArrayBuffer(PARCEL_OCTETS));
  const chunk = (rows: number, seed: number) => [
    { values: Uint8Array.from({ length: 8 * rows }, (_, i) => i * seed), bitmap: null },
    {
      values: Uint8Array.from({ length: 4 * rows }, (_, i) => i + seed),
      bitmap: seed % 2 === 0 ? Uint8Array.from({ length: (rows + 7) >> 3 }, (_, i) => i ^ seed) : null,
    },
  ];
  const text = (rows: number, columns: ReturnType<typeof chunk>) =>
    columns.map(({ values, bitmap }) => `${rows} ${values} ${bitmap}`);
  const given: string[][] = [];
  for (let seed = 1; ; seed++) {
    const rows = 1 + ((seed * 641) % 2048);
    const columns = chunk(rows, seed);
    if (!filler.add(columns, rows)) break;
    given.push(text(rows, columns));
  }
  const taken: string[][] = [];
  unpack(filler.parcel, (columns, rows) => taken.push(text(rows, columns)));
  expect(taken.length).toBeGreaterThan(40);
  expect(taken).toEqual(given);
});
