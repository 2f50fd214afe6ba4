/**
 * DuckDB's own reader on the same rows: `node bench/scale/parquet-child.ts DATABASE FOLDER THREADS MEMORY`. Exports
 * tap_record as Parquet, then reads it into a table of a new database file. Prints the rows.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { scaleSql, withDuckdb } from './sql.ts';
import { stage } from './stage.ts';

const [database = '', folder = '', threads = '2', memory = '4GB'] = process.argv.slice(2);
const settings = { threads, memory_limit: memory, preserve_insertion_order: 'false' };
const parquet = join(folder, 'tap_record.parquet');
await withDuckdb(database, { ...settings, access_mode: 'READ_ONLY' }, (db) =>
  stage('export', async () => void (await db.run(scaleSql('export_tap', { path: parquet })))),
);
const rows = await withDuckdb(join(folder, 'from-parquet.duckdb'), settings, async (db) => {
  await stage('read', async () => {
    await db.run(scaleSql('import_tap', { path: parquet }));
    await db.run('CHECKPOINT');
  });
  return (await db.runAndReadAll('SELECT count(*) FROM tap_record')).getRows()[0]?.[0];
});
process.stdout.write(`${JSON.stringify({ rows: Number(rows), bytes: statSync(parquet).size })}\n`);
