/** A run's folder → its book: one pass over the device list, the features and the parts of lines, side by side, then the queue. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stakesOf, streamQueue } from '../reviews/queue.ts';
import { Db, type SqlValue } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { writeBook } from './book.ts';

export interface BookRequest {
  /** Folder of the run. */
  readonly run: string;
  /** Folder of the book. */
  readonly out: string;
  readonly memory: string;
}

/** Throws what DuckDB throws where a file of the run is gone. */
export async function makeBook({ run, out, memory }: BookRequest): Promise<void> {
  const db = await Db.open(':memory:', {
    threads: '1',
    memory_limit: memory,
    temp_directory: `${out}.spill`,
  });
  try {
    // Runs of earlier versions have none.
    const queue = existsSync(stakesOf(run)) ? streamQueue(db, run) : null;
    await writeBook(out, { rows: bookRows(db, run), queue });
  } finally {
    db.close();
  }
}

async function* bookRows(db: Db, run: string) {
  const [features, lines] = [await db.beside(), await db.beside()];
  const placeOf = (name: string) => ({ path: literalPath(join(run, `${name}.parquet`)) });
  try {
    const list = rowsOf(await db.streamRows('book/list_row', placeOf('devices')));
    const found = rowsOf(await features.streamRows('book/feature_row', placeOf('features')));
    const parts = rowsOf(await lines.streamRows('book/line_row', placeOf('device-lines')));
    let part = await parts.next();
    for (let row = 0; ; row++) {
      const device = await list.next();
      if (device.done === true) return;
      const beside = await found.next();
      const own: string[] = [];
      for (; part.done !== true && Number(part.value[0]) === row; part = await parts.next())
        own.push(String(part.value[1]));
      const feature = beside.done === true ? 'null' : String(beside.value[0]);
      yield { list: String(device.value[0]), evidence: `{"features":${feature},"lines":[${own.join(',')}]}` };
    }
  } finally {
    features.close();
    lines.close();
  }
}

async function* rowsOf(chunks: AsyncIterable<SqlValue[][]>): AsyncGenerator<SqlValue[]> {
  for await (const rows of chunks) yield* rows;
}
