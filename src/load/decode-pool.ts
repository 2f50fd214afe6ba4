/** The worker threads that identify and decode files (workers/), and what they are asked. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { DecodedWhole, DecodeOutcome, Identified } from '../decode/outcome.ts';
import type { ProfileShape } from '../domain/profile/types.ts';
import type { FoundFile } from '../files/discover.ts';

const IDENTIFY = fileURLToPath(new URL('../../workers/identify.ts', import.meta.url));
const DECODE = fileURLToPath(new URL('../../workers/decode.ts', import.meta.url));
const HELP = fileURLToPath(new URL('../../workers/help.ts', import.meta.url));

/**
 * V8 collects a whole heap for every 64 MB of buffers that pass through a thread, which is 200 MB of TAP; with this flag
 * buffers count together with the heap, and half of the collections go (1 s of CPU in 2 M records). Known to V8 13, Node 24's.
 */
const COUNT_BUFFERS_WITH_HEAP = '--external-memory-accounted-in-global-limit';

const IDLE_MS = 60_000;

/**
 * Files from this size on (inflated bytes) are decoded while they are read, in parts, by all workers. A smaller one costs less as a
 * whole: a worker keeps the buffer that it is read into, and another worker takes as long to start as to decode 100 MB.
 */
const LARGE_BYTES = 256 * 1024 ** 2;
/** Of a part: some 20 ms of decoding. */
const PART_BYTES = 8 * 1024 ** 2;

/** True where `peek` saw the head alone. */
export function isUnread({ sha256, failure }: Identified): boolean {
  return sha256 === null && failure === null;
}

export class DecodePool {
  readonly #pool: Piscina;
  readonly #workers: number;
  readonly #largeBytes: number;

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
  decode(file: FoundFile, identified: Identified, withoutRows = false): Promise<DecodeOutcome> {
    const { sha256, part } = identified;
    return this.#decode({ source: file.source, sha256, part, withoutRows }, identified);
  }

  /** Decodes a file that is unread, and says what it is. */
  decodeWhole(file: FoundFile, peeked: Identified, withoutRows = false): Promise<DecodedWhole> {
    return this.#decode({ source: file.source, peeked, withoutRows }, peeked, 'decodeWhole');
  }

  /** A large file in parts: the other threads help the one that reads it, as soon as they are free. */
  #decode<T>(task: object, { kind, size, part }: Identified, name = 'default'): Promise<T> {
    if (kind !== 'tap' || part !== null || size < this.#largeBytes) return this.#pool.run(task, { name });
    const ports: MessagePort[] = [];
    const helping: MessagePort[] = [];
    for (let i = 1; i < this.#workers; i++) {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1);
      helping.push(port2);
    }
    const inParts = { size, partOctets: PART_BYTES, ports };
    const decoded = this.#pool.run({ ...task, inParts }, { name, transferList: ports });
    for (const port of helping) {
      const help = this.#pool.run({ port }, { filename: HELP, transferList: [port] });
      // Whoever reads the file notices, and does without.
      help.catch(() => undefined);
    }
    return decoded;
  }

  /** Ends the threads. */
  destroy(): Promise<void> {
    return this.#pool.destroy();
  }
}
