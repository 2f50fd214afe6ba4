/** `diff --devices FILE`: every device that changed from one run to another, as CSV or JSON, by DuckDB. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { readingRun } from '../runs/reading.ts';
import { Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { sqlText } from '../store/sql.ts';
import type { RunSide } from './party.ts';

/** By the ending of the file. */
const FORMATS = { '.csv': 'FORMAT csv, HEADER true', '.json': 'FORMAT json, ARRAY true' } as const;

/** Both device lists of two runs as SQL reads them. */
export function deviceLists(from: RunSide, to: RunSide) {
  const path = ({ folder }: RunSide) => literalPath(join(folder, 'devices.parquet'));
  return { from_devices: path(from), to_devices: path(to) };
}

/**
 * Writes devices that are in one run alone (the side of the other is empty), or have another segment, decision or amount, by
 * agreement and IMSI. Throws USAGE for another ending than .csv and .json, OUTPUT_EXISTS, OUTPUT_WRITE, and as `readingRun`.
 */
export async function writeChangedDevices(from: RunSide, to: RunSide, out: string): Promise<void> {
  const file = basename(out);
  const format = Object.entries(FORMATS).find(([ending]) => out.endsWith(ending))?.[1];
  if (format === undefined)
    throw new RoamsettleError('USAGE', 'The file of devices ends in .csv or .json.', { file });
  if (existsSync(out)) throw new RoamsettleError('OUTPUT_EXISTS', '', { file });
  await readingRun(from.folder, () => readingRun(to.folder, () => copy(from, to, out, format)));
}

async function copy(from: RunSide, to: RunSide, out: string, format: string): Promise<void> {
  // Order costs memory: what does not fit is spilled beside the file.
  const db = await Db.open(':memory:', { threads: '1', temp_directory: `${out}.spill` });
  const target = `${out}.draft`;
  try {
    await db.run('report/text_macros');
    await db.run('diff/changed_device');
    const query = sqlText('diff/device_row');
    await db.exec(`COPY (${query}\n) TO $target (${format})`, { target, ...deviceLists(from, to) });
    await rename(target, out);
  } catch (error) {
    if (existsSync(target) || /cannot open file/i.test((error as Error).message))
      throw new RoamsettleError('OUTPUT_WRITE', '', { file: basename(out) });
    throw error;
  } finally {
    db.close();
    await rm(target, { force: true });
    await rm(`${out}.spill`, { recursive: true, force: true });
  }
}
