/** So many at once, and no queue behind them. */
import { RoamsettleError } from '../errors.ts';

export class Slots {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Gives the function that frees the slot; calling it again does nothing. Throws SERVER_BUSY. */
  take(): () => void {
    if (this.#free === 0) throw new RoamsettleError('SERVER_BUSY');
    this.#free--;
    let held = true;
    return () => {
      if (held) this.#free++;
      held = false;
    };
  }
}
