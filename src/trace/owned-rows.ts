/**
 * The replayed rows of one device that belong to an agreement, as relations: a device may have millions, and none of them is carried
 * here. What its days come to is asked of the kernel that worked it out for the run.
 */
import { EVENT_FLAGS } from '../features/kernel/flags.ts';
import { type DayFees, KernelInstance } from '../features/kernel/instance.ts';
import * as L from '../features/kernel/layout.ts';
import type { OwnerTables } from '../features/kernel/owner-tables.ts';
import type { KernelScope, Terms } from '../features/kernel/scope.ts';
import type { Db, Row, SqlValue } from '../store/db.ts';
import type { ReplayScope } from './records.ts';

/** A row of sql/trace/event_shape.sql. */
interface Shape extends Row {
  visited_plmn: number;
  procedure: number;
  result: number;
  interface: number;
  shape: string;
}

/** Columns of an event that have a table in `words`, see wordTables. */
const COLUMNS = 4;

/** Makes owned_event, period_event, known_record and shown_record of the device at hand under the agreement `no`. */
export async function ownRows({ terms, owners, words }: KernelScope, scope: ReplayScope): Promise<void> {
  const { db, no, imsi } = scope;
  const { scanFromMs, scanUntilMs, periodFromDay, periodEndDay } = terms[no]!;
  const reach = { from_ms: BigInt(scanFromMs), until_ms: BigInt(scanUntilMs) };
  const shapes = (await db.rows<Shape>('trace/event_shape', reach)).map((row) => ({
    ...row,
    flags: flagsOf(words, [row.procedure, row.result, row.interface]),
  }));
  const plmns = new Set(shapes.map(({ visited_plmn }) => visited_plmn));
  const keysOf = (flag: number) =>
    listOf(shapes.filter(({ flags }) => (flags & flag) !== 0).map(({ shape }) => shape));
  await setVariables(db, {
    traced_no: [no, 'INTEGER'],
    traced_from_ms: [reach.from_ms, 'BIGINT'],
    traced_until_ms: [reach.until_ms, 'BIGINT'],
    traced_from_day: [periodFromDay, 'INTEGER'],
    traced_end_day: [periodEndDay, 'INTEGER'],
    traced_plmns: [listOf([...plmns].filter((plmn) => ownerOf(owners, imsi, plmn) === no)), 'INTEGER[]'],
    traced_signs: [keysOf(L.SIGN), 'HUGEINT[]'],
    traced_attaching: [keysOf(L.SIGN | L.DETACH), 'HUGEINT[]'],
  });
  await db.run('trace/owned_event');
  await db.run('trace/period_event');
  await db.run('trace/known_record', { no });
  await db.run('trace/shown_record');
}

/** A list as text that DuckDB casts. */
function listOf(values: readonly (number | string)[]): string {
  return `[${[...new Set(values)].join(', ')}]`;
}

async function setVariables(db: Db, variables: Record<string, [SqlValue, string]>): Promise<void> {
  for (const [name, [value, type]] of Object.entries(variables))
    await db.exec(`SET VARIABLE ${name} = CAST($value AS ${type})`, { value });
}

export interface CountedDay {
  readonly day: number;
  readonly observed: boolean;
  readonly present: boolean;
  readonly attaches: number;
}

/**
 * What the kernel says of each day of the period, in order, of the rows that `ownRows` made; `minAttachedMs` where the agreement's own
 * is not meant.
 */
export async function countDays(
  kernelScope: KernelScope,
  { db, no }: ReplayScope,
  minAttachedMs?: number,
): Promise<CountedDay[]> {
  const meant = (terms: Terms): Terms => (minAttachedMs === undefined ? terms : { ...terms, minAttachedMs });
  const instance = new KernelInstance({ ...kernelScope, terms: kernelScope.terms.map(meant) });
  await db.drain('trace/attaching_event', {}, (columns, rows) => instance.take(false, columns, rows));
  await db.drain('features/slice_known_record', {}, (columns, rows) => instance.take(true, columns, rows));
  const fees = instance.dayFees(no);
  const { periodFromDay, periodEndDay } = kernelScope.terms[no]!;
  return Array.from({ length: periodEndDay - periodFromDay }, (_, i) => dayOf(fees, periodFromDay, i));
}

function dayOf({ observed, present, attaches }: DayFees, periodFromDay: number, place: number): CountedDay {
  const isIn = (days: number) => ((days >>> place) & 1) !== 0;
  return {
    day: periodFromDay + place,
    observed: isIn(observed),
    present: isIn(present),
    attaches: attaches[place]!,
  };
}

/** What an event with these codes of procedure, result and interface (-1: none) says of attachment (rule 3). */
function flagsOf(words: Uint16Array, codes: readonly number[]): number {
  const length = words.length / COLUMNS;
  const packed = codes.reduce((sum, code, column) => sum + words[column * length + code + 1]!, 0);
  // Above the combinations stands the place of the interface among feeds.
  return EVENT_FLAGS[packed & (L.COMBINATIONS - 1)]!;
}

/** The agreement that an event of the IMSI in a PLMN (its code; -1: none named) belongs to; -1: none. */
function ownerOf({ bounds, begins, answers }: OwnerTables, imsi: bigint, plmn: number): number {
  let segment = 0;
  while (segment < bounds.length && bounds[segment]! <= imsi) segment++;
  for (let at = begins[segment]!; at < begins[segment + 1]!; at++)
    if (answers[2 * at] === plmn) return answers[2 * at + 1]!;
  return -1;
}
