/**
 * A device with thousands of events and records, two agreements that share it, and more rows than any query may give back: what
 * is told of it is summed up by the database.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeRecords } from '../../src/pack/records.ts';
import { findRun } from '../../src/runs/read.ts';
import { Db } from '../../src/store/db.ts';
import { traceDevice } from '../../src/trace/device.ts';
import { explainWhole } from '../../src/trace/explain.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';

const world = new World();
const busy = '999017000000001';
const other = '999017000000002';
const machine = { workers: 1, memory: '1GB' };
const LIMIT = 7;
const RECORDS = 1200;
let runId: string;

interface Event {
  readonly ms: number;
  readonly procedure: string;
  readonly result: string;
  readonly plmn: string;
  readonly apn: string;
}

const FROM = Date.parse('2026-10-05T00:00:00Z');
/** Every 100 seconds, several of them at one instant, every seventh in the other network. */
const events: readonly Event[] = Array.from({ length: 4000 }, (_, i) => ({
  ms: FROM + Math.floor(i / 3) * 300_000,
  procedure: ['ULR', 'AIR', 'ULR', 'NOR', 'CLR'][i % 5]!,
  result: i % 5 === 0 ? '5004' : 'ok',
  plmn: i % 7 === 0 ? '99971' : '99970',
  apn: ['', 'b.example', 'a.example'][i % 3]!,
}));
/** By the clock of Madrid, two hours ahead until the 25th. */
const dayOf = ({ ms }: Event) => new Date(ms + 2 * 3_600_000).toISOString().slice(0, 10);

const request = (limit: number) => ({ data: world.data, run: findRun(world.data, runId), limit, machine });

beforeAll(async () => {
  const charges =
    '{ usage: [{ segments: [iot], service: data, unit: kB, unit_bytes: 1000, model: flat, price: "0.01" }, { segments: [standard], model: as_billed }], access: [{ segments: [iot], per: imsi_day, price: "0.10" }] }';
  world.agreement('a', agreementYaml({ charges }));
  world.agreement(
    'b',
    agreementYaml({
      charges,
      id: 'BBBHA-AAAVQ-2026',
      visited: '{ name: AAB, tadigs: [AABVQ], plmns: ["99971"] }',
    }),
  );
  world.signaling(
    events
      .map(({ ms, procedure, result, plmn, apn }) => {
        const keys = `plmn=${plmn}${apn === '' ? '' : ` apn=${apn}`}`;
        return `${new Date(ms).toISOString()} ${busy} ${procedure} ${result} ${keys}`;
      })
      .join('\n'),
  );
  world.signaling(`2026-10-07T10:00:00Z ${other} ULR`);
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00', currency: 'EUR', decimals: 3 },
    Array.from({ length: RECORDS }, (_, i) => {
      const start = new Date(Date.parse('2026-10-06T00:00:00Z') + i * 60_000).toISOString().slice(0, 19);
      return `${busy} data ${start}+02:00 id=${i + 1} up=${1000 + i} charge=10`;
    }).join('\n'),
  );
  await world.ingest();
  runId = (await world.settle()).runId;
}, 180_000);
afterAll(() => world.remove());

/** Runs `work`; the most rows that any of its queries gave back. */
async function mostRows<T>(work: () => Promise<T>): Promise<{ found: T; most: number }> {
  let most = 0;
  const query = Db.prototype.query;
  const spy = vi.spyOn(Db.prototype, 'query').mockImplementation(async function (this: Db, ...asked) {
    const rows = await query.apply(this, asked);
    most = Math.max(most, rows.length);
    return rows as never;
  });
  try {
    return { found: await work(), most };
  } finally {
    spy.mockRestore();
  }
}

const countOf = <T>(items: readonly T[], keyOf: (item: T) => string) =>
  Object.fromEntries([...Map.groupBy(items, keyOf)].map(([key, own]) => [key, own.length]));

test.each([
  ['BBBHA-AAAVP-2026', '99970'],
  ['BBBHA-AAAVQ-2026', '99971'],
])('explain: %s has its own events by day, all counted, and the first of them', async (id, plmn) => {
  const { found, most } = await mostRows(() => explainWhole({ ...request(LIMIT), imsi: busy }));
  expect(most).toBeLessThan(500);
  expect(found.no_timeline).toBeNull();
  const { timeline } = found.devices.find(({ agreement_id }) => agreement_id === id)!;
  const own = events.filter((event) => event.plmn === plmn);
  expect(timeline!.events.count).toBe(own.length);
  // At one instant in the order of the file.
  expect(timeline!.events.rows.map(({ at, procedure, line }) => [at, procedure, line])).toEqual(
    own
      .slice(0, LIMIT)
      .map((event) => [
        new Date(event.ms).toISOString().replace('.000Z', 'Z'),
        event.procedure,
        events.indexOf(event) + 2,
      ]),
  );
  const told = timeline!.days.flatMap(({ day, events: rows }) =>
    rows.map(({ procedure, result, count }) => [`${day} ${procedure} ${result}`, count]),
  );
  expect(Object.fromEntries(told)).toEqual(
    countOf(own, (event) => `${dayOf(event)} ${event.procedure} ${event.result}`),
  );
  expect(timeline!.days.find(({ day }) => day === '2026-10-07')!.apns).toEqual(['a.example', 'b.example']);
  const records = id === 'BBBHA-AAAVP-2026' ? RECORDS : 0;
  expect(timeline!.records.count).toBe(records);
  expect(timeline!.files).toEqual([
    { file: '1.csv', sha256: expect.any(String), events: own.length, records: 0 },
    ...(records === 0 ? [] : [{ file: '3.tap', sha256: expect.any(String), events: 0, records }]),
  ]);
});

test('explain: records by day, with sums that no row was read for', async () => {
  const { devices } = await explainWhole({ ...request(1), imsi: busy });
  const { timeline } = devices.find(({ agreement_id }) => agreement_id === 'BBBHA-AAAVP-2026')!;
  expect(timeline!.days.filter(({ records }) => records.length > 0)).toMatchObject([
    {
      day: '2026-10-06',
      // 1000 to 2199 bytes.
      records: [{ service: 'data', count: RECORDS, bytes: (RECORDS * 3199) / 2, seconds: 0 }],
      charges: [{ currency: 'EUR', amount: '12.000' }],
    },
  ]);
  expect(timeline!.records.rows).toMatchObject([{ start: '2026-10-06T00:00:00+02:00', bytes_up: 1000 }]);
});

test('trace: the first records of a line, and how many there are', async () => {
  const asked = { ...request(LIMIT), imsi: busy, agreement: 'BBBHA-AAAVP-2026' };
  const { found, most } = await mostRows(() => traceDevice({ ...asked, lineId: 'v1-usage-0' }));
  expect(most).toBeLessThan(500);
  expect(found.records!.count).toBe(RECORDS);
  expect(found.records!.rows.map(({ counted, session_key }) => [counted, session_key])).toEqual(
    Array.from({ length: LIMIT }, (_, i) => [1000 + i, `${i + 1}@ggsn-a`]),
  );
});

test('trace: a fee day shows the first sign of life among many at one instant', async () => {
  const asked = { ...request(LIMIT), imsi: busy, agreement: 'BBBHA-AAAVQ-2026' };
  const { found, most } = await mostRows(() => traceDevice({ ...asked, lineId: 'v1-access-0' }));
  expect(most).toBeLessThan(500);
  const signs = events.filter(
    ({ plmn, procedure, result }) => plmn === '99971' && procedure === 'ULR' && result === 'ok',
  );
  const first = [...Map.groupBy(signs, dayOf)].map(([day, [event]]) => [day, events.indexOf(event!) + 2]);
  expect(found.days!.map(({ day, first_sign }) => [day, first_sign!.line])).toEqual(first);
  expect(first.length).toBeGreaterThan(3);
});

test('pack: tables are the same in however many parts they are put in order', async () => {
  const asked = {
    data: world.data,
    runId: findRun(world.data, runId).runId,
    agreement: 'BBBHA-AAAVP-2026',
    devices: [
      { ordinal: 0, imsi: other },
      { ordinal: 1, imsi: busy },
    ],
    machine,
  };
  const tablesOf = async (partRows: number) => {
    const folder = join(world.root, `parts-${partRows}`);
    mkdirSync(folder);
    await writeRecords(folder, { ...asked, partRows });
    return ['records.csv', 'events.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
  };
  const whole = await tablesOf(1_000_000);
  expect(await tablesOf(700)).toEqual(whole);
  const [records, rows] = whole.map((text) => text.trimEnd().split('\n').slice(1));
  expect([records!.length, rows!.length]).toEqual([RECORDS, events.length + 1]);
  // By device, then by time.
  expect(rows!.map((row) => row.split(',').slice(0, 2))).toEqual([
    ['0', '2026-10-07T10:00:00.000Z'],
    ...events.map(({ ms }) => ['1', new Date(ms).toISOString()]),
  ]);
});
