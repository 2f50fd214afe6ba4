/** The server as a process: killed in the middle of a job, started again, and beside the command line. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRuns } from '../../src/runs/read.ts';
import { FolderHold } from '../../src/store/hold.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { ended, type ServerProcess, startServer } from './process.ts';

const KEY = { 'idempotency-key': 'october' };

let world: World;
const running = new Set<ServerProcess>();

beforeAll(async () => {
  world = new World();
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00' },
    '999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1000',
  );
  await world.ingest();
  world.agreement('a', agreementYaml());
});
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  world.remove();
});

async function start(): Promise<ServerProcess> {
  // The same token for all of them: a key is of the caller who used it.
  const server = await startServer(world, token);
  token = server.token;
  running.add(server);
  return server;
}
let token: string | null = null;

async function until<T>(look: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (isIt(value)) return value;
    await sleep(20);
  }
}

test('a job waits for a command, is killed with its server, and is done by the next one', async () => {
  const store = await Store.open(world.data, {
    threads: 1,
    memory: '512MB',
    purpose: 'a test that holds it',
  });
  const first = await start();
  const request = { period: '2026-10', agreements: join(world.root, 'agreements') };
  // The same thing, asked for by two keys at once.
  const [job, twin] = await Promise.all([
    first.ask('/v1/runs', request, KEY),
    first.ask('/v1/runs', request, { 'idempotency-key': 'twin' }),
  ]);
  expect(twin.id).toBe(job.id);
  const look = (server: ServerProcess) => server.ask(`/v1/jobs/${job.id}`);
  const waits = await until(
    () => look(first),
    ({ waits_for }) => waits_for !== null,
  );
  expect(waits).toMatchObject({
    state: 'queued',
    waits_for: `It is process ${process.pid} (a test that holds it).`,
  });
  await store.close();
  await until(
    () => look(first),
    ({ state }) => state === 'running',
  );
  first.child.kill('SIGKILL');
  await ended(first.child);
  expect(JSON.parse(world.dataFile(`server/jobs/${job.id}/job.json`))).toMatchObject({ state: 'running' });

  // The note of the dead server holds nobody up, and the job goes on before anybody asks.
  const second = await start();
  const done = await until(
    () => look(second),
    ({ state }) => state !== 'running' && state !== 'queued',
  );
  expect(done).toMatchObject({ state: 'done', run_id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  for (const key of ['october', 'twin']) {
    const again = await second.ask('/v1/runs', request, { 'idempotency-key': key });
    expect(again).toMatchObject({ id: job.id, run_id: done.run_id });
  }
  expect(listRuns(world.data).map(({ run_id }) => run_id)).toEqual([done.run_id]);

  // The folder is the server's: another one is refused by name, and a command takes its turn.
  const held = { code: 'DATA_LOCKED', detail: `It is process ${second.child.pid} (serve on ${second.url}).` };
  await expect(FolderHold.take(world.data, 'serve', '')).rejects.toMatchObject(held);
  expect(await world.ingest()).toEqual([]);
  const { jobs } = await second.ask('/v1/jobs');
  expect(jobs[0]).toMatchObject({ kind: 'command', what: 'ingest', state: 'done' });

  second.child.kill('SIGTERM');
  expect(await ended(second.child)).toBe(0);
  expect(await world.ingest()).toEqual([]);
}, 120_000);
