/**
 * Global codes for open vocabularies (APN, recording entity, cell …): text ↔ INTEGER, append-only, kept in
 * `text_dictionary`. Codes depend on the order of loading and therefore never leave the store.
 */
import type { Db } from './db.ts';

/** More distinct texts than any network has APNs, cells and entities; beyond it a feed is broken. */
const MAX_VALUES = 50_000_000;

export class TextDictionary {
  readonly #db: Db;
  readonly #codes = new Map<string, number>();
  #pending: string[] = [];

  private constructor(db: Db) {
    this.#db = db;
  }

  static async load(db: Db): Promise<TextDictionary> {
    const dictionary = new TextDictionary(db);
    const rows = await db.query<{ code: number; value: string }>(
      'SELECT code, value FROM text_dictionary ORDER BY code',
    );
    for (const row of rows) dictionary.#codes.set(row.value, row.code);
    return dictionary;
  }

  /** Code of each value; unknown values get the next code and wait for `save`. */
  codes(values: readonly string[]): Int32Array {
    const codes = new Int32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      let code = this.#codes.get(value);
      if (code === undefined) {
        code = this.#codes.size;
        if (code >= MAX_VALUES) throw new Error('text_dictionary is full');
        this.#codes.set(value, code);
        this.#pending.push(value);
      }
      codes[i] = code;
    }
    return codes;
  }

  /** Writes the new values inside the caller's transaction. */
  async save(): Promise<void> {
    if (this.#pending.length === 0) return;
    const rows = this.#pending.map((value) => ({ code: this.#codes.get(value)!, value }));
    await this.#db.run('load/text_dictionary', { values: JSON.stringify(rows) });
    this.#pending = [];
  }

  /** Takes back what was never committed. Codes handed out since the last `save` must not be used any more. */
  rollback(savedSize: number): void {
    for (const [value, code] of [...this.#codes]) if (code >= savedSize) this.#codes.delete(value);
    this.#pending = [];
  }

  /** Codes of the texts that pass the test. */
  matching(test: (value: string) => boolean): number[] {
    return [...this.#codes].filter(([value]) => test(value)).map(([, code]) => code);
  }

  get size(): number {
    return this.#codes.size;
  }
}
