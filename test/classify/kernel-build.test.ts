/** The committed kernel of the trees is what its source compiles to. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../tidy/repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-trees-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the committed kernel is what `npm run build:trees` makes of the source', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<'build:trees', string>;
  };
  const [asc, ...args] = scripts['build:trees'].split(' ');
  expect(asc).toBe('asc');
  const out = join(folder, 'trees.wasm');
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/assemblyscript/bin/asc.js'), ...args, '--outFile', out],
    { cwd: ROOT },
  );
  const committed = readFileSync(join(ROOT, 'src/classify/kernel/trees.wasm'));
  expect(readFileSync(out).equals(committed)).toBe(true);
});
