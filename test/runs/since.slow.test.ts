/** What came since a run was settled: an open item of its checklist that only an issue, or another settlement, clears. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloseItem } from '../../src/runs/close.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { readRun } from '../../src/runs/read.ts';
import { sinceItems } from '../../src/runs/since-items.ts';
import { readStatus } from '../../src/runs/status.ts';
import { roamsettleHere } from '../cli/cli.ts';
import { TestServer } from '../http/server.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { handNrtrde, handRap } from '../support/month-rap.ts';
import { type Settled, World } from '../support/month-world.ts';

const B = 'BBBHA-AAAVP-2026';
const C = 'CCCHC-AAAVP-2026';
/** An MVNO inside the PLMN of B: its range beats it. */
const MVNO =
  '{ name: C, tadigs: [CCCHC], plmns: ["99903"], imsi_ranges: ["999015000000000-999015999999999"] }';
const FILED = '2026-10-20T12:00:00+02:00';

let world: World;
beforeEach(async () => {
  world = new World();
  const days = Array.from({ length: 31 }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}`);
  world.signaling(days.map((day) => `${day}T10:00:00Z 999017000000001 UL`).join('\n'));
  world.tap({ seq: 1, available: FILED }, record('2026-10-05T10:00:00+02:00', 1, 1000));
  world.tap(
    { pair: 'AAAVP CCCHC', seq: 1, available: FILED },
    record('2026-10-05T10:00:00+02:00', 2, 1000, '999030000000001'),
  );
  await world.ingest();
  world.agreement('b', agreementYaml());
  world.agreement('c', agreementYaml({ id: C, home: MVNO }));
});
afterEach(() => world.remove());

function record(time: string, id: number, charge: number, imsi = '999017000000001'): string {
  return `${imsi} data ${time} id=${id} charge=${charge}`;
}

const itemsOf = (run: Settled) => sinceItems(world.data, readRun(world.data, run.runId));
/** `agreement: what | money`, one an item. */
const told = (run: Settled) =>
  itemsOf(run).map(
    ({ agreement_id, what, money }) =>
      `${agreement_id}: ${what.replace(/^loaded since the run was settled: /, '')} | ${money.map((m) => `${m.amount} ${m.currency}`).join()}`,
  );
const waivers = (items: readonly Pick<CloseItem, 'id'>[]) => ({
  list: items.map(({ id }, i) => ({ id, reason: 'goes into a correction', line: i + 1 })),
  file: 'waivers.yaml',
});

describe('a file that came since', () => {
  test('is told of the agreement and month that it has rows of, and of no other', async () => {
    const run = await world.settle();
    expect(told(run)).toEqual([]);

    // Of another pair, a test, of other months (the first of November is October's by UTC alone), before every window.
    world.tap({ pair: 'ZZZVP BBBHA', seq: 1, available: FILED }, record('2026-10-05T10:00:00+02:00', 9, 1));
    world.tap({ seq: 2, available: FILED, test: true }, record('2026-10-05T10:00:00+02:00', 10, 1));
    const november = '2026-11-02T12:00:00+01:00';
    world.tap({ seq: 2, available: november }, record('2026-11-01T00:30:00+02:00', 11, 1));
    world.tap({ seq: 3, available: november }, record('2026-09-20T10:00:00+02:00', 12, 1));
    world.signaling(
      [
        '2026-10-10T10:00:00Z 999017000000001 UL plmn=99971',
        '2026-10-10T10:00:00Z 999990000000001 UL',
        '2026-10-31T23:30:00Z 999017000000001 UL',
        '2026-09-20T10:00:00Z 999017000000001 UL',
        // It is loaded already.
        '2026-10-10T10:00:00Z 999017000000001 UL',
      ].join('\n'),
    );
    expect((await world.ingest()).map(({ status }) => status)).toEqual(Array(5).fill('loaded'));
    expect(told(run)).toEqual([]);
    expect((await world.settle()).runId).not.toBe(run.runId);
  });

  test('is counted by kind, with the money of the month that comes and goes', async () => {
    const run = await world.settle();
    const two = [record('2026-10-31T23:30:00+01:00', 20, 250), record('2026-11-01T00:30:00+01:00', 21, 70)];
    world.tap({ seq: 2, available: '2026-11-02T12:00:00+01:00' }, two.join('\n'));
    await world.ingest();
    expect(told(run)).toEqual([`${B}: 1 TAP file (1 record to charge in the month) | 0.25 EUR`]);

    // Its presence looks 72 hours back, where nothing is charged.
    world.tap({ seq: 3, available: FILED }, record('2026-09-29T10:00:00+02:00', 22, 900));
    // Kept back by its audit: known, and not to be charged.
    const audit = { charge: 1n };
    world.tap({ seq: 4, available: FILED, audit }, record('2026-10-09T10:00:00+02:00', 23, 900));
    world.file(
      '1.rap',
      handRap({ seq: 1, available: '2026-11-05T12:00:00+01:00' }, [
        { severe: 1, text: record('2026-10-05T10:00:00+02:00', 1, 1000) },
      ]),
    );
    world.file('1.nrt', handNrtrde({ seq: 1, available: FILED }, record('2026-10-11T10:00:00+02:00', 24, 0)));
    // Of the MVNO's range inside the PLMN, and of the PLMN.
    world.signaling(
      '2026-10-10T10:00:00Z 999015000000001 UL\n2026-09-29T10:00:00Z 999010000000005 UL\n2026-10-12T10:00:00Z 999010000000005 UL',
    );
    await world.ingest();
    expect(told(run)).toEqual([
      `${B}: 3 TAP files (1 record to charge in the month), 1 RAP file (1 record returned), 1 NRTRDE file, 1 signaling file (2 events) | -0.75 EUR`,
      `${C}: 1 signaling file (1 event) | `,
    ]);
    expect(told(await world.settle())).toEqual([]);
  });

  test('is told by the file where charges follow it', async () => {
    world.agreement('b', agreementYaml({ period: '{ basis: file_available }' }));
    const run = await world.settle();
    world.tap(
      { seq: 2, available: '2026-10-31T12:00:00+01:00' },
      record('2026-08-05T10:00:00+02:00', 30, 400),
    );
    world.tap({ seq: 3, available: '2026-11-01T12:00:00+01:00' }, record('2026-08-05T10:00:00+02:00', 31, 1));
    await world.ingest();
    expect(told(run)).toEqual([`${B}: 1 TAP file (1 record to charge in the month) | 0.4 EUR`]);
  });
});

describe('issue', () => {
  const late = async (seq: number) => {
    world.tap({ seq, available: FILED }, record('2026-10-20T10:00:00+02:00', 40 + seq, 250));
    await world.ingest();
  };

  test('wants it waived by name, or the month settled again', async () => {
    const run = await world.settle();
    await late(2);
    const [item] = itemsOf(run);
    await expect(issueRun(world.data, run.runId)).rejects.toMatchObject({
      code: 'ISSUE_OPEN',
      detail: `1 are open: ${item!.id}.`,
    });
    const { stdout } = await roamsettleHere(['status', '--period', '2026-10', '--data', world.data]);
    expect(stdout).toContain('2026-10 run ');
    expect(stdout).toContain(': 1 open, 0 waived');
    expect(stdout).toContain(`open   ${item!.id}\n`);
    expect(stdout).toContain('(TAP charge 0.25 EUR)');

    const whole = (await roamsettleHere(['status', '--data', world.data])).stdout;
    const [, row] = whole.split('files loaded since the newest run of a month was settled');
    expect(row).toMatch(/2026-10 .*BBBHA-AAAVP-2026 .*1 .*0 .*0 .*0 .*0\.25 EUR/);
    expect(row).not.toContain(C);

    // A settlement takes it in, so there is nothing to waive.
    const waive = `- { id: "${item!.id}", reason: r }`;
    await expect(world.settle('2026-10', { waive })).rejects.toMatchObject({ code: 'WAIVER_INVALID' });
    // A waiver does not slip to what comes later.
    await late(3);
    expect(itemsOf(run)[0]!.id).not.toBe(item!.id);
    await expect(issueRun(world.data, run.runId, waivers([item!]))).rejects.toMatchObject({
      code: 'WAIVER_INVALID',
      place: { file: 'waivers.yaml', line: 1 },
    });

    const file = join(world.root, 'let-pass.yaml');
    const { id } = itemsOf(run)[0]!;
    writeFileSync(file, `- { id: "${id}", reason: goes into a correction }\n`);
    const issue = ['issue', run.runId, '--data', world.data, '--waive', file, '--json'];
    const done = await roamsettleHere(issue);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(done.stdout).waived).toEqual([{ id, reason: 'goes into a correction' }]);
    const audit = await roamsettleHere(['audit', 'show', '--data', world.data]);
    expect(audit.stdout).toContain(`"waivers":[{"id":"${id}","reason":"goes into a correction"}]`);
    expect(itemsOf(run)).toEqual([]);

    // From the next load on it is late; and a correction that does not know the next file says so in its turn.
    await late(4);
    expect(readStatus(world.data).late.map(({ records }) => records)).toEqual([1, 1, 1]);
    expect(readStatus(world.data).since).toEqual([]);
    const correction = await world.settle('2026-10', { corrects: run.runId });
    await late(5);
    expect(told(correction)).toEqual([`${B}: 1 TAP file (1 record to charge in the month) | 0.25 EUR`]);
    await expect(issueRun(world.data, correction.runId)).rejects.toMatchObject({ code: 'ISSUE_OPEN' });
  });

  test('lets nothing pass that the run itself left open', async () => {
    world.tap({ seq: 4, available: FILED }, record('2026-10-20T10:00:00+02:00', 40, 250));
    await world.ingest();
    const run = await world.settle();
    const id = 'sequence_gap:AAAVP:BBBHA:00002-00003';
    await expect(issueRun(world.data, run.runId, waivers([{ id }]))).rejects.toMatchObject({
      code: 'WAIVER_INVALID',
      detail: `${id} is of the run itself: settle the month again with this waiver.`,
    });
  });

  test('of a run that is not the newest says so of the agreements whose traffic the newest has more of', async () => {
    const old = await world.settle();
    await late(2);
    const newest = await world.settle();
    const short = newest.runId.slice(0, 12);
    const again = {
      id: `files_since:${B}:run-${short}`,
      what: `the month was settled again from later files: run ${short} has 2 TAP records and 31 signaling events, this one 1 and 31`,
      money: [{ amount: '0.25', currency: 'EUR' }],
    };
    expect(itemsOf(old)).toMatchObject([again]);
    expect(itemsOf(newest)).toEqual([]);
    await late(3);
    expect(itemsOf(newest)).toHaveLength(1);
    expect(itemsOf(old)).toMatchObject([again, { id: itemsOf(newest)[0]!.id }]);
    await issueRun(world.data, old.runId, waivers(itemsOf(old)));
  });

  test('of a run that could not be read when files were loaded says that nobody looked', async () => {
    const run = await world.settle();
    const [{ digest }] = (run.json('run.json') as { inputs: { agreements: [{ digest: string }] } }).inputs
      .agreements;
    rmSync(join(world.data, 'runs', run.runId, 'inputs', `agreement-${digest}.yaml`));
    await late(2);
    expect(itemsOf(run)).toMatchObject([{ id: 'files_since:unread:DATA_CORRUPT', agreement_id: null }]);
    await expect(issueRun(world.data, run.runId)).rejects.toMatchObject({ code: 'ISSUE_OPEN' });
    // Of another run nothing is said by it.
    expect(told(await world.settle())).toEqual([]);
  });

  test('says nothing of a run that only other prices came after', async () => {
    const old = await world.settle();
    world.agreement('b', agreementYaml({ tax: '{ rate: "0.1" }' }));
    await world.settle();
    expect(itemsOf(old)).toEqual([]);
    await issueRun(world.data, old.runId);
  });

  test('over HTTP takes the waivers in its body', async () => {
    const { runId } = await world.settle();
    await late(2);
    const server = await TestServer.start(world.data);
    try {
      const list = (await server.call('GET /v1/periods/2026-10/checklist')).json;
      expect(list).toMatchObject({ run_id: runId, open: 1, close: [{ kind: 'files_since', waived: null }] });
      expect((await server.call('GET /v1/periods')).json.periods).toMatchObject([{ open: 1 }]);
      expect((await server.call(`GET /v1/runs/${runId}`)).json.close).toEqual(list.close);
      expect((await server.call('GET /v1/status')).json.since).toHaveLength(2);
      const issue = (json?: object) =>
        server.call(`POST /v1/runs/${runId}/issue`, { as: 'admin', ...(json && { json }) });
      expect((await issue()).json).toMatchObject({ status: 409, code: 'ISSUE_OPEN' });
      expect((await issue({})).json).toMatchObject({ status: 409, code: 'ISSUE_OPEN' });
      const stray = { id: `no_tap:${B}`, reason: 'r' };
      expect((await issue({ waivers: [stray] })).json).toMatchObject({ status: 400, code: 'WAIVER_INVALID' });
      const waiver = { id: list.close[0].id, reason: 'goes into a correction' };
      expect((await issue({ waivers: [waiver] })).json).toMatchObject({ run_id: runId, waived: [waiver] });
      expect((await server.call('GET /v1/periods/2026-10/checklist')).json).toMatchObject({
        issued: true,
        close: [],
      });
    } finally {
      await server.close();
    }
  });
});
