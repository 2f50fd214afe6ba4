/** One thread of the fuzzer: every mutant of its share through both decoders. Posts one `Share` at its end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { check, HANG_MS, shrink } from './check.ts';
import { mutant } from './mutate.ts';
import { makePool } from './pool.ts';
import { REDUCERS } from './reduce.ts';

/** What a thread is asked to do: the indexes `first`, `first + step` … below `count`. */
export interface Order {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** Milliseconds since the epoch at which it stops. */
  readonly until: number;
  readonly folder: string;
  /** Where the thread writes the index at hand, so that a hang shows. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** What a thread found. */
export interface Share {
  readonly count: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly findings: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Bytes of heap and buffers after a collection: after the warm-up, and at the end. */
  readonly memoryBefore: number;
  readonly memoryAfter: number;
  /** Resident set of the process at the same two moments. */
  readonly rssBefore: number;
  readonly rssAfter: number;
}

const WARM_UP = 20_000;
const MAX_FILES = 40;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function memory(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function work({ seed, first, step, count, until, folder, progress }: Order): Share {
  const pool = makePool({ withSamples: true });
  const codes: Record<string, number> = {};
  const findings: Record<string, number> = {};
  let done = 0;
  let slowestMs = 0;
  let memoryBefore = 0;
  let rssBefore = 0;
  const find = (signature: string, bytes: Uint8Array, index: number, detail: unknown): void => {
    findings[signature] = (findings[signature] ?? 0) + 1;
    if (findings[signature] > 1 || Object.keys(findings).length > MAX_FILES) return;
    mkdirSync(folder, { recursive: true });
    const name = join(folder, `${seed}-${index}-${signature.replace(/\W+/g, '-').slice(0, 60)}`);
    const small = shrink(bytes, signature, REDUCERS);
    writeFileSync(`${name}.ber`, small);
    writeFileSync(`${name}.txt`, `${signature}\n${Buffer.from(small).toString('hex')}\n${print(detail)}\n`);
  };
  for (let index = first; index < count && Date.now() < until; index += step) {
    progress[0] = index;
    const bytes = mutant(pool, seed, index);
    let result = check(bytes);
    // A stop of the machine is no hang: what is slow is measured again.
    if (result.milliseconds > HANG_MS) result = check(bytes);
    codes[result.code] = (codes[result.code] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, result.milliseconds);
    if (result.milliseconds > HANG_MS) find('slow', bytes, index, result.milliseconds);
    if (result.difference !== null) find(result.difference.signature, bytes, index, result.difference);
    if (++done < WARM_UP || memoryBefore > 0) continue;
    memoryBefore = memory();
    rssBefore = process.memoryUsage().rss;
  }
  const memoryAfter = memory();
  const rssAfter = process.memoryUsage().rss;
  return { count: done, codes, findings, slowestMs, memoryBefore, memoryAfter, rssBefore, rssAfter };
}

function print(detail: unknown): string {
  return JSON.stringify(detail, (_, value) => (typeof value === 'bigint' ? `${value}n` : value), 1);
}

parentPort?.postMessage(work(workerData as Order));
