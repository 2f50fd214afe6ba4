/** The turn of a command, which works in its own process while the server keeps the queue: what the queue knows of it. */
import type { Child, Outcome } from './child.ts';

export interface CommandHandle {
  readonly purpose: string;
  readonly pid: number;
  /** Its turn has come. */
  begin(): void;
  /** It shall end. */
  kill(): void;
}

export class CommandTurn implements Child {
  readonly outcome: Promise<Outcome>;
  readonly #handle: CommandHandle;
  #end: (outcome: Outcome) => void = () => undefined;

  constructor(handle: CommandHandle) {
    this.#handle = handle;
    this.outcome = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get purpose(): string {
    return this.#handle.purpose;
  }

  get pid(): number {
    return this.#handle.pid;
  }

  begin(): void {
    this.#handle.begin();
  }

  kill(): void {
    this.#handle.kill();
    this.end(false);
  }

  /** The command is over; `done`: it said so itself. */
  end(done: boolean): void {
    this.#end(done ? { state: 'done', result: {} } : { state: 'died', how: '' });
  }
}
