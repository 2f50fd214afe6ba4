/**
 * Versions that follow each other inside a month: which version charges a record (rule 2), how its usage is measured, and
 * by which version a device's fee is due (rule 8). October 2026; version 2 begins on the 15th.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAgreements, parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import type { Agreement, InForce } from '../../src/domain/agreement/types.ts';
import { dayOfDate, parsePeriod } from '../../src/domain/period.ts';
import { computeSlice, prepareScope, SLICED } from '../../src/features/compute.ts';
import { scopeIdentity } from '../../src/features/scope.ts';
import { cutSlice } from '../../src/features/slices.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest } from '../../src/pipeline.ts';
import { measureUsage } from '../../src/settle/settle.ts';
import type { Db } from '../../src/store/db.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { handRap } from '../support/month-rap.ts';
import type { World } from '../support/month-world.ts';
import { worlds } from '../support/worlds.ts';

const PERIOD = parsePeriod('2026-10');
const world = worlds();

type Changes = Readonly<Record<string, string>>;

/** Loads what the world holds, and asks for rows as `loadedRows` does. */
async function rowsOf(
  w: World,
  versions: readonly Changes[],
  queries: readonly string[],
): Promise<string[][]> {
  await w.ingest();
  return loadedRows(w, versions, queries);
}

/** Works out the features of what is loaded, under these versions of one agreement, and asks for rows as text. */
async function loadedRows(
  w: World,
  versions: readonly Changes[],
  queries: readonly string[],
): Promise<string[][]> {
  const store = await Store.open(w.data, { threads: 1, memory: '1GB', purpose: 'test' });
  try {
    await compute(store, versionsInForce(parse(versions), PERIOD.name));
    return await Promise.all(queries.map((query) => textRows(store.db, query)));
  } finally {
    await store.close();
  }
}

const parse = (versions: readonly Changes[]): Agreement[] =>
  versions.map((changes, i) =>
    parseAgreement(agreementYaml({ version: String(i + 1), ...changes }), `v${i + 1}.yaml`),
  );

/** The features of everything that is loaded, in one slice. */
async function compute(store: Store, inForce: readonly InForce[]): Promise<void> {
  const { db } = store;
  await measureUsage(db, inForce, PERIOD);
  const kernel = await prepareScope(store, { agreements: inForce, period: PERIOD, tacs: [] });
  for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
  await cutSlice(db, { low: 0n, high: 9_223_372_036_854_775_807n });
  await computeSlice(store, kernel);
}

const rowText = (row: object): string => Object.values(row).map(String).join(' ');

async function textRows(db: Db, query: string): Promise<string[]> {
  const found = await db.query(`${query} ORDER BY ALL`);
  return found.map(rowText);
}

const USAGE = 'SELECT version_no, service, quantity, records, billed_units FROM usage_quantity';
const BYTES = `${USAGE} WHERE measure = 'bytes'`;
const FEES =
  'SELECT imsi % 1000, fee_version, fee_days, present_fee_days, attaches, days_observed FROM device_feature';

describe('the version of a record is that of its day', () => {
  // id 1 is on the 14th by its own clock and on the 15th in UTC, id 2 the other way round; file 1 is available on the 12th,
  // file 2 on the 20th.
  let w: World;
  beforeAll(async () => {
    w = world();
    w.tap(
      { seq: 1, available: '2026-10-12T12:00:00+02:00' },
      '999017000000001 data 2026-10-11T10:00:00+02:00 id=9 up=1000 charge=1',
    );
    w.tap(
      { seq: 2, available: '2026-10-20T12:00:00+02:00' },
      `999017000000001 data 2026-10-14T23:59:59-11:00 id=1 up=100 charge=10
       999017000000001 data 2026-10-15T00:00:00+14:00 id=2 up=200 charge=100`,
    );
    await w.ingest();
  });

  test.each([
    ['start_local', ['0 data 1100 2 11', '1 data 200 1 100']],
    ['start_utc', ['0 data 1200 2 101', '1 data 100 1 10']],
    ['file_available', ['0 data 1000 1 1', '1 data 300 2 110']],
  ])('%s', async (basis, usage) => {
    const deal = {
      period: `{ basis: ${basis}, time_zone: Europe/Madrid }`,
      charges: '{ usage: [{ service: data, segments: [iot], unit: byte, price: "1" }] }',
    };
    const [found] = await loadedRows(w, [deal, { ...deal, effective: '2026-10-15' }], [BYTES]);
    expect(found).toEqual(usage);
  });

  test('with one version all of it is version 0', async () => {
    const charges = '{ usage: [{ service: data, segments: [iot], unit: byte, price: "1" }] }';
    const [found] = await loadedRows(w, [{ charges }], [BYTES]);
    expect(found).toEqual(['0 data 1300 3 111']);
  });
});

test('sessions and calls are cut where a version begins, and nowhere else', async () => {
  const text = `
    999017000000001 data 2026-10-14T23:30:00+02:00 id=1 partial=1 dur=3600 up=100
    999017000000001 data 2026-10-15T00:30:00+02:00 id=1 partial=2 dur=3600 up=100
    999017000000001 data 2026-10-15T01:30:00+02:00 id=1 partial=3 dur=3600 up=100
    999017000000001 voice_mo 2026-10-14T23:59:00+02:00 id=2 partial=1 dur=60
    999017000000001 voice_mo 2026-10-15T00:00:00+02:00 id=2 partial=2 dur=20`;
  const charges = `
  usage:
    - { service: data, segments: [iot], unit: kB, round_up_bytes: 1024, round_up_per: session, price: "1" }
    - { service: voice_mo, segments: [iot], unit: minute, increment_seconds: 30, price: "1" }`;
  const w = world();
  w.tap({ seq: 1, available: '2026-10-20T12:00:00+02:00' }, text);
  await w.ingest();
  const found = async (...versions: Changes[]): Promise<string[] | undefined> => {
    const [usage] = await loadedRows(w, versions, [
      'SELECT version_no, service, quantity, records FROM usage_quantity WHERE step > 1',
    ]);
    return usage;
  };
  // 300 bytes are one step of 1024, 80 seconds three of 30.
  expect(await found({ charges })).toEqual(['0 data 1024 3', '0 voice_mo 90 2']);
  // 100 and 200 bytes are one step each, 60 seconds two of 30 and 20 one.
  expect(await found({ charges }, { charges, effective: '2026-10-15' })).toEqual([
    '0 data 1024 1',
    '0 voice_mo 60 1',
    '1 data 1024 2',
    '1 voice_mo 30 1',
  ]);
  // The same a day later: all partials are of version 1.
  expect(await found({ charges }, { charges, effective: '2026-10-16' })).toEqual([
    '0 data 1024 3',
    '0 voice_mo 90 2',
  ]);
});

test('a fee is due by the version of the first observed day; a month of three versions', async () => {
  const w = world();
  w.signaling(`
    2026-10-14T21:59:59Z 999017000000001 ULR
    2026-10-20T10:00:00Z 999017000000001 ULR
    2026-10-14T22:00:00Z 999017000000002 ULR
    2026-10-14T22:01:00Z 999017000000002 PUR
    2026-10-25T10:00:00Z 999017000000003 ULR
    2026-10-01T10:00:00Z 999017000000004 AIR`);
  const [fees] = await rowsOf(w, [{}, { effective: '2026-10-15' }, { effective: '2026-10-16' }], [FEES]);
  // 1: 14 October 23:59:59 local, carried to the 17th; then 20 to 23. 2: on the 15th, version 1's only day. 3: 25 to 28.
  expect(fees).toEqual(['1 0 2 8 2 2', '2 1 1 1 1 1', '3 2 1 4 1 1', '4 null 0 0 0 0']);
});

describe('days that no version holds', () => {
  const first = { term: '{ from: 2026-01-01, until: 2026-10-10 }' };
  const second = { term: '{ from: 2026-10-20, until: 2027-01-01 }', effective: '2026-10-20' };
  const UNMATCHED = 'SELECT no, records, units FROM unmatched_record';
  const WITHHELD = 'SELECT reason, records, units FROM withheld_record';
  const text = `
    999017000000001 sms_mo 2026-10-09T10:00:00+02:00 id=1 charge=1
    999017000000001 sms_mo 2026-10-10T10:00:00+02:00 id=2 charge=20
    999017000000001 sms_mo 2026-10-19T10:00:00+02:00 id=3 charge=300
    999017000000001 sms_mo 2026-10-20T10:00:00+02:00 id=4 charge=4000
    999017000000001 sms_mo 2026-09-30T10:00:00+02:00 id=5 charge=50000`;

  test('are charged by none, owe no fee, and their money is told once', async () => {
    const w = world();
    w.tap({ seq: 1, available: '2026-10-25T12:00:00+02:00' }, text);
    const [usage, unmatched, withheld, fees] = await rowsOf(
      w,
      [first, second],
      [USAGE, UNMATCHED, WITHHELD, FEES],
    );
    expect(usage).toEqual(['0 sms_mo 1 1 1', '1 sms_mo 1 1 4000']);
    expect(unmatched).toEqual(['0 2 320']);
    expect(withheld).toEqual([]);
    // Observed on the 9th, 10th, 19th and 20th. Attached until the 13th and from the 19th until the 23rd: of the versions'
    // days it is present on the 9th and on 20 to 23. Attached on the 9th; that of the 19th is nobody's. 30 September
    // carries to 3 October.
    expect(fees).toEqual(['1 0 2 8 1 4']);
  });

  test('records that are kept back are told once, too', async () => {
    const w = world();
    w.tap({ seq: 1, available: '2026-10-25T12:00:00+02:00' }, text);
    w.file('rap', handRap({ seq: 1, available: '2026-10-26T12:00:00+02:00' }, [{ fatal: 1 }]));
    const [usage, withheld] = await rowsOf(w, [{}, { effective: '2026-10-15' }], [USAGE, WITHHELD]);
    expect(usage).toEqual([]);
    expect(withheld).toEqual(['returned 4 4321']);
  });
});

describe('a generated month', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-versions-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // Sessions aside, which are cut: there the sum of two roundings may be more.
  const SUMS = `
    SELECT no, imsi, service, measure, step, tap_currency, tap_decimals, sum(quantity), sum(records), sum(billed_units)
    FROM usage_quantity WHERE NOT per_session GROUP BY ALL ORDER BY ALL`;
  const DEVICES = 'SELECT * EXCLUDE (fee_version) FROM device_feature ORDER BY no, imsi';
  const REST = 'FROM unmatched_record ORDER BY ALL';

  test('a second version of the same terms parts the usage and changes nothing else', async () => {
    const out = join(folder, 'files');
    await generateMonth({ devices: 60, period: PERIOD.name, seed: 5, out });
    const machine = { data: join(folder, 'data'), workers: 1, memory: '1GB' };
    await runIngest(machine, [join(out, 'tap'), join(out, 'signaling')], { audit: 'enforce' });
    // The term ends on the 25th, so that some records are nobody's.
    const first = (await loadAgreements(join(out, 'agreements'))).map((agreement) => ({
      ...agreement,
      term: { ...agreement.term, until: '2026-10-25' },
    }));
    const second = first.map((agreement) => ({ ...agreement, version: 9, effective: '2026-10-15' }));
    const read = async (agreements: readonly Agreement[]) => {
      const store = await Store.open(machine.data, { threads: 1, memory: '1GB', purpose: 'test' });
      try {
        await compute(store, versionsInForce(agreements, PERIOD.name));
        const texts = [];
        for (const query of [SUMS, DEVICES, REST]) texts.push((await store.db.query(query)).map(rowText));
        const parts = await textRows(store.db, 'SELECT DISTINCT version_no FROM usage_quantity');
        const fees = await textRows(
          store.db,
          `SELECT DISTINCT fee_version, first_fee_day < ${dayOfDate('2026-10-15')} AS early
           FROM device_feature WHERE first_fee_day IS NOT NULL`,
        );
        return { texts, parts, fees };
      } finally {
        await store.close();
      }
    };
    const [one, two] = [await read(first), await read([...second, ...first])];
    expect(one.parts).toEqual(['0']);
    expect(two.parts).toEqual(['0', '1']);
    expect(two.fees).toEqual(['0 true', '1 false']);
    expect(one.texts.map((rows) => rows.length > 0)).toEqual([true, true, true]);
    expect(two.texts).toEqual(one.texts);
  });
});

test('the period store hangs on the days of versions, not on their prices or on other months', () => {
  const identity = (...versions: Changes[]) =>
    scopeIdentity(versionsInForce(parse(versions), PERIOD.name), PERIOD, []);
  const price = { charges: '{ usage: [{ model: as_billed }] }' };
  expect(identity({}, { ...price, effective: '2026-10-15' })).toBe(identity({}, { effective: '2026-10-15' }));
  expect(identity({}, { effective: '2026-10-15' })).not.toBe(identity({}, { effective: '2026-10-16' }));
  expect(identity({}, { effective: '2026-10-15' })).not.toBe(identity({}));
  expect(identity({}, { effective: '2026-11-01' })).toBe(identity({}));
});
