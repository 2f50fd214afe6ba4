/** Fleets of one kind, each with its own settings, and the months of their machines. */
import type { Device, Home, Month } from './month.ts';
import { DAY, HOUR, type Stay } from './people.ts';
import { drives, service, shifts, visits } from './times.ts';
import { THINGS, type Thing, type Trait } from './traits.ts';

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
