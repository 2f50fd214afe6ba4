/** The bench's own SQL files and its own DuckDB: nothing of src/store, which is what is measured. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Text of `bench/scale/<name>.sql` with every `{{key}}` replaced: words of the bench itself, paths with quotes doubled. */
export function scaleSql(name: string, words: Readonly<Record<string, string | number>> = {}): string {
  const text = readFileSync(fileURLToPath(new URL(`${name}.sql`, import.meta.url)), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const word = words[key];
    if (word === undefined) throw new Error(`bench/scale/${name}.sql: no word for ${key}`);
    return String(word).replaceAll("'", "''");
  });
}

/** Runs `work` on a database of its own and closes it; `settings` are DuckDB's. */
export async function withDuckdb<T>(
  path: string,
  settings: Record<string, string>,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(path, settings);
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
