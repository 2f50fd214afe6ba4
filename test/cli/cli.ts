/** The real command line in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { ROOT } from '../tidy/repository.ts';

const NODE = join(ROOT, 'node_modules/.bin/node');
const MAIN = join(ROOT, 'src/cli/main.ts');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `roamsettle` with `args` in `cwd`; its output goes to `out`, an open file, instead of coming back. */
export function roamsettle(
  args: readonly string[],
  cwd: string = ROOT,
  out: number | 'pipe' = 'pipe',
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [MAIN, ...args], { cwd, stdio: ['ignore', out, 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * The same in this process, for the many that only need an answer: a start of Node costs half a second. One at a time, and not
 * for what depends on the process (its signals, its memory, the pipe behind its output).
 */
export async function roamsettleHere(args: readonly string[], cwd: string = ROOT): Promise<Finished> {
  const finished = { stdout: '', stderr: '' };
  const home = process.cwd();
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name];
    process[name].write = ((text: string | Uint8Array) => {
      finished[name] += Buffer.from(text as string).toString();
      return true;
    }) as typeof write;
    return () => {
      process[name].write = write;
    };
  });
  process.chdir(cwd);
  process.exitCode = 0;
  try {
    await run(args);
    return { code: process.exitCode, ...finished };
  } finally {
    process.exitCode = undefined;
    process.chdir(home);
    for (const restore of streams) restore();
  }
}

/** The one JSON object of standard output. */
export function jsonOf<T = Record<string, unknown>>({ stdout }: Finished): T {
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const value: unknown = JSON.parse(stdout);
  expect(value).toBeTypeOf('object');
  return value as T;
}

/** No stack trace, no path of the program, no word of the engine's insides. */
export function expectNoTrace({ stdout, stderr }: Finished): void {
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .+:\d+|node:internal|\.ts:\d+|[A-Z][a-z]+Error:/m);
}
