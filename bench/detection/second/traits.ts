/** What the kinds of machines are like. */

export interface Trait {
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
export const THINGS = {
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
