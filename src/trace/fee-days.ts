/**
 * The days that a device owes a fee for, each with the first sign of life on it (rules 3 and 8). Whether a day counts is asked
 * of the kernel that worked it out for the run, one day at a time.
 */
import type { FeeFacts } from '../domain/devices.ts';
import { dateOfDay } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { type KernelScope, readKernelScope } from '../features/kernel/scope.ts';
import { SignalKernel } from '../features/kernel/signals.ts';
import { feeQuantity } from '../settle/charge-models/access.ts';
import type { Db, Row } from '../store/db.ts';
import { dayIn, isSign, ownerOf } from './kernel-tables.ts';
import type { DevicePart, FoundLine } from './line.ts';
import type { ReplayScope } from './records.ts';

/** A sign of life: a registration, a snapshot row, or a record. */
interface Sign {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `s6a ULR ok`, or the service of a record. */
  readonly what: string;
  readonly file: string;
  readonly sha256: string;
  /** 1-based, of a signaling event. */
  readonly line: number | null;
  /** In the inflated file, of a record. */
  readonly byte_offset: number | null;
}

export interface FeeDay {
  /** YYYY-MM-DD, as the agreement cuts days. */
  readonly day: string;
  readonly observed: boolean;
  readonly present: boolean;
  /** Changes from detached to attached. */
  readonly attaches: number;
  /** The first of the day; on a day that the device was only attached in, the last one before it. */
  readonly first_sign: Sign | null;
}

interface DatedSign extends Sign {
  readonly ms: number;
  readonly dayNo: number;
}

/** A row of sql/trace/event_row.sql. */
export interface EventRow extends Row {
  event_ms: bigint;
  visited_plmn: number;
  procedure: number;
  result: number;
  interface: number;
  rat: number;
  words: string;
  interface_word: string;
  procedure_word: string;
  result_word: string;
  rat_word: string;
  cell: string;
  apn: string;
  name: string;
  sha256: string;
  line: bigint;
}

/** A row of sql/trace/known_record.sql. */
export interface RecordRow extends Row {
  event_ms: bigint;
  event_day: number;
  service: string;
  kind: string;
  in_period: boolean;
  charged: boolean;
  start: string;
  bytes_up: bigint;
  bytes_down: bigint;
  seconds: bigint;
  units: string;
  tap_currency: string;
  tap_decimals: number;
  apn: string;
  cell: string;
  name: string;
  sha256: string;
  byte_offset: bigint;
}

/** Throws RECORDS_DIFFER where the days do not come to what the run has. */
export async function traceFee(found: FoundLine, part: DevicePart, scope: ReplayScope): Promise<FeeDay[]> {
  const { db, no } = scope;
  const kernelScope = await readKernelScope(db);
  const signs = [...(await eventSigns(kernelScope, scope)), ...(await recordSigns(kernelScope, db, no))].sort(
    (a, b) => a.ms - b.ms || (a.sha256 < b.sha256 ? -1 : 1),
  );
  const charge = found.agreement.charges.access.find(({ ref }) => ref === found.line.charge_ref)!;
  const byPresence = charge.feeDays === 'present' && charge.per !== 'attach';
  const signDays = new Set(signs.map(({ dayNo }) => dayNo));
  // Only a device that was seen before is attached without a sign of life on the day.
  const mayCount = (day: number) =>
    signDays.has(day) || (byPresence && signs.some(({ dayNo }) => dayNo < day));
  const counted = await countDays(scope, feeDaysOf(kernelScope, no).filter(mayCount));
  const facts = { ...sumOf(counted), version: scope.version };
  const quantity = feeQuantity(charge, facts);
  if (quantity !== BigInt(part.quantity)) {
    const now = `${facts.observed} observed days, ${facts.present} present, ${facts.attaches} attaches`;
    throw new RoamsettleError(
      'RECORDS_DIFFER',
      `There are now ${now}: ${quantity ?? 0} instead of ${part.quantity}.`,
    );
  }
  return counted
    .filter(({ observed, present, attaches }) =>
      charge.per === 'attach' ? attaches > 0 || observed > 0 : byPresence ? present > 0 : observed > 0,
    )
    .map(({ day, observed, present, attaches }) => ({
      day: dateOfDay(day),
      observed: observed > 0,
      present: present > 0,
      attaches,
      first_sign: signOf(signs, day),
    }));
}

function signOf(signs: readonly DatedSign[], day: number): Sign | null {
  const sign = signs.find(({ dayNo }) => dayNo === day) ?? signs.findLast(({ dayNo }) => dayNo < day);
  if (sign === undefined) return null;
  const { ms: _, dayNo: __, ...shown } = sign;
  return shown;
}

interface CountedDay extends Omit<FeeFacts, 'version'> {
  readonly day: number;
}

/** Days of the period that a version holds on. */
function feeDaysOf({ terms }: KernelScope, no: number): number[] {
  const { periodFromDay, periodEndDay, feeDayBits } = terms[no]!;
  const days = Array.from({ length: periodEndDay - periodFromDay }, (_, i) => periodFromDay + i);
  return days.filter((_, i) => ((feeDayBits >>> i) & 1) !== 0);
}

/** What the kernel says of each of the days, as if no other owed a fee. Leaves the scope with the last of them. */
export async function countDays(
  { db, no, imsi }: ReplayScope,
  days: readonly number[],
): Promise<CountedDay[]> {
  const counted: CountedDay[] = [];
  for (const day of days) {
    await db.exec('UPDATE scope_version SET from_day = $day, end_day = $day + 1', { day });
    const kernel = await SignalKernel.of(db);
    await kernel.readEvents(db);
    await kernel.readRecords(db);
    await kernel.compute();
    await kernel.write(db);
    const [row] = await db.query<{ fee_days: number; present_fee_days: number; attaches: number }>(
      'SELECT fee_days, present_fee_days, attaches FROM device_signal WHERE no = $no AND imsi = $imsi',
      { no, imsi },
    );
    counted.push({
      day,
      observed: row?.fee_days ?? 0,
      present: row?.present_fee_days ?? 0,
      attaches: row?.attaches ?? 0,
    });
  }
  return counted;
}

function sumOf(days: readonly CountedDay[]): Omit<FeeFacts, 'version'> {
  const sum = (key: 'observed' | 'present' | 'attaches') => days.reduce((total, day) => total + day[key], 0);
  return { observed: sum('observed'), present: sum('present'), attaches: sum('attaches') };
}

async function eventSigns(scope: KernelScope, replay: ReplayScope): Promise<DatedSign[]> {
  const rows = await eventsOf(scope, replay);
  return rows
    .filter(({ row }) => isSign(scope.words, [row.procedure, row.result, row.interface, row.rat]))
    .map(({ row, ms, dayNo }) => {
      const place = { file: row.name, sha256: row.sha256, line: Number(row.line), byte_offset: null };
      return { ms, dayNo, at: utcText(ms), what: row.words, ...place };
    });
}

/** The device's events in reach that are of the agreement (rule 1), with their own day, by time. */
export async function eventsOf(
  { terms, owners }: KernelScope,
  { db, no, imsi }: ReplayScope,
): Promise<{ readonly row: EventRow; readonly ms: number; readonly dayNo: number }[]> {
  const { scanFromMs, scanUntilMs, zone } = terms[no]!;
  const rows = await db.rows<EventRow>('trace/event_row', {
    from_ms: BigInt(scanFromMs),
    until_ms: BigInt(scanUntilMs),
  });
  return rows
    .filter((row) => ownerOf(owners, imsi, row.visited_plmn) === no)
    .map((row) => ({ row, ms: Number(row.event_ms), dayNo: dayIn(zone, Number(row.event_ms)) }));
}

async function recordSigns({ terms }: KernelScope, db: Db, no: number): Promise<DatedSign[]> {
  const { scanFromDay, scanFromMs, periodEndDay } = terms[no]!;
  const rows = await db.rows<RecordRow>('trace/known_record', { no });
  return rows
    .filter(
      ({ event_day, event_ms }) =>
        (event_day >= scanFromDay || Number(event_ms) >= scanFromMs) && event_day < periodEndDay,
    )
    .map((row) => {
      const ms = Number(row.event_ms);
      const place = { file: row.name, sha256: row.sha256, line: null, byte_offset: Number(row.byte_offset) };
      return { ms, dayNo: row.event_day, at: utcText(ms), what: `${row.kind} ${row.service}`, ...place };
    });
}

export function utcText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, 'Z');
}
