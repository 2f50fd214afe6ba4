/**
 * Loaded before a measured program (`node --import`): counts the processor time of the whole process, its threads
 * included, and the peak of its resident memory, for the run and for each stage that it announces on the diagnostics
 * channel `roamsettle:stage`. Writes the figures to the file that ROAMSETTLE_PROBE names when the process ends.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface ProbeFigures {
  /** Wall-clock and processor seconds. */
  readonly wall: number;
  readonly cpu: number;
  /** Megabytes (10^6). */
  readonly peakRss: number;
}

export interface ProbeReport extends ProbeFigures {
  readonly stages: readonly (ProbeFigures & { readonly stage: string })[];
}

const MICROSECONDS = 1e6;
const KIB_OF_MEGABYTE = 1e6 / 1024;
/** Written to /proc/self/clear_refs, it starts the peak of resident memory again. */
const RESET_PEAK = '5';

const out = process.env.ROAMSETTLE_PROBE;
if (isMainThread && out !== undefined) observe(out);

function observe(path: string): void {
  const start = now();
  let peak = 0;
  let open: ReturnType<typeof now> = start;
  const stages: { stage: string; wall: number; cpu: number; peakRss: number }[] = [];
  subscribe('roamsettle:stage', (message) => {
    const { stage, begins } = message as { stage: string; begins: boolean };
    const peakRss = peakMegabytes();
    peak = Math.max(peak, peakRss);
    if (begins) resetPeak();
    else stages.push({ stage, ...since(open), peakRss });
    open = now();
  });
  process.on('exit', () => {
    const report: ProbeReport = { ...since(start), peakRss: Math.max(peak, peakMegabytes()), stages };
    writeFileSync(path, JSON.stringify(report));
  });
}

function now(): { wall: number; cpu: number } {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, cpu: (user + system) / MICROSECONDS };
}

function since(start: { wall: number; cpu: number }): { wall: number; cpu: number } {
  const end = now();
  return { wall: end.wall - start.wall, cpu: end.cpu - start.cpu };
}

function peakMegabytes(): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kib !== undefined) return Number(kib) / KIB_OF_MEGABYTE;
  } catch {
    // Not Linux: the peak of the whole process is all there is.
  }
  return process.resourceUsage().maxRSS / KIB_OF_MEGABYTE;
}

function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', RESET_PEAK);
  } catch {
    // Not Linux, or not allowed: stages then show the peak so far.
  }
}
