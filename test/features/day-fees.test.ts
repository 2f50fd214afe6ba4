/** What the kernel keeps of fees by day is what it counts where a version holds on that day alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import { parsePeriod } from '../../src/domain/period.ts';
import { prepareScope, SLICED } from '../../src/features/compute.ts';
import { KernelInstance } from '../../src/features/kernel/instance.ts';
import { readKernelScope } from '../../src/features/kernel/scope.ts';
import { SignalKernel } from '../../src/features/kernel/signals.ts';
import { cutSlice } from '../../src/features/slices.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { withMinAttached } from './min-attached.ts';
import { AGREEMENT_SETS, fillStore, soup, WORDS } from './soup.ts';

const PERIOD = parsePeriod('2026-10');
const ALL = { low: 0n, high: 9_223_372_036_854_775_807n };
const root = mkdtempSync(join(tmpdir(), 'roamsettle-day-fees-'));
let store: Store;

beforeAll(async () => {
  store = await Store.open(join(root, 'data'), { threads: 2, memory: '1GB', purpose: 'test' });
  const { db } = store;
  await store.transaction(async () => {
    store.dictionary.codes(WORDS);
    await store.dictionary.save();
  });
  for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

/** `no imsi day observed present attaches`, where any of them is not 0. */
async function onEachDayAlone(): Promise<string[]> {
  const { db } = store;
  await cutSlice(db, ALL);
  const rows: string[] = [];
  for (let day = PERIOD.firstDay; day < PERIOD.endDay; day++) {
    await db.exec('UPDATE scope_version SET from_day = $day, end_day = $day + 1', { day });
    const kernel = await SignalKernel.of(db);
    await kernel.readEvents(db);
    await kernel.readRecords(db);
    await kernel.compute();
    await kernel.write(db);
    const found = await db.query(
      `SELECT no, imsi, $day AS day, fee_days, present_fee_days, attaches FROM device_signal
       WHERE fee_days + present_fee_days + attaches > 0`,
      { day },
    );
    rows.push(...found.map((row) => Object.values(row).join(' ')));
  }
  return rows.sort();
}

async function byDevice(agreements: number): Promise<string[]> {
  const { db } = store;
  const scope = await readKernelScope(db);
  const imsis = await db.query<{ imsi: bigint }>(
    'SELECT imsi FROM signaling_event UNION SELECT imsi FROM every_record',
  );
  const rows: string[] = [];
  for (const { imsi } of imsis) {
    await cutSlice(db, { low: imsi, high: imsi });
    await db.exec('CREATE OR REPLACE TEMP TABLE device_record AS FROM every_record WHERE imsi = $imsi', {
      imsi,
    });
    for (let no = 0; no < agreements; no++) {
      const instance = new KernelInstance(scope);
      await db.drain('features/slice_signal', scope.reach, (columns, count) =>
        instance.take(false, columns, count),
      );
      await db.drain('features/slice_known_record', {}, (columns, count) =>
        instance.take(true, columns, count),
      );
      const { observed, present, attaches } = instance.dayFees(no);
      for (let place = 0; place < PERIOD.endDay - PERIOD.firstDay; place++) {
        const counts = [(observed >>> place) & 1, (present >>> place) & 1, attaches[place]!];
        if (counts.some((count) => count > 0))
          rows.push([no, imsi, PERIOD.firstDay + place, ...counts].join(' '));
      }
    }
  }
  return rows.sort();
}

test.each(Object.keys(AGREEMENT_SETS))(
  '%s',
  async (name) => {
    const charges = '{ access: [{ per: imsi_month, price: "1" }] }';
    const agreements = AGREEMENT_SETS[name]!.map((changes) =>
      withMinAttached(parseAgreement(agreementYaml({ charges, ...changes }), 'a.yaml'), 30),
    );
    const { db } = store;
    const tacs: [] = [];
    await prepareScope(store, { agreements: versionsInForce(agreements, PERIOD.name), period: PERIOD, tacs });
    const soups = fc.sample(soup(agreements.length), { numRuns: 25, seed: 5 });
    await fillStore(db, {
      events: soups.flatMap(({ events }) => events),
      records: soups.flatMap(({ records }) => records),
    });
    const wanted = await onEachDayAlone();
    await db.exec('CREATE OR REPLACE TEMP TABLE every_record AS FROM device_record');
    expect(await byDevice(agreements.length)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(30);
  },
  120_000,
);
