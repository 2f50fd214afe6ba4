/** The server as a process: killed in the middle of a job, started again, and beside the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRuns } from '../../src/runs/read.ts';
import { FolderHold } from '../../src/store/hold.ts';
import { Store } from '../../src/store/store.ts';
import { jsonOf, roamsettleHere } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { ROOT } from '../tidy/repository.ts';

const ENV = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'roamsettle-compile-cache') };

let world: World;
let token: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  world = new World();
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00' },
    '999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1000',
  );
  await world.ingest();
  world.agreement('a', agreementYaml());
  const made = await roamsettleHere([
    ...'token create --role operator --name me --json --data'.split(' '),
    world.data,
  ]);
  token = jsonOf<{ token: string }>(made).token;
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  world.remove();
});

/** A server process, and where it listens. */
async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    [
      join(ROOT, 'src/cli/main.ts'),
      'serve',
      '--port',
      '0',
      '--data',
      world.data,
      '--root',
      world.root,
      '--json',
    ],
    { env: ENV, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  running.add(child);
  const [line] = await new Promise<[Buffer]>((resolve) =>
    child.stdout!.once('data', (bytes) => resolve([bytes])),
  );
  return { child, url: (JSON.parse(String(line)) as { url: string }).url };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', (code) => resolve(code)));

async function ask(url: string, path: string, body?: object) {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': 'october' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: looked at by the test
  return (await response.json()) as any;
}

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
  const job = await ask(first.url, '/v1/runs', request);
  const look = (url: string) => ask(url, `/v1/jobs/${job.id}`);
  const waits = await until(
    () => look(first.url),
    ({ waits_for }) => waits_for !== null,
  );
  expect(waits).toMatchObject({
    state: 'queued',
    waits_for: `It is process ${process.pid} (a test that holds it).`,
  });
  await store.close();
  await until(
    () => look(first.url),
    ({ state }) => state === 'running',
  );
  first.child.kill('SIGKILL');
  await ended(first.child);
  expect(JSON.parse(world.dataFile(`server/jobs/${job.id}/job.json`))).toMatchObject({ state: 'running' });

  // The note of the dead server holds nobody up.
  const second = await start();
  expect((await ask(second.url, '/v1/runs', request)).id).toBe(job.id);
  const done = await until(
    () => look(second.url),
    ({ state }) => state !== 'running' && state !== 'queued',
  );
  expect(done).toMatchObject({ state: 'done', run_id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(listRuns(world.data).map(({ run_id }) => run_id)).toEqual([done.run_id]);

  // No job runs, and still the folder is the server's: writers and other servers are told so.
  const held = { code: 'DATA_LOCKED', detail: `It is process ${second.child.pid} (serve on ${second.url}).` };
  await expect(world.ingest()).rejects.toMatchObject(held);
  await expect(FolderHold.take(world.data, 'serve', '')).rejects.toMatchObject(held);

  second.child.kill('SIGTERM');
  expect(await ended(second.child)).toBe(0);
  expect((await world.ingest()).map(({ status }) => status)).toEqual([]);
}, 120_000);
