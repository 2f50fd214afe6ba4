/** Two thousand hostile requests on a server of its own process: no 5xx, nothing of the inside in answers or the log, no growth. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken, ROLES, type Role } from '../../src/access/tokens.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { ROOT } from '../tidy/repository.ts';
import { type Hostile, hostileRequests, rawRequests } from './hostile.ts';
import type { Document } from './server.ts';

const REQUESTS = 2000;
const SEED = 0x9e3779b9;
const AT_ONCE = 20;
const IMSI = '999017000000001';
/** Growth of the heap after the second thousand against that after the first: what a leak of 10 kB a request would exceed. */
const MOST_GROWTH = 1.15;

let world: World;
let child: ReturnType<typeof spawn>;
let url: string;
let log = '';
let tokens: Record<Role, string>;

beforeAll(async () => {
  world = new World();
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00' },
    `${IMSI} sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1000`,
  );
  await world.ingest();
  world.agreement('a', agreementYaml());
  await world.settle();
  mkdirSync(world.data, { recursive: true });
  tokens = Object.fromEntries(
    ROLES.map((role) => [role, createToken(world.data, { name: `a ${role}`, role, days: 1 }).token]),
  ) as Record<Role, string>;
  child = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    [
      '--expose-gc',
      ...['--import', new URL('./heap-probe.ts', import.meta.url).href],
      ...[
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
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...{ ROAMSETTLE_BODY_SECONDS: '1', ROAMSETTLE_UPLOAD_PAUSE_SECONDS: '1' },
        ...{ ROAMSETTLE_BODY_BYTES: '20000', ROAMSETTLE_UPLOAD_BYTES: '50000' },
        ROAMSETTLE_REQUESTS_PER_MINUTE: '1000000',
      },
    },
  );
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const [line] = await new Promise<[Buffer]>((resolve) =>
    child.stdout!.once('data', (bytes) => resolve([bytes])),
  );
  url = (JSON.parse(String(line)) as { url: string }).url;
});
afterAll(() => {
  child.kill('SIGKILL');
  world.remove();
});

/** Bytes of the heap after a collection. */
const heap = () =>
  new Promise<number>((resolve) => {
    child.once('message', (bytes) => resolve(bytes as number));
    child.send('heap');
  });

async function answer({
  line,
  as = 'viewer',
  body,
  headers = {},
}: Hostile): Promise<{ line: string; text: string }> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(as === null ? {} : { authorization: `Bearer ${tokens[as]}` }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { line: `${line} → ${response.status}`, text: await response.text() };
}

/** Bytes as they are, on a connection of their own; what came back until it was closed. */
function raw(bytes: string): Promise<{ line: string; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    const done = () =>
      resolve({ line: `${JSON.stringify(bytes.slice(0, 80))} → ${text.slice(9, 12)}`, text });
    socket.setTimeout(15_000, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', () => undefined).on('close', done);
  });
}

async function inTurn<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < list.length; i += AT_ONCE)
    results.push(...(await Promise.all(list.slice(i, i + AT_ONCE).map(work))));
  return results;
}

test('two thousand hostile requests', async () => {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const requests = hostileRequests(document, REQUESTS, SEED);
  const bytes = rawRequests(tokens.operator, SEED);
  const answers = await inTurn(requests.slice(0, REQUESTS / 2), answer);
  const first = await heap();
  answers.push(...(await inTurn(requests.slice(REQUESTS / 2), answer)));
  const second = await heap();
  answers.push(...(await inTurn(bytes, raw)));
  expect(answers).toHaveLength(REQUESTS + bytes.length);
  const statuses = answers.map(({ line }) => line.slice(-3));
  expect(
    answers.filter((_, i) => /^5/.test(statuses[i]!)).map(({ line, text }) => `${line} ${text}`),
  ).toEqual([]);
  expect([...new Set(statuses)].sort()).toEqual(
    expect.arrayContaining(['200', '400', '401', '403', '404', '405', '408', '413', '415']),
  );
  // Refusals name no path, no file of the program and no device.
  const inside = new RegExp(
    `${world.root}|${ROOT}|node_modules|\\.ts:\\d|^\\s+at |SELECT |read_parquet|${IMSI}`,
    'm',
  );
  const refusals = answers.filter((_, i) => /^4/.test(statuses[i]!));
  expect(refusals.filter(({ text }) => inside.test(text))).toEqual([]);
  expect(log.split('\n').filter((line) => inside.test(line) && !/"job":/.test(line))).toEqual([]);
  for (const token of Object.values(tokens)) expect(log).not.toContain(token);
  expect(second / first).toBeLessThan(MOST_GROWTH);
  // It still works.
  expect((await fetch(`${url}/v1/health/ready`)).status).toBe(200);
}, 240_000);
