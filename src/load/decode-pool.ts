/** The worker threads that identify and decode files (workers/), and what they are asked. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { DecodeOutcome, Identified } from '../decode/outcome.ts';
import type { ProfileShape } from '../domain/profile/types.ts';
import type { FoundFile } from '../files/discover.ts';

const IDENTIFY = fileURLToPath(new URL('../../workers/identify.ts', import.meta.url));
const DECODE = fileURLToPath(new URL('../../workers/decode.ts', import.meta.url));

export class DecodePool {
  readonly #pool: Piscina;

  constructor(workers: number) {
    this.#pool = new Piscina({ maxThreads: workers, minThreads: 1, filename: DECODE });
  }

  /** What the file is, or every batch of it. `shape` is that of the mapping profile that was given. */
  identify(file: FoundFile, shape: ProfileShape | null = null): Promise<Identified[]> {
    return this.#pool.run({ source: file.source, shape }, { filename: IDENTIFY });
  }

  /** Decodes what was identified; `withoutRows` leaves the record batches behind. */
  decode(file: FoundFile, identified: Identified, withoutRows = false): Promise<DecodeOutcome> {
    const { sha256, part } = identified;
    return this.#pool.run({ source: file.source, sha256, part, withoutRows });
  }

  /** Ends the threads. */
  destroy(): Promise<void> {
    return this.#pool.destroy();
  }
}
