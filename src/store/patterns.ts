/** The combinations of `tap_pattern`, by their values; append-only. A file's own codes become the store's. */
import type { ColumnBatch } from '../arrow/batch.ts';
import { BatchBuilder } from '../arrow/batch-builder.ts';
import { type PatternTable, recodePatterns } from '../arrow/patterns.ts';
import { PATTERN_COLUMNS, tapPatternSchema } from '../arrow/schemas.ts';
import { valueBits } from '../arrow/value-bits.ts';
import { appendTable } from './append.ts';
import type { Db } from './db.ts';

const WORDS = 1 + PATTERN_COLUMNS.length;
/** Combinations that are remembered, some 200 octets each; those beyond may stand twice. */
const MAX_KNOWN = 250_000;
const BITS = tapPatternSchema.fields.map(({ name, type }) => valueBits(type, name));

/** Codes of the store by a file's codes, of each pattern column that holds texts. */
export type TextCodes = ReadonlyMap<string, Int32Array>;

export class PatternDictionary {
  readonly #db: Db;
  readonly #codes = new Map<string, number>();
  #size = 0;
  /** Combinations that are not saved. */
  #pending = new PendingPatterns();

  private constructor(db: Db) {
    this.#db = db;
  }

  static async load(db: Db): Promise<PatternDictionary> {
    const dictionary = new PatternDictionary(db);
    for (const { pattern, key } of await db.rows<{ pattern: number; key: string }>('load/tap_pattern_key', {
      known: MAX_KNOWN,
    })) {
      dictionary.#codes.set(key, pattern);
    }
    const [row] = await db.query<{ size: number }>(
      'SELECT coalesce(max(pattern) + 1, 0)::INTEGER AS size FROM tap_pattern',
    );
    dictionary.#size = row!.size;
    return dictionary;
  }

  /**
   * The store's code of each combination; unknown ones get the next code and wait for `save`. Codes of texts are rewritten
   * in the table.
   */
  codes(table: PatternTable, texts: TextCodes): Int32Array {
    PATTERN_COLUMNS.forEach((name, column) => {
      const global = texts.get(name);
      if (global !== undefined) recodePatterns(table, column, global);
    });
    const values = new Int32Array(table.words);
    return Int32Array.from({ length: table.count }, (_, i) =>
      this.#code(Array.from(values.subarray(i * WORDS, (i + 1) * WORDS))),
    );
  }

  #code(row: number[]): number {
    const key = row.join(' ');
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = this.#size++;
    if (this.#codes.size < MAX_KNOWN) this.#codes.set(key, code);
    this.#pending.add(code, row);
    return code;
  }

  /** Writes the new combinations inside the caller's transaction. */
  async save(): Promise<void> {
    const batches = this.#pending.taken();
    this.#pending = new PendingPatterns();
    if (batches.length > 0) await appendTable(this.#db, 'tap_pattern', batches);
  }

  /** Combinations that are saved. */
  get savedSize(): number {
    return this.#size - this.#pending.count;
  }

  /** Takes back what was never committed. */
  rollback(savedSize: number): void {
    for (const [key, code] of this.#codes) if (code >= savedSize) this.#codes.delete(key);
    this.#size = savedSize;
    this.#pending = new PendingPatterns();
  }
}

/** Rows of `tap_pattern`; of a file that is made to mislead there may be as many as records. */
class PendingPatterns {
  count = 0;
  readonly #builder = new BatchBuilder(tapPatternSchema, [], 1);
  readonly #batches: ColumnBatch[] = [];

  /** `row`: bits of what is null, and the values. */
  add(code: number, row: readonly number[]): void {
    this.count++;
    const builder = this.#builder;
    builder.set32(0, code);
    for (let column = 1; column < WORDS; column++) {
      if ((row[0]! >> (column - 1)) & 1) builder.setNull(column);
      else if (BITS[column] === 8) builder.set8(column, row[column]!);
      else if (BITS[column] === 16) builder.set16(column, row[column]!);
      else builder.set32(column, row[column]!);
    }
    builder.endRow();
    if (builder.isFull) this.#batches.push(builder.finish());
  }

  /** All of them; nothing is added afterwards. */
  taken(): readonly ColumnBatch[] {
    if (this.#builder.rows > 0) this.#batches.push(this.#builder.finish());
    return this.#batches;
  }
}
