/** The pages as files: what is served, to whom, and that it needs nothing from elsewhere. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteFiles } from '../../src/http/site.ts';
import { TestServer } from './server.ts';

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-site-'));
  mkdirSync(join(folder, 'data'));
  server = await TestServer.start(join(folder, 'data'));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers });

test('the page holds no script and no style of its own, and its policy would refuse them', async () => {
  const page = await get('/');
  const text = await page.text();
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(page.headers.get('x-frame-options')).toBe('DENY');
});

test('all that the page and its modules name is served, and all that is served comes from here', async () => {
  const served = new Set(siteFiles().map(({ url }) => url));
  const page = await (await get('/')).text();
  const named = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url!);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((url) => !served.has(url))).toEqual([]);
  const modules = [...served].filter((url) => url.endsWith('.ts'));
  const strays: string[] = [];
  for (const url of modules) {
    const text = await (await get(url)).text();
    for (const [, to] of text.matchAll(
      /^\s*(?:import|export)\b[^;'"]*?\sfrom\s+'([^']+)'|^import '([^']+)'/gm,
    )) {
      const found = to!.startsWith('.') ? new URL(to!, `http://x${url}`).pathname : to!;
      if (!served.has(found)) strays.push(`${url} imports ${to}`);
    }
  }
  expect(strays).toEqual([]);
});

test('types are gone, and nothing makes markup of text', async () => {
  for (const { url } of siteFiles().filter(
    (file) => file.url.startsWith('/app/pages/') && file.url.endsWith('.ts'),
  )) {
    const answer = await get(url);
    expect(answer.headers.get('content-type'), url).toBe('text/javascript; charset=utf-8');
    const text = await answer.text();
    expect(text, url).not.toMatch(/^\s*(interface|type) \w+/m);
    expect(text, url).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
    );
  }
});

test('nothing else below the sources is served', async () => {
  for (const path of [
    '/app/http/guard.ts',
    '/app/pages/',
    '/app/../package.json',
    '/app/pages/../cli/main.ts',
    '/app/pages/tsconfig.json',
  ]) {
    const answer = await get(path);
    expect(answer.status, path).toBe(404);
    expect(answer.headers.get('content-security-policy'), path).toContain(
      "default-src 'none'; frame-ancestors",
    );
  }
  expect((await fetch(`${server.url}/app/pages/main.ts`, { method: 'POST' })).status).toBe(405);
});

test('a file that the browser has is not sent again', async () => {
  const first = await get('/app/charts.js', { 'accept-encoding': 'identity' });
  expect(first.headers.get('content-encoding')).toBeNull();
  const etag = first.headers.get('etag')!;
  const length = (await first.arrayBuffer()).byteLength;
  expect(length).toBeGreaterThan(500_000);
  const packed = await get('/app/charts.js', { 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect((await packed.arrayBuffer()).byteLength).toBe(length);
  const again = await get('/app/charts.js', { 'if-none-match': etag });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('the document of the API does not list the pages', () => {
  expect(Object.keys(server.document.paths).filter((path) => !/^\/(v1\/|openapi)/.test(path))).toEqual([]);
});
