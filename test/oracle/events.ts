/** Random traffic of a deal's devices around one month, as text for the hand-made TAP files, and as the oracle reads it. */
import { type Deal, SERVICES, type Service } from './deal.ts';
import type { Random } from './random.ts';

export interface TapRecord {
  readonly imsi: string;
  readonly tadig: string;
  readonly service: Service;
  /** Seconds since 1970 on the record's own clock, and its minutes east of UTC. */
  readonly local: number;
  readonly offset: number;
  readonly seconds: number;
  readonly up: number;
  readonly down: number;
  readonly id: number;
  readonly node: string;
  /** Units of 10^-3 of the TAP currency. */
  readonly charge: number;
}

/** A successful registration. */
export interface Registration {
  readonly imsi: string;
  readonly utc: number;
}

export interface Traffic {
  readonly records: readonly TapRecord[];
  readonly registrations: readonly Registration[];
}

const DAY = 86_400;
export const MONTH_START = Date.UTC(2026, 9, 1) / 1000;
export const MONTH_END = Date.UTC(2026, 10, 1) / 1000;
export const MONTH_DAYS = 31;
const OFFSETS = [0, 120, -660, 345, 840];

export function randomTraffic(random: Random, deal: Deal): Traffic {
  const suffixes = [
    ...Array.from({ length: random.between(1, 5) }, (_, i) => `7000000${String(i).padStart(3, '0')}`),
    ...Array.from({ length: random.between(0, 2) }, (_, i) => `1000000${String(i).padStart(3, '0')}`),
    ...(random.once(4) ? ['7900000001'] : []),
  ];
  const imsis = suffixes.map((suffix) => deal.plmn + suffix);
  const records = imsis.flatMap((imsi) => recordsOf(random, deal, imsi));
  const registrations = imsis.flatMap((imsi) =>
    Array.from({ length: random.of([0, 0, 1, 3]) }, () => ({ imsi, utc: instant(random) })),
  );
  return { records, registrations };
}

/** Anywhere in the month, often at its edges, sometimes days beside it. */
function instant(random: Random): number {
  return random.of([
    MONTH_START + random.below(MONTH_DAYS * DAY),
    MONTH_START + random.below(MONTH_DAYS * DAY),
    MONTH_START + random.between(-DAY, DAY),
    MONTH_END + random.between(-DAY, DAY),
  ]);
}

function recordsOf(random: Random, deal: Deal, imsi: string): TapRecord[] {
  const records: TapRecord[] = [];
  for (let events = random.below(7); events > 0; events--) {
    const service = random.of(SERVICES);
    const offset = random.of(OFFSETS);
    const isData = service === 'data';
    const isMessage = service.startsWith('sms');
    // Partials of a session share its id; ids come round, in another order of time.
    const id = random.between(1, 4);
    const node = random.of(isData ? ['a', 'b'] : ['m', 'n']);
    let local = instant(random) + offset * 60;
    for (let partials = isMessage ? 1 : random.between(1, 3); partials > 0; partials--) {
      const seconds = isMessage ? 0 : random.of([0, 1, 29, 61, random.below(600)]);
      records.push({
        imsi,
        tadig: random.of(deal.tadigs),
        service,
        local,
        offset,
        seconds,
        up: isData ? random.of([0, random.below(3000), 1024]) : 0,
        down: isData ? random.below(3000) : 0,
        id,
        node,
        charge: random.of([0, random.below(5000), 1, 5]),
      });
      // The next partial follows within the minute, or just not.
      local += seconds + random.of([0, 60, 61, 5000]);
    }
  }
  return unlike(records);
}

/** Records that say the same of one moment would be one record filed again. */
function unlike(records: readonly TapRecord[]): TapRecord[] {
  const seen = new Set<string>();
  return records.filter(({ service, local, offset, id, node }) => {
    const key = [service, local, offset, id, node].join(' ');
    return seen.size < seen.add(key).size;
  });
}

const two = (value: number) => String(value).padStart(2, '0');

function isoOf(seconds: number, offset: number): string {
  const east = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(east / 60))}:${two(east % 60)}`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${zone}`;
}

export function recordText(record: TapRecord): string {
  const { imsi, service, local, offset, seconds, up, down, id, node, charge } = record;
  const volumes = service === 'data' ? ` up=${up} down=${down}` : '';
  return `${imsi} ${service} ${isoOf(local, offset)} id=${id} at=${node} dur=${seconds}${volumes} charge=${charge}`;
}

export function registrationText({ imsi, utc }: Registration): string {
  return `${isoOf(utc, 0).replace('+00:00', 'Z')} ${imsi} UL`;
}
