/**
 * IMSIs of a slice ↔ dense numbers from 0. An IMSI (1 followed by up to 15 digits) does not fit a JavaScript number, so it
 * is two 32-bit words throughout.
 */
import { roomFor } from './grow.ts';

const FIRST_SLOTS = 1 << 16;

export class DeviceIndex {
  count = 0;
  /** Low and high word of each device's IMSI. */
  low = new Int32Array(FIRST_SLOTS / 2);
  high = new Int32Array(FIRST_SLOTS / 2);
  /** Number of a device plus 1; 0 is a free slot. */
  #slots = new Int32Array(FIRST_SLOTS);

  clear(): void {
    this.count = 0;
    this.#slots.fill(0);
  }

  /** Number of the IMSI, which is the next one where it was not seen before. */
  numberOf(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(low, high) & mask;
    for (;;) {
      const device = slots[slot]! - 1;
      if (device < 0) return this.#enter(slot, low, high);
      if (this.low[device] === low && this.high[device] === high) return device;
      slot = (slot + 1) & mask;
    }
  }

  #enter(slot: number, low: number, high: number): number {
    const device = this.count++;
    this.low = roomFor(this.low, device + 1);
    this.high = roomFor(this.high, device + 1);
    this.low[device] = low;
    this.high[device] = high;
    this.#slots[slot] = device + 1;
    if (this.count * 2 > this.#slots.length) this.#grow();
    return device;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let device = 0; device < this.count; device++) {
      let slot = hash(this.low[device]!, this.high[device]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = device + 1;
    }
    this.#slots = slots;
  }
}

function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
