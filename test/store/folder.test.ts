import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolders } from '../../src/store/folder.ts';

const root = mkdtempSync(join(tmpdir(), 'folder-'));
afterAll(() => rmSync(root, { recursive: true }));

test('folders that are missing are made, with the mode; one that is there stays', () => {
  const path = join(root, 'a/b/c');
  makeFolders(path, 0o700);
  makeFolders(path);
  expect([path, join(root, 'a')].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
});

test('a file in the way', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolders(join(root, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolders(join(root, 'file/x'))).toThrow(/ENOTDIR/);
});

// Node's recursive mkdir never comes back from there.
test.runIf(existsSync('/proc'))('a file system that takes no folders', () => {
  expect(() => makeFolders('/proc/none/x')).toThrow(/ENOENT/);
});
