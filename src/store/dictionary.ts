/**
 * Global codes for open vocabularies (APN, recording entity, cell …): text ↔ INTEGER, append-only, kept in
 * `text_dictionary`. Codes depend on the order of loading and therefore never leave the store.
 */
import { RoamsettleError } from '../errors.ts';
import { blobValue, type Db } from './db.ts';

/** More distinct texts than any network has APNs, cells and entities; a Map holds no more than 2^24. */
const MAX_VALUES = 16_000_000;

export class TextDictionary {
  readonly #db: Db;
  readonly #codes = new Map<string, number>();
  /** Values that are not saved; their codes follow each other up to the last one. */
  #pending: string[] = [];
  /** How many of them `stage` wrote, −1 where `text_pending` holds others. */
  #staged = -1;

  private constructor(db: Db) {
    this.#db = db;
  }

  static async load(db: Db): Promise<TextDictionary> {
    const dictionary = new TextDictionary(db);
    // By chunks: as objects all together, a million texts would take half a gigabyte.
    const { chunks } = await db.stream('SELECT value, code FROM text_dictionary ORDER BY code');
    for await (const rows of chunks)
      for (const [value, code] of rows) dictionary.#codes.set(value as string, code as number);
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
        if (code >= MAX_VALUES)
          throw new RoamsettleError('FILE_TOO_LARGE', 'The loaded files have 16,000,000 different texts.');
        this.#codes.set(value, code);
        this.#pending.push(value);
      }
      codes[i] = code;
    }
    return codes;
  }

  /** Writes the new values inside the caller's transaction; those that come meanwhile wait for the next one. */
  async save(): Promise<void> {
    const values = this.#pending;
    const first = this.savedSize;
    this.#pending = [];
    this.#staged = -1;
    await this.#write('text_dictionary', first, values);
  }

  /** Makes `text_pending` hold the new values, for statements that need their codes before they are saved. */
  async stage(): Promise<void> {
    if (this.#staged < 0) {
      await this.#db.run('load/text_pending');
      this.#staged = 0;
    }
    const from = this.#staged;
    this.#staged = this.#pending.length;
    await this.#write('text_pending', this.savedSize + from, this.#pending.slice(from));
  }

  async #write(table: string, first: number, values: readonly string[]): Promise<void> {
    if (values.length === 0) return;
    const lines = blobValue(Buffer.from(values.join('\n')));
    const [written] = await this.#db.rows<{ Count: bigint }>('load/text_append', { first, lines }, { table });
    // No text that comes from a file holds a control character.
    if (Number(written?.Count) !== values.length) throw new Error(`${table}: a text holds a line feed`);
  }

  /** Takes back what was never committed. Codes handed out since the last `save` must not be used any more. */
  rollback(savedSize: number): void {
    for (const [value, code] of [...this.#codes]) if (code >= savedSize) this.#codes.delete(value);
    this.#pending = [];
    this.#staged = -1;
  }

  /** Takes back the codes that were not saved: nobody uses them. */
  forget(): void {
    for (const value of this.#pending) this.#codes.delete(value);
    this.#pending = [];
    this.#staged = -1;
  }

  /** Codes of the texts that pass the test. */
  matching(test: (value: string) => boolean): number[] {
    return [...this.#codes].filter(([value]) => test(value)).map(([, code]) => code);
  }

  /** Values that are saved. */
  get savedSize(): number {
    return this.#codes.size - this.#pending.length;
  }

  get size(): number {
    return this.#codes.size;
  }
}
