/**
 * The fuzzer: `npm run fuzz -- --seed 1 --count 1000000 --workers 2 [--seconds 600] [--out DIR]`. Mutants of sound files
 * go through the product's TAP decoder and the reference; one line of JSON says what came of them, and exit code 1 that
 * they differ, that one took over a second, or that memory grew. Findings are written, made smaller, to DIR.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Order, Share } from './worker.ts';

/** A thread that stays at one mutant for so long hangs there. */
const STUCK_MS = 60_000;
/** Memory may differ by so much between two moments at which it is measured. */
const MAX_GROWTH = 16 * 1024 * 1024;
const DAY_SECONDS = 86_400;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: String(DAY_SECONDS) },
    workers: { type: 'string', default: '1' },
    out: { type: 'string', default: join(tmpdir(), 'roamsettle-fuzz') },
  },
});
const seed = Number(values.seed);
const step = Number(values.workers);

function share(first: number, until: number): Promise<Share> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const order: Order = {
    seed,
    first,
    step,
    count: Number(values.count),
    until,
    folder: values.out,
    progress,
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order });
    let last = -1;
    let since = Date.now();
    const watch = setInterval(() => {
      const index = progress[0]!;
      if (index !== last) {
        last = index;
        since = Date.now();
      } else if (Date.now() - since > STUCK_MS) {
        reject(new Error(`seed ${seed}, index ${index} hangs`));
        void worker.terminate();
      }
    }, 1000);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => clearInterval(watch));
  });
}

function sums(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const one of all) for (const [key, n] of Object.entries(one)) out[key] = (out[key] ?? 0) + n;
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const began = Date.now();
const until = began + Number(values.seconds) * 1000;
const shares = await Promise.all(Array.from({ length: step }, (_, first) => share(first, until)));
const { decoded = 0, ...refused } = sums(shares.map(({ codes }) => codes));
const findings = sums(shares.map((one) => one.findings));
const total = (of: (one: Share) => number): number => shares.reduce((sum, one) => sum + of(one), 0);
const growth = Math.max(
  ...shares.map((one) => (one.memoryBefore > 0 ? one.memoryAfter - one.memoryBefore : 0)),
);
if (growth > MAX_GROWTH) findings['memory growth'] = growth;
const summary = {
  seed,
  count: total((one) => one.count),
  decoded,
  refused,
  findings,
  seconds: Math.round((Date.now() - began) / 1000),
  slowest_ms: Math.round(Math.max(...shares.map((one) => one.slowestMs)) * 10) / 10,
  memory_before: total((one) => one.memoryBefore),
  memory_after: total((one) => one.memoryAfter),
  rss_before: Math.max(...shares.map((one) => one.rssBefore)),
  rss_after: Math.max(...shares.map((one) => one.rssAfter)),
  out: values.out,
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exitCode = Object.keys(findings).length > 0 ? 1 : 0;
