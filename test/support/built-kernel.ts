/** Kernels in WebAssembly as the scripts of package.json compile them now. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '../tidy/repository.ts';

/** What `asc` does with command lines one after the other: to load the compiler takes as long as it works. */
const COMPILE = `
  const { main } = await import('assemblyscript/asc');
  for (const args of JSON.parse(process.argv[1])) {
    const { error } = await main(args, { stderr: process.stderr });
    if (error) throw error;
  }`;

/** In the order of the scripts. */
export function builtKernels(scripts: readonly string[]): Buffer[] {
  const { scripts: known } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-kernel-'));
  try {
    const outs = scripts.map((script) => join(folder, script));
    const lines = scripts.map((script, i) => {
      const [asc, ...args] = known[script]!.split(' ');
      expect(asc).toBe('asc');
      return [...args, '--outFile', outs[i]];
    });
    const args = ['--input-type=module', '--eval', COMPILE, JSON.stringify(lines)];
    execFileSync(process.execPath, args, { cwd: ROOT });
    return outs.map((out) => readFileSync(out));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kernel at a path of the repository. */
export const committedKernel = (path: string): Buffer => readFileSync(join(ROOT, path));
