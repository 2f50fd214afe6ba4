/** Folders of what is spilled: gone with the work, and with the process that a signal ends. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spillFolder } from '../../src/store/spill-folder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-spills-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODULE = join(import.meta.dirname, '../../src/store/spill-folder.ts');
/** Makes two folders, one of them done with, says their names, and waits. */
const program = (more: string) => `
  import { writeFileSync } from 'node:fs';
  const { spillFolder } = await import(${JSON.stringify(MODULE)});
  ${more}
  const [kept, done] = [await spillFolder(process.argv[1] + '/a.spill-'), await spillFolder(process.argv[1] + '/b.spill-')];
  writeFileSync(kept.path + '/devices.csv', '999010000000001');
  await done.remove();
  console.log(kept.path);
  setInterval(() => {}, 1000);`;

async function ended(signal: NodeJS.Signals, more = '') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(more), folder]);
  const path = await new Promise<string>((resolve) => {
    child.stdout.once('data', (text) => resolve(String(text).trim()));
  });
  expect(existsSync(join(path, 'devices.csv'))).toBe(true);
  const end = new Promise<string>((resolve) => {
    child.once('exit', (code, by) => resolve(by ?? String(code)));
  });
  child.kill(signal);
  return { end: await end, isThere: existsSync(path) };
}

test('are for this user alone, and removed', async () => {
  const spill = await spillFolder(join(folder, 'c.spill-'));
  expect(statSync(spill.path).mode & 0o777).toBe(0o700);
  await spill.remove();
  expect(existsSync(spill.path)).toBe(false);
  expect(process.listeners('SIGTERM').map(({ name }) => name)).not.toContain('end');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'are gone after %s, which ends the process',
  async (signal) => {
    expect(await ended(signal)).toEqual({ end: signal, isThere: false });
  },
);

test.each(['once', 'on'])('are left to whoever else listens (%s), in its own time', async (how) => {
  const server = `process.${how}('SIGTERM', () => setTimeout(() => process.exit(7), 100));`;
  expect(await ended('SIGTERM', server)).toEqual({ end: '7', isThere: true });
});

test('are gone after a signal that nobody else listens to, though one before was left to others', async () => {
  const job = `process.on('SIGINT', () => process.kill(process.pid, 'SIGTERM'));`;
  expect(await ended('SIGINT', job)).toEqual({ end: 'SIGTERM', isThere: false });
});
