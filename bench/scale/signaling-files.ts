/** The signaling files of the month, made by DuckDB: a file a day, or several where a day is large. */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scaleSql, withDuckdb } from './sql.ts';
import {
  DAY,
  DAYS,
  GROUP,
  HIDDEN_FROM,
  HOMES,
  MONTH_START,
  PEOPLE_FROM,
  type Scale,
  SILENT_FROM,
  signalingRows,
  VISITED,
} from './world.ts';

export type SignalingForm = 'parquet' | 'csv';

/** A file holds about so many events at most. */
const ROWS_OF_FILE = 2_000_000;
const DAY_MS = DAY * 1000;

export async function writeSignalingFiles(
  scale: Scale,
  folder: string,
  form: SignalingForm,
  machine: { threads: number; memory: string; spill: string },
): Promise<{ files: number; rows: number; bytes: number }> {
  mkdirSync(folder, { recursive: true });
  const settings = {
    threads: String(machine.threads),
    memory_limit: machine.memory,
    temp_directory: machine.spill,
  };
  const total = signalingRows(scale);
  const sum = { files: 0, rows: 0, bytes: 0 };
  await withDuckdb(':memory:', settings, async (db) => {
    for (let day = 0; day < DAYS; day++) {
      const rows = Math.floor(((day + 1) * total) / DAYS) - Math.floor((day * total) / DAYS);
      const startMs = (MONTH_START + day * DAY) * 1000;
      await db.run(scaleSql('signaling_day', dayWords(scale, day, rows, startMs)));
      const parts = Math.ceil(rows / ROWS_OF_FILE);
      for (let part = 0; part < parts; part++) {
        const path = join(folder, `events-${String(day + 1).padStart(2, '0')}-${part + 1}.${form}`);
        const from_ms = startMs + Math.floor((part * DAY_MS) / parts);
        const until_ms = startMs + Math.floor(((part + 1) * DAY_MS) / parts);
        await db.run(scaleSql(`signaling_${form}`, { path, from_ms, until_ms }));
        sum.files++;
        sum.bytes += statSync(path).size;
      }
      sum.rows += rows;
    }
  });
  return sum;
}

function dayWords(scale: Scale, day: number, rows: number, startMs: number) {
  return {
    day,
    rows,
    devices: scale.devices,
    seed: scale.seed,
    homes: HOMES.length,
    group: GROUP,
    hidden_from: HIDDEN_FROM,
    silent_from: SILENT_FROM,
    people_from: PEOPLE_FROM,
    /** Milliseconds between two turns of a device. */
    step: Math.floor(DAY_MS / Math.max(1, Math.ceil(rows / scale.devices))),
    start_ms: startMs,
    visited_plmn: VISITED.plmn,
  };
}
