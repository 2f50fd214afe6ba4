/** Parts of the server that need no server: configuration, limits, pages, masks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readServeConfig } from '../../src/config/serve.ts';
import { maskedImsi } from '../../src/http/device-list.ts';
import { isLoopback } from '../../src/http/guard.ts';
import { Kept } from '../../src/http/kept.ts';
import { Limiter } from '../../src/http/limiter.ts';
import { Pace } from '../../src/http/pace.ts';
import { pageOf } from '../../src/http/pages.ts';
import { Slots } from '../../src/http/slots.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const defaults = { workers: 2, memory: '1GB' };
const read = (file: string | null, environment = {}, flags = {}) =>
  readServeConfig({ file, environment, flags, defaults });
const yaml = (text: string) => {
  const path = join(folder, 'serve.yaml');
  writeFileSync(path, text);
  return path;
};

describe('configuration', () => {
  test('defaults, then file, then environment, then flags', async () => {
    expect(await read(null)).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      auth: 'tokens',
      roots: [],
      ...defaults,
    });
    const file = yaml('port: 1\nhost: 10.0.0.1\nworkers: 7\nroots: [/a]\n');
    const environment = { ROAMSETTLE_PORT: '2', ROAMSETTLE_ROOTS: '/b:/c', PATH: '/bin' };
    expect(await read(file)).toMatchObject({
      port: 1,
      host: '10.0.0.1',
      workers: 7,
      memory: '1GB',
      roots: ['/a'],
    });
    expect(await read(file, environment)).toMatchObject({ port: 2, host: '10.0.0.1', roots: ['/b', '/c'] });
    expect(await read(file, environment, { port: 3 })).toMatchObject({ port: 3, roots: ['/b', '/c'] });
    expect(await read(null, { ROAMSETTLE_CONFIG: file })).toMatchObject({ port: 1 });
    expect(Object.isFrozen(await read(null))).toBe(true);
  });

  test.each<readonly [string, string | null, object, object, RegExp]>([
    ['an unknown key', 'ports: 1', {}, {}, /serve\.yaml, line 1/],
    ['a value of another type', 'host: h\nport: x', {}, {}, /serve\.yaml, line 2/],
    ['an unknown variable', null, { ROAMSETTLE_PROT: '1' }, {}, /ROAMSETTLE_PROT is not known/],
    [
      'a variable that is no number',
      null,
      { ROAMSETTLE_PORT: 'tcp://10.0.0.1:80' },
      {},
      /ROAMSETTLE_PORT: the port/,
    ],
    ['a flag out of its range', null, {}, { port: 70_000 }, /--port: the port/],
    ['a memory without unit', null, { ROAMSETTLE_MEMORY: '4' }, {}, /ROAMSETTLE_MEMORY: memory/],
  ])('%s is refused with its place', async (_, text, environment, flags, words) => {
    await expect(read(text === null ? null : yaml(text), environment, flags)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(words),
    });
  });
});

test('requests of a minute', () => {
  const limiter = new Limiter(2);
  const at = 1_000_000;
  expect([limiter.take('a', at), limiter.take('a', at), limiter.take('b', at)]).toEqual([null, null, null]);
  expect(limiter.take('a', at + 45_000)).toBe(15);
  expect(limiter.take('a', at + 60_000)).toBeNull();
});

test('answers wait while files are loaded and their share is spent, and not else', async () => {
  let isLoading = true;
  const pace = new Pace(1, () => isLoading);
  expect(pace.turn()).toBeUndefined();
  // More than is saved up of one percent.
  for (
    const end = process.cpuUsage().user + 2e6 * 0.01 * availableParallelism() + 50_000;
    process.cpuUsage().user < end;
  );
  const turns = [pace.turn(), pace.turn()];
  expect(turns.every((turn) => turn instanceof Promise)).toBe(true);
  isLoading = false;
  await Promise.all(turns);
  expect(pace.turn()).toBeUndefined();
});

test('what is kept is made once, the last of it, and never where making it failed', async () => {
  const kept = new Kept<number>(2);
  let made = 0;
  const make = async () => ++made;
  expect(await Promise.all([kept.of('a', make), kept.of('a', make)])).toEqual([1, 1]);
  await kept.of('b', make);
  await kept.of('a', make);
  await kept.of('c', make);
  // b was asked for longest ago.
  expect(await Promise.all([kept.of('a', make), kept.of('b', make)])).toEqual([1, 4]);
  await expect(kept.of('d', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await kept.of('d', make)).toBe(5);
});

test('slots', () => {
  const slots = new Slots(1);
  const free = slots.take();
  expect(() => slots.take()).toThrow(/too much to do/);
  free();
  free();
  slots.take();
  expect(() => slots.take()).toThrow(/too much to do/);
});

test('pages hold every row once, also when rows go away between them', () => {
  const page = (rows: string[], cursor?: string) =>
    pageOf(rows, (row) => row, { list: 'x', cursor, limit: 2 });
  const first = page(['a', 'b', 'c', 'd']);
  expect(first.rows).toEqual(['a', 'b']);
  expect(page(['a', 'b', 'd'], first.next!)).toEqual({ rows: ['d'], next: null });
  expect(page(['a'], first.next!)).toEqual({ rows: [], next: null });
  expect(() => pageOf(['a'], (row) => row, { list: 'y', cursor: first.next!, limit: 2 })).toThrow(/cursor/);
});

test('a masked IMSI keeps network, length and two digits', () => {
  expect(maskedImsi('999017000000001')).toBe('99901********01');
  expect(maskedImsi('99901000000004')).toBe('99901*******04');
  expect(maskedImsi('1234567')).toBe('*******');
});

test.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
