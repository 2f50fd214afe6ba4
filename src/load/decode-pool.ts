/** The worker threads that identify and decode files (workers/), and what they are asked. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ArrangedBatch } from '../arrow/arrange.ts';
import type { ColumnBatch } from '../arrow/batch.ts';
import { BATCH_ROWS } from '../arrow/batch-builder.ts';
import { type SpareSet, spareOf } from '../arrow/spare-buffers.ts';
import type { DecodedWhole, DecodeOutcome, Identified } from '../decode/outcome.ts';
import type { ProfileShape } from '../domain/profile/types.ts';
import type { FoundFile } from '../files/discover.ts';
import type { FileRef } from '../files/inflate.ts';

const IDENTIFY = fileURLToPath(new URL('../../workers/identify.ts', import.meta.url));
const DECODE = fileURLToPath(new URL('../../workers/decode.ts', import.meta.url));
const HELP = fileURLToPath(new URL('../../workers/help.ts', import.meta.url));

/**
 * V8 collects a whole heap for every 64 MB of buffers that pass through a thread, which is 200 MB of TAP; with this flag
 * buffers count together with the heap, and half of the collections go (1 s of CPU in 2 M records). Known to V8 13, Node 24's.
 */
const COUNT_BUFFERS_WITH_HEAP = '--external-memory-accounted-in-global-limit';

const IDLE_MS = 60_000;
/** Octets of a usual call event, roughly. */
const USUAL_RECORD_OCTETS = 250;

/**
 * Files of this size (inflated bytes) or more are decoded in parts by all workers while they are read. A smaller file is cheaper to decode
 * whole: the worker reuses its read buffer, and starting another worker takes as long as decoding 100 MB.
 */
const LARGE_BYTES = 256 * 1024 ** 2;

/** True where `peek` saw the head alone. */
export function isUnread({ sha256, failure }: Identified): boolean {
  return sha256 === null && failure === null;
}

export class DecodePool {
  readonly #pool: Piscina;
  readonly #workers: number;
  readonly #largeBytes: number;
  #spare: SpareSet[] = [];

  constructor(workers: number, largeBytes = LARGE_BYTES) {
    this.#workers = workers;
    this.#largeBytes = largeBytes;
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
    return this.#decode({ source: file.source, sha256, part, withoutRows }, identified);
  }

  /** Decodes a file that is unread, and says what it is. */
  decodeWhole(file: FoundFile, peeked: Identified, withoutRows = false): Promise<DecodedWhole> {
    return this.#decode({ source: file.source, peeked, withoutRows }, peeked, 'decodeWhole');
  }

  /** A large file in parts: the other threads help the one that reads it, as soon as they are free. */
  #decode<T>(
    task: { readonly source: FileRef; readonly withoutRows: boolean; readonly [more: string]: unknown },
    { kind, size, part }: Identified,
    name = 'default',
  ): Promise<T> {
    const sets = task.withoutRows ? [] : this.#spareFor(part === null ? size : part.to - part.from);
    if (kind !== 'tap' || part !== null || size < this.#largeBytes)
      return this.#pool.run({ ...task, spare: sets }, { name, transferList: sets.flat() });
    const share = Math.ceil(sets.length / this.#workers);
    const spare = sets.splice(0, share);
    const channels = Array.from({ length: this.#workers - 1 }, () => new MessageChannel());
    const ports = channels.map(({ port1 }) => port1);
    const decoded = this.#pool.run(
      { ...task, spare, inParts: { size, ports } },
      { name, transferList: [...ports, ...spare.flat()] },
    );
    for (const { port2: port } of channels) {
      const own = sets.splice(0, share);
      const help = { filename: HELP, transferList: [port, ...own.flat()] };
      // Whoever reads the file notices when a helper fails, and does without.
      this.#pool.run({ port, spare: own }, help).catch(() => undefined);
    }
    return decoded;
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

  /** Ends the threads, and what they are at. */
  destroy(): Promise<void> {
    // The answer of a helper that was on its way is nobody's any more; Piscina tells it as an error, which without a listener ends the process.
    this.#pool.on('error', () => undefined);
    return this.#pool.destroy();
  }
}
