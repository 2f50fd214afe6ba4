/**
 * Types of every column that DuckDB makes while the product works: of the relations of `sql/` as they are made, of the rows
 * that leave it for TypeScript, of everything that stands in the databases of a store before it is closed, and of Parquet
 * files.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Db } from '../../src/store/db.ts';
import { sqlText } from '../../src/store/sql.ts';
import { Store } from '../../src/store/store.ts';

export interface SeenColumn {
  /** `relation.column`, `rows.column` for rows that were read, `file.parquet.column`. */
  readonly place: string;
  readonly type: string;
}

interface Typed {
  columnNames(): string[];
  columnTypes(): { toString(): string }[];
}
interface Described extends Record<string, string> {
  column_name: string;
  column_type: string;
}

/** A relation that a statement makes, as it names it. */
const MAKES = /^\s*CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW) ([\w.]+)/gm;

export class ColumnTypes {
  readonly #seen = new Map<string, SeenColumn>();

  readonly #undo: (() => void)[] = [];

  /** `connection` is the prototype of connections. */
  constructor(connection: Db['connection']) {
    this.#watchRows(connection);
    this.#watchRelations();
    this.#watchStores();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  get columns(): SeenColumn[] {
    return [...this.#seen.values()].sort((a, b) => (a.place < b.place ? -1 : 1));
  }

  /** Parquet files below a folder; gives their number. */
  async addParquet(folder: string): Promise<number> {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => name.endsWith('.parquet'));
    const db = await Db.open(':memory:');
    try {
      for (const name of files) {
        const rows = await db.query<Described>('DESCRIBE FROM read_parquet($path)', {
          path: join(folder, name),
        });
        this.#addAll(name.split('/').at(-1)!, rows);
      }
    } finally {
      db.close();
    }
    return files.length;
  }

  #add(place: string, type: string): void {
    this.#seen.set(`${place} ${type}`, { place, type });
  }

  #addAll(relation: string, rows: readonly Described[]): void {
    for (const { column_name, column_type } of rows) this.#add(`${relation}.${column_name}`, column_type);
  }

  #addResult(result: Typed): void {
    const types = result.columnTypes();
    for (const [i, name] of result.columnNames().entries()) this.#add(`rows.${name}`, String(types[i]));
  }

  #watchRows(connection: Db['connection']): void {
    const { runAndReadAll, stream } = connection;
    this.#undo.push(() => Object.assign(connection, { runAndReadAll, stream }));
    const see = (result: Typed) => this.#addResult(result);
    connection.runAndReadAll = async function (...given) {
      const reader = await runAndReadAll.apply(this, given);
      see(reader);
      return reader;
    };
    connection.stream = async function (...given) {
      const result = await stream.apply(this, given);
      see(result);
      return result;
    };
  }

  #watchRelations(): void {
    const { run } = Db.prototype;
    this.#undo.push(() => Object.assign(Db.prototype, { run }));
    const see = (relation: string, rows: readonly Described[]) => this.#addAll(relation, rows);
    Db.prototype.run = async function (name, params, identifiers) {
      await run.call(this, name, params, identifiers);
      for (const [, relation] of sqlText(name, identifiers).matchAll(MAKES))
        see(relation!, await this.query<Described>(`DESCRIBE ${relation}`));
    };
  }

  #watchStores(): void {
    const { close } = Store.prototype;
    this.#undo.push(() => Object.assign(Store.prototype, { close }));
    const add = (place: string, type: string) => this.#add(place, type);
    Store.prototype.close = async function () {
      const rows = await this.db.query<Record<'database' | 'relation' | 'name' | 'type', string>>(
        'SELECT database_name AS database, table_name AS relation, column_name AS name, data_type AS type FROM duckdb_columns() WHERE NOT internal',
      );
      for (const { database, relation, name, type } of rows) {
        add(`${['temp', 'period'].includes(database) ? `${database}.` : ''}${relation}.${name}`, type);
      }
      await close.call(this);
    };
  }
}

/** Looks on until it is stopped. */
export async function watchColumnTypes(): Promise<ColumnTypes> {
  const db = await Db.open(':memory:');
  const connection = Object.getPrototypeOf(db.connection) as Db['connection'];
  db.close();
  return new ColumnTypes(connection);
}
