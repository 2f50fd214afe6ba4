/** The way of what the kernel says into the TEMP tables of sql/features/{device_signal,device_apn,unmatched_event,feed_quarter}.sql. */
import type { ColumnBatch, ColumnBuffers } from '../../arrow/batch.ts';
import { appendTemp } from '../../store/append.ts';
import { dropBatch } from '../../store/chunk.ts';
import type { Db } from '../../store/db.ts';
import { validityOf } from './columns.ts';
import { roomFor } from './grow.ts';

const FIRST_ROWS = 1024;

/** Rows of device_signal; they are gone when they are written. */
export class SignalBatches {
  rows = 0;
  #batches: ColumnBatch[] = [];

  add(batch: ColumnBatch): void {
    if (batch.rows > 0) this.#batches.push(batch);
    this.rows += batch.rows;
  }

  async write(db: Db): Promise<void> {
    await db.run('features/device_signal');
    await appendTemp(db, 'device_signal', this.#batches);
    for (const batch of this.#batches) dropBatch(batch);
    this.#batches = [];
    this.rows = 0;
  }
}

/** Rows (IMSI, two integers): the kernel's small lists, which are empty again when they are written. */
class ImsiPairs {
  rows = 0;
  imsis = new Int32Array(FIRST_ROWS * 2);
  first = new Int32Array(FIRST_ROWS);
  second = new Int32Array(FIRST_ROWS);

  /** Low and high word of an IMSI and the two integers, row by row. */
  add(words: Int32Array): void {
    const from = this.rows;
    this.rows += words.length / 4;
    this.imsis = roomFor(this.imsis, this.rows * 2);
    this.first = roomFor(this.first, this.rows);
    this.second = roomFor(this.second, this.rows);
    for (let row = from, at = 0; row < this.rows; row++, at += 4) {
      this.imsis[row * 2] = words[at]!;
      this.imsis[row * 2 + 1] = words[at + 1]!;
      this.first[row] = words[at + 2]!;
      this.second[row] = words[at + 3]!;
    }
  }
}

/** Rows of device_apn. */
export class DeviceApns extends ImsiPairs {
  async write(db: Db): Promise<void> {
    await db.run('features/device_apn');
    const columns = [plain('imsi', this.imsis), plain('no', this.first), plain('apn', this.second)];
    await appendTemp(db, 'device_apn', [{ rows: this.rows, columns }]);
    this.rows = 0;
  }
}

/** Rows of unmatched_event. */
export class UnmatchedEvents extends ImsiPairs {
  async write(db: Db): Promise<void> {
    await db.run('features/unmatched_event');
    const columns = [
      plain('imsi', this.imsis),
      // No PLMN is a code below 0.
      {
        ...plain('visited_plmn', this.first),
        validity: validityOf(this.rows, (row) => this.first[row]! >= 0),
      },
      plain('events', wide(this.second.subarray(0, this.rows))),
    ];
    await appendTemp(db, 'unmatched_event', [{ rows: this.rows, columns }]);
    this.rows = 0;
  }
}

/** Makes feed_quarter; `columns` in its order, no code is one below 0. */
export async function writeFeedQuarters(db: Db, columns: readonly (readonly number[])[]): Promise<void> {
  const [plmns, interfaces, quarters, events] = columns.map((values) => Int32Array.from(values));
  await db.run('features/feed_quarter');
  const batch = {
    rows: quarters!.length,
    columns: [
      plain('visited_plmn', plmns!),
      plain('interface', interfaces!),
      plain('quarter', quarters!),
      plain('events', events!),
    ],
  };
  await appendTemp(db, 'feed_quarter', [batch]);
}

function plain(name: string, values: Int32Array<ArrayBuffer>): ColumnBuffers {
  return { name, values: values.buffer, validity: null };
}

/** Natural numbers of 32 bits as such of 64. */
function wide(values: Int32Array): Int32Array<ArrayBuffer> {
  const words = new Int32Array(values.length * 2);
  for (let row = 0; row < values.length; row++) words[row * 2] = values[row]!;
  return words;
}
