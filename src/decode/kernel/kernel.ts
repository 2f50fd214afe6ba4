/**
 * The kernel of a thread: decoder of regular calls and data in WebAssembly (assembly/events.ts), and its linear memory,
 * which holds the open batch for the general walkers too. One of them serves every file of the thread, one after the
 * other; `begin` starts a file and leaves nothing of the one before.
 */
import { BATCH_ROWS } from '../../arrow/batch-builder.ts';
import { compileKernel, fixedMemory, kernelExports } from '../../wasm.ts';
import type { RecordingEntities } from '../tap/recording-entities.ts';
import type { TextDictionary } from '../text-dictionary.ts';
import * as G from './grammar.ts';
import { grammarTable } from './grammar-table.ts';
import * as L from './layout.ts';
import { type KernelColumn, openColumns } from './open-columns.ts';

/** What the kernel asks of a file. */
export interface KernelFile {
  /** Byte offset in the file of the octets that are decoded. */
  readonly base: number;
  readonly utcOffsets: ReadonlyMap<number, number>;
  readonly entities: RecordingEntities;
  readonly texts: Readonly<Record<(typeof TEXTS)[number], TextDictionary>>;
}

interface Exports {
  run(from: number, to: number, base: number, firstIndex: number): number;
  sumMoney(rows: number): void;
  fillValidity(rows: number): void;
  clearSeldom(): void;
}

/** Numbers of files that a key of a cache holds. */
const MAX_FILES = 0xffff;
const LAST_POWER = 18;

export class Kernel {
  readonly memory: ArrayBuffer;
  readonly octets: Uint8Array;
  readonly words: Int32Array;
  /** Room for a file: what is read into it is decoded without a copy. */
  readonly whole: Uint8Array<ArrayBuffer>;
  /** The open batch, by name and in the order of the schema. */
  readonly columns: ReadonlyMap<string, KernelColumn>;
  readonly #doubles: Float64Array;
  readonly #exports: Exports;
  #fileBase = 0;
  #entities: RecordingEntities | null = null;
  #texts: readonly TextDictionary[] = [];
  /** Octets of the file in the window: where they begin and end in the file. */
  #shownFrom = 0;
  #shownTo = 0;

  constructor(module: object) {
    if (L.ROWS !== BATCH_ROWS) throw new RangeError('the kernel is laid out for other batches');
    const memory = fixedMemory(L.PAGES);
    this.memory = memory.buffer;
    this.octets = new Uint8Array(this.memory);
    this.words = new Int32Array(this.memory);
    this.whole = new Uint8Array(this.memory, L.WHOLE, L.WHOLE_OCTETS);
    this.#doubles = new Float64Array(this.memory);
    this.columns = new Map(openColumns(this.memory).map((column) => [column.name, column]));
    this.octets.set(grammarTable(), L.GRAMMAR);
    const powers = new BigInt64Array(this.memory, L.POWERS);
    for (let digits = 0; digits <= LAST_POWER; digits++) powers[digits] = 10n ** BigInt(digits);
    this.#exports = kernelExports(module, {
      env: { memory },
      host: { intern: this.#intern.bind(this), resolve: this.#resolve.bind(this) },
    });
  }

  /** Starts a file's list of call events, or a part of it. */
  begin({ base, utcOffsets, entities, texts }: KernelFile): void {
    const { words } = this;
    this.#fileBase = base;
    this.#entities = entities;
    this.#texts = TEXTS.map((name) => texts[name]);
    this.#shownTo = 0;
    if (words[L.FILE / 4] === MAX_FILES) {
      words[L.FILE / 4] = 0;
      this.octets.fill(0, L.TEXTS, L.CACHES_END).fill(0, L.FORMS, L.FORMS_END);
    }
    words[L.FILE / 4]!++;
    const offsets = words.subarray(L.OFFSETS / 4, L.OFFSETS / 4 + L.OFFSET_CODES + 1).fill(L.NO_OFFSET);
    for (const [code, minutes] of utcOffsets) if (code < L.OFFSET_CODES) offsets[code] = minutes;
    this.#doubles[L.EARLIEST / 8] = Infinity;
    this.#doubles[L.LATEST / 8] = -Infinity;
  }

  /** Lets go of the file. */
  end(): void {
    this.#entities = null;
    this.#texts = [];
  }

  /** UTC seconds of the first and the last event that the kernel decoded of the file; infinite where there is none. */
  get span(): { readonly earliest: number; readonly latest: number } {
    return { earliest: this.#doubles[L.EARLIEST / 8]!, latest: this.#doubles[L.LATEST / 8]! };
  }

  /**
   * Decodes regular calls and data from `pos` on, `bound` at the most, into the rows of the open batch from `row` on;
   * `index` is the record index of the first one. Returns the position behind the last one; `row` tells how many they
   * were, and that it is at ROWS that the batch is full. `windowOctets` of the file are shown at a time, but for one in `whole`.
   */
  run(
    bytes: Uint8Array,
    pos: number,
    bound: number,
    row: number,
    index: number,
    windowOctets: number,
  ): number {
    const { words } = this;
    words[L.RUN_ROW / 4] = row;
    if (bytes.buffer === this.memory && windowOctets > 0) {
      const start = bytes.byteOffset;
      return this.#exports.run(start + pos, start + bound, this.#fileBase - start, index - row) - start;
    }
    let at = pos;
    for (;;) {
      if (at < this.#shownFrom || at >= this.#shownTo) this.#show(bytes, at, bound, windowOctets);
      const base = this.#shownFrom - L.WINDOW;
      const to = Math.min(this.#shownTo, bound) - base;
      at = this.#exports.run(at - base, to, base + this.#fileBase, index - row) + base;
      // An event that crosses the window's end is shown again, at its beginning; where it does not fit, it is none of ours.
      const crosses =
        words[L.RUN_STOP / 4] === L.STOP_BORDER && this.#shownTo < bound && at > this.#shownFrom;
      if (!crosses) return at;
      this.#shownTo = 0;
    }
  }

  /** The open row behind the last one that `run` filled. */
  get row(): number {
    return this.words[L.RUN_ROW / 4]!;
  }

  /** The seldom columns are 0 again; to be called when the rows of a batch are done with, or given up. */
  clearSeldom(): void {
    this.#exports.clearSeldom();
  }

  /** Sums of the money columns over the open batch's rows, in the order of the schema. */
  sumMoney(rows: number): bigint[] {
    this.#exports.sumMoney(rows);
    const sums = new BigUint64Array(this.memory, L.SUMS, 2 * L.MONEY_COLUMNS);
    return Array.from({ length: L.MONEY_COLUMNS }, (_, i) => sums[2 * i]! + (sums[2 * i + 1]! << 32n));
  }

  /** The validity of the nullable columns by their bit, of `rows` rows: null where every row has a value. */
  validity(rows: number): (ArrayBuffer | null)[] {
    this.#exports.fillValidity(rows);
    const all = this.words[L.PRESENT_IN_ALL / 4]!;
    const some = this.words[L.PRESENT_IN_SOME / 4]!;
    const octets = Math.ceil(rows / 64) * 8;
    return Array.from({ length: L.NULLABLE_COLUMNS }, (_, bit) => {
      if ((all >> bit) & 1) return null;
      if (((some >> bit) & 1) === 0) return new ArrayBuffer(octets);
      const from = L.BITMAPS + bit * L.BITMAP_OCTETS;
      return this.memory.slice(from, from + octets);
    });
  }

  #show(bytes: Uint8Array, from: number, bound: number, windowOctets: number): void {
    const to = Math.min(bound, from + Math.min(windowOctets, L.WINDOW_OCTETS));
    this.octets.set(bytes.subarray(from, to), L.WINDOW);
    this.#shownFrom = from;
    this.#shownTo = to;
  }

  #intern(column: number, at: number, octets: number): number {
    const texts = this.#texts[column]!;
    const code = texts.intern(this.octets, at, at + octets);
    if (code < 0) return 0;
    const { words } = this;
    words[L.TEXT / 4] = code;
    words[L.TEXT / 4 + 1] = texts.hashes[2 * code]!;
    words[L.TEXT / 4 + 2] = texts.hashes[2 * code + 1]!;
    return 1;
  }

  #resolve(count: number): number {
    const { words } = this;
    const entities = this.#entities!;
    entities.clear();
    for (let i = 0; i < count; i++) entities.add(words[L.ENTITY_CODES / 4 + i]!);
    // An unknown code is a warning: the general walkers give it.
    if (!entities.resolve() || entities.unknown) return 0;
    words[L.RESOLVED / 4] = entities.text;
    words[L.RESOLVED / 4 + 1] = entities.gateway;
    words[L.RESOLVED / 4 + 2] = entities.texts.hashes[2 * entities.text]!;
    words[L.RESOLVED / 4 + 3] = entities.texts.hashes[2 * entities.text + 1]!;
    return 1;
  }
}

/** Columns of texts by the number that the kernel calls them. */
const TEXTS = ['apn', 'apn_oi', 'partial_type', 'serving_network', 'charged_item', 'teleservice'] as const;
if (TEXTS[G.TEXT_TELESERVICE] !== 'teleservice') throw new RangeError('texts of the kernel are not in order');

let kernel: Kernel | null = null;

/** The thread's kernel; compiled at the first call. */
export function kernelOfThread(): Kernel {
  kernel ??= new Kernel(compileKernel(new URL('./events.wasm', import.meta.url)));
  return kernel;
}
