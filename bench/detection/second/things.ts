/** What machines do: fleets of one kind, each with its own settings, and the things of a fleet with theirs. */
import type { Device, Home, Month } from './month.ts';
import { DAY, HOUR, type Stay } from './people.ts';
import { drives, service, shifts, visits } from './times.ts';

interface Trait {
  /** fixed; moves within the country; comes and goes; drives; works shifts. */
  readonly place: 'fixed' | 'roams' | 'visits' | 'drives' | 'shifts';
  readonly data: 'none' | 'gaps' | 'daily' | 'trips' | 'hours' | 'stream' | 'rare' | 'shift';
  /** Octets of one exchange, at the median. */
  readonly up: number;
  readonly down: number;
  readonly gaps?: readonly number[];
  /** Share of fleets that never send data here. */
  readonly silent: number;
  readonly radio: readonly string[];
  readonly gear: string;
  /** Calls on a day. */
  readonly calls?: number;
}

const OLD = ['GERAN', 'GERAN', 'EUTRAN'];
const THINGS = {
  meter: {
    place: 'fixed',
    data: 'gaps',
    up: 800,
    down: 350,
    gaps: [900, 3600, 14_400, 43_200, 86_400],
    silent: 0.28,
    radio: ['GERAN', 'EUTRAN', 'NB-IoT', 'LTE-M'],
    gear: 'module',
  },
  alarm: {
    place: 'fixed',
    data: 'gaps',
    up: 250,
    down: 180,
    gaps: [3600, 86_400],
    silent: 0.45,
    radio: ['GERAN', 'UTRAN'],
    gear: 'module',
    calls: 0.05,
  },
  lift: {
    place: 'fixed',
    data: 'none',
    up: 0,
    down: 0,
    silent: 0.6,
    radio: OLD,
    gear: 'module',
    calls: 0.15,
  },
  spare: { place: 'fixed', data: 'none', up: 0, down: 0, silent: 1, radio: OLD, gear: 'module' },
  car: {
    place: 'drives',
    data: 'trips',
    up: 6e4,
    down: 9e4,
    silent: 0.2,
    radio: ['EUTRAN', 'UTRAN'],
    gear: 'vehicle',
  },
  hotspot_car: {
    place: 'drives',
    data: 'trips',
    up: 3e6,
    down: 4e7,
    silent: 0,
    radio: ['EUTRAN'],
    gear: 'vehicle',
  },
  truck: {
    place: 'visits',
    data: 'gaps',
    up: 1500,
    down: 300,
    gaps: [300, 900, 1800],
    silent: 0.15,
    radio: OLD,
    gear: 'module',
  },
  container: {
    place: 'visits',
    data: 'gaps',
    up: 600,
    down: 150,
    gaps: [14_400, 43_200, 86_400],
    silent: 0.3,
    radio: ['GERAN', 'LTE-M'],
    gear: 'module',
  },
  till: { place: 'fixed', data: 'hours', up: 2600, down: 2100, silent: 0.05, radio: OLD, gear: 'till' },
  vending: { place: 'fixed', data: 'daily', up: 6000, down: 2500, silent: 0.1, radio: OLD, gear: 'module' },
  camera: {
    place: 'fixed',
    data: 'stream',
    up: 6e7,
    down: 1.2e6,
    silent: 0,
    radio: ['EUTRAN'],
    gear: 'router',
  },
  scada: {
    place: 'fixed',
    data: 'gaps',
    up: 300,
    down: 300,
    gaps: [60, 300],
    silent: 0.05,
    radio: ['EUTRAN', 'UTRAN'],
    gear: 'router',
  },
  storm: { place: 'fixed', data: 'rare', up: 2000, down: 800, silent: 0.5, radio: OLD, gear: 'module' },
  taxi: {
    place: 'shifts',
    data: 'shift',
    up: 2.4e7,
    down: 1.4e8,
    silent: 0,
    radio: ['EUTRAN'],
    gear: 'phone',
  },
  courier: {
    place: 'shifts',
    data: 'shift',
    up: 1e7,
    down: 6e7,
    silent: 0,
    radio: ['EUTRAN'],
    gear: 'phone',
    calls: 4,
  },
  watch: {
    place: 'roams',
    data: 'gaps',
    up: 1800,
    down: 900,
    gaps: [600, 1800],
    silent: 0,
    radio: ['EUTRAN', 'GERAN'],
    gear: 'watch',
    calls: 0.7,
  },
} as const satisfies Record<string, Trait>;

export type Thing = keyof typeof THINGS;
/** Kinds that were made to be taken for people. */
export const LIKE_PEOPLE: ReadonlySet<string> = new Set(['taxi', 'courier', 'watch']);

/** Machines of one customer. */
export interface Fleet {
  readonly kind: Thing;
  readonly home: Home;
  readonly size: number;
  readonly apn: string;
  readonly tacs: readonly string[];
  readonly radio: readonly string[];
  readonly silent: boolean;
  readonly declared: boolean;
  /** First subscriber number of its block; as many again are used elsewhere. */
  readonly first: number;
  readonly gap: number;
  readonly hour: number;
  readonly often: number;
  readonly moves: number;
  readonly vectors: number;
  readonly regular: number;
  readonly long: boolean;
}

/** A fleet of at most `most` machines. */
export function newFleet(month: Month, kind: Thing, home: Home, most: number): Fleet {
  const { chance, settings } = month;
  const trait: Trait = THINGS[kind];
  const gear = chance.is(settings.phoneTacs) ? 'phone' : trait.gear;
  const own = `${chance.one(['m2m', kind, 'telemetry', 'vpn'])}.${chance.one('bdgkmrst'.split(''))}${chance.digits(3)}`;
  const apn = chance.is(settings.ownApn) ? own : home.apn;
  const size = Math.min(most, Math.floor(3 * (1 - chance.unit()) ** (-1 / settings.fleetTail)));
  return {
    kind,
    home,
    size,
    apn,
    tacs: Array.from({ length: chance.one([1, 1, 2, 3]) }, () => chance.one(month.gear.tacs(gear))),
    radio: Array.from({ length: chance.one([1, 1, 2]) }, () => chance.one(trait.radio)),
    silent: chance.is(trait.silent * settings.silence),
    declared: chance.is(settings.declared),
    first: home.number(chance),
    gap: chance.one(trait.gaps ?? [DAY]),
    hour: chance.between(0, 24),
    often: chance.between(2, 26),
    moves: chance.around(0.5, 0.9),
    vectors: chance.one([0, 0, 6, 8, 12, 24, 72, 168]) * HOUR,
    regular: chance.one([0.01, 0.1, 0.3, 1]),
    long: chance.is(0.5),
  };
}

/** The month of one machine. */
export function work(month: Month, device: Device, fleet: Fleet): void {
  const { chance, end } = month;
  const trait: Trait = THINGS[fleet.kind];
  const busy = chance.around(1, 0.8);
  const stays = trait.place === 'visits' ? visits(month, fleet.kind === 'truck' ? 1.6 : 4) : [service(month)];
  for (const [from, to] of stays) {
    if (to <= 0 || from >= end) continue;
    const low = Math.max(0, from);
    const high = Math.min(to, end);
    const trips =
      trait.place === 'drives'
        ? drives(month, low, high)
        : trait.place === 'shifts'
          ? shifts(month, low, high)
          : [];
    if (trips.length === 0)
      month.sojourn(device, from, to, {
        moves:
          fleet.moves *
          chance.around(1, 1) *
          (trait.place === 'visits' ? 3 : trait.place === 'fixed' ? 0.6 : 1.5),
        vectors: fleet.vectors,
        regular: fleet.regular,
      });
    for (const [a, b] of trips) {
      if (chance.is(0.8)) month.register(device, a);
      if (chance.is(0.4)) month.register(device, chance.between(a, b));
    }
    if (fleet.kind === 'storm') storm(month, device, low, high);
    if (!fleet.silent && !chance.is(0.05 * month.settings.silence))
      send(month, device, fleet, trait, [low, high], trips, busy);
    const calls = fleet.silent ? 0 : (trait.calls ?? 0) * busy;
    for (let n = chance.count((calls * (high - low)) / DAY); n > 0; n -= 1)
      month.call(device, chance.between(low, high), chance.is(0.7), chance.around(35, 0.5));
  }
}

function storm(month: Month, device: Device, low: number, high: number): void {
  const { chance } = month;
  const wait = chance.one([12, 60, 720, 1800, 3600]);
  const code = chance.one(['5420', '5421', '5004', '5012']);
  let at = low + chance.unit() * DAY;
  for (let n = 0; n < 150 && at < high; n += 1) {
    month.reject(device, at, code);
    at += wait * chance.normal(1, 0.05) * (n % 5 === 4 ? 20 : 1);
  }
}

function send(
  month: Month,
  device: Device,
  fleet: Fleet,
  trait: Trait,
  [low, high]: Stay,
  trips: readonly Stay[],
  busy: number,
): void {
  const { chance } = month;
  const octets = (n = 1): [number, number] => [
    trait.up * n * chance.around(1, 0.5),
    trait.down * n * chance.around(1, 0.5),
  ];
  const once = (at: number, seconds: number, n = 1) =>
    month.session(device, at, at + seconds, () => octets(n));
  const days = (each: (midnight: number) => void) => {
    for (let day = Math.floor(low / DAY); day < high / DAY; day += 1) each(day * DAY);
  };
  const inside = (at: number) => at >= low && at < high;
  if (trait.data === 'gaps' && (fleet.gap < 2 * HOUR || fleet.long)) {
    for (let at = low + chance.unit() * HOUR; at < high; ) {
      const to = Math.min(high, at + chance.around(4, 1.2) * DAY);
      month.session(device, at, to, (_, seconds) => {
        const n = Math.floor(seconds / fleet.gap + chance.unit());
        return n === 0 ? null : octets(n);
      });
      at = to + chance.one([2, 20, 300, 7200]);
    }
  } else if (trait.data === 'gaps') {
    for (
      let at = low + chance.unit() * fleet.gap;
      at < high;
      at += fleet.gap * Math.max(0.05, chance.normal(1, 0.05))
    )
      if (chance.is(0.97)) once(at, chance.between(5, 90));
  } else if (trait.data === 'daily') {
    days((midnight) => {
      const at = midnight + fleet.hour * HOUR + chance.normal(0, 600);
      if (inside(at)) once(at, chance.between(5, 90));
    });
  } else if (trait.data === 'hours') {
    const open = chance.normal(9, 0.8) * HOUR;
    const close = chance.normal(19.5, 1.5) * HOUR;
    days((midnight) => {
      if ((midnight / DAY) % 7 === 5) return;
      if (fleet.long && inside(midnight + open))
        month.session(device, midnight + open, midnight + close, () =>
          octets(Math.max(1, chance.count(fleet.often / 3))),
        );
      for (let n = fleet.long ? 0 : chance.count(fleet.often * Math.min(busy, 3)); n > 0; n -= 1) {
        const at = midnight + chance.between(open, close);
        if (inside(at)) once(at, chance.between(4, 15));
      }
    });
  } else if (trait.data === 'stream') {
    month.session(device, low, high, (_, seconds) => octets((busy * seconds) / (6 * HOUR)));
  } else if (trait.data === 'rare') {
    for (let n = chance.count((0.12 * busy * (high - low)) / DAY); n > 0; n -= 1)
      once(chance.between(low, high), 120);
  } else if (trait.data === 'trips') {
    for (const [a, b] of trips) if (chance.is(0.9)) once(a + 5, b - a, busy);
  } else if (trait.data === 'shift') {
    for (const [a, b] of trips)
      month.session(device, a + 3, b, (_, seconds) => octets((busy * seconds) / (10 * HOUR)));
  }
}
