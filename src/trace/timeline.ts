/**
 * A device's month day by day, with the events and records behind it: files, lines and offsets. Asked of the database's owner
 * over the run's own files, and held against what the run has: if it does not come to that, it is an error.
 */
import { DAY_MS, dateOfDay } from '../domain/period.ts';
import { minorToText } from '../domain/rounding.ts';
import { RoamsettleError } from '../errors.ts';
import { readKernelScope } from '../features/kernel/scope.ts';
import { countDays, eventsOf, type RecordRow, utcText } from './fee-days.ts';
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

/** At most `limit` single events and records each. Throws RECORDS_DIFFER where the days are not those that the run has. */
export async function readTimeline(scope: ReplayScope, held: Held, limit: number): Promise<Timeline> {
  const { db, no } = scope;
  const kernelScope = await readKernelScope(db);
  const { periodFromDay, periodEndDay, carryMs } = kernelScope.terms[no]!;
  const inPeriod = (day: number) => day >= periodFromDay && day < periodEndDay;
  const reached = await eventsOf(kernelScope, scope);
  const events = reached.filter(({ dayNo }) => inPeriod(dayNo));
  const known = await db.rows<RecordRow>('trace/known_record', { no });
  const records = known.filter(({ in_period, charged }) => in_period || charged);
  // A steering attempt owes no fee, and its day is a day all the same.
  await db.exec('UPDATE scope SET min_attached_ms = 0');
  const period = Array.from({ length: periodEndDay - periodFromDay }, (_, i) => periodFromDay + i);
  const seen = [...reached.map(({ dayNo }) => dayNo), ...known.map(({ event_day }) => event_day)];
  // It is attached for no longer than this after what was seen last; a record's own day may be one off.
  const reach = Math.ceil(carryMs / DAY_MS) + 1;
  const mayCount = (day: number) => seen.some((last) => last - 1 <= day && day <= last + reach);
  const counted = await countDays(scope, period.filter(mayCount));
  checkDays(counted, events.length, held);
  const late = [...new Set(records.map(({ event_day }) => event_day))].filter((day) => !inPeriod(day));
  const days = [...late.sort((a, b) => a - b), ...period].map((day): TimelineDay => {
    const own = events.filter(({ dayNo }) => dayNo === day).map(({ row }) => row);
    const usage = records.filter(({ event_day }) => event_day === day);
    const of = counted.find((one) => one.day === day);
    return {
      day: dateOfDay(day),
      present: (of?.present ?? 0) > 0,
      observed: (of?.observed ?? 0) > 0,
      events: tally(own, ({ procedure_word, result_word }) => [procedure_word, result_word]).map(
        ([[procedure = '', result = ''], rows]) => ({ procedure, result, count: rows.length }),
      ),
      records: tally(usage, ({ service }) => [service]).map(([, rows]) => usageOf(rows)),
      charges: tally(usage, ({ tap_currency }) => [tap_currency]).flatMap(([[currency = ''], rows]) =>
        chargeOf(currency, rows),
      ),
      rats: distinct(own.map(({ rat_word }) => rat_word)),
      cells: distinct([...own, ...usage].map(({ cell }) => cell)).length,
      apns: distinct([...own, ...usage].map(({ apn }) => apn)),
    };
  });
  return {
    days,
    events: { count: events.length, rows: events.slice(0, limit).map(eventOf) },
    records: { count: records.length, rows: records.slice(0, limit).map(recordOf) },
    files: filesOf(
      events.map(({ row }) => row),
      records,
    ),
  };
}

function checkDays(
  days: readonly { readonly observed: number; readonly present: number }[],
  events: number,
  held: Held,
): void {
  const observed = days.filter((day) => day.observed > 0).length;
  const present = days.filter((day) => day.present > 0).length;
  if (observed === held.days_observed && present === held.days_present && events === held.signaling_events)
    return;
  throw new RoamsettleError(
    'RECORDS_DIFFER',
    `There are now ${observed} observed days, ${present} present and ${events} events instead of ${held.days_observed}, ${held.days_present} and ${held.signaling_events}.`,
  );
}

function eventOf({ row, ms }: Awaited<ReturnType<typeof eventsOf>>[number]): TimelineEvent {
  return {
    at: utcText(ms),
    interface: row.interface_word,
    procedure: row.procedure_word,
    result: row.result_word,
    rat: row.rat_word,
    cell: row.cell,
    apn: row.apn,
    file: row.name,
    sha256: row.sha256,
    line: Number(row.line),
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

function usageOf(rows: readonly RecordRow[]): TimelineDay['records'][number] {
  const sum = (read: (row: RecordRow) => bigint) =>
    Number(rows.reduce((total, row) => total + read(row), 0n));
  return {
    service: rows[0]!.service,
    count: rows.length,
    bytes: sum(({ bytes_up, bytes_down }) => bytes_up + bytes_down),
    seconds: sum(({ seconds }) => seconds),
  };
}

/** Files of one currency may have money in different decimals. */
function chargeOf(currency: string, rows: readonly RecordRow[]): TimelineDay['charges'] {
  const places = Math.max(...rows.map(({ tap_decimals }) => tap_decimals));
  const units = rows.reduce(
    (sum, row) => sum + BigInt(row.units) * 10n ** BigInt(places - row.tap_decimals),
    0n,
  );
  return units === 0n ? [] : [{ currency, amount: minorToText(units, places) }];
}

function filesOf(events: readonly { name: string; sha256: string }[], records: readonly RecordRow[]) {
  return tally([...events, ...records], ({ name, sha256 }) => [name, sha256]).map(
    ([[file = '', sha256 = ''], rows]) => {
      const own = rows.filter((row) => 'byte_offset' in row).length;
      return { file, sha256, events: rows.length - own, records: own };
    },
  );
}

/** Rows of equal key together, by key. */
function tally<T>(rows: readonly T[], keyOf: (row: T) => string[]): (readonly [string[], readonly T[]])[] {
  const groups = Map.groupBy(rows, (row) => keyOf(row).join('\0'));
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => [keyOf(group[0]!), group] as const);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '').sort();
}
