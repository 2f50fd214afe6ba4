/** Distinct integers of one device with how often each occurs; cleared in no time, and reused for the next device. */
import { Room } from './room';

const FIRST_SLOTS: u32 = 64;

/**
 * An open-addressing set whose slots are valid only under the current generation. The part in use begins small for every
 * device and doubles with its values, so that a phone's cells stay in the processor's cache whatever came before.
 */
@final
export class Tally {
  /** Distinct values in the order of their first use, each with its count behind it: `size` pairs. */
  readonly pairs: Room = new Room(FIRST_SLOTS * 4);
  size: u32 = 0;
  /** The generation that a slot was used in, and the place of its value among the pairs. */
  private readonly slots: Room = new Room(FIRST_SLOTS * 8);
  private generation: u32 = 0;
  private mask: u32 = FIRST_SLOTS - 1;
  /** Slots that were ever used. */
  private known: u32 = FIRST_SLOTS;

  constructor() {
    memory.fill(this.slots.at, 0, FIRST_SLOTS * 8);
  }

  clear(): void {
    this.size = 0;
    this.mask = FIRST_SLOTS - 1;
    this.nextGeneration();
  }

  value(at: u32): i32 {
    return load<i32>(this.pairs.at + (at << 3));
  }

  count(at: u32): i32 {
    return load<i32>(this.pairs.at + (at << 3), 4);
  }

  add(value: i32, count: i32): void {
    const mask = this.mask;
    const generation = this.generation;
    const slots = this.slots.at;
    let slot = hash(value) & mask;
    while (load<u32>(slots + (slot << 3)) === generation) {
      const pair = this.pairs.at + (load<u32>(slots + (slot << 3), 4) << 3);
      if (load<i32>(pair) === value) {
        store<i32>(pair, load<i32>(pair, 4) + count, 4);
        return;
      }
      slot = (slot + 1) & mask;
    }
    const at = this.size++;
    store<u32>(slots + (slot << 3), generation);
    store<u32>(slots + (slot << 3), at, 4);
    const pair = this.pairs.at + (at << 3);
    store<i32>(pair, value);
    store<i32>(pair, count, 4);
    if (this.size * 2 > mask) this.grow();
  }

  private grow(): void {
    const slots = (this.mask + 1) * 2;
    this.pairs.reserve(slots << 2);
    this.slots.reserve(slots << 3);
    if (slots > this.known) {
      memory.fill(this.slots.at + (this.known << 3), 0, (slots - this.known) << 3);
      this.known = slots;
    }
    this.mask = slots - 1;
    this.nextGeneration();
    for (let at: u32 = 0; at < this.size; at++) {
      let slot = hash(this.value(at)) & this.mask;
      while (load<u32>(this.slots.at + (slot << 3)) === this.generation) slot = (slot + 1) & this.mask;
      store<u32>(this.slots.at + (slot << 3), this.generation);
      store<u32>(this.slots.at + (slot << 3), at, 4);
    }
  }

  private nextGeneration(): void {
    this.generation++;
    if (this.generation !== 0) return;
    memory.fill(this.slots.at, 0, this.known << 3);
    this.generation = 1;
  }
}

function hash(value: i32): u32 {
  const mixed = (value as u32) * 0x9e37_79b1;
  return mixed ^ (mixed >>> 15);
}
