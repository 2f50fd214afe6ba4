/** IMSIs: where the numbers of people and of fleets lie. */
import type { Fleet } from './fleets.ts';
import type { Settings } from './settings.ts';

/** Odd, not a multiple of 5: index × this mod 10^k runs through every serial once. */
const SPREAD = 7_654_321;
/** Numbers for each device where people and fleets share a room. */
const ROOM = 12;

/** 15 digits that begin with `head`; each index has its own. */
export function subscriber(head: string, index: number): string {
  return imsiOf(head, index * SPREAD + 12_345);
}

function imsiOf(head: string, serial: number): string {
  const digits = 15 - head.length;
  return head + String(serial % 10 ** digits).padStart(digits, '0');
}

/** Gives each IMSI once. */
export class Numbers {
  readonly #plan: Settings['numbers'];
  readonly #room: number;
  readonly #taken = new Set<string>();

  constructor({ numbers }: Settings, devices: number) {
    this.#plan = numbers;
    this.#room = numbers === 'mixed' ? ROOM * devices : 10 ** 8;
  }

  /** Of a device by itself, or of the machine at `place` of its fleet. */
  give(head: string, index: number, fleet: Fleet | null, place: number): string {
    if (this.#plan === 'apart') return subscriber(head, index);
    const inFleet = fleet !== null && this.#plan !== 'random';
    let serial = inFleet
      ? (fleet.firstNumber % this.#room) + place * fleet.step
      : (index * SPREAD + 12_345) % this.#room;
    let imsi = imsiOf(head, serial);
    while (this.#taken.has(imsi)) imsi = imsiOf(head, ++serial);
    this.#taken.add(imsi);
    return imsi;
  }
}
