/**
 * The single TAP records and signaling events of packed devices, with the files and places that they lie in, from the
 * database's owner. They stand under the ordinals of the pack: no IMSI, IMEI or number of a subscriber is in them.
 */
import { join } from 'node:path';
import { identifierToBigint } from '../domain/identifiers.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { readRun } from '../runs/read.ts';
import { memoryShares } from '../store/memory.ts';
import { sqlText } from '../store/sql.ts';
import { Store } from '../store/store.ts';
import { replayDevices } from '../trace/replay.ts';
import { MEMBER } from './format.ts';

export interface RecordsRequest {
  readonly data: string;
  readonly runId: string;
  readonly agreement: string;
  readonly devices: readonly { readonly ordinal: number; readonly imsi: string }[];
  readonly machine: { readonly workers: number; readonly memory: string };
}

/**
 * Writes `records.csv` and `events.csv` into `folder`. Throws what `Store.open` throws, and RECORDS_DIFFER where files of the run
 * are not loaded here.
 */
export async function writeRecords(folder: string, request: RecordsRequest): Promise<void> {
  const { data, runId, agreement, devices, machine } = request;
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
    const imsis = rows.map(({ imsi }) => imsi);
    await replayDevices(store, { inputs, agreements, imsis }, async (ids) => {
      const packed = rows.map(({ ordinal, imsi }) => ({ ordinal, imsi: String(imsi) }));
      await db.run('pack/packed_device', { rows: JSON.stringify(packed) });
      for (const [query, name] of [
        ['pack/records', MEMBER.records],
        ['pack/events', MEMBER.events],
      ] as const)
        await db.exec(`COPY (${sqlText(query)}\n) TO $target (FORMAT csv, HEADER true)`, {
          target: join(folder, name),
          no: ids.indexOf(agreement),
        });
    });
  } finally {
    await store.close();
  }
}
