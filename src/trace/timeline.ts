/**
 * A device's month day by day, with the events and records behind it: files, lines and offsets. Asked of the database's owner
 * over the run's own files, and held against what the run has: if it does not come to that, it is an error.
 */
import { dateOfDay } from '../domain/period.ts';
import { minorToText } from '../domain/rounding.ts';
import { RoamsettleError } from '../errors.ts';
import { readKernelScope } from '../features/kernel/scope.ts';
import type { Db, Row } from '../store/db.ts';
import { utcText } from './fee-days.ts';
import { type CountedDay, countDays, ownRows } from './owned-rows.ts';
import type { ReplayScope } from './records.ts';

export interface TimelineEvent {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly interface: string;
  readonly procedure: string;
  readonly result: string;
  readonly rat: string;
  readonly cell: string;
  readonly apn: string;
  readonly file: string;
  readonly sha256: string;
  /** From 1. */
  readonly line: number;
}

export interface TimelineRecord {
  /** RFC 3339, local time with its offset. */
  readonly start: string;
  readonly service: string;
  /** `tap`, or `nrtrde`: told early, never charged. */
  readonly kind: string;
  readonly charged: boolean;
  readonly bytes_up: number;
  readonly bytes_down: number;
  readonly seconds: number;
  /** ChargeType 00 + CAMEL fee − refunds, in the currency of the file. */
  readonly tap_charge: string;
  readonly tap_currency: string;
  readonly apn: string;
  readonly file: string;
  readonly sha256: string;
  /** In the inflated file. */
  readonly byte_offset: number;
}

export interface TimelineDay {
  /** YYYY-MM-DD: of an event in the agreement's time zone, of a record its own (rule 3). */
  readonly day: string;
  readonly present: boolean;
  readonly observed: boolean;
  readonly events: readonly { readonly procedure: string; readonly result: string; readonly count: number }[];
  readonly records: readonly {
    readonly service: string;
    readonly count: number;
    readonly bytes: number;
    readonly seconds: number;
  }[];
  /** TAP charges of the records by currency; none where they come to nothing. */
  readonly charges: readonly { readonly currency: string; readonly amount: string }[];
  readonly rats: readonly string[];
  /** Different cells of events and records. */
  readonly cells: number;
  readonly apns: readonly string[];
}

export interface Timeline {
  /** Every day of the period, those of late charged records too. */
  readonly days: readonly TimelineDay[];
  readonly events: { readonly count: number; readonly rows: readonly TimelineEvent[] };
  readonly records: { readonly count: number; readonly rows: readonly TimelineRecord[] };
  /** Where all of them lie, by name. */
  readonly files: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly events: number;
    readonly records: number;
  }[];
}

interface Held {
  readonly days_observed: number;
  readonly days_present: number;
  readonly signaling_events: number;
}

/** Rows of the files of these names in sql/trace: what a day has, summed up there. */
interface DaySums {
  readonly day_event: readonly { day: number; procedure: string; result: string; events: bigint }[];
  readonly day_record: readonly {
    day: number;
    service: string;
    records: bigint;
    bytes: string;
    seconds: string;
  }[];
  readonly day_charge: readonly { day: number; currency: string; decimals: number; units: string }[];
  readonly day_word: readonly { day: number; rat: string | null; apn: string | null }[];
  readonly day_cell: readonly { day: number; cells: number }[];
}

/** A row of sql/trace/event_row.sql. */
interface EventRow extends Row {
  event_ms: bigint;
  interface: string;
  procedure: string;
  result: string;
  rat: string;
  cell: string;
  apn: string;
  name: string;
  sha256: string;
  line: bigint;
}

/** A row of sql/trace/known_row.sql. */
interface RecordRow extends Row {
  service: string;
  kind: string;
  charged: boolean;
  start: string;
  bytes_up: bigint;
  bytes_down: bigint;
  seconds: bigint;
  units: string;
  tap_currency: string;
  tap_decimals: number;
  apn: string;
  name: string;
  sha256: string;
  byte_offset: bigint;
}

/** A row of sql/trace/file_count.sql. */
interface FileRow extends Row {
  name: string;
  sha256: string;
  events: bigint;
  records: bigint;
}

/** At most `limit` single events and records each. Throws RECORDS_DIFFER where the days are not those that the run has. */
export async function readTimeline(scope: ReplayScope, held: Held, limit: number): Promise<Timeline> {
  const { db } = scope;
  const kernelScope = await readKernelScope(db);
  await ownRows(kernelScope, scope);
  await db.run('trace/event_group');
  const files = await db.rows<FileRow>('trace/file_count');
  const sum = (of: 'events' | 'records') => Number(files.reduce((total, file) => total + file[of], 0n));
  // A steering attempt owes no fee, and its day is a day all the same.
  const counted = await countDays(kernelScope, scope, 0);
  checkDays(counted, sum('events'), held);
  const sums = await readSums(db);
  const inPeriod = new Set(counted.map(({ day }) => day));
  const late = [...new Set(sums.day_record.map(({ day }) => day))]
    .filter((day) => !inPeriod.has(day))
    .sort((a, b) => a - b)
    .map((day): CountedDay => ({ day, observed: false, present: false, attaches: 0 }));
  const shown = { limit: BigInt(limit) };
  const events = await db.rows<EventRow>('trace/event_row', shown);
  const records = await db.rows<RecordRow>('trace/known_row', shown);
  return {
    days: [...late, ...counted].map((day) => dayOf(day, sums)),
    events: { count: sum('events'), rows: events.map(eventOf) },
    records: { count: sum('records'), rows: records.map(recordOf) },
    files: byKey(files, ({ name, sha256 }) => [name, sha256]).map((file) => ({
      file: file.name,
      sha256: file.sha256,
      events: Number(file.events),
      records: Number(file.records),
    })),
  };
}

async function readSums(db: Db): Promise<DaySums> {
  return {
    day_event: await db.rows('trace/day_event'),
    day_record: await db.rows('trace/day_record'),
    day_charge: await db.rows('trace/day_charge'),
    day_word: await db.rows('trace/day_word'),
    day_cell: await db.rows('trace/day_cell'),
  };
}

function dayOf({ day, present, observed }: CountedDay, sums: DaySums): TimelineDay {
  const of = <T extends { day: number }>(rows: readonly T[]) => rows.filter((row) => row.day === day);
  const words = of(sums.day_word);
  return {
    day: dateOfDay(day),
    present,
    observed,
    events: byKey(of(sums.day_event), ({ procedure, result }) => [procedure, result]).map(
      ({ procedure, result, events }) => ({ procedure, result, count: Number(events) }),
    ),
    records: byKey(of(sums.day_record), ({ service }) => [service]).map(
      ({ service, records, bytes, seconds }) => ({
        service,
        count: Number(records),
        bytes: Number(bytes),
        seconds: Number(seconds),
      }),
    ),
    charges: chargesOf(of(sums.day_charge)),
    rats: distinct(words.map(({ rat }) => rat)),
    cells: of(sums.day_cell)[0]?.cells ?? 0,
    apns: distinct(words.map(({ apn }) => apn)),
  };
}

function checkDays(days: readonly CountedDay[], events: number, held: Held): void {
  const observed = days.filter((day) => day.observed).length;
  const present = days.filter((day) => day.present).length;
  if (observed === held.days_observed && present === held.days_present && events === held.signaling_events)
    return;
  throw new RoamsettleError(
    'RECORDS_DIFFER',
    `There are now ${observed} observed days, ${present} present and ${events} events instead of ${held.days_observed}, ${held.days_present} and ${held.signaling_events}.`,
  );
}

function eventOf({ event_ms, name, line, ...row }: EventRow): TimelineEvent {
  return {
    at: utcText(Number(event_ms)),
    interface: row.interface,
    procedure: row.procedure,
    result: row.result,
    rat: row.rat,
    cell: row.cell,
    apn: row.apn,
    file: name,
    sha256: row.sha256,
    line: Number(line),
  };
}

function recordOf(row: RecordRow): TimelineRecord {
  return {
    start: row.start,
    service: row.service,
    kind: row.kind,
    charged: row.charged,
    bytes_up: Number(row.bytes_up),
    bytes_down: Number(row.bytes_down),
    seconds: Number(row.seconds),
    tap_charge: minorToText(BigInt(row.units), row.tap_decimals),
    tap_currency: row.tap_currency,
    apn: row.apn,
    file: row.name,
    sha256: row.sha256,
    byte_offset: Number(row.byte_offset),
  };
}

/** Files of one currency may have money in different decimals. */
function chargesOf(rows: DaySums['day_charge']): TimelineDay['charges'] {
  const currencies = Map.groupBy(rows, ({ currency }) => currency);
  return byKey([...currencies], ([currency]) => [currency]).flatMap(([currency, own]) => {
    const places = Math.max(...own.map(({ decimals }) => decimals));
    const units = own.reduce(
      (sum, row) => sum + BigInt(row.units) * 10n ** BigInt(places - row.decimals),
      0n,
    );
    return units === 0n ? [] : [{ currency, amount: minorToText(units, places) }];
  });
}

/** In the order of their keys, whatever the locale. */
function byKey<T>(rows: readonly T[], keyOf: (row: T) => string[]): T[] {
  return rows
    .map((row) => ({ row, key: keyOf(row).join('\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts)]
    .filter((text) => text !== null)
    .filter((text) => text !== '')
    .sort();
}
