/** Times of a pass, on the wall and of the thread's processor: on a busy machine only the second says much. */

export interface Times {
  readonly wall: number[];
  /** User and system time of this thread; what the engine's own threads compile and collect beside it is not in it. */
  readonly cpu: number[];
}

interface Speed {
  readonly best: number;
  readonly median: number;
}

export interface Speeds {
  readonly wall: Speed;
  readonly cpu: Speed;
}

const MICROSECONDS = 1e6;

export const noTimes = (): Times => ({ wall: [], cpu: [] });

/** Adds one pass in seconds. */
export function timePass(times: Times, work: () => unknown): void {
  const cpu = process.threadCpuUsage();
  const start = performance.now();
  work();
  times.wall.push((performance.now() - start) / 1000);
  const { user, system } = process.threadCpuUsage(cpu);
  times.cpu.push((user + system) / MICROSECONDS);
}

export function speedsOf(times: Times): Speeds {
  return { wall: speedOf(times.wall), cpu: speedOf(times.cpu) };
}

function speedOf(seconds: readonly number[]): Speed {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { best: round(sorted[0]!, 6), median: round(sorted[sorted.length >> 1]!, 6) };
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
