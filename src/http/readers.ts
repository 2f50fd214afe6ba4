/**
 * Queries of run folders: a DuckDB in memory with a few connections, apart from the database of the owner, so that they
 * never wait for a job.
 */
import { RoamsettleError } from '../errors.ts';
import { Db } from '../store/db.ts';

/** Queries that wait for a connection, for each connection. */
const WAITING_EACH = 100;

export class Readers {
  readonly #main: Db;
  readonly #all: readonly Db[];
  readonly #free: Db[];
  readonly #waiting: ((db: Db) => void)[] = [];

  private constructor(main: Db, all: readonly Db[]) {
    this.#main = main;
    this.#all = all;
    this.#free = [...all];
  }

  /** `memory` like `512MB`, of all connections together. */
  static async open(connections: number, memory: string): Promise<Readers> {
    // A query has a thread of its own already: with more for each, many readers only stand in each other's way.
    const main = await Db.open(':memory:', { threads: '1', memory_limit: memory });
    await main.exec('SET parquet_metadata_cache = true');
    const all: Db[] = [];
    for (let i = 0; i < connections; i++) all.push(await main.beside());
    return new Readers(main, all);
  }

  /** Lets `work` use a connection. Throws SERVER_BUSY where too many wait, and what `work` throws. */
  async use<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const db = this.#free.pop() ?? (await this.#wait());
    try {
      return await work(db);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(db);
      else next(db);
    }
  }

  #wait(): Promise<Db> {
    if (this.#waiting.length >= WAITING_EACH * this.#all.length) throw new RoamsettleError('SERVER_BUSY');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    for (const db of this.#all) db.close();
    this.#main.close();
  }
}
