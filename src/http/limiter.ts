/** Requests of one caller in one minute. */

const MINUTE_MS = 60_000;
/** Callers that are told apart; beyond it all others count as one. */
const MAX_KEYS = 10_000;
const OTHERS = '(others)';

export class Limiter {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #since = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a request; null, or the seconds to wait where there were too many. */
  take(caller: string, now = Date.now()): number | null {
    if (now - this.#since >= MINUTE_MS) {
      this.#counts.clear();
      this.#since = now;
    }
    const key = this.#counts.has(caller) || this.#counts.size < MAX_KEYS ? caller : OTHERS;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.#most ? null : Math.ceil((this.#since + MINUTE_MS - now) / 1000);
  }
}
