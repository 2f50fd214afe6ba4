/** The decoder in several threads at once, each over a copy of its own of the file; and the C decoder in as many processes. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { noTimes, type Times, timePass } from './speed.ts';

const run = promisify(execFile);

export class DecoderThreads {
  readonly #workers: readonly Worker[];

  /** Each thread warms up by `warmUp` passes over `file`. */
  constructor(threads: number, file: string, warmUp: number) {
    const script = fileURLToPath(import.meta.url);
    const data = { workerData: { file, warmUp } };
    this.#workers = Array.from({ length: threads }, () => new Worker(script, data));
  }

  /** Passes of all threads side by side. */
  async passes(count: number): Promise<Times> {
    const answers = this.#workers.map(async (worker) => {
      worker.postMessage(count);
      const [times] = (await once(worker, 'message')) as [Times];
      return times;
    });
    return together(await Promise.all(answers));
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Passes of the C decoder in `processes` processes side by side. */
export async function nativePasses(
  program: string,
  file: string,
  processes: number,
  count: number,
): Promise<Times> {
  const runs = Array.from({ length: processes }, async () => {
    const { stdout } = await run(program, [file, String(count)]);
    const { wall, cpu } = JSON.parse(stdout) as Record<keyof Times, { passes: number[] }>;
    return { wall: wall.passes, cpu: cpu.passes };
  });
  return together(await Promise.all(runs));
}

function together(all: readonly Times[]): Times {
  return { wall: all.flatMap(({ wall }) => wall), cpu: all.flatMap(({ cpu }) => cpu) };
}

if (!isMainThread) {
  const { file, warmUp } = workerData as { file: string; warmUp: number };
  const bytes = readFileSync(file);
  for (let i = 0; i < warmUp; i++) decodeTap(bytes);
  parentPort!.on('message', (count: number) => {
    const times = noTimes();
    for (let i = 0; i < count; i++) timePass(times, () => decodeTap(bytes));
    parentPort!.postMessage(times);
  });
}
