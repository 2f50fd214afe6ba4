/** What was worked out of runs, which never change: the last of it, so that it is worked out once. */

export class Kept<T> {
  readonly #most: number;
  readonly #values = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a key, made where it is not kept; who asks meanwhile waits for the same. Throws what `make` throws, and keeps none. */
  async of(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#values.get(key);
    // The one that was asked for last is forgotten last.
    this.#values.delete(key);
    const value = known ?? make();
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    try {
      return await value;
    } catch (error) {
      if (this.#values.get(key) === value) this.#values.delete(key);
      throw error;
    }
  }
}
