/** Runs a program as a child process with the probe beside it. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProbeReport } from './probe.ts';

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Measured extends ProbeReport {
  readonly stdout: string;
}

/** `node args…` from the root of the repository; wall time is the whole process, start included. Throws where it fails. */
export async function measure(args: readonly string[]): Promise<Measured> {
  const figures = join(tmpdir(), `roamsettle-probe-${process.pid}-${Date.now()}.json`);
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ROAMSETTLE_PROBE: figures },
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  const report = JSON.parse(readFileSync(figures, 'utf8')) as ProbeReport;
  rmSync(figures);
  return { ...report, wall, stdout };
}

/** A command of the real program, with --json; its answer is parsed. */
export async function measureCli<T>(command: readonly string[]): Promise<{ measured: Measured; answer: T }> {
  const measured = await measure(['src/cli/main.ts', ...command, '--json']);
  return { measured, answer: JSON.parse(measured.stdout) as T };
}

/** Bytes of the files below a folder; 0 where it is not there. */
export function bytesBelow(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  } catch {
    return 0;
  }
}
