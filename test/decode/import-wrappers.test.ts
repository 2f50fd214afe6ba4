import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

/** `(module (import "h" "f" (func (param i32) (result i32))) (func (export "g") (param i32) (result i32) local.get 0 call 0))` */
const CALLS_OUT = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x02, 0x07,
  0x01, 0x01, 0x68, 0x01, 0x66, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x67, 0x00, 0x01,
  0x0a, 0x08, 0x01, 0x06, 0x00, 0x20, 0x00, 0x10, 0x00, 0x0b,
];

/** Calls out of WebAssembly 10,000 times, and prints the sum and its process. */
const CALLER = `
  const { g } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from([${CALLS_OUT}])), { h: { f: (x) => x + 1 } }).exports;
  let sum = 0;
  for (let i = 0; i < 10_000; i++) sum += g(i);
  console.log(sum, process.pid);`;

/** The names of the compiled code of a process that ran `script`, as V8 tells them to a profiler. */
async function compiledBy(script: string): Promise<string> {
  // V8 leaves a second log where it runs.
  const cwd = await mkdtemp(join(tmpdir(), 'roamsettle-wrappers-'));
  const flags = ['--perf-basic-prof', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd });
  await rm(cwd, { recursive: true });
  const [sum, pid] = stdout.trim().split(' ');
  expect(sum).toBe('50005000');
  const map = `/tmp/perf-${pid}.map`;
  const names = await readFile(map, 'utf8');
  await rm(map);
  return names;
}

describe('imported functions of a kernel', () => {
  test('get a wrapper of their own from V8 as it is: what the next test relies on', async () => {
    expect(await compiledBy(CALLER)).toContain('wasm-to-js');
  });

  test('get none once kernels are loaded: V8 loses track of them where threads come and go, and dies', async () => {
    const kernels = new URL('../../src/wasm.ts', import.meta.url);
    const names = await compiledBy(`await import(${JSON.stringify(kernels)});${CALLER}`);
    expect(names).toContain('wasm-function');
    expect(names).not.toContain('wasm-to-js');
  });
});
