/** Distinct integers of one device with how often each occurs; cleared in no time, and reused for the next device. */
import { roomFor } from './grow.ts';

const FIRST_SLOTS = 64;

/**
 * An open-addressing set whose slots are valid only under the current generation. The part in use begins small for every
 * device and doubles with its values, so that a phone's cells stay in the processor's cache whatever came before.
 */
export class Tally {
  /** Distinct values in the order of their first use, `size` of them. */
  values = new Int32Array(FIRST_SLOTS / 2);
  counts = new Int32Array(FIRST_SLOTS / 2);
  size = 0;
  #slots = new Int32Array(FIRST_SLOTS);
  #stamps = new Int32Array(FIRST_SLOTS);
  #generation = 0;
  #mask = FIRST_SLOTS - 1;
  #last = -1;

  clear(): void {
    this.size = 0;
    this.#last = -1;
    this.#mask = FIRST_SLOTS - 1;
    this.#nextGeneration();
  }

  add(value: number, count: number): void {
    // Most events of a device repeat what the one before had.
    if (this.#last >= 0 && this.values[this.#last] === value) {
      this.counts[this.#last]! += count;
      return;
    }
    const mask = this.#mask;
    let slot = hash(value) & mask;
    while (this.#stamps[slot] === this.#generation) {
      const at = this.#slots[slot]!;
      if (this.values[at] === value) {
        this.counts[at]! += count;
        this.#last = at;
        return;
      }
      slot = (slot + 1) & mask;
    }
    const at = this.size;
    this.values[at] = value;
    this.counts[at] = count;
    this.#slots[slot] = at;
    this.#stamps[slot] = this.#generation;
    this.#last = at;
    this.size = at + 1;
    if (this.size * 2 > mask) this.#grow();
  }

  #grow(): void {
    const slots = (this.#mask + 1) * 2;
    if (this.#slots.length < slots) {
      this.#slots = new Int32Array(slots);
      this.#stamps = new Int32Array(slots);
      this.#generation = 0;
      this.values = roomFor(this.values, slots / 2);
      this.counts = roomFor(this.counts, slots / 2);
    }
    this.#mask = slots - 1;
    this.#nextGeneration();
    for (let at = 0; at < this.size; at++) {
      let slot = hash(this.values[at]!) & this.#mask;
      while (this.#stamps[slot] === this.#generation) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = at;
      this.#stamps[slot] = this.#generation;
    }
  }

  #nextGeneration(): void {
    if (this.#generation === 0x7fffffff) {
      this.#stamps.fill(0);
      this.#generation = 0;
    }
    this.#generation++;
  }
}

function hash(value: number): number {
  const mixed = Math.imul(value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
