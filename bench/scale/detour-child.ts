/**
 * The way people take today: decoder → CSV text → DuckDB's CSV reader → table.
 * `node bench/scale/detour-child.ts DATABASE LIST FOLDER THREADS MEMORY`; DATABASE is ours, with the same files loaded.
 * Prints the rows, once the table is proved to hold the same values as ours.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DataType } from 'apache-arrow';
import { Piscina } from 'piscina';
import { COLUMNS } from '../columns.ts';
import { scaleSql, withDuckdb } from './sql.ts';
import { stage } from './stage.ts';

const [database = '', list = '', folder = '', threads = '2', memory = '4GB'] = process.argv.slice(2);
const csvFolder = join(folder, 'csv');
mkdirSync(csvFolder, { recursive: true });
const settings = {
  threads,
  memory_limit: memory,
  preserve_insertion_order: 'false',
  temp_directory: join(folder, 'spill'),
};
const columns = [
  't.file_id',
  ...COLUMNS.map(({ name, type }) =>
    DataType.isDictionary(type) && name !== 'service'
      ? `(SELECT any_value(d.value) FROM ours.text_dictionary AS d WHERE d.code = t.${name}) AS ${name}`
      : `t.${name}`,
  ),
].join(', ');

const result = await withDuckdb(join(folder, 'detour.duckdb'), settings, async (db) => {
  await db.run(`ATTACH '${database.replaceAll("'", "''")}' AS ours (READ_ONLY)`);
  const ids = await fileIds(db);
  await db.run(scaleSql('detour_table', { columns }));
  await stage('detour', async () => {
    await writeCsvFiles(ids);
    await db.run(scaleSql('detour_copy', { path: join(csvFolder, '*.csv') }));
    await db.run('CHECKPOINT');
  });
  const [row] = (await db.runAndReadAll(scaleSql('detour_digest', { columns }))).getRowObjectsJson();
  return row as Record<'detour_rows' | 'our_rows' | 'detour_digest' | 'our_digest', string>;
});
if (result.detour_digest !== result.our_digest || result.detour_rows !== result.our_rows)
  throw new Error(`the detour's table differs from ours: ${JSON.stringify(result)}`);
process.stdout.write(`${JSON.stringify({ rows: Number(result.detour_rows), digest: result.our_digest })}\n`);

async function fileIds(db: DuckDBConnection): Promise<Map<string, number>> {
  const reader = await db.runAndReadAll('SELECT name, file_id FROM ours.source_file');
  return new Map(reader.getRows().map(([name, id]) => [String(name), Number(id)]));
}

async function writeCsvFiles(ids: ReadonlyMap<string, number>): Promise<void> {
  const filename = fileURLToPath(new URL('./csv-worker.ts', import.meta.url));
  const pool = new Piscina({ filename, maxThreads: Number(threads), minThreads: Number(threads) });
  const paths = readFileSync(list, 'utf8').trimEnd().split('\n');
  try {
    await Promise.all(
      paths.map((tap) => {
        const name = basename(tap);
        return pool.run({ tap, csv: join(csvFolder, `${name}.csv`), fileId: ids.get(name) });
      }),
    );
  } finally {
    await pool.destroy();
  }
}
