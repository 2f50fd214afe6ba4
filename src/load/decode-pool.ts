/** The worker threads that identify and decode files (workers/), and what they are asked. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { ArrangedBatch } from '../arrow/arrange.ts';
import type { ColumnBatch } from '../arrow/batch.ts';
import { BATCH_ROWS } from '../arrow/batch-builder.ts';
import { type SpareSet, spareOf } from '../arrow/spare-buffers.ts';
import type { DecodedWhole, DecodeOutcome, Identified } from '../decode/outcome.ts';
import type { ProfileShape } from '../domain/profile/types.ts';
import type { FoundFile } from '../files/discover.ts';

const IDENTIFY = fileURLToPath(new URL('../../workers/identify.ts', import.meta.url));
const DECODE = fileURLToPath(new URL('../../workers/decode.ts', import.meta.url));

/**
 * V8 collects a whole heap for every 64 MB of buffers that pass through a thread, which is 200 MB of TAP; with this flag
 * buffers count together with the heap, and half of the collections go (1 s of CPU in 2 M records). Known to V8 13, Node 24's.
 */
const COUNT_BUFFERS_WITH_HEAP = '--external-memory-accounted-in-global-limit';

const IDLE_MS = 60_000;
/** Of a call event, roughly. */
const USUAL_RECORD_OCTETS = 250;

/** True where `peek` saw the head alone. */
export function isUnread({ sha256, failure }: Identified): boolean {
  return sha256 === null && failure === null;
}

export class DecodePool {
  readonly #pool: Piscina;
  #spare: SpareSet[] = [];

  constructor(workers: number) {
    if (process.versions.v8.startsWith('13.')) setFlagsFromString(COUNT_BUFFERS_WITH_HEAP);
    // A thread that waits for the writer keeps what its compiler has learned.
    this.#pool = new Piscina({ maxThreads: workers, minThreads: 1, idleTimeout: IDLE_MS, filename: DECODE });
  }

  /** What the file is, or every batch of it. `shape` is that of the mapping profile that was given. */
  identify(file: FoundFile, shape: ProfileShape | null = null): Promise<Identified[]> {
    return this.#pool.run({ source: file.source, shape }, { filename: IDENTIFY });
  }

  /** The same, but a plain file of one TAP batch is left unread behind its head: `isUnread` of the answer. */
  peek(file: FoundFile, shape: ProfileShape | null = null): Promise<Identified[]> {
    return this.#pool.run({ source: file.source, shape, peek: true }, { filename: IDENTIFY });
  }

  /** Decodes what was identified; `withoutRows` leaves the record batches behind. */
  decode(
    file: FoundFile,
    identified: Identified,
    withoutRows = false,
  ): Promise<DecodeOutcome<ArrangedBatch>> {
    const { sha256, part } = identified;
    const spare = withoutRows ? [] : this.#spareFor(part === null ? identified.size : part.to - part.from);
    const task = { source: file.source, sha256, part, withoutRows, spare };
    return this.#pool.run(task, { transferList: spare.flat() });
  }

  /** Decodes a file that is unread, and says what it is. */
  decodeWhole(file: FoundFile, peeked: Identified, withoutRows = false): Promise<DecodedWhole> {
    const spare = withoutRows ? [] : this.#spareFor(peeked.size);
    const task = { source: file.source, peeked, withoutRows, spare };
    return this.#pool.run(task, { name: 'decodeWhole', transferList: spare.flat() });
  }

  /** Takes the buffers of a batch that is stored: the next files are decoded into them. */
  giveBack(batch: ColumnBatch): void {
    this.#spare.push(spareOf(batch));
  }

  /** Gives the memory of spare buffers back. */
  dropSpare(): void {
    for (const buffer of this.#spare.flat()) buffer.transfer(0);
    this.#spare = [];
  }

  /** As many sets as the batches of a file of so many octets may need. */
  #spareFor(octets: number): SpareSet[] {
    const batches = Math.floor(octets / USUAL_RECORD_OCTETS / BATCH_ROWS + 0.5);
    return this.#spare.splice(0, batches);
  }

  /** Ends the threads. */
  destroy(): Promise<void> {
    return this.#pool.destroy();
  }
}
