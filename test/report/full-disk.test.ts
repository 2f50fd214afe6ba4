/** What is begun on a full disk: it is told, and does not keep the next call out. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeNewFile } from '../../src/cli/new-file.ts';
import { writeReport } from '../../src/report/write.ts';
import { writeRunFolder } from './run-folder.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'full-disk-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** The code of the error of `call` in a process that may write no octet to a file, as on a full disk. */
function codeWithoutRoom(module: string, call: string): string {
  const url = new URL(`../../src/${module}`, import.meta.url).href;
  const script = `const module = await import(${JSON.stringify(url)});
    await module.${call}.catch((error) => process.stdout.write(String(error.code)));`;
  const shell = 'ulimit -f 0 && exec "$0" "$@"';
  const args = ['-c', shell, process.execPath, '--input-type=module', '-e', script];
  return spawnSync('bash', args, { encoding: 'utf8' }).stdout;
}

test('a file that is written once', async () => {
  const path = join(root, 'list.csv');
  const call = `writeNewFile(${JSON.stringify(path)}, 'text')`;
  expect(codeWithoutRoom('cli/new-file.ts', call)).toBe('OUTPUT_WRITE');
  expect(existsSync(path)).toBe(false);
  await writeNewFile(path, 'text');
});

test('a report', async () => {
  const [run, out] = [join(root, 'run'), join(root, 'report')];
  await writeRunFolder(run);
  const call = `writeReport(${JSON.stringify(run)}, ${JSON.stringify(out)}, ['json'])`;
  expect(codeWithoutRoom('report/write.ts', call)).toBe('OUTPUT_WRITE');
  const { files } = await writeReport(run, out, ['json']);
  expect(files).toContain('report.json');
  // The same report again writes over itself.
  await expect(writeReport(run, out, ['json'])).resolves.toEqual({ files });
});
