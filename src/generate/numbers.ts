/** IMSIs: where the numbers of people and of fleets lie. */
import type { Fleet } from './fleets.ts';
import { mix, Rng } from './prng.ts';
import type { Settings } from './settings.ts';

/** Odd, not a multiple of 5: index × this mod 10^k runs through every serial once. */
const SPREAD = 7_654_321;
/** Numbers for each device where people and fleets share a room. */
const ROOM = 12;
/** People of a group, and how far their numbers lie apart. */
const GROUP = { least: 3, most: 60, farthest: 25 };

/** Numbers that lie together: the first, and how far apart. */
interface Run {
  readonly first: number;
  readonly step: number;
}

interface Group extends Run {
  left: number;
  place: number;
}

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
  readonly #groups: number;
  readonly #seed: number;
  readonly #room: number;
  readonly #taken = new Set<string>();
  /** By head: the one that is being filled. */
  readonly #open = new Map<string, Group>();

  constructor({ numbers, groups }: Settings, seed: number, devices: number) {
    this.#plan = numbers;
    this.#groups = groups;
    this.#seed = seed;
    this.#room = numbers === 'mixed' ? ROOM * devices : 10 ** 8;
  }

  /** Of a device by itself, or of the machine at `place` of its fleet. */
  give(head: string, index: number, fleet: Fleet | null, place: number): string {
    if (this.#plan === 'apart') return subscriber(head, index);
    let serial = this.#serial(head, index, fleet, place);
    let imsi = imsiOf(head, serial);
    while (this.#taken.has(imsi)) imsi = imsiOf(head, ++serial);
    this.#taken.add(imsi);
    return imsi;
  }

  #serial(head: string, index: number, fleet: Fleet | null, place: number): number {
    const alone = (index * SPREAD + 12_345) % this.#room;
    if (this.#plan === 'random') return alone;
    if (fleet !== null) return this.#inRun({ first: fleet.firstNumber, step: fleet.step }, place, index);
    const rng = new Rng(this.#seed, index, 0x9409);
    if (!rng.chance(this.#groups)) return alone;
    let group = this.#open.get(head);
    if (group === undefined || group.left === 0) {
      const left = rng.between(GROUP.least, GROUP.most);
      group = { first: rng.next(), step: rng.between(1, GROUP.farthest), left, place: 0 };
      this.#open.set(head, group);
    }
    group.left -= 1;
    return this.#inRun(group, group.place++, index);
  }

  /** Not all that have numbers of a run are here, nor at equal distances. */
  #inRun({ first, step }: Run, place: number, index: number): number {
    return (first % this.#room) + place * step + (mix(this.#seed, index, 0x90f) % step);
  }
}
