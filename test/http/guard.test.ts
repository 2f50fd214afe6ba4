/** What a server refuses before any route is asked, and when it does not start at all. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createToken, revokeToken } from '../../src/access/tokens.ts';
import { readServeConfig } from '../../src/config/serve.ts';
import { serve } from '../../src/http/serve.ts';
import { Store } from '../../src/store/store.ts';
import { send } from './hostile.ts';
import { Log, TestServer } from './server.ts';

let folder: string;
let server: TestServer | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-guard-'));
  server = null;
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const data = () => join(folder, 'data');

test('without tokens: only the loopback name, and no page of another site', async () => {
  server = await TestServer.start(data(), { auth: 'none' });
  const { port } = new URL(server.url);
  const ask = (headers: string) =>
    send(server!.url, `GET /v1/runs HTTP/1.1\r\n${headers}\r\nconnection: close\r\n\r\n`);
  expect(await ask(`host: localhost:${port}`)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ask(`host: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}`)).toMatch(
    /^HTTP\/1\.1 200 /,
  );
  expect(await ask('host: evil.example')).toMatch(/^HTTP\/1\.1 403 [\s\S]*HOST_REFUSED/);
  expect(await ask(`host: localhost:${port}\r\norigin: http://evil.example`)).toMatch(
    / 403 [\s\S]*HOST_REFUSED/,
  );
  expect(await ask(`host: localhost:${port}\r\norigin: null`)).toMatch(/^HTTP\/1\.1 403 /);
  // A picture of another site has no origin.
  const picture = `host: localhost:${port}\r\nsec-fetch-site: cross-site`;
  expect(await ask(picture)).toMatch(/^HTTP\/1\.1 403 /);
  expect(await send(server.url, `GET / HTTP/1.1\r\n${picture}\r\nconnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 200 /,
  );
});

test('too many requests of one token do not stop another', async () => {
  server = await TestServer.start(data(), { requests_per_minute: 3 });
  for (let i = 0; i < 3; i++) expect((await server.call('GET /v1/runs')).status).toBe(200);
  const refused = await server.call('GET /v1/runs');
  expect([refused.status, refused.json.code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await server.call('GET /v1/runs', { as: 'admin' })).status).toBe(200);
});

test('a full queue, and jobs that are taken out of it', async () => {
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in/a'), 'x');
  // Nothing gets on while a command owns the database.
  const store = await Store.open(data(), { threads: 1, memory: '256MB', purpose: 'a test that holds it' });
  server = await TestServer.start(data(), { jobs_waiting: 1, roots: [folder] });
  const ingest = () =>
    server!.call('POST /v1/ingests', { as: 'operator', json: { paths: [join(folder, 'in')] } });
  expect((await ingest()).status).toBe(202);
  expect((await ingest()).status).toBe(202);
  const full = await ingest();
  expect([full.status, full.json.code]).toEqual([429, 'QUEUE_FULL']);
  for (const job of ['00000001', '00000002'])
    expect((await server.call(`POST /v1/jobs/${job}/cancel`, { as: 'operator' })).json.state).toBe(
      'cancelled',
    );
  await store.close();
});

test('who watches a job is cut off when the token is revoked, and others are not', async () => {
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in/a'), 'x');
  // The job waits for a command that owns the database, so it does not end by itself.
  const store = await Store.open(data(), { threads: 1, memory: '256MB', purpose: 'a test that holds it' });
  server = await TestServer.start(data(), { roots: [folder] });
  const json = { paths: [join(folder, 'in')] };
  const location = (await server.call('POST /v1/ingests', { as: 'operator', json })).headers.get('location');
  const { token, note } = createToken(data(), { name: 'gone', role: 'viewer', days: null });
  const watch = async (bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const reader = (await fetch(`${server!.url}${location}/events`, { headers })).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^event: job\n/);
    return reader;
  };
  const [one, other] = [await watch(token), await watch(server.tokens.viewer)];
  revokeToken(data(), note.id);
  const cancelled = server.call(`POST ${location}/cancel`, { as: 'operator' });
  // Not even the turn that the job takes at once is told.
  const rest: string[] = [];
  for (let read = await one.read(); !read.done; read = await one.read())
    rest.push(new TextDecoder().decode(read.value));
  expect(rest.join('')).not.toContain('cancelled');
  await cancelled;
  let told = '';
  for (let read = await other.read(); !read.done; read = await other.read())
    told += new TextDecoder().decode(read.value);
  expect(told).toContain('"state":"cancelled"');
  await store.close();
});

test('a stream ends by itself, without any turn of its job, once its token is none', async () => {
  const store = await Store.open(data(), { threads: 1, memory: '256MB', purpose: 'a test that holds it' });
  mkdirSync(join(folder, 'in'));
  server = await TestServer.start(data(), { roots: [folder] });
  const json = { paths: [join(folder, 'in')] };
  const location = (await server.call('POST /v1/ingests', { as: 'operator', json })).headers.get('location');
  const { token, note } = createToken(data(), { name: 'gone', role: 'viewer', days: null });
  const answer = await fetch(`${server.url}${location}/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  revokeToken(data(), note.id);
  // It would go on for as long as the job waits.
  expect(await answer.text()).toMatch(/^event: job\n/);
  await store.close();
});

describe('does not start', () => {
  const config = readServeConfig({
    file: null,
    environment: {},
    flags: {},
    defaults: { workers: 1, memory: '512MB' },
  });
  test.each([
    ['without any token', {}, 'AUTH_NONE'],
    ['without tokens where others could reach it', { auth: 'none', host: '0.0.0.0' }, 'CONFIG_INVALID'],
    ['with a root that is not there', { auth: 'none', roots: ['/nowhere'] }, 'FILE_NOT_FOUND'],
  ] as const)('%s', async (_, changes, code) => {
    const wrong = serve({ ...(await config), port: 0, data: data(), ...changes }, new Log());
    await expect(wrong).rejects.toMatchObject({ code });
  });

  test('on a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const wrong = serve({ ...(await config), data: data(), auth: 'none', port }, new Log());
    await expect(wrong).rejects.toMatchObject({ code: 'SERVE_ADDRESS', detail: '(EADDRINUSE)' });
    other.close();
  });
});
