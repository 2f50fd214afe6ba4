import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoverFiles } from '../../src/files/discover.ts';
import { readInflated } from '../../src/files/inflate.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'discover-'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('a folder that lies too deep is reported by itself, and the rest is found', async () => {
  const deep = join(root, ...new Array<string>(34).fill('d'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'hidden'), 'x');
  writeFileSync(join(root, 'z'), 'x');
  const found = discoverFiles([root]);
  expect(found.map(({ path }) => basename(path))).toEqual(['d', 'z']);
  await expect(readInflated(found[0]!.source)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

test('a name that is no UTF-8 is said to be one', async () => {
  const folder = mkdtempSync(join(root, 'names-'));
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]), 'x');
  const [file] = discoverFiles([folder]);
  await expect(readInflated(file!.source)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    detail: expect.stringContaining('UTF-8'),
  });
});

test('a data folder inside a folder is left out, and read where it is named', () => {
  const folder = mkdtempSync(join(root, 'month-'));
  for (const name of ['data/roamsettle.duckdb', 'data/runs/1/run.json', 'tap/CD1']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
  const names = (path: string) => discoverFiles([path]).map((found) => found.name);
  expect(names(folder)).toEqual(['CD1']);
  expect(names(join(folder, 'data', 'runs'))).toEqual(['run.json']);
});
