/**
 * Our decoder alone, through the pool that ingest uses: `node bench/scale/decode-child.ts WORKERS LIST ROUNDS`. A first
 * pass takes every column's sums (and warms the engine up); then each round decodes all files and leaves the rows
 * behind. Reading and the SHA-256 of a file are part of its decoding. Prints the sums of each file.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DecodeOutcome, Identified } from '../../src/decode/outcome.ts';
import { DecodePool } from '../../src/load/decode-pool.ts';
import { stage } from './stage.ts';
import { sumsOf } from './sums.ts';

const [workers = '2', list = '', rounds = '1'] = process.argv.slice(2);
const files = readFileSync(list, 'utf8')
  .trimEnd()
  .split('\n')
  .map((path) => ({ path, name: basename(path), source: { path } }));
const pool = new DecodePool(Number(workers));
try {
  const identified = await eachFile((file) => pool.identify(file).then(([one]) => one!));
  const sums = await eachFile(async (_, i) => sumsOf(sound(await decode(i, false))));
  for (let round = 0; round < Number(rounds); round++)
    await stage('decode', () => eachFile(async (_, i) => void sound(await decode(i, true))));
  process.stdout.write(`${JSON.stringify(sums)}\n`);

  function decode(i: number, withoutRows: boolean): Promise<DecodeOutcome> {
    return pool.decode(files[i]!, identified[i] as Identified, withoutRows);
  }
} finally {
  await pool.destroy();
}

/** One more file is under way than there are workers, so that none waits. */
async function eachFile<T>(work: (file: (typeof files)[number], index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < files.length; i = next++) results[i] = await work(files[i]!, i);
  };
  await Promise.all(Array.from({ length: Number(workers) + 1 }, lane));
  return results;
}

function sound(outcome: DecodeOutcome) {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.detail}`);
  if (outcome.audit?.agrees !== true) throw new Error('an audit of the bench disagrees');
  return outcome;
}
