/** Month close: the checklist of a run, waivers, and issue. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { writeReport } from '../../src/report/write.ts';
import type { CloseItem } from '../../src/runs/close.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { stillLate } from '../../src/runs/late.ts';
import { listRuns, newestRun, readStatements } from '../../src/runs/read.ts';
import { checkIssued } from '../../src/runs/reading.ts';
import { readStatus } from '../../src/runs/status.ts';
import { roamsettleHere } from '../cli/cli.ts';
import { encodeBer } from '../support/ber-encoder.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { handRap, type Return } from '../support/month-rap.ts';
import { type Settled, World } from '../support/month-world.ts';
import { notificationElement } from '../support/tap-encoder.ts';

const FILED = '2026-10-20T12:00:00+02:00';
const ID = 'BBBHA-AAAVP-2026';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

const PAIR = { sender: 'AAAVP', recipient: 'BBBHA' };
const itemsOf = (run: Settled) => (run.json('run.json') as { close: CloseItem[] }).close;
const pathOf = (run: Settled, name: string) => join(world.data, 'runs', run.runId, name);

/** A registration on every day of October but those named. */
function everyDayBut(...missing: readonly number[]): string {
  const days = Array.from({ length: 31 }, (_, i) => i + 1).filter((day) => !missing.includes(day));
  return days.map((day) => `2026-10-${String(day).padStart(2, '0')}T10:00:00Z 999017000000001 UL`).join('\n');
}

/** A month with nothing to clear: one declared device, 1.000 EUR by TAP. */
let clean: World;
beforeAll(async () => {
  clean = new World();
  clean.signaling(everyDayBut());
  clean.tap({ seq: 1, available: FILED }, '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1000');
  await clean.ingest();
  clean.agreement('a', agreementYaml());
});
afterAll(() => clean.remove());

let settledClean: World | undefined;
afterAll(() => settledClean?.remove());

/** The clean month, settled once for all that go on from there. */
async function cleanMonth(): Promise<void> {
  if (settledClean === undefined) {
    settledClean = clean.copy();
    await settledClean.settle();
  }
  world.remove();
  world = settledClean.copy();
}

describe('checklist', () => {
  test('names each thing with its money, and is waived item by item', async () => {
    world.signaling(`${everyDayBut(3, 4, 9)}\n2026-10-20T10:00:00Z 999990000000001 UL plmn=99999`);
    const record = (imsi: string, id: number, charge: number) =>
      `${imsi} data 2026-10-05T10:00:00+02:00 id=${id} charge=${charge}`;
    world.tap({ seq: 1, available: FILED }, record('999017000000001', 1, 1000));
    world.tap({ seq: 4, available: FILED }, record('999010000000002', 2, 2500));
    // Its trailer says other money than its records.
    world.tap({ seq: 5, available: FILED, audit: { charge: 1n } }, record('999017000000003', 3, 4000));
    world.tap({ pair: 'ZZZVP BBBHA', seq: 1, available: FILED }, record('999017000000001', 4, 300));
    const held = (await world.ingest()).find((file) => file.code === 'TAP_AUDIT_MISMATCH');
    world.agreement('a', agreementYaml({ detection: '{ charge_at: 1, review_at: 0 }' }));
    const run = await world.settle();
    const summary = itemsOf(run).map(({ id, money, waived }) => [
      id,
      money.map(({ amount, currency }) => `${amount} ${currency}`).join(),
      waived,
    ]);
    expect(summary).toEqual([
      ['sequence_gap:AAAVP:BBBHA:00002-00003', '', null],
      [`quarantined_file:${held?.sha256}`, '4.000 EUR', null],
      [`blind_days:${ID}:2026-10-03..2026-10-04`, '', null],
      [`blind_days:${ID}:2026-10-09`, '', null],
      [`review_devices:${ID}`, '2.5 EUR', null],
      ['unmatched_tadigs:ZZZVP:BBBHA:no_agreement', '0.300 EUR', null],
      ['unmatched_plmn:99999', '', null],
    ]);
    await expect(issueRun(world.data, run.runId)).rejects.toMatchObject({
      code: 'ISSUE_OPEN',
      detail: expect.stringContaining(`7 are open: sequence_gap:AAAVP:BBBHA:00002-00003, quarantined_file:`),
    });
    expect(existsSync(join(world.data, 'issued'))).toBe(false);

    const waive = (ids: readonly unknown[]) =>
      world.settle('2026-10', {
        waive: ids.map((id) => `- { id: "${id}", reason: checked by hand }\n`).join(''),
      });
    const ids = summary.map(([id]) => id);
    const some = await waive(ids.slice(1));
    expect(some.runId).not.toBe(run.runId);
    await expect(issueRun(world.data, some.runId)).rejects.toMatchObject({
      detail: '1 are open: sequence_gap:AAAVP:BBBHA:00002-00003.',
    });
    const all = await waive(ids);
    expect(itemsOf(all).map((item) => item.waived)).toEqual(ids.map(() => 'checked by hand'));
    expect(readFileSync(pathOf(all, 'inputs/waivers.yaml'), 'utf8')).toContain('reason: checked by hand');
    // The money does not know of waivers.
    expect(all.statement().totals).toEqual(run.statement().totals);
    expect(all.statement().status).toBe('provisional');
    const issued = await issueRun(world.data, all.runId);
    expect(issued.waived.map(({ id }) => id)).toEqual(ids);
  });
});

describe('waivers', () => {
  // biome-ignore format: one file a line
  test.each([
    ['an item that is not there', '- { id: "review_devices:X", reason: r }',         'The run has no item review_devices:X.', 1],
    ['an IMSI for an item',       '- { id: "999010000000001", reason: r }',          'The run has no item ….', 1],
    ['no list',                   'id: x',                                           'It is a list of { id, reason }.', 1],
    ['no reason',                 '# why\n- { id: x }',                              'An entry has the keys id and reason, and no others.', 2],
    ['an empty reason',           '- { id: x, reason: " " }',                        'reason is a text of at most 1000 characters.', 1],
    ['an id that is a number',    '- { id: 7, reason: r }',                          'id is the text of an item, as `status --period` shows it.', 1],
    ['one id twice',              '- { id: x, reason: r }\n- { id: x, reason: r }',  'x is waived twice.', 2],
  ])('with %s are refused', async (_, waive, detail, line) => {
    const refused = clean.settle('2026-10', { waive });
    await expect(refused).rejects.toMatchObject({
      code: 'WAIVER_INVALID',
      detail,
      place: { file: 'waivers.yaml', line },
    });
    expect(listRuns(clean.data)).toEqual([]);
  });
});

describe('a month without a TAP file', () => {
  const NOTE =
    'No TAP file or Notification of the month is loaded: nobody can tell what was used, and which devices are silent.';
  const noTap = async () => {
    const run = await world.settle();
    return [itemsOf(run).map(({ id }) => id), run.statement().notes];
  };
  beforeEach(async () => {
    world.signaling(everyDayBut());
    world.agreement('a', agreementYaml());
    await world.ingest();
  });

  test('is an open item where devices are there, until a file or a Notification comes', async () => {
    const run = await world.settle();
    expect(await noTap()).toEqual([[`no_tap:${ID}`], [NOTE]]);
    await expect(issueRun(world.data, run.runId)).rejects.toMatchObject({ code: 'ISSUE_OPEN' });

    // Of the month before: of no use.
    const old = { seq: 1, available: '2026-09-20T12:00:00+02:00' };
    world.tap(old, '999017000000001 data 2026-09-19T10:00:00+02:00 id=1 charge=1000');
    await world.ingest();
    expect(await noTap()).toEqual([[`no_tap:${ID}`], [NOTE]]);

    const header = { ...PAIR, specification: 3, release: 12 };
    const [created, available] = [
      { local: '20261031230000', offset: '+0000' },
      { local: '20261031235900', offset: '+0000' },
    ];
    const told = notificationElement({ ...header, sequence: '00002', created, cutOff: created, available });
    world.file('empty', encodeBer(told).bytes);
    await world.ingest();
    expect(await noTap()).toEqual([[], []]);
  });

  test('says nothing of an agreement without a device', async () => {
    world.agreement(
      'b',
      agreementYaml({ id: 'DORMANT', home: '{ name: C, tadigs: [CCCXX], plmns: ["99903"] }' }),
    );
    const run = await world.settle();
    expect(run.statement('DORMANT').notes).toEqual([]);
    expect(itemsOf(run).map(({ id }) => id)).toEqual([`no_tap:${ID}`]);
  });
});

describe('issue', () => {
  test('is once, is seen by every reader, and leaves the run alone', async () => {
    await cleanMonth();
    const run = await world.settle();
    expect(itemsOf(run)).toEqual([]);
    expect(run.statement().status).toBe('final');
    const bytes = readFileSync(pathOf(run, `statement-${ID}.json`), 'utf8');

    const issued = await issueRun(world.data, run.runId);
    expect(issued).toMatchObject({ run_id: run.runId, period: '2026-10', corrects: null, waived: [] });
    expect(issued.statements).toEqual([{ agreement_id: ID, number: 1, net: '1.00', currency: 'EUR' }]);
    expect(Object.keys(issued.files)).toContain(`statement-${ID}.json`);
    const path = join(world.data, 'issued', `${run.runId}.json`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(issued);
    await expect(issueRun(world.data, run.runId)).rejects.toMatchObject({ code: 'ISSUED_ALREADY' });

    expect(readFileSync(pathOf(run, `statement-${ID}.json`), 'utf8')).toBe(bytes);
    expect(readStatements(world.data, run.runId).map(({ status }) => status)).toEqual(['issued']);
    expect(listRuns(world.data)[0]!.statements.map(({ status }) => status)).toEqual(['issued']);
    expect((await world.settle()).statement().status).toBe('issued');
    const out = mkdtempSync(join(tmpdir(), 'roamsettle-issued-'));
    await writeReport(pathOf(run, '.'), out, ['json', 'csv'], { issued: true });
    const report = JSON.parse(readFileSync(join(out, `statement-${ID}.json`), 'utf8')) as Statement;
    expect(report).toEqual({ ...(JSON.parse(bytes) as Statement), status: 'issued' });
    expect(readFileSync(join(out, 'totals.csv'), 'utf8')).toContain(',issued,');
    rmSync(out, { recursive: true });

    await checkIssued(world.data, run.runId);
    const changed = (file: string) => ({ code: 'ISSUED_CHANGED', place: { file } });
    const statement = `statement-${ID}.json`;
    writeFileSync(pathOf(run, statement), bytes.replace('"AAA"', '"ABC"'));
    expect(() => readStatements(world.data, run.runId)).toThrow(expect.objectContaining(changed(statement)));
    await expect(checkIssued(world.data, run.runId)).rejects.toMatchObject(changed(statement));
    writeFileSync(pathOf(run, statement), bytes);
    appendFileSync(pathOf(run, 'devices.parquet'), 'x');
    await expect(checkIssued(world.data, run.runId)).rejects.toMatchObject(changed('devices.parquet'));
    rmSync(pathOf(run, 'devices.parquet'));
    await expect(checkIssued(world.data, run.runId)).rejects.toMatchObject(changed('devices.parquet'));
  });

  test('gives a month of an agreement one original, whatever else the runs settle', async () => {
    await cleanMonth();
    world.agreement(
      'b',
      agreementYaml({ id: 'CCC', home: '{ name: C, tadigs: [CCCXX], plmns: ["99903"] }' }),
    );
    const both = await world.settle();
    world.removeAgreement('b');
    const one = await world.settle();
    await issueRun(world.data, one.runId);
    await expect(issueRun(world.data, both.runId)).rejects.toMatchObject({
      code: 'ISSUED_ALREADY',
      detail: `${ID} in 2026-10 is issued by run ${one.runId.slice(0, 12)}.`,
    });
    // The refusal keeps nothing: the other agreement can still be issued by itself.
    world.removeAgreement('a');
    world.agreement(
      'b',
      agreementYaml({ id: 'CCC', home: '{ name: C, tadigs: [CCCXX], plmns: ["99903"] }' }),
    );
    const open = await world.settle();
    const waive = itemsOf(open)
      .map(({ id }) => `- { id: "${id}", reason: settled elsewhere }\n`)
      .join('');
    const other = await world.settle('2026-10', { waive });
    expect((await issueRun(world.data, other.runId)).statements[0]).toMatchObject({
      agreement_id: 'CCC',
      number: 1,
    });
  });

  test('never lets a damaged folder of an issued run be written again', async () => {
    await cleanMonth();
    const run = await world.settle();
    await issueRun(world.data, run.runId);
    rmSync(pathOf(run, 'run.json'));
    const before = readFileSync(pathOf(run, 'devices.parquet'));
    await expect(world.settle()).rejects.toMatchObject({ code: 'ISSUED_IMMUTABLE' });
    expect(existsSync(pathOf(run, 'run.json'))).toBe(false);
    expect(readFileSync(pathOf(run, 'devices.parquet'))).toEqual(before);
  });

  test('goes on where an issue was cut short, and lets no other run between', async () => {
    await cleanMonth();
    const run = await world.settle();
    world.agreement('a', agreementYaml({ tax: '{ rate: "0.1" }' }));
    const rival = await world.settle();
    await issueRun(world.data, run.runId);
    // As though the process had died between the claim and the file.
    rmSync(join(world.data, 'issued', `${run.runId}.json`));
    await expect(issueRun(world.data, rival.runId)).rejects.toMatchObject({ code: 'ISSUED_ALREADY' });
    expect((await issueRun(world.data, run.runId)).run_id).toBe(run.runId);
    writeFileSync(join(world.data, 'issued', `${run.runId}.json`), '{');
    await expect(issueRun(world.data, rival.runId)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      place: { file: `${run.runId}.json` },
    });
  });
});

test('the newest run of a month is the one settled last, also where it was there already', async () => {
  await cleanMonth();
  const first = await world.settle();
  world.agreement('a', agreementYaml({ tax: '{ rate: "0.1" }' }));
  const second = await world.settle();
  expect(newestRun(world.data, '2026-10')?.run_id).toBe(second.runId);
  world.agreement('a', agreementYaml());
  expect((await world.settle()).runId).toBe(first.runId);
  expect(newestRun(world.data, '2026-10')?.run_id).toBe(first.runId);
});

describe('what comes after a month was issued', () => {
  const late = () => stillLate(world.data, readStatus(world.data).late);
  const data = (time: string, id: number) => `999017000000001 data ${time} id=${id} charge=250`;
  /** Whatever is open in it is waived. */
  const issue = async (period: string) => {
    const items = itemsOf(await world.settle(period));
    const waive = items.map(({ id }) => `- { id: "${id}", reason: r }`).join('\n') || '[]';
    const run = await world.settle(period, { waive });
    await issueRun(world.data, run.runId);
    return run;
  };

  test('is named with its records and money until a correction takes it in', async () => {
    await cleanMonth();
    const run = await world.settle();
    await issueRun(world.data, run.runId);
    expect(late()).toEqual([]);

    // Two of October, of which one lies in November by UTC, and the first of November, which is October's by UTC.
    const times = ['2026-10-30T10:00:00+02:00', '2026-10-31T23:30:00-02:00', '2026-11-01T00:30:00+02:00'];
    const file = world.tap(
      { seq: 2, available: '2026-11-03T12:00:00+01:00' },
      times.map((time, i) => data(time, 10 + i)).join('\n'),
    );
    world.tap({ seq: 3, available: '2026-11-04T12:00:00+01:00' }, data('2026-11-01T00:30:00+02:00', 20));
    world.tap({ pair: 'ZZZVP BBBHA', seq: 1, available: FILED }, data('2026-10-05T10:00:00+02:00', 21));
    await world.ingest();
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const expected = {
      period: '2026-10',
      agreement_id: ID,
      sha256,
      records: 2,
      tap_charge: '0.500',
      currency: 'EUR',
    };
    expect(late()).toEqual([{ ...expected, ...PAIR, what: 'came', name: basename(file) }]);
    const { stdout } = await roamsettleHere(['status', '--period', '2026-10', '--data', world.data]);
    expect(stdout).toContain('came after their month was issued');
    expect(stdout).not.toMatch(/9990\d{11}/);

    const waive = '- { id: "unmatched_tadigs:ZZZVP:BBBHA:no_agreement", reason: another partner }';
    const again = await world.settle('2026-10', { corrects: run.runId, waive });
    expect(again.statement().totals.net).toBe('0.50');
    expect(late()).toHaveLength(1);
    await issueRun(world.data, again.runId);
    expect(late()).toEqual([]);
  });

  test('is named for each month by what its own run knows', async () => {
    await cleanMonth();
    await issue('2026-10');
    const both = [data('2026-10-30T10:00:00+02:00', 10), data('2026-11-02T10:00:00+02:00', 11)];
    world.tap({ seq: 2, available: '2026-11-03T12:00:00+01:00' }, both.join('\n'));
    await world.ingest();
    await issue('2026-11');
    expect(late()).toMatchObject([{ period: '2026-10', records: 1 }]);
    world.tap({ seq: 3, available: '2026-12-03T12:00:00+01:00' }, both.join('\n').replaceAll('id=1', 'id=2'));
    await world.ingest();
    expect(late().map(({ period, records }) => [period, records])).toEqual([
      ['2026-10', 1],
      ['2026-10', 1],
      ['2026-11', 1],
    ]);
  });

  test('is also what RAP returned, an event or a file, with its money going', async () => {
    await cleanMonth();
    world.tap({ seq: 2, available: FILED }, data('2026-10-07T10:00:00+02:00', 5));
    await world.ingest();
    const run = await world.settle();
    await issueRun(world.data, run.runId);
    const rap = (seq: number, entry: Return) =>
      world.file(`${seq}.rap`, handRap({ seq, available: '2026-11-05T12:00:00+01:00' }, [entry]));
    rap(1, { severe: 1, text: '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1000' });
    rap(2, { fatal: 2 });
    // What came in no file of the month.
    rap(3, { fatal: 7 });
    await world.ingest();
    expect(late().sort((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      { ...PAIR, name: '1.rap', what: 'returned', records: 1, tap_charge: '-1.000', period: '2026-10' },
      { ...PAIR, name: '2.rap', what: 'returned', records: 1, tap_charge: '-0.250', period: '2026-10' },
    ]);
    const items = itemsOf(await world.settle('2026-10', { corrects: run.runId }));
    const waive = items.map(({ id }) => `- { id: "${id}", reason: not sent again }\n`).join('');
    const again = await world.settle('2026-10', { corrects: run.runId, waive });
    await issueRun(world.data, again.runId);
    expect(again.statement().totals.net).toBe('-1.25');
    expect(late()).toEqual([]);
  });

  test('follows the file where the agreement does', async () => {
    await cleanMonth();
    world.agreement('a', agreementYaml({ period: '{ basis: file_available }' }));
    await issueRun(world.data, (await world.settle()).runId);
    world.tap({ seq: 2, available: '2026-10-31T12:00:00+01:00' }, data('2026-09-05T10:00:00+02:00', 30));
    world.tap({ seq: 3, available: '2026-11-01T12:00:00+01:00' }, data('2026-10-05T10:00:00+02:00', 31));
    await world.ingest();
    expect(late()).toMatchObject([{ period: '2026-10', records: 1, tap_charge: '0.250' }]);
  });

  test('cannot be told of a run that is damaged: status names it, loading goes on, and of other months it is told', async () => {
    await cleanMonth();
    const october = await issue('2026-10');
    await issue('2026-11');
    const both = [data('2026-10-30T10:00:00+02:00', 10), data('2026-11-02T10:00:00+02:00', 11)];
    const load = async (seq: number) => {
      const text = both.join('\n').replaceAll('id=1', `id=${seq}`);
      world.tap({ seq, available: '2026-11-03T12:00:00+01:00' }, text);
      return world.ingest();
    };
    const { inputs } = october.json('run.json') as { inputs: { agreements: { digest: string }[] } };
    const agreement = pathOf(october, `inputs/agreement-${inputs.agreements[0]!.digest}.yaml`);
    const text = readFileSync(agreement, 'utf8');
    rmSync(agreement);
    expect(await load(2)).toMatchObject([{ status: 'loaded' }]);
    const unread = { run_id: october.runId, period: '2026-10', code: 'DATA_CORRUPT' };
    expect(readStatus(world.data).unread_runs).toMatchObject([unread]);
    expect(late().map(({ period }) => period)).toEqual(['2026-11']);
    const { stdout } = await roamsettleHere(['status', '--data', world.data]);
    expect(stdout).toContain(`2026-10 run ${october.runId}: `);
    expect(stdout).toContain('(DATA_CORRUPT)');

    writeFileSync(agreement, text);
    const kept = readFileSync(pathOf(october, 'run.json'), 'utf8');
    rmSync(pathOf(october, 'run.json'));
    await load(3);
    expect(readStatus(world.data).unread_runs).toMatchObject([unread]);
    // What is no damage of a run is a fault of ours, and is not kept quiet.
    const odd = JSON.parse(kept) as { inputs: object };
    writeFileSync(
      pathOf(october, 'run.json'),
      JSON.stringify({ ...odd, inputs: { ...odd.inputs, agreements: 7 } }),
    );
    await expect(load(4)).rejects.toThrow(TypeError);
    writeFileSync(pathOf(october, 'run.json'), kept);
    await load(5);
    expect(readStatus(world.data).unread_runs).toEqual([]);
    expect(late().filter(({ period }) => period === '2026-10')).toHaveLength(4);

    writeFileSync(join(world.data, 'issued', `${october.runId}.json`), '{');
    await load(6);
    expect(readStatus(world.data).unread_runs).toMatchObject([{ run_id: null, code: 'DATA_CORRUPT' }]);
  });
});
