/** How a kind of device behaves, as data: what it uses, when it registers, when it is there. */
import type { Equipment } from './equipment.ts';

/** When in the day something happens. `timer`: at equal steps, whatever the day. */
export type Rhythm =
  | 'timer'
  | 'waking'
  | 'business'
  | 'evening'
  | 'driving'
  | 'always'
  | 'shop'
  | 'commute'
  | 'night';

export interface DataHabit {
  readonly perDay: number;
  /** Median kilobytes of a session. */
  readonly up: number;
  readonly down: number;
  /** Sessions vary by up to 2^spread. */
  readonly spread: number;
  readonly rhythm: Rhythm;
  /** Seconds of a session. */
  readonly seconds: readonly [number, number];
  /** A context that stays open this many days and is billed in partial records (F, I, L); 0: one record a session. */
  readonly openDays: number;
}

export interface Kind {
  readonly name: string;
  readonly device: 'iot' | 'human';
  /** Devices of every hundred. */
  readonly weight: number;
  /** resident: there all month (a few arrive or leave); visit: one stay; trips: some days of every week; workdays. */
  readonly stay: 'resident' | 'visit' | 'trips' | 'workdays';
  /** Days of a stay or trip. */
  readonly days: readonly [number, number];
  readonly data: DataHabit | null;
  readonly smsMo: number;
  readonly smsMt: number;
  readonly voiceMo: number;
  readonly voiceMt: number;
  readonly register: { readonly perDay: number; readonly rhythm: Rhythm; readonly jitter: number };
  /** When it calls and writes. */
  readonly talk: Rhythm;
  /** Supplementary services a day. */
  readonly supplementary: number;
  /** Days of a hundred on which it is refused over and over for a while. */
  readonly storms: number;
  /** Of a hundred days, how many it is awake; on others it does a tenth. */
  readonly awake: number;
  /** What it was made to be taken for. */
  readonly resembles: 'human' | 'machine' | '';
  /** true: rates are the habit itself and do not follow the target of rows. */
  readonly fixed: boolean;
  /** true: the home network never lets it register. */
  readonly rejected: boolean;
  /** Share of devices that use nothing at all in the month. */
  readonly silent: number;
  readonly cells: 'one' | 'few' | 'many';
  readonly rats: readonly string[];
  readonly equipment: readonly Equipment[];
}

/** What a kind must say; the rest has the values of `machine` and `person`. */
type Sketch = Pick<Kind, 'name' | 'weight' | 'data' | 'register' | 'cells' | 'rats' | 'equipment'> &
  Partial<Kind>;

export const machine = (kind: Sketch): Kind => ({
  device: 'iot',
  stay: 'resident',
  days: [30, 30],
  smsMo: 0,
  smsMt: 0,
  voiceMo: 0,
  voiceMt: 0,
  talk: 'waking',
  supplementary: 0,
  storms: 0,
  awake: 100,
  resembles: '',
  fixed: false,
  rejected: false,
  silent: 0.04,
  ...kind,
});

export const person = (kind: Sketch): Kind => ({
  ...machine(kind),
  device: 'human',
  silent: 0.02,
  supplementary: 0.004,
  ...kind,
});

export const timer = (perDay: number, jitter: number) => ({ perDay, rhythm: 'timer', jitter }) as const;
export const waking = (perDay: number) => ({ perDay, rhythm: 'waking', jitter: 0 }) as const;
export const data = (
  perDay: number,
  up: number,
  down: number,
  spread: number,
  rhythm: Rhythm,
  seconds: readonly [number, number],
  openDays = 0,
): DataHabit => ({ perDay, up, down, spread, rhythm, seconds, openDays });

export const LTE = ['EUTRAN'];
export const LEGACY = ['GERAN', 'UTRAN'];
export const PHONE = ['EUTRAN', 'EUTRAN', 'EUTRAN', 'NR', 'UTRAN'];

/** Probability weights of the 24 hours of a local day. */
export const HOURS: Readonly<Record<Exclude<Rhythm, 'timer'>, readonly number[]>> = {
  always: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  waking: [1, 0, 0, 0, 0, 0, 1, 3, 5, 6, 6, 6, 7, 7, 6, 5, 5, 6, 7, 8, 8, 7, 5, 2],
  business: [0, 0, 0, 0, 0, 0, 1, 3, 7, 9, 10, 9, 6, 5, 9, 9, 8, 6, 3, 2, 1, 1, 0, 0],
  evening: [4, 2, 1, 0, 0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 3, 3, 3, 5, 7, 9, 10, 10, 9, 7],
  driving: [0, 0, 0, 0, 0, 1, 4, 9, 10, 5, 3, 3, 4, 4, 4, 4, 6, 10, 9, 5, 2, 2, 1, 1],
  shop: [0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 7, 8, 9, 7, 5, 6, 8, 9, 9, 8, 5, 2, 1, 0],
  commute: [0, 0, 0, 0, 0, 2, 10, 12, 5, 1, 1, 1, 2, 2, 1, 1, 4, 11, 10, 4, 2, 1, 1, 0],
  night: [7, 8, 9, 9, 8, 6, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6],
};

/** Share of a working day's volume that a Saturday or Sunday has. */
export const WEEKEND: Readonly<Record<Rhythm, number>> = {
  timer: 1,
  always: 1,
  waking: 1.15,
  business: 0.25,
  evening: 1.2,
  driving: 0.7,
  shop: 0.8,
  commute: 0.2,
  night: 1,
};
