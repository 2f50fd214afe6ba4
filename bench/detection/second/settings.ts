/** What the worlds of the second generator are like. */
import type { Person } from './people.ts';
import type { Thing } from './traits.ts';

/** What a world may set; shares are between 0 and 1. */
export interface Settings {
  readonly homes: number;
  /** Share of homes that sell to machines above all, and how much of people's share these keep. */
  readonly hubs: number;
  readonly hubPeople: number;
  /** Sizes of homes fall by rank to this power. */
  readonly zipf: number;
  /** How fleets get their numbers: among everybody's, or one after the other. */
  readonly numbers: 'random' | 'blocks';
  readonly ownApn: number;
  readonly declared: number;
  /** Share of homes that declare a range that was given to people since. */
  readonly stale: number;
  /** Fleets grow by a Pareto law of this exponent. */
  readonly fleetTail: number;
  /** Share of fleets whose hardware carries phones' TACs. */
  readonly phoneTacs: number;
  readonly tapImei: number;
  /** By interface: the share of devices whose events there carry an IMEI; an interface that is not named has no feed. */
  readonly feeds: Readonly<Record<string, number>>;
  readonly lost: number;
  /** Days without any feed: from, until. */
  readonly outages: readonly (readonly [number, number])[];
  readonly catalogue: number;
  readonly mistyped: number;
  /** Hours after which the gateway closes a record. */
  readonly cut: number;
  /** Seconds to which the probe rounds its clock. */
  readonly clock: number;
  /** How often fleets only ever register, times what is usual for their kind. */
  readonly silence: number;
  readonly people: Readonly<Record<Person, number>>;
  readonly things: Readonly<Record<Thing, number>>;
}

const USUAL: Settings = {
  homes: 12,
  hubs: 0.25,
  hubPeople: 0.05,
  zipf: 1.1,
  numbers: 'random',
  ownApn: 0.3,
  declared: 0.4,
  stale: 0.2,
  fleetTail: 0.8,
  phoneTacs: 0.02,
  tapImei: 0.85,
  feeds: { map: 0.2, s6a: 0.95, gtp: 0.9 },
  lost: 0.005,
  outages: [],
  catalogue: 0.92,
  mistyped: 0.02,
  cut: 4,
  clock: 1,
  silence: 1,
  people: {
    tourist: 34,
    day_tripper: 13,
    guest_worker: 10,
    commuter: 6,
    borderer: 4,
    traveller: 8,
    second_sim: 5,
    drawer: 4,
    background: 3,
    elder: 4,
    passer: 14,
    mifi: 3,
    home_router: 0.7,
  },
  things: {
    meter: 22,
    alarm: 8,
    lift: 4,
    spare: 5,
    car: 16,
    hotspot_car: 2,
    truck: 10,
    container: 5,
    till: 12,
    vending: 6,
    camera: 3,
    scada: 2,
    storm: 2,
    taxi: 0,
    watch: 0,
    courier: 0,
  },
};

/** The worlds by name. */
export const SECOND_WORLDS: Readonly<Record<string, Settings>> = {
  // Nothing tells fleets apart but what they do.
  bazaar: { ...USUAL, ownApn: 0, declared: 0.15, stale: 0, homes: 9 },
  // Blocks and APNs, half of them declared; things that come and go.
  harbour: {
    ...USUAL,
    numbers: 'blocks',
    ownApn: 0.9,
    declared: 0.5,
    stale: 0.5,
    feeds: { map: 0.2, s6a: 0.95 },
    things: { ...USUAL.things, truck: 28, container: 22, car: 25 },
  },
  // Next to no equipment.
  blindfold: {
    ...USUAL,
    tapImei: 0.4,
    feeds: { map: 0, s6a: 0, gtp: 0 },
    catalogue: 0.3,
    mistyped: 0.08,
    homes: 17,
  },
  // People who stay for good or come every day, and days without feeds.
  frontier: {
    ...USUAL,
    feeds: { map: 0.1, s6a: 0.7 },
    lost: 0.05,
    outages: [
      [9, 13.5],
      [20, 22],
    ],
    homes: 6,
    zipf: 0.6,
    people: {
      ...USUAL.people,
      guest_worker: 30,
      commuter: 24,
      borderer: 18,
      drawer: 8,
      second_sim: 9,
      home_router: 2,
    },
  },
  // Things like people, people like things.
  mimics: {
    ...USUAL,
    phoneTacs: 0.12,
    homes: 10,
    tapImei: 0.7,
    cut: 2,
    people: { ...USUAL.people, background: 18, drawer: 10, second_sim: 10, mifi: 8, home_router: 4 },
    things: { ...USUAL.things, taxi: 8, watch: 9, courier: 5, hotspot_car: 8 },
  },
  // No home of machines: some in every home, in small fleets.
  thin: { ...USUAL, hubs: 0, fleetTail: 1.3, ownApn: 0.1, declared: 0.3, homes: 10 },
  // Homes where as many machines as people are at home.
  mixed: { ...USUAL, hubs: 0.5, hubPeople: 0.4, ownApn: 0.05, declared: 0.2, homes: 8, silence: 2 },
};
