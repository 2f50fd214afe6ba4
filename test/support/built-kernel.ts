/** A kernel in WebAssembly as the script of package.json compiles it now. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '../tidy/repository.ts';

export function builtKernel(script: string): Buffer {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [asc, ...args] = scripts[script]!.split(' ');
  expect(asc).toBe('asc');
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-kernel-'));
  try {
    const out = join(folder, 'built.wasm');
    const compiler = join(ROOT, 'node_modules/assemblyscript/bin/asc.js');
    execFileSync(process.execPath, [compiler, ...args, '--outFile', out], { cwd: ROOT });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kernel at a path of the repository. */
export const committedKernel = (path: string): Buffer => readFileSync(join(ROOT, path));
