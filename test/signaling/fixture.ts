/** A fresh database and a temporary folder for the tests of signaling files, and readers of what was staged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type SignalingSource,
  type StagedSignaling,
  stageSignaling,
} from '../../src/decode/signaling/stage.ts';
import { RoamsettleError } from '../../src/errors.ts';
import { Db, type Row } from '../../src/store/db.ts';

export interface Bench {
  readonly db: Db;
  /** Writes a file and stages it. */
  stage(
    content: string | Buffer,
    source?: Partial<SignalingSource> & { name?: string },
  ): Promise<StagedSignaling>;
  /** The error that staging such a file ends with. */
  refusal(
    content: string | Buffer,
    source?: Partial<SignalingSource> & { name?: string },
  ): Promise<RoamsettleError>;
  path(name: string): string;
  /** `line reason field` of every rejected row. */
  rejected(): Promise<string[]>;
  /** Lines of repeated rows. */
  repeated(): Promise<number[]>;
  /** Every staged column but the hash, by line; numbers as text, null as null. */
  staged(): Promise<(string | null)[][]>;
  close(): void;
}

export async function openBench(): Promise<Bench> {
  const db = await Db.open(':memory:', { threads: '2' });
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-signaling-'));
  const texts = (rows: Row[]): (string | null)[][] =>
    rows.map((row) => Object.values(row).map((value) => (value === null ? null : String(value))));
  const bench: Bench = {
    db,
    path: (name) => join(folder, name),
    async stage(content, { name = 'events.csv', ...source } = {}) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return stageSignaling(db, { path, format: 'csv', compression: 'none', ...source });
    },
    async refusal(content, source) {
      try {
        await bench.stage(content, source);
      } catch (error) {
        if (error instanceof RoamsettleError) return error;
        throw error;
      }
      throw new Error('The file was staged.');
    },
    async rejected() {
      const rows = texts(await db.query('FROM signaling_rejected ORDER BY line'));
      return rows.map((row) => row.map((value) => value ?? '-').join(' '));
    },
    async repeated() {
      const rows = await db.query<{ line: bigint }>('SELECT line FROM signaling_repeated ORDER BY line');
      return rows.map((row) => Number(row.line));
    },
    async staged() {
      return texts(await db.query('SELECT * EXCLUDE (event_hash) FROM signaling_staged ORDER BY line'));
    },
    close() {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
  return bench;
}

/** The canonical header. */
export const HEADER = 'event_time,imsi,imei,interface,procedure,result,visited_plmn,rat,cell,apn';

/** A well-formed row that differs from others by its number (0 to 9999). */
export const row = (number: number): string =>
  `2026-10-05T10:00:00Z,99901000000${String(number).padStart(4, '0')},,s6a,ULR,ok,99970,EUTRAN,,`;
