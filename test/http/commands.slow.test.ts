/** Commands on the data folder of a running server: they take their turn, say the same, and outlive it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Finished, jsonOf, roamsettle } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { ended, type ServerProcess, startServer } from './process.ts';

const IMSI = '999017000000001';
const PATIENCE_MS = 60_000;

let world: World;
let server: ServerProcess;
const waiting = new Set<ChildProcess>();

beforeAll(async () => {
  world = new World();
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00' },
    `${IMSI} sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1000`,
  );
  world.agreement('a', agreementYaml());
  server = await startServer(world);
});
afterAll(() => {
  for (const child of waiting) child.kill('SIGKILL');
  server.child.kill('SIGKILL');
  world.remove();
});

const command = (line: string): Promise<Finished> =>
  roamsettle([...line.split(' '), '--data', world.data, '--json']);
const settle = () =>
  command(
    `settle --period 2026-10 --agreements ${join(world.root, 'agreements')} --workers 1 --memory 512MB`,
  );
const jobs = async () =>
  (await server.ask('/v1/jobs')).jobs as {
    id: string;
    kind: string;
    state: string;
    what: string;
    by: string;
  }[];

async function until<T>(look: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    const value = await look();
    if (isIt(value)) return value;
    if (Date.now() > end) throw new Error(`It stayed ${JSON.stringify(value)}`);
  }
}

test('ingest, settle, trace, status and issue say what they say without a server, and stand in its list of jobs', async () => {
  expect(statSync(join(world.data, 'server/turns.sock')).mode & 0o777).toBe(0o600);
  const ingested = await command(`ingest ${join(world.root, 'in')} --workers 1 --memory 512MB`);
  expect([ingested.code, jsonOf<{ files: object[] }>(ingested).files]).toMatchObject([
    0,
    [{ status: 'loaded' }],
  ]);
  const settled = await settle();
  const { run_id } = jsonOf<{ run_id: string }>(settled);
  expect((await server.ask(`/v1/runs/${run_id}`)).run_id).toBe(run_id);
  const { lines } = await server.ask(`/v1/runs/${run_id}/statements/BBBHA-AAAVP-2026/lines`);
  const traced = await command(`trace ${run_id} ${lines[0].line_id} ${IMSI} --workers 1 --memory 512MB`);
  expect(jsonOf<{ records: object }>(traced).records).toMatchObject({ count: 1 });
  // By its exit code and its error too.
  const refused = await command(`ingest ${join(world.root, 'agreements')} --workers 1 --memory 512MB`);
  expect([refused.code, jsonOf<{ files: object[] }>(refused).files]).toMatchObject([
    1,
    [{ status: 'refused' }],
  ]);
  const listed = (await jobs()).toReversed();
  expect(listed.map(({ kind, what, state }) => `${kind} ${what} ${state}`)).toEqual([
    'command ingest done',
    'command settle 2026-10 done',
    'command trace done',
    'command ingest done',
  ]);
  expect(listed[0]?.by).toMatch(/^cli/);
  // These open no database.
  expect((await command('status')).code).toBe(0);
  expect((await command(`explain ${run_id} ${IMSI}`)).code).toBe(0);
  expect(jsonOf(await command(`issue ${run_id}`))).toMatchObject({ error: { code: 'ISSUE_OPEN' } });
  // Without the server: the same object.
  server.child.kill('SIGTERM');
  await ended(server.child);
  expect((await settle()).stdout).toBe(settled.stdout);
  server = await startServer(world);
});

test('a command waits for a job, is cancelled while it waits, and is ended in its turn', async () => {
  const first = await startWaiting();
  const second = await startWaiting();
  const [newest, older] = (
    await until(jobs, (list) => list.filter(({ state }) => state !== 'done').length >= 2)
  ).filter(({ kind }) => kind === 'command');
  expect([older?.state, newest?.state]).toEqual(['running', 'queued']);
  await server.ask(`/v1/jobs/${newest!.id}/cancel`, {});
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain('JOB_CANCELLED');
  await server.ask(`/v1/jobs/${older!.id}/cancel`, {});
  expect(await first.ended).toBe('SIGTERM');
  expect((await jobs()).slice(0, 2).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
});

test('a command outlives the server, in its turn and while it waits for one', async () => {
  const first = await startWaiting();
  const second = await startWaiting();
  await until(
    jobs,
    (list) => list.filter(({ state }) => state === 'running' || state === 'queued').length === 2,
  );
  server.child.kill('SIGKILL');
  await ended(server.child);
  first.goOn();
  expect(await first.ended).toBe(0);
  second.goOn();
  // The one that waited may have found the first one in the database, and says so by name.
  expect([0, 1]).toContain(await second.ended);
  expect(second.said()).toMatch(/^$|DATA_LOCKED/);
  server = await startServer(world);
  expect((await settle()).code).toBe(0);
});

/** A command that holds its turn until it is told to go on. */
async function startWaiting() {
  const script = join(world.root, 'hold.mjs');
  const store = new URL('../../src/store/store.ts', import.meta.url).href;
  const context = new URL('../../src/cli/context.ts', import.meta.url).href;
  writeFileSync(
    script,
    `const { Store } = await import(${JSON.stringify(store)});
     const { report } = await import(${JSON.stringify(context)});
     try {
       const store = await Store.open(process.argv[2], { threads: 1, memory: '512MB', purpose: 'a test' });
       await new Promise((resolve) => process.stdin.once('data', resolve));
       await store.close();
       process.stdin.destroy();
     } catch (error) {
       process.exitCode = report(error, false);
       process.stdin.destroy();
     }`,
  );
  const child = spawn(process.execPath, [script, world.data], { stdio: ['pipe', 'ignore', 'pipe'] });
  waiting.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const before = (await jobs()).length;
  await until(jobs, (list) => list.length > before);
  return {
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code))),
    said: () => said,
    goOn: () => child.stdin.write('x'),
  };
}
