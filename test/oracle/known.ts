/** Which records a month knows, by whose version each is charged, and how far back it reaches (docs/rules.md, rules 2, 7 and 15). */
import { dayOf, dayStart, type Month, zoneDay } from './calendar.ts';
import type { Deal, Version } from './deal.ts';
import { duplicateKey, type Signal, type TapRecord, type Traffic } from './traffic.ts';

/** A record that is known, with its days. */
export interface Known extends TapRecord {
  /** Of the event: presence, activity and fees go by it. */
  readonly day: number;
  /** The version that charges it; null where it is not charged in the month. */
  readonly version: Version | null;
}

export const utcOf = ({ local, offset }: TapRecord): number => local - 60 * offset;
const availableAt = ({ file }: TapRecord): number => file.available - 60 * file.offset;

/** Rule 7: the version of a day is the last that has begun, inside the term and the month. */
export function versionOn(deal: Deal, { first, end }: Month, day: number): Version | undefined {
  return day >= first && day < Math.min(end, deal.until)
    ? deal.versions.findLast(({ from }) => day >= from)
    : undefined;
}

/** The versions of a month, by date. */
export const versionsIn = (deal: Deal, month: Month): Version[] =>
  deal.versions.filter(({ from }, i) => {
    const until = deal.versions[i + 1]?.from ?? deal.until;
    return Math.max(from, month.first) < Math.min(until, deal.until, month.end);
  });

/** Of records filed again the copy that was available first (rule 15). */
function kept(records: readonly TapRecord[]): TapRecord[] {
  const first = new Map<string, TapRecord>();
  const free: TapRecord[] = [];
  for (const record of records) {
    if (record.id === null) {
      free.push(record);
      continue;
    }
    const key = duplicateKey(record);
    const other = first.get(key);
    if (other === undefined || availableAt(record) < availableAt(other)) first.set(key, record);
  }
  return [...first.values(), ...free];
}

/** Rules 2 and 3: an event's day of a record. */
const eventDay = ({ basis }: Deal, record: TapRecord): number =>
  dayOf(basis === 'start_utc' ? utcOf(record) : record.local);

export function known(deal: Deal, month: Month, { records }: Traffic): Known[] {
  const isExcluded = (imsi: string) => imsi.startsWith(`${deal.prefix}79`) && imsi.length === 15;
  return kept(records).map((record) => {
    const day = eventDay(deal, record);
    const chargeDay = deal.basis === 'file_available' ? dayOf(record.file.available) : day;
    const version = isExcluded(record.imsi) ? undefined : versionOn(deal, month, chargeDay);
    return { ...record, day, version: version ?? null };
  });
}

/** Rule 15: what the month is settled by reaches so far back, by a record's own day or by its instant; and not beyond the end. */
export function reachOf(deal: Deal, month: Month) {
  const from = Math.min(month.first, month.end - deal.permanent.ofLast);
  const scanFrom = from - Math.ceil(deal.carryHours / 24);
  const begins = dayStart(deal.zone, from) - deal.carryHours * 3600;
  const ends = dayStart(deal.zone, month.end);
  return {
    record: (one: Known) => (one.day >= scanFrom || utcOf(one) >= begins) && one.day < month.end,
    signal: ({ utc }: Signal) => utc >= begins && utc < ends,
  };
}

/** Days of loaded rows that the month's windows of the deal reach. */
export function reachedDays(deal: Deal, month: Month, traffic: Traffic): number[] {
  const reach = reachOf(deal, month);
  return [
    ...known(deal, month, traffic)
      .filter(reach.record)
      .map(({ day }) => day),
    ...traffic.signals.filter(reach.signal).map(({ utc }) => zoneDay(deal.zone, utc)),
  ];
}
