/**
 * While files are loaded, answers take a share of the processors and no more, so that many readers slow the load by as much at
 * most. A budget fills with time and is spent by the server's own processor time; who comes while it is spent waits in turn. Few
 * readers never notice.
 */
import { availableParallelism } from 'node:os';
import { RoamsettleError } from '../errors.ts';

/** Requests that wait. */
const MAX_WAITING = 1000;
const LOOK_MS = 10;
/** Requests that begin at one look: what they cost is known at the next. */
const AT_ONCE = 4;
/** Seconds of budget that are saved up. */
const SAVED = 2;

export class Pace {
  readonly #isLoading: () => boolean;
  readonly #share: number;
  readonly #waiting: (() => void)[] = [];
  #budget: number;
  #since = performance.now();
  #spent = cpuMs();
  #timer: NodeJS.Timeout | null = null;

  /** `percent` of all processors. */
  constructor(percent: number, isLoading: () => boolean) {
    this.#isLoading = isLoading;
    this.#share = (percent / 100) * availableParallelism();
    this.#budget = this.#share * SAVED * 1000;
  }

  /** Waits until a request may begin. Throws SERVER_BUSY where too many wait. */
  turn(): Promise<void> | void {
    if (this.#waiting.length === 0 && this.#mayBegin()) return;
    if (this.#waiting.length >= MAX_WAITING) throw new RoamsettleError('SERVER_BUSY');
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
    });
  }

  #look(): void {
    for (let begun = 0; begun < AT_ONCE && this.#waiting.length > 0 && this.#mayBegin(); begun++)
      this.#waiting.shift()!();
    if (this.#waiting.length > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #mayBegin(): boolean {
    const [now, spent] = [performance.now(), cpuMs()];
    const most = this.#share * SAVED * 1000;
    const filled = Math.min(most, this.#budget + (now - this.#since) * this.#share);
    this.#budget = this.#isLoading() ? filled - (spent - this.#spent) : most;
    [this.#since, this.#spent] = [now, spent];
    return this.#budget >= 0;
  }
}

/** Of all threads of the process. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
