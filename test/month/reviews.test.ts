/** Reviewers: the queue by what hangs on it, decisions that are kept, win over the model and teach it, and their history. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/access/audit.ts';
import { Book } from '../../src/book/book.ts';
import { makeBook } from '../../src/book/make.ts';
import { type DecideRequest, decideDevices, readDecisions } from '../../src/reviews/decide.ts';
import { type QueueRequest, readQueue } from '../../src/reviews/queue.ts';
import { ReviewWords } from '../../src/reviews/words.ts';
import type { RunInputs } from '../../src/runs/identity.ts';
import { lastMeasurement, precisionOf } from '../../src/runs/measurements.ts';
import { findRun } from '../../src/runs/read.ts';
import { keptReviews, readReviews } from '../../src/runs/reviews.ts';
import { Db } from '../../src/store/db.ts';
import { explainWhole } from '../../src/trace/explain.ts';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { type Settled, World } from '../support/month-world.ts';

const world = new World();
const ID = 'BBBHA-AAAVP-2026';
/** In a declared range that does not bind: 1 ÷ (1 + e^−1) = 0.731, for a person to decide. */
const meter = '999017000000001';
const silent = '999017000000002';
const phone = '999010000000003';
const foreign = '208010000000004';

let first: Settled;
let charged: Settled;

const path = (name: string) => join(world.root, name);
const write = (name: string, text: string) => {
  writeFileSync(path(name), text);
  return path(name);
};
const folderOf = (run: Settled) => join(world.data, 'runs', run.runId);
const queuePage = (run: Settled, page: Partial<QueueRequest> = {}) =>
  readQueue(
    { folder: folderOf(run), period: '2026-10', agreement: null, ...page },
    new ReviewWords(world.data),
  );
const queueOf = async (run: Settled) => (await queuePage(run)).devices;
const decide = (
  run: Settled,
  decisions: Readonly<Record<string, 'charge' | 'ignore'>>,
  more: Partial<DecideRequest> = {},
) =>
  decideDevices({
    data: world.data,
    run: findRun(world.data, run.runId),
    by: 'Ann',
    from: null,
    until: null,
    wanted: Object.entries(decisions).map(([imsi, decision]) => ({
      imsi,
      decision,
      reason: 'seen in a cabinet',
      agreement: '',
      place: {},
      name: 'It',
    })),
    ...more,
  });
const decisionOf = (run: Settled, imsi: string) => `${run.device(imsi).device} ${run.device(imsi).decision}`;

beforeAll(async () => {
  world.agreement(
    'a',
    agreementYaml({
      declared: '{ binding: false, imsi_ranges: ["999017000000000-999017999999999"] }',
      charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, round_up_bytes: 1000, model: flat, price: "0.01" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [iot], per: imsi_month, price: "2.00" }`,
    }),
  );
  const tap = (seq: number, day: string, imsi: string) =>
    world.tap(
      { seq, available: `${day}T12:00:00+02:00`, currency: 'EUR', decimals: 3 },
      `${imsi} data ${day}T10:00:00+02:00 id=${seq} up=1500 charge=80
       ${phone} sms_mo ${day}T11:00:00+02:00 id=1${seq} charge=100
       ${foreign} sms_mo ${day}T11:00:00+02:00 id=2${seq} charge=100`,
    );
  tap(1, '2026-10-05', meter);
  tap(2, '2026-11-05', meter);
  world.signaling(`2026-10-07T10:00:00Z ${silent} ULR\n2026-11-07T10:00:00Z ${silent} ULR`);
  await world.ingest();
  first = await world.settle();
}, 180_000);
afterAll(() => world.remove());

describe('the queue', () => {
  test('is ordered by what the decision moves', async () => {
    // The silent one would pay its fee of 2.00; the meter 2.00 + 2 kB at 0.01 instead of the 0.08 that TAP charged.
    expect(
      (await queueOf(first)).map((row) => [row.imsi, row.charged_amount, row.at_stake, row.decided]),
    ).toEqual([
      [silent, '2.00', '2.00', null],
      [meter, '2.02', '1.94', null],
    ]);
    expect(await queueOf(first)).toMatchObject([{ probability: '0.731059' }, { probability: '0.731059' }]);
  });

  test('comes by pages, from the files of the run and from its book alike', async () => {
    const out = path('book');
    await makeBook({ run: folderOf(first), out, memory: '256MB' });
    const book = (await Book.open(out))!;
    // By hand: the silent one, then the meter; nobody under another agreement.
    const pages = [
      { agreement: null, from: 0, most: 1, imsis: [silent], count: 2 },
      { agreement: ID, from: 1, most: 5, imsis: [meter], count: 2 },
      { agreement: ID, from: 2, most: 5, imsis: [], count: 2 },
      { agreement: 'another', from: 0, most: 5, imsis: [], count: 0 },
    ];
    for (const { imsis, count, ...page } of pages) {
      const read = await queuePage(first, page);
      expect([read.count, read.devices.map(({ imsi }) => imsi)]).toEqual([count, imsis]);
      const booked = await book.queue(page.agreement, page.from, page.most);
      const devices = booked!.devices.map((text) => ({ ...JSON.parse(text), decided: null }));
      expect({ count: booked!.count, devices }).toEqual(read);
    }
    await book.close();
  });

  test('as a CSV that can be given back', async () => {
    const run = first.runId.slice(0, 12);
    const csv = path('queue.csv');
    const shared = ['--data', world.data, '--json'] as const;
    expect(
      jsonOf(await roamsettleHere(['review', 'export', run, '--out', csv, ...shared], world.root)),
    ).toEqual({
      run_id: first.runId,
      file: csv,
      devices: 2,
    });
    const [header = '', one = '', two = ''] = readFileSync(csv, 'utf8').split('\n');
    expect(header.split(',').slice(0, 5)).toEqual(['agreement_id', 'imsi', 'decision', 'reason', 'at_stake']);
    expect([one, two].map((line) => line.split(',').slice(0, 5).join(' '))).toEqual([
      `${ID} ${silent}   2.00`,
      `${ID} ${meter}   1.94`,
    ]);
    // Nothing is filled in, so nothing is decided.
    const empty = await roamsettleHere(['review', 'import', run, csv, '--by', 'Ann', ...shared], world.root);
    expect(jsonOf(empty)).toMatchObject({ error: { code: 'REVIEW_INVALID' } });
    writeFileSync(csv, `${header}\n${one.replace(',,,', ',charge,seen in a cabinet,')}\n${two}\n`);
    const kept = await roamsettleHere(['review', 'import', run, csv, '--by', 'Ann', ...shared], world.root);
    expect(jsonOf(kept)).toEqual({ number: 1, run_id: first.runId, by: 'Ann', charge: 1, ignore: 0 });
    expect(verifyAudit(world.data, null).entries).toBe(1);
    const list = await roamsettleHere(['review', 'list', run, ...shared], world.root);
    expect(jsonOf(list)).toMatchObject({
      count: 2,
      devices: [
        { imsi: silent, decided: { decision: 'charge', reason: 'seen in a cabinet (Ann, review 1)' } },
        {},
      ],
    });
  });
});

describe('a decision', () => {
  test('wins over the model in a new run, and is an input of it; the run that it was made upon stands', async () => {
    charged = await world.settle();
    expect(charged.runId).not.toBe(first.runId);
    expect([silent, meter, phone].map((imsi) => decisionOf(charged, imsi))).toEqual([
      'iot charge',
      'unknown review',
      'human ignore',
    ]);
    expect(charged.device(silent).reasons).toMatch(/^charged by a reviewer;/);
    expect(charged.statement().totals).toMatchObject({ access: '2.00' });
    expect((await queueOf(charged)).map(({ imsi }) => imsi)).toEqual([meter]);
    const { lists } = (charged.json('run.json') as { inputs: RunInputs }).inputs;
    expect(lists).toHaveLength(1);
    expect(
      readFileSync(join(world.data, 'runs', charged.runId, `inputs/list-${lists[0]}.csv`), 'utf8'),
    ).toContain(`${ID},${silent},charge,2026-10,,"seen in a cabinet (Ann, review 1)",reviewer`);
    const machine = { workers: 1, memory: '1GB' };
    const request = {
      data: world.data,
      run: findRun(world.data, charged.runId),
      imsi: silent,
      limit: 1,
      machine,
    };
    const [{ derivation, lists: said } = expect.fail()] = (await explainWhole(request)).devices;
    expect(derivation.decided_by).toBe('reviewer');
    expect(said).toEqual([
      { verdict: 'charge', source: 'reviewer', reason: 'seen in a cabinet (Ann, review 1)' },
    ]);
    // A device that only filed records here, whose IMSI is another network's, has its days too.
    await expect(explainWhole({ ...request, imsi: foreign })).resolves.toMatchObject({ no_timeline: null });
    // What is kept of the devices comes to the same as working them out again.
    await expect(world.settle('2026-10', { check: true })).resolves.toMatchObject({ runId: charged.runId });
  });

  test('for later months leaves a month its id, and holds in those', async () => {
    await decide(charged, { [silent]: 'ignore' }, { from: '2026-11', by: 'Ben' });
    expect((await world.settle()).runId).toBe(charged.runId);
    const november = await world.settle('2026-11');
    expect(decisionOf(november, silent)).toBe('human ignore');
    expect(november.device(silent).reasons).toMatch(/^ignored by a reviewer;/);
  });

  test('of the same months goes over an earlier one, and the history keeps both', async () => {
    await decide(charged, { [silent]: 'ignore', [meter]: 'charge' }, { until: '2026-11' });
    const again = await world.settle();
    expect([silent, meter].map((imsi) => decisionOf(again, imsi))).toEqual(['human ignore', 'iot charge']);
    expect(readReviews(world.data).map(({ number, by, devices }) => [number, by, devices.length])).toEqual([
      [1, 'Ann', 1],
      [2, 'Ben', 1],
      [3, 'Ann', 2],
    ]);
    // Of the first nothing is left: October is the third's, November on the second's.
    expect(
      keptReviews(world.data).rows.map(({ imsi, verdict, from, until }) => [imsi, verdict, from, until]),
    ).toEqual([
      [meter, 'charge', '2026-10', '2026-11'],
      [silent, 'ignore', '2026-10', '2026-11'],
      [silent, 'ignore', '2026-11', ''],
    ]);
    const history = ['review', 'history', '--imsi', silent, '--data', world.data];
    const { stdout } = await roamsettleHere(history, world.root);
    expect(stdout.match(/^review \d by /gm)).toEqual(['review 1 by ', 'review 2 by ', 'review 3 by ']);
    expect(stdout).not.toContain(meter);
  });

  test('teaches the next month when its word has run out there', async () => {
    const november = await world.settle('2026-11');
    // The meter is the model's again: the decision held for October alone.
    expect(decisionOf(november, meter)).toBe('unknown review');
    expect((november.json('run.json') as { inputs: RunInputs }).inputs.lists).toHaveLength(1);
    const text = readdirSync(join(world.data, 'runs', november.runId, 'inputs')).find((name) =>
      name.startsWith('list-'),
    )!;
    expect(readFileSync(join(world.data, 'runs', november.runId, 'inputs', text), 'utf8')).toContain(
      `${ID},${meter},charge,2026-10,2026-11,`,
    );
    // A label of a reviewer (2 human, 3 machine) goes over what TAC and declaration say: here over none, and over a smartphone's.
    expect(await labelsOf('2026-11', [])).toEqual({ [meter]: -1, [silent]: -1, [phone]: 0 });
    expect(
      await labelsOf('2026-11', [
        { imsi: meter, label: 1 },
        { imsi: phone, label: 1 },
        { imsi: '999017000000009', label: 0 },
      ]),
    ).toEqual({ [meter]: 3, [silent]: -1, [phone]: 3 });
  });
});

/** Labels of the model's rows of a month, as if the phone's TAC were a smartphone's. */
async function labelsOf(period: string, taught: readonly { imsi: string; label: number }[]) {
  const store = readdirSync(join(world.data, 'periods')).find(
    (name) => name.startsWith(period) && name.endsWith('.duckdb'),
  )!;
  const db = await Db.open(':memory:');
  try {
    await db.run('macros');
    await db.run('classify/model_macros');
    await db.exec(`ATTACH '${join(world.data, 'periods', store)}' AS store (READ_ONLY)`);
    await db.exec(
      `CREATE TEMP TABLE feature AS SELECT * REPLACE (CASE imsi WHEN 1${phone} THEN 135000001 END AS tac), '' AS device_type, CASE imsi WHEN 1${phone} THEN 'human' END AS tac_class FROM store.device_feature`,
    );
    await db.exec(
      'CREATE TEMP TABLE scope AS SELECT DISTINCT no, false AS binding, no AS visited_key FROM feature',
    );
    const rows = taught.map(({ imsi, label }) => ({ no: 0, imsi: `1${imsi}`, label }));
    await db.run('classify/taught_device', { rows: JSON.stringify(rows) });
    await db.run('classify/visited_feed');
    await db.run('classify/seen_device');
    await db.run('classify/model_row');
    const found = await db.query<{ imsi: bigint; label: number }>('SELECT imsi, label FROM model_row');
    return Object.fromEntries(
      found.map(({ imsi, label }) => [String(imsi).slice(1), label]).filter(([imsi]) => imsi !== foreign),
    );
  } finally {
    db.close();
  }
}

describe('the last measured precision', () => {
  test('is printed on the statements of its month and of later ones, and an input of them', async () => {
    const before = await world.settle();
    expect(before.statement()).toMatchObject({
      detection: { charge_at: 0.95, review_at: 0.6 },
      measured: null,
    });
    const truth = write('truth.csv', `imsi,device\n${meter},iot\n${silent},iot\n${phone},human\n`);
    const args = ['evaluate', truth, before.runId, '--record', '--data', world.data, '--json'];
    const { recorded } = jsonOf<{ recorded: object }>(await roamsettleHere(args, world.root));
    const measured = {
      period: '2026-10',
      run_id: before.runId,
      truth_sha256: createHash('sha256').update(readFileSync(truth)).digest('hex'),
      devices: 3,
      machines: 2,
      // The meter, by its reviewer. Wilson's interval of 1 of 1: from 1 ÷ (1 + 1.96²) on.
      charged: 1,
      humans_charged: 0,
      precision: '1.0000',
      interval: ['0.2065', '1.0000'],
      // It is declared.
      undeclared: null,
      charge_at: [0.95],
    };
    expect(recorded).toEqual({ number: 1, ...measured });
    const october = await world.settle();
    expect(october.runId).not.toBe(before.runId);
    expect(october.statement()).toEqual({
      ...before.statement(),
      run_id: october.runId,
      measured,
      device_list: { ...before.statement().device_list, sha256: expect.any(String) },
    });
    expect((await world.settle('2026-11')).statement().measured).toEqual(measured);
    expect(lastMeasurement(world.data, '2026-09')).toBeNull();
  });

  test('has an interval', () => {
    // 99 of 100, as in any table of Wilson's intervals.
    expect(precisionOf(100, 1)).toEqual({ precision: '0.9900', interval: ['0.9455', '0.9982'] });
    expect(() => precisionOf(0, 0)).toThrow(/no precision/);
  });
});

describe('what is not kept', () => {
  test.each<readonly [string, () => Promise<unknown>, RegExp]>([
    [
      'a device that the run does not have',
      () => decide(first, { '999017000000009': 'charge' }),
      /no device/,
    ],
    ['one of another home network', () => decide(first, { [foreign]: 'charge' }), /another home network/],
    ['a decision by nobody', () => decide(first, { [meter]: 'charge' }, { by: ' ' }), /name of the reviewer/],
    ['months the wrong way', () => decide(first, { [meter]: 'charge' }, { until: '2026-10' }), /comes after/],
    [
      'a file with a wrong word',
      () => readDecisions(write('words.csv', `imsi,decision,reason\n${meter},accepted,so\n`)),
      /charge or ignore/,
    ],
    [
      'a file that contradicts itself, and nothing of it',
      async () => {
        const csv = write('both.csv', `imsi,decision,reason\n${meter},charge,so\n${meter},ignore,not so\n`);
        return decide(first, {}, { wanted: await readDecisions(csv) });
      },
      /contradicts/,
    ],
  ])('%s', async (_, call, words) => {
    const before = readReviews(world.data).length;
    const thrown = await call().then(
      () => expect.fail('it was kept'),
      (error: unknown) => error as Error & { code: string },
    );
    expect(thrown.code).toBe('REVIEW_INVALID');
    expect(thrown.message).toMatch(words);
    expect(thrown.message).not.toMatch(/\d{6,}/);
    expect(readReviews(world.data)).toHaveLength(before);
  });

  test('a register that lost a review is no register', () => {
    mkdirSync(path('aside'));
    renameSync(join(world.data, 'reviews/000002.json'), path('aside/2'));
    expect(() => readReviews(world.data)).toThrow(/Review 2 is missing/);
    renameSync(path('aside/2'), join(world.data, 'reviews/000002.json'));
    expect(readReviews(world.data)).toHaveLength(3);
  });
});
