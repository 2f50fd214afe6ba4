/** A database without a row, made once in a process and copied: to make one costs as much as all else of a tiny ingest. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../src/store/store.ts';

const NAME = 'roamsettle.duckdb';
let bytes: Promise<Buffer> | undefined;

/** Puts it into a data folder that has none; what is there stays. */
export async function putEmptyDatabase(data: string): Promise<void> {
  const path = join(data, NAME);
  if (existsSync(path)) return;
  bytes ??= make();
  mkdirSync(data, { recursive: true });
  writeFileSync(path, await bytes);
}

async function make(): Promise<Buffer> {
  const data = mkdtempSync(join(tmpdir(), 'roamsettle-empty-'));
  try {
    const store = await Store.open(data, { threads: 1, memory: '512MB', purpose: 'test' });
    await store.close();
    return readFileSync(join(data, NAME));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
