/**
 * The data folder: one DuckDB file with one owner, numbered forward-only migrations, and a note that tells a
 * second process who holds the folder.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDiskFull, RoamsettleError } from '../errors.ts';
import { Db } from './db.ts';
import { TextDictionary } from './dictionary.ts';
import { RowFeed } from './feed.ts';
import { makeFolders } from './folder.ts';
import { enterHeld, isLocked } from './hold.ts';
import { PatternDictionary } from './patterns.ts';
import type { Turn } from './turn.ts';

/** Note of the process that holds the folder. */
const OWNER = 'owner.json';
/** Where DuckDB puts what does not fit its memory. */
const SPILL = 'spill';
const MIGRATIONS = new URL('../../sql/migrations/', import.meta.url);

export interface StoreOptions {
  /** DuckDB threads. */
  readonly threads: number;
  /** DuckDB `memory_limit`, e.g. `4GB`. */
  readonly memory: string;
  /** What this process does, shown to a second one. */
  readonly purpose: string;
  /** Hears what is in front of it in the queue of a server. */
  readonly onWait?: (what: string) => void;
}

export class Store {
  readonly folder: string;
  readonly db: Db;
  readonly dictionary: TextDictionary;
  readonly patterns: PatternDictionary;
  /** Of tap_stored, and of the tables that are like it. */
  readonly records: RowFeed;
  /** Of tap_charge. */
  readonly charges: RowFeed;
  readonly #turn: Turn;

  private constructor(
    folder: string,
    db: Db,
    parts: Pick<Store, 'dictionary' | 'patterns' | 'records' | 'charges'> & { readonly turn: Turn },
  ) {
    this.folder = folder;
    this.db = db;
    this.dictionary = parts.dictionary;
    this.patterns = parts.patterns;
    this.records = parts.records;
    this.charges = parts.charges;
    this.#turn = parts.turn;
  }

  /**
   * Opens or creates the data folder and brings its schema up to date. If a server holds the folder, it waits for its turn first.
   * Throws DATA_LOCKED (naming the holder), DATA_NEWER, DATA_CORRUPT, and what `enterHeld` throws.
   */
  static async open(folder: string, options: StoreOptions): Promise<Store> {
    makeFolder(folder);
    const turn = await enterHeld(folder, options.purpose, options.onWait);
    try {
      return await Store.#open(folder, options, turn);
    } catch (error) {
      turn.end();
      throw error;
    }
  }

  static async #open(folder: string, options: StoreOptions, turn: Turn): Promise<Store> {
    const db = await openDatabase(folder, options);
    try {
      // The folder is ours: what is spilled there is what a killed process left.
      rmSync(join(folder, SPILL), { recursive: true, force: true });
      await migrate(db);
      const store = new Store(folder, db, {
        dictionary: await TextDictionary.load(db),
        patterns: await PatternDictionary.load(db),
        records: await RowFeed.register(db, 'tap_stored', 'imsi'),
        charges: await RowFeed.register(db, 'tap_charge'),
        turn,
      });
      const note = { pid: process.pid, purpose: options.purpose };
      writeFileSync(join(folder, OWNER), `${JSON.stringify(note)}\n`);
      return store;
    } catch (error) {
      db.close();
      if (error instanceof RoamsettleError) throw error;
      throw corrupt(error);
    }
  }

  /**
   * Runs `work` in a transaction. A rollback also takes back dictionary codes that were not saved before. Throws what `work` throws,
   * and OUTPUT_WRITE when the disk is full.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const texts = this.dictionary.savedSize;
    const patterns = this.patterns.savedSize;
    try {
      return await this.db.transaction(work);
    } catch (error) {
      this.dictionary.rollback(texts);
      this.patterns.rollback(patterns);
      throw isDiskFull(textOf(error)) ? diskFull() : error;
    }
  }

  async close(): Promise<void> {
    // What is committed is safe without it; an error here would only hide the one that led to closing.
    await this.db.exec('CHECKPOINT').catch(() => undefined);
    this.db.close();
    rmSync(join(this.folder, OWNER), { force: true });
    this.#turn.end();
  }
}

function makeFolder(folder: string): void {
  // DuckDB takes what follows a question mark for parameters.
  if (folder.includes('?'))
    throw new RoamsettleError('DATA_UNWRITABLE', "Its name holds a '?'.", { file: basename(folder) });
  try {
    makeFolders(join(folder, 'runs'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new RoamsettleError('DATA_UNWRITABLE', `(${code})`, { file: basename(folder) });
  }
}

async function openDatabase(folder: string, options: StoreOptions): Promise<Db> {
  const path = resolve(folder, 'roamsettle.duckdb');
  const isNew = !existsSync(path);
  try {
    return await Db.open(path, {
      threads: String(options.threads),
      memory_limit: options.memory,
      temp_directory: resolve(folder, SPILL),
      // A full row group is written at once, out of memory that is still at hand, not with four others.
      write_buffer_row_group_count: '1',
      // Everything that is used is built in; nothing is ever fetched.
      autoinstall_known_extensions: 'false',
    });
  } catch (error) {
    if (isLocked(error)) throw new RoamsettleError('DATA_LOCKED', holder(folder));
    // The beginning of a database that found no room is none, and would be taken for a damaged one.
    if (isNew && isDiskFull(textOf(error))) rmSync(path, { force: true });
    throw corrupt(error);
  }
}

/** OUTPUT_WRITE (the disk is full), DATA_UNWRITABLE, or DATA_CORRUPT for all else that DuckDB reports, without paths. */
function corrupt(error: unknown): RoamsettleError {
  const line = textOf(error).split('\n')[0] ?? '';
  if (isDiskFull(line)) return diskFull();
  if (/permission denied|read-only|EACCES|EROFS/i.test(line)) {
    return new RoamsettleError('DATA_UNWRITABLE');
  }
  return new RoamsettleError(
    'DATA_CORRUPT',
    line.replace(/["'][^"']*[/\\][^"']*["']/g, 'roamsettle.duckdb').slice(0, 200),
  );
}

function diskFull(): RoamsettleError {
  return new RoamsettleError('OUTPUT_WRITE', 'The disk is full.');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Who holds the folder, from the note its owner left. */
function holder(folder: string): string {
  const path = join(folder, OWNER);
  if (!existsSync(path)) return '';
  try {
    const note = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; purpose: string };
    return `It is process ${note.pid} (${note.purpose}).`;
  } catch {
    return '';
  }
}

/** Applies the migrations that the database has not seen, each in a transaction of its own. */
export async function migrate(db: Db): Promise<void> {
  await db.exec('CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER NOT NULL)');
  const [row] = await db.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM schema_migration',
  );
  const current = row?.version ?? 0;
  const files = readdirSync(fileURLToPath(MIGRATIONS))
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const newest = Number(files.at(-1)?.slice(0, 4) ?? 0);
  if (current > newest)
    throw new RoamsettleError('DATA_NEWER', `It has schema ${current}, this version knows ${newest}.`);
  for (const file of files) {
    const version = Number(file.slice(0, 4));
    if (version <= current) continue;
    await db.transaction(async () => {
      await db.exec(readFileSync(fileURLToPath(new URL(file, MIGRATIONS)), 'utf8'));
      await db.exec('INSERT INTO schema_migration VALUES ($version)', { version });
    });
  }
}
