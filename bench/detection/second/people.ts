/** What people do abroad: when they stay, and how they use a phone. */
import type { Chance } from './chance.ts';
import type { Device, Month } from './month.ts';

export const DAY = 86_400;
export const HOUR = 3600;
export type Stay = readonly [from: number, to: number];

interface Habits {
  readonly stays: (chance: Chance, days: number) => Stay[];
  /** Octets on a day, at the median. */
  readonly octets: number;
  readonly online: number;
  readonly calls: number;
  readonly messages: number;
  /** Serving nodes changed on a day. */
  readonly moves: number;
  readonly gear: string;
  /** Share that switches off at night. */
  readonly off: number;
}

const HOURS = [2, 1, 1, 0.5, 0.5, 1, 3, 6, 8, 8, 8, 8, 9, 9, 8, 8, 8, 9, 10, 11, 11, 9, 6, 3];
const WAKING = HOURS.reduce((sum, weight) => sum + weight, 0);

/** Seconds into a day at which a person does something. */
function awake(chance: Chance): number {
  let left = chance.unit() * WAKING;
  const hour = HOURS.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return (Math.max(hour, 0) + chance.unit()) * HOUR;
}

const one =
  (days: (chance: Chance) => number) =>
  (chance: Chance, month: number): Stay[] => {
    const length = days(chance) * DAY;
    const from = chance.between(-length * 0.9, month * DAY);
    return [[from, from + length]];
  };
const trip = one((chance) => Math.min(21, Math.max(1, chance.around(6, 0.55))));
const long = one((chance) => chance.around(14, 0.7));
const settled = (chance: Chance, days: number): Stay[] => [
  [
    chance.is(0.8) ? -DAY : chance.between(0, 12 * DAY),
    chance.is(0.8) ? (days + 1) * DAY : chance.between(18, days) * DAY,
  ],
];
const dayTrip = (chance: Chance, days: number): Stay[] => {
  const from = chance.below(days) * DAY + chance.normal(9.5, 1.2) * HOUR;
  return [[from, from + chance.between(3, 13) * HOUR]];
};
const workdays = (chance: Chance, days: number): Stay[] => {
  const start = chance.normal(7.4, 0.9);
  const rest = chance.below(7);
  return Array.from({ length: days }, (_, day) => day)
    .filter((day) => (day + rest) % 7 < 5 && chance.is(0.95))
    .map((day): Stay => {
      const from = day * DAY + (start + chance.normal(0, 0.25)) * HOUR;
      return [from, from + chance.normal(9.4, 0.7) * HOUR];
    });
};
const flapping = (chance: Chance, days: number): Stay[] =>
  Array.from({ length: days * 2 }, (_, half): Stay => {
    const from = (half >> 1) * DAY + chance.normal(half % 2 === 0 ? 11 : 18, 2) * HOUR;
    return [from, from + chance.around(2500, 0.8)];
  }).filter(() => chance.is(0.8));
const passing = (chance: Chance, days: number): Stay[] => {
  const from = chance.between(0, days * DAY);
  return [[from, from + chance.between(30, 3000)]];
};

const PEOPLE = {
  tourist: {
    stays: trip,
    octets: 9e7,
    online: 0.9,
    calls: 0.25,
    messages: 0.1,
    moves: 5,
    gear: 'phone',
    off: 0.15,
  },
  day_tripper: {
    stays: dayTrip,
    octets: 4e7,
    online: 0.8,
    calls: 0.1,
    messages: 0.05,
    moves: 6,
    gear: 'phone',
    off: 0,
  },
  guest_worker: {
    stays: settled,
    octets: 6e7,
    online: 0.8,
    calls: 0.5,
    messages: 0.15,
    moves: 1.5,
    gear: 'phone',
    off: 0.2,
  },
  commuter: {
    stays: workdays,
    octets: 3.5e7,
    online: 0.85,
    calls: 0.6,
    messages: 0.15,
    moves: 4,
    gear: 'phone',
    off: 0,
  },
  borderer: {
    stays: flapping,
    octets: 2.5e7,
    online: 0.8,
    calls: 0.5,
    messages: 0.2,
    moves: 6,
    gear: 'phone',
    off: 0.1,
  },
  traveller: {
    stays: one((chance) => chance.around(2.5, 0.4)),
    octets: 1.2e8,
    online: 0.92,
    calls: 1.2,
    messages: 0.2,
    moves: 5,
    gear: 'phone',
    off: 0.1,
  },
  second_sim: {
    stays: long,
    octets: 1e6,
    online: 0.03,
    calls: 0.02,
    messages: 0.05,
    moves: 2,
    gear: 'phone',
    off: 0.1,
  },
  drawer: { stays: settled, octets: 0, online: 0, calls: 0, messages: 0, moves: 0.15, gear: 'phone', off: 0 },
  background: {
    stays: long,
    octets: 3e6,
    online: 1,
    calls: 0.02,
    messages: 0.02,
    moves: 1.5,
    gear: 'phone',
    off: 0,
  },
  elder: {
    stays: long,
    octets: 0,
    online: 0,
    calls: 0.8,
    messages: 0.02,
    moves: 1,
    gear: 'handset',
    off: 0.3,
  },
  passer: { stays: passing, octets: 0, online: 0, calls: 0, messages: 0, moves: 0, gear: 'phone', off: 0 },
  mifi: { stays: trip, octets: 9e8, online: 1, calls: 0, messages: 0, moves: 1.5, gear: 'router', off: 0.5 },
  home_router: {
    stays: settled,
    octets: 2.5e9,
    online: 1,
    calls: 0,
    messages: 0,
    moves: 0.1,
    gear: 'router',
    off: 0.05,
  },
} as const satisfies Record<string, Habits>;

export type Person = keyof typeof PEOPLE;
/** Kinds that were made to be taken for machines. */
export const LIKE_THINGS: ReadonlySet<string> = new Set([
  'drawer',
  'second_sim',
  'background',
  'mifi',
  'home_router',
]);

/** The hardware of a kind of person. */
export const gearOf = (kind: Person): string => PEOPLE[kind].gear;

/** The month of one person. */
export function live(month: Month, device: Device, kind: Person): void {
  const { chance, end } = month;
  const habits: Habits = PEOPLE[kind];
  const pace = chance.around(1, 0.7);
  const online = chance.is(habits.online);
  const octets = habits.octets * chance.around(1, kind === 'background' ? 0.3 : 1.1);
  const vectors = chance.one([8, 12, 24, 24, 48, 72]) * HOUR;
  const off = chance.is(habits.off);
  for (const [from, to] of habits.stays(chance, month.days)) {
    if (to <= 0 || from >= end) continue;
    if (kind === 'passer' && chance.is(0.3)) month.reject(device, from - 60, chance.one(['5004', '5421']));
    for (const [a, b] of off ? nights(chance, from, to) : [[from, to] as const]) {
      month.sojourn(device, a, b, { moves: habits.moves * pace, vectors, regular: 1, hour: awake });
      if (online) browse(month, device, Math.max(a, 0), Math.min(b, end), octets, kind === 'background');
    }
    const low = Math.max(from, 0);
    const days = Math.max(0, Math.min(to, end) - low) / DAY;
    const talk = (mean: number, out: boolean, seconds: () => number | null) => {
      for (let n = chance.count(mean * pace * days); n > 0; n -= 1) {
        const at = Math.floor((low + chance.unit() * days * DAY) / DAY) * DAY + awake(chance);
        if (at >= from && at < to) month.call(device, at, out, seconds());
      }
    };
    talk(habits.calls, true, () => chance.around(70, 1.1));
    talk(habits.calls * 0.8, false, () => chance.around(70, 1.1));
    talk(habits.messages, true, () => null);
    if (kind !== 'passer' && habits.gear !== 'router') talk(0.15, false, () => null);
  }
}

function nights(chance: Chance, from: number, to: number): Stay[] {
  const parts: Stay[] = [];
  for (let at = from; at < to; ) {
    let night = Math.floor(at / DAY) * DAY + chance.normal(23.6, 0.8) * HOUR;
    if (night <= at) night += DAY;
    parts.push([at, Math.min(to, night)]);
    at = night + chance.normal(8, 0.8) * HOUR;
  }
  return parts;
}

/** A phone's session is cut by the gateway, not by its owner. */
function browse(month: Month, device: Device, from: number, to: number, octets: number, even: boolean): void {
  const { chance } = month;
  month.session(device, from, to, (at, seconds) => {
    const hours = Math.max(1, Math.round(seconds / HOUR));
    const first = Math.floor((at % DAY) / HOUR);
    let weight = 0;
    for (let k = 0; k < hours; k += 1) weight += HOURS[(first + k) % 24]! / WAKING;
    if (!even && !chance.is(Math.min(1, 0.25 + 8 * weight))) return null;
    const all = even
      ? (octets * seconds * chance.normal(1, 0.2)) / DAY
      : octets * weight * chance.around(1, 0.9);
    const up = all * Math.min(0.6, chance.around(0.12, 0.5));
    return [up, all - up];
  });
}
