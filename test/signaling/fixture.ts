/** A fresh database and a temporary folder for the tests of signaling files, and readers of what was staged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type SignalingSource,
  SignalingStage,
  type StagedSignaling,
} from '../../src/decode/signaling/stage.ts';
import { RoamsettleError } from '../../src/errors.ts';
import { Db, type Row } from '../../src/store/db.ts';
import { TextDictionary } from '../../src/store/dictionary.ts';
import { migrate } from '../../src/store/store.ts';

/** A staged file, its rows parted into distinct events and repeats, with the first and last instant. */
export interface Staged extends Omit<StagedSignaling, 'wellFormed'> {
  readonly staged: number;
  readonly repeated: number;
  readonly minEventMs: number | null;
  readonly maxEventMs: number | null;
}

export interface Bench {
  readonly db: Db;
  /** Writes a file and stages it. */
  stage(content: string | Buffer, source?: Partial<SignalingSource> & { name?: string }): Promise<Staged>;
  /** Stages a file that is there. */
  stagePath(path: string, format?: SignalingSource['format']): Promise<Staged>;
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
  /** Every staged column, by line; numbers as text, null as null. */
  staged(): Promise<(string | null)[][]>;
  close(): void;
}

const text = (column: string): string =>
  `(SELECT value FROM text_dictionary AS d WHERE d.code = c."${column}") AS "${column}"`;
/** Distinct events of the staged file with their texts. */
const STAGED = `CREATE OR REPLACE TEMP VIEW signaling_staged AS
  SELECT line, event_ms, imsi, imei, ${['interface', 'procedure', 'result', 'visited_plmn', 'rat', 'cell', 'apn'].map(text).join(', ')}
  FROM signaling_coded AS c
  WHERE NOT EXISTS (FROM signaling_repeating AS r WHERE r.line = c.line)`;

export async function openBench(newTextsMax?: number): Promise<Bench> {
  const db = await Db.open(':memory:', { threads: '2' });
  await migrate(db);
  const dictionary = await TextDictionary.load(db);
  const stage = new SignalingStage(db, dictionary, undefined, newTextsMax);
  const read = async (source: SignalingSource): Promise<Staged> => {
    await stage.clear();
    const { wellFormed, ...counts } = await stage.read(1, source);
    await dictionary.save();
    await db.run('load/signaling_repeating');
    await db.exec(STAGED);
    const [seen] = await db.query<Record<string, bigint | null>>(
      'SELECT (SELECT count(*) FROM signaling_repeating) AS repeated, min(event_ms) AS low, max(event_ms) AS high FROM signaling_coded',
    );
    const instant = (ms: bigint | null | undefined) => (ms == null ? null : Number(ms));
    return {
      ...counts,
      staged: wellFormed - Number(seen?.repeated),
      repeated: Number(seen?.repeated),
      minEventMs: instant(seen?.low),
      maxEventMs: instant(seen?.high),
    };
  };
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-signaling-'));
  const texts = (rows: Row[]): (string | null)[][] =>
    rows.map((row) => Object.values(row).map((value) => (value === null ? null : String(value))));
  const bench: Bench = {
    db,
    path: (name) => join(folder, name),
    async stage(content, { name = 'events.csv', ...source } = {}) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return read({ path, format: 'csv', compression: 'none', ...source });
    },
    stagePath: (path, format = 'csv') => read({ path, format, compression: 'none' }),
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
      const rows = texts(await db.query('SELECT * EXCLUDE (file_id) FROM signaling_rejected ORDER BY line'));
      return rows.map((row) => row.map((value) => value ?? '-').join(' '));
    },
    async repeated() {
      const rows = await db.query<{ line: bigint }>('SELECT line FROM signaling_repeating ORDER BY line');
      return rows.map((row) => Number(row.line));
    },
    async staged() {
      return texts(await db.query('FROM signaling_staged ORDER BY line'));
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
