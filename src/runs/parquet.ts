/** Parquet files of a run, written by DuckDB. */
import type { Db } from '../store/db.ts';

/** Level 1 is no larger than the default here, and a fifth faster to write. */
const PARQUET = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1';

/** Writes the view `parquet_rows` to a file. COPY … TO takes no parameters. */
export const copyText = (path: string): string =>
  `COPY parquet_rows TO '${path.replaceAll("'", "''")}' (${PARQUET})`;

/** Writes the rows of `sql/<name>.sql`, which makes the view `parquet_rows`. */
export async function copyToParquet(db: Db, name: string, path: string): Promise<void> {
  await db.run(name);
  await db.exec(copyText(path));
}
