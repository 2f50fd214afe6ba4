/** Threads that decode, kept for all tests of a process: to start one costs many times as much as to ingest a tiny file. */
import { DecodePool } from '../../src/load/decode-pool.ts';

const pools = new Map<number, DecodePool>();

export function decodersOf(workers: number): DecodePool {
  const pool = pools.get(workers) ?? new DecodePool(workers);
  pools.set(workers, pool);
  return pool;
}
