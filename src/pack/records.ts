/**
 * The single TAP records and signaling events of packed devices, with the files and places that they lie in, from the
 * database's owner. They stand under the ordinals of the pack: no IMSI, IMEI or number of a subscriber is in them.
 */
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { identifierToBigint } from '../domain/identifiers.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { readRun } from '../runs/read.ts';
import type { Db, Params, Row } from '../store/db.ts';
import { memoryShares } from '../store/memory.ts';
import { sqlText } from '../store/sql.ts';
import { Store } from '../store/store.ts';
import { betweenDevices, replayDevices } from '../trace/replay.ts';
import { MEMBER } from './format.ts';

/** Rows that are put in order at once: some 200 MB. */
const PART_ROWS = 500_000;

/** A row of sql/pack/event_part.sql and record_part.sql: places of the first row and the last. */
interface Part extends Row {
  first: bigint;
  last: bigint;
  first_imsi: bigint;
  last_imsi: bigint;
}

/** Of a table that has only a header. */
const NOTHING: Part = { first: 1n, last: 0n, first_imsi: 1n, last_imsi: 0n };

export interface RecordsRequest {
  readonly data: string;
  readonly runId: string;
  readonly agreement: string;
  readonly devices: readonly { readonly ordinal: number; readonly imsi: string }[];
  readonly machine: { readonly workers: number; readonly memory: string };
  /** Rows that are put in order at once, where not PART_ROWS; the tables are the same whatever it is. */
  readonly partRows?: number;
}

/**
 * Writes `records.csv` and `events.csv` into `folder`. Throws what `Store.open` throws, and RECORDS_DIFFER where files of the run
 * are not loaded here.
 */
export async function writeRecords(folder: string, request: RecordsRequest): Promise<void> {
  const { data, runId, agreement, devices, machine, partRows = PART_ROWS } = request;
  const { inputs } = readRun(data, runId);
  const agreements = await readArchivedAgreements(join(data, 'runs', runId), inputs.agreements);
  const rows = devices.map(({ ordinal, imsi }) => ({ ordinal, imsi: identifierToBigint(imsi) }));
  const store = await Store.open(data, {
    threads: machine.workers,
    memory: memoryShares(machine.memory, 0).database,
    purpose: 'pack',
  });
  try {
    const { db } = store;
    const imsis = rows.map(({ imsi }) => imsi).sort((a, b) => (a < b ? -1 : 1));
    await replayDevices(store, { inputs, agreements, imsis }, async (ids) => {
      const packed = rows.map(({ ordinal, imsi }) => ({ ordinal, imsi: String(imsi) }));
      await db.run('pack/packed_device', { rows: JSON.stringify(packed) });
      for (const [table, part, name] of [
        ['pack/records', 'pack/record_part', MEMBER.records],
        ['pack/events', 'pack/event_part', MEMBER.events],
      ] as const) {
        // The parts of the table before have left the views with a few devices.
        await betweenDevices(db, imsis[0] ?? 0n, imsis.at(-1) ?? 0n);
        const parts = await db.rows<Part>(part, { no: ids.indexOf(agreement), rows: BigInt(partRows) });
        const target = join(folder, name);
        await writeParts(db, target, parts.length === 0 ? [NOTHING] : parts, (file) => ({
          sql: sqlText(table),
          params: { target: file, no: ids.indexOf(agreement) },
        }));
      }
    });
  } finally {
    await store.close();
  }
}

/**
 * Writes a table part by part, each of which is put in order by itself: a device may have more rows than can be sorted in the memory
 * that there is.
 */
async function writeParts(
  db: Db,
  target: string,
  parts: readonly Part[],
  tableOf: (file: string) => { readonly sql: string; readonly params: Params },
): Promise<void> {
  const file = `${target}.part`;
  for (const [i, { first, last, first_imsi, last_imsi }] of parts.entries()) {
    await betweenDevices(db, first_imsi, last_imsi);
    const { sql, params } = tableOf(file);
    const copy = `COPY (${sql}\n) TO $target (FORMAT csv, HEADER ${i === 0})`;
    await db.exec(copy, { ...params, first, last });
    await pipeline(createReadStream(file), createWriteStream(target, { flags: i === 0 ? 'w' : 'a' }));
  }
  rmSync(file);
}
