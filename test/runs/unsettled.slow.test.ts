/** TAP of months that no run settles, as `status` lists it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStatus } from '../../src/runs/status.ts';
import { roamsettleHere } from '../cli/cli.ts';
import { TestServer } from '../http/server.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import type { HandFile } from '../support/month-tap.ts';
import { World } from '../support/month-world.ts';

const B = 'BBBHA-AAAVP-2026';
const C = 'CCCHC-AAAVP-2026';
const OF_C = { id: C, home: '{ name: C, tadigs: [CCCHC], plmns: ["99903"] }' };

let world: World;
let ids: number;
beforeEach(() => {
  world = new World();
  ids = 0;
});
afterEach(() => world.remove());

/** A file with one record a time. */
function tap(seq: number, times: readonly string[], more: Partial<HandFile> = {}): void {
  const lines = times.map((time) => `999017000000001 data ${time} id=${++ids} charge=100`);
  world.tap({ seq, available: '2026-11-20T12:00:00+01:00', ...more }, lines.join('\n'));
}
/** `MONTH AGREEMENT SENDER>RECIPIENT FILES`. */
const listed = () =>
  readStatus(world.data).unsettled.map(
    ({ period, agreement_id, sender, recipient, files }) =>
      `${period} ${agreement_id} ${sender}>${recipient} ${files}`,
  );

test('a month is listed by agreement and pair until a run, if only an accrual, settles it', async () => {
  tap(1, ['2026-08-05T10:00:00+02:00', '2026-09-05T10:00:00+02:00']);
  tap(2, ['2026-09-05T10:00:00+02:00', '2026-10-05T10:00:00+02:00']);
  tap(1, ['2026-09-05T10:00:00+02:00'], { pair: 'AAAVP CCCHC' });
  tap(1, ['2026-09-05T10:00:00+02:00'], { pair: 'ZZZVP BBBHA' });
  tap(3, ['2026-07-05T10:00:00+02:00'], { test: true });
  await world.ingest();
  // Nobody has said yet who is a partner.
  expect(listed()).toEqual([]);

  world.agreement('b', agreementYaml());
  await world.settle('2026-10');
  expect(listed()).toEqual([`2026-08 ${B} AAAVP>BBBHA 1`, `2026-09 ${B} AAAVP>BBBHA 2`]);
  await world.settle('2026-09', { accrual: true });
  expect(listed()).toEqual([`2026-08 ${B} AAAVP>BBBHA 1`]);
  // A partner that some other month knows.
  world.agreement('c', agreementYaml(OF_C));
  await world.settle('2026-10');
  expect(listed()).toEqual([`2026-08 ${B} AAAVP>BBBHA 1`, `2026-09 ${C} AAAVP>CCCHC 1`]);
  const { stdout } = await roamsettleHere(['status', '--data', world.data]);
  expect(stdout).toMatch(/TAP of months that no run settles\n.*period.*\n(.*\n)?.*2026-08.*BBBHA.*1/);

  // What is late for a settled month is no month that nobody settles.
  tap(3, ['2026-09-06T10:00:00+02:00']);
  await world.ingest();
  expect(listed()).toEqual([`2026-08 ${B} AAAVP>BBBHA 1`, `2026-09 ${C} AAAVP>CCCHC 1`]);
});

// biome-ignore format: one basis a line
test.each([
  ['start_local',    ['2026-11', '2026-12']],
  ['start_utc',      ['2026-09', '2026-11']],
  ['file_available', ['2026-11']],
])('by %s a month is that of the charges', async (basis, months) => {
  world.agreement('b', agreementYaml({ period: `{ basis: ${basis} }` }));
  // October by its own clock, September in UTC; October by its own clock, November in UTC; December by its own clock, November in UTC.
  tap(1, ['2026-10-01T00:30:00+02:00']);
  tap(2, ['2026-10-31T23:30:00-02:00']);
  tap(3, ['2026-12-01T00:30:00+02:00', '2026-11-15T10:00:00+01:00']);
  await world.ingest();
  await world.settle('2026-10');
  expect(readStatus(world.data).unsettled.map(({ period }) => period)).toEqual(months);
});

test('a partner is known from the first day of its first term on, and stays so where a renewal is missing', async () => {
  const term = (from: string, until: string) => ({ term: `{ from: ${from}, until: ${until} }` });
  world.agreement('b', agreementYaml(term('2026-08-15', '2026-10-01')));
  world.agreement('n', agreementYaml({ id: 'RENEWED', ...term('2026-10-01', '2026-11-01') }));
  tap(1, ['2026-07-20T10:00:00+02:00', '2026-08-14T23:30:00-02:00', '2026-09-05T10:00:00+02:00']);
  tap(2, ['2026-10-05T10:00:00+02:00', '2026-12-05T10:00:00+01:00']);
  await world.ingest();
  await world.settle('2026-10');
  // The run of October knows the renewed agreement alone.
  expect(listed()).toEqual(['2026-12 RENEWED AAAVP>BBBHA 1']);
  await world.settle('2026-09');
  expect(listed()).toEqual(['2026-12 RENEWED AAAVP>BBBHA 1']);
  tap(3, ['2026-08-15T00:00:00+02:00']);
  await world.ingest();
  expect(listed()).toEqual([`2026-08 ${B} AAAVP>BBBHA 1`, '2026-12 RENEWED AAAVP>BBBHA 1']);
});

test('agreements that the server keeps are known before any run; one that cannot be read is told', async () => {
  const kept = join(world.data, 'agreements');
  mkdirSync(kept, { recursive: true });
  tap(1, ['2026-09-05T10:00:00+02:00']);
  await world.ingest();
  expect(listed()).toEqual([]);
  writeFileSync(join(kept, 'b.yaml'), agreementYaml());
  tap(2, ['2026-09-06T10:00:00+02:00']);
  await world.ingest();
  expect(listed()).toEqual([`2026-09 ${B} AAAVP>BBBHA 2`]);
  const server = await TestServer.start(world.data);
  try {
    expect((await server.call('GET /v1/status')).json.unsettled).toEqual(readStatus(world.data).unsettled);
  } finally {
    await server.close();
  }

  writeFileSync(join(kept, 'c.yaml'), 'id: [');
  tap(3, ['2026-09-07T10:00:00+02:00']);
  expect(await world.ingest()).toMatchObject([{ status: 'loaded' }]);
  const { unread_runs } = readStatus(world.data);
  expect(unread_runs).toMatchObject([{ run_id: null, period: null, code: 'AGREEMENT_SYNTAX' }]);
  const { stdout } = await roamsettleHere(['status', '--data', world.data]);
  expect(stdout).toContain(unread_runs[0]!.message);
});
