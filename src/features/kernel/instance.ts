/**
 * An instance of the kernel in WebAssembly (assembly/features.ts): its memory holds the rows of one slice, and the columns
 * of the devices that it worked out last. Buffers in it are kept from one slice to the next.
 */
import type { ColumnBatch } from '../../arrow/batch.ts';
import type { ChunkColumn } from '../../store/drain.ts';
import { compileKernel, kernelExports } from '../../wasm.ts';
import { signalBatch } from './columns.ts';
import { type FeedScope, feedRows, feedTables } from './feed.ts';
import { EVENT_FLAGS } from './flags.ts';
import * as L from './layout.ts';
import type { KernelScope, Terms } from './scope.ts';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  take(octets: number): number;
  setPeriod(fromMs: number, untilMs: number): void;
  setWords(at: number, octets: number): void;
  setFeed(places: number, tables: number, fromMs: number, quarters: number): void;
  setOwners(bounds: number, count: number, begins: number, answers: number): void;
  setTerms(no: number, ...values: number[]): void;
  clear(): void;
  addRows(rows: number, bitmaps: number, areRecords: number): void;
  watch(no: number): void;
  feesAt(): number;
  start(): void;
  run(): number;
  rest(): number;
  apnCount(): number;
  apnsAt(): number;
  strayCount(): number;
  straysAt(): number;
}

let compiled: object | null = null;

/** What one step worked out, copied out of the kernel's memory. */
export interface Step {
  /** Rows of device_signal. */
  readonly batch: ColumnBatch;
  /** Rows of device_apn and unmatched_event: IMSI (8 octets) and two integers (4 octets each). */
  readonly apns: Int32Array<ArrayBuffer>;
  readonly strays: Int32Array<ArrayBuffer>;
}

const PAIR_WORDS = 4;

/** What a device does on each day of the period that fees may hang on (rule 8), the first day first. */
export interface DayFees {
  /** Days as bits, from the first on; present are the observed ones too. */
  readonly observed: number;
  readonly present: number;
  /** Changes from detached to attached, day by day. */
  readonly attaches: Int32Array<ArrayBuffer>;
}

const FEE_WORDS = 34;

export class KernelInstance {
  readonly #exports: Exports;
  readonly #feed: FeedScope;
  readonly #feedTables: number;

  constructor({ terms, owners, words, feed, periodFromMs, periodUntilMs }: KernelScope) {
    if (terms.length > L.OUT_ROWS) throw new RangeError('more agreements than the kernel is laid out for');
    compiled ??= compileKernel(new URL('./features.wasm', import.meta.url));
    const kernel = kernelExports<Exports>(compiled);
    this.#exports = kernel;
    new Int32Array(this.buffer, L.EVENT_FLAGS, L.COMBINATIONS).set(EVENT_FLAGS);
    kernel.setPeriod(periodFromMs, periodUntilMs);
    kernel.setWords(this.#keep(words), words.byteLength / 4);
    this.#feed = feed;
    this.#feedTables = this.#keep(feedTables(feed));
    kernel.setFeed(this.#keep(feed.places), this.#feedTables, feed.first * L.QUARTER_MS, feed.quarters);
    const { bounds, begins, answers } = owners;
    kernel.setOwners(this.#keep(bounds), bounds.length, this.#keep(begins), this.#keep(answers));
    for (const [no, of] of terms.entries()) this.#setTerms(no, of);
  }

  /** The whole memory; another one after it has grown. */
  get buffer(): ArrayBuffer {
    return this.#exports.memory.buffer;
  }

  /** Forgets all rows. */
  clear(): void {
    this.#exports.clear();
  }

  /** Takes rows of slice_known_record.sql, or of slice_signal.sql. */
  take(areRecords: boolean, columns: readonly ChunkColumn[], rows: number): void {
    this.#exports.addRows(rows, this.#fill(columns, rows), areRecords ? 1 : 0);
  }

  /** Works out all devices, some at a time. */
  *steps(): Generator<Step, void> {
    const kernel = this.#exports;
    kernel.start();
    while (kernel.rest() > 0) {
      const rows = kernel.run();
      const list = (at: number, count: number) =>
        new Int32Array(this.buffer, at >>> 0, (count >>> 0) * PAIR_WORDS).slice();
      yield {
        batch: signalBatch(this.buffer, rows),
        apns: list(kernel.apnsAt(), kernel.apnCount()),
        strays: list(kernel.straysAt(), kernel.strayCount()),
      };
    }
  }

  /** Works out the rows of one device; what they say of an agreement by day, nothing where none of them belongs to it. */
  dayFees(no: number): DayFees {
    this.#exports.watch(no);
    // What else is worked out is not looked at.
    for (const _ of this.steps());
    const words = new Int32Array(this.buffer, this.#exports.feesAt() >>> 0, FEE_WORDS).slice();
    const [observed, present] = words as unknown as [number, number];
    return { observed, present, attaches: words.subarray(2) };
  }

  /** Events of all slices, in rows of feed_quarter by columns. */
  feed(): number[][] {
    return feedRows(this.buffer, this.#feedTables, this.#feed);
  }

  /** Copies a chunk in; returns which columns have a bitmap. */
  #fill(columns: readonly ChunkColumn[], rows: number): number {
    if (rows > L.CHUNK_ROWS || columns.length > L.CHUNK_COLUMNS)
      throw new RangeError('a chunk is larger than the kernel is laid out for');
    const octets = new Uint8Array(this.buffer);
    let bitmaps = 0;
    for (const [i, { values, bitmap }] of columns.entries()) {
      octets.set(values, L.CHUNK + i * L.CHUNK_STRIDE);
      if (bitmap === null) continue;
      octets.set(bitmap, L.BITMAPS + i * L.BITMAP_STRIDE);
      bitmaps |= 1 << i;
    }
    return bitmaps;
  }

  #setTerms(no: number, terms: Terms): void {
    const { zone, declaredTacs, declaredApns, declaredImsis, excludedImsis } = terms;
    this.#exports.setTerms(
      no,
      ...[terms.windowFromDay, terms.periodFromDay, terms.periodEndDay, terms.scanFromDay, terms.feeDayBits],
      ...[terms.minAttachedMs, terms.carryMs, terms.scanFromMs, terms.scanUntilMs],
      ...[this.#keep(zone), zone.length / 3],
      ...[this.#keep(declaredTacs), declaredTacs.length],
      ...[this.#keep(declaredApns), declaredApns.length],
      ...[this.#keep(declaredImsis), declaredImsis.length / 2],
      ...[this.#keep(excludedImsis), excludedImsis.length / 2],
    );
  }

  /** Copies a list to where it stays; returns its address. */
  #keep({ buffer, byteOffset, byteLength }: NodeJS.TypedArray<ArrayBuffer>): number {
    const at = this.#exports.take(byteLength) >>> 0;
    new Uint8Array(this.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), at);
    return at;
  }
}

/** Both instances count. */
export function feedOf([one, other]: readonly [KernelInstance, KernelInstance]): number[][] {
  const others = other.feed();
  return one.feed().map((column, i) => [...column, ...others[i]!]);
}
