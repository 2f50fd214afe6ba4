/** Bytes of disk that files of clients may take, all together: what is kept, and what arrives. */
import { RoamsettleError } from '../errors.ts';

export class Quota {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get used(): number {
    return this.#used;
  }

  /** Throws UPLOAD_QUOTA, and takes nothing then. `file`: whose bytes they are. */
  take(bytes: number, file: string): void {
    if (this.#used + bytes > this.#most) {
      const detail = `${this.#used} of ${this.#most} bytes are taken, and it needs ${bytes} more.`;
      throw new RoamsettleError('UPLOAD_QUOTA', detail, { file, key: 'uploads_bytes' });
    }
    this.#used += bytes;
  }

  /** What is on the disk already counts, whatever the limit is now. */
  hold(bytes: number): void {
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }

  /** Room for a body: all of it at once where its length is known, else as it arrives. Throws UPLOAD_QUOTA. */
  claim(file: string, length: number | null): Claim {
    return new Claim(this, file, length ?? 0);
  }
}

/** What a body that arrives takes of the quota. */
export class Claim {
  readonly #quota: Quota;
  readonly #file: string;
  #taken = 0;
  #arrived = 0;

  constructor(quota: Quota, file: string, ahead: number) {
    this.#quota = quota;
    this.#file = file;
    this.#take(ahead);
  }

  /** Throws UPLOAD_QUOTA. */
  arrived(bytes: number): void {
    this.#arrived += bytes;
    if (this.#arrived > this.#taken) this.#take(this.#arrived - this.#taken);
  }

  /** So much stays on the disk; the rest is given back. */
  end(kept: number): void {
    this.#quota.give(this.#taken - kept);
    this.#taken = kept;
  }

  #take(bytes: number): void {
    this.#quota.take(bytes, this.#file);
    this.#taken += bytes;
  }
}
