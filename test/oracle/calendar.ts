/** Days, months and clocks of the oracle. Days are counted from 1970-01-01; instants are seconds. */

export const DAY = 86_400;

export interface Month {
  readonly name: string;
  readonly first: number;
  /** The day after the last. */
  readonly end: number;
}

/** A clock on a wall: minutes east of UTC at an instant. */
export interface Zone {
  readonly name: string;
  readonly minutesAt: (utc: number) => number;
}

const dayOfDate = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / (DAY * 1000);

export const OCTOBER: Month = {
  name: '2026-10',
  first: dayOfDate(2026, 10, 1),
  end: dayOfDate(2026, 11, 1),
};
export const NOVEMBER: Month = {
  name: '2026-11',
  first: dayOfDate(2026, 11, 1),
  end: dayOfDate(2026, 12, 1),
};

/** Summer time of Madrid ends on 25 October at 01:00 UTC: 02:00 to 03:00 comes twice. */
const SUMMER_ENDS = dayOfDate(2026, 10, 25) * DAY + 3600;

/** The oracle knows their rules by heart, for autumn 2026. */
export const ZONES: readonly Zone[] = [
  { name: 'UTC', minutesAt: () => 0 },
  { name: 'Etc/GMT+11', minutesAt: () => -660 },
  { name: 'Asia/Kathmandu', minutesAt: () => 345 },
  { name: 'Pacific/Kiritimati', minutesAt: () => 840 },
  { name: 'Europe/Madrid', minutesAt: (utc) => (utc < SUMMER_ENDS ? 120 : 60) },
];

export const dayOf = (seconds: number): number => Math.floor(seconds / DAY);

export const zoneDay = ({ minutesAt }: Zone, utc: number): number => dayOf(utc + 60 * minutesAt(utc));

/** The instant at which a day begins by a clock. */
export function dayStart({ minutesAt }: Zone, day: number): number {
  // No zone of the oracle changes its clocks at the beginning of a day.
  const naive = day * DAY;
  return naive - 60 * minutesAt(naive - 60 * minutesAt(naive));
}

export const dateOf = (day: number): string => new Date(day * DAY * 1000).toISOString().slice(0, 10);

const two = (value: number): string => String(value).padStart(2, '0');

/** RFC 3339 of seconds on a clock that is so many minutes east of UTC. */
export function stamp(local: number, offset: number): string {
  const east = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(east / 60))}:${two(east % 60)}`;
  return `${new Date(local * 1000).toISOString().slice(0, 19)}${zone}`;
}
