/**
 * The kernel says of every device what the SQL of test/features/reference says: on generated months cut into slices, and
 * on soups of events that no network would send.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadAgreements, parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import type { Agreement } from '../../src/domain/agreement/types.ts';
import { parsePeriod } from '../../src/domain/period.ts';
import { computeSlice, prepareScope, SLICED } from '../../src/features/compute.ts';
import { SignalKernel } from '../../src/features/kernel/signals.ts';
import { cutSlice, slicesOf } from '../../src/features/slices.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest } from '../../src/pipeline.ts';
import { measureUsage } from '../../src/settle/settle.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { withMinAttached } from './min-attached.ts';
import { differences } from './reference.ts';
import { AGREEMENT_SETS, fillStore, soup, WORDS } from './soup.ts';

const FEE = '{ access: [{ per: imsi_month, price: "1" }] }';
const PERIOD = parsePeriod('2026-10');
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'roamsettle-kernel-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open = (folder: string) =>
  Store.open(join(root, folder), { threads: 1, memory: '1GB', purpose: 'test' });

async function viewSlices({ db }: Store): Promise<void> {
  for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
}

describe.each([1])('a generated month, seed %i', (seed) => {
  const data = `month-${seed}`;
  const out = () => join(root, `files-${seed}`);
  beforeAll(async () => {
    await generateMonth({ devices: 120, period: PERIOD.name, seed, out: out() });
    const machine = { data: join(root, data), workers: 1, memory: '1GB' };
    await runIngest(machine, [join(out(), 'tap'), join(out(), 'signaling')], { audit: 'enforce' });
  });

  const VARIANTS: Readonly<Record<string, (agreement: Agreement) => Agreement>> = {
    'as generated': (agreement) => agreement,
    'another zone, carry, window and basis': (agreement) => ({
      ...withMinAttached(agreement, 300),
      period: { basis: 'start_utc', timeZone: 'Asia/Beirut' },
      presence: { carryHours: 7, permanent: { days: 3, ofLast: 12, maxGapDays: 2 } },
    }),
    'charged by file, a long window': (agreement) => ({
      ...agreement,
      period: { basis: 'file_available', timeZone: 'America/New_York' },
      presence: { carryHours: 240, permanent: { days: 30, ofLast: 60, maxGapDays: 7 } },
    }),
  };

  test.each(Object.entries(VARIANTS))('%s', async (_, change) => {
    const agreements = (await loadAgreements(join(out(), 'agreements'))).map(change);
    const store = await open(data);
    try {
      await measureUsage(store.db, versionsInForce(agreements, PERIOD.name), PERIOD);
      const kernel = await prepareScope(store, {
        agreements: versionsInForce(agreements, PERIOD.name),
        period: PERIOD,
        tacs: [],
      });
      await viewSlices(store);
      const slices = await slicesOf(store.db, 1, 3000);
      expect(slices.length).toBeGreaterThan(2);
      let devices = 0n;
      for (const slice of slices) {
        await cutSlice(store.db, slice);
        await computeSlice(store, kernel);
        expect(await differences(store.db)).toEqual([]);
        const [count] = await store.db.query<{ n: bigint }>('SELECT count(*) AS n FROM device_signal');
        devices += count!.n;
      }
      expect(devices).toBeGreaterThan(100n);
    } finally {
      await store.close();
    }
  });
});

describe.each(Object.entries(AGREEMENT_SETS))('soups: %s', (name, changes) => {
  let store: Store;
  beforeEach(async () => {
    store = await open(`soup-${name.replaceAll(/\W/g, '-')}`);
  });
  afterEach(() => store.close());

  test('the kernel and the reference agree in every column', async () => {
    const agreements = changes.map((change, no) =>
      withMinAttached(
        parseAgreement(agreementYaml({ charges: FEE, ...change }), 'soup.yaml'),
        [2, 240, 0][no]!,
      ),
    );
    const { db } = store;
    await store.transaction(async () => {
      store.dictionary.codes(WORDS);
      await store.dictionary.save();
    });
    await prepareScope(store, {
      agreements: versionsInForce(agreements, PERIOD.name),
      period: PERIOD,
      tacs: [],
    });
    await viewSlices(store);
    await db.exec('SET VARIABLE slice_low = 0::BIGINT');
    await db.exec('SET VARIABLE slice_high = 9223372036854775807::BIGINT');
    // One kernel for all: what a soup leaves in its buffers must not show in the next.
    const kernel = await SignalKernel.of(db);
    await fc.assert(
      fc.asyncProperty(soup(agreements.length), async (rows) => {
        await fillStore(db, rows);
        await kernel.readEvents(db);
        await kernel.readRecords(db);
        await kernel.compute();
        await kernel.write(db);
        expect(await differences(db)).toEqual([]);
      }),
      { numRuns: 10, seed: 7 },
    );
  });
});
