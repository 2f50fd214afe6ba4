/**
 * The days that a device owes a fee for, each with the first sign of life on it (rules 3 and 8). Whether a day counts is asked
 * of the kernel that worked it out for the run.
 */
import type { FeeFacts } from '../domain/devices.ts';
import { dateOfDay } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { readKernelScope } from '../features/kernel/scope.ts';
import { feeQuantity } from '../settle/charge-models/access.ts';
import type { Row } from '../store/db.ts';
import type { DevicePart, FoundLine } from './line.ts';
import { type CountedDay, countDays, ownRows } from './owned-rows.ts';
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

/** A row of sql/trace/day_sign.sql. */
interface SignRow extends Row {
  day: number;
  event_ms: bigint;
  is_first: boolean;
  is_last: boolean;
  name: string;
  sha256: string;
  is_record: boolean;
  place: bigint;
  what: string;
}

/** Throws RECORDS_DIFFER where the days do not come to what the run has. */
export async function traceFee(found: FoundLine, part: DevicePart, scope: ReplayScope): Promise<FeeDay[]> {
  const { db, no } = scope;
  const kernelScope = await readKernelScope(db);
  await ownRows(kernelScope, scope);
  const { periodFromDay, feeDayBits } = kernelScope.terms[no]!;
  const holds = ({ day }: CountedDay) => ((feeDayBits >>> (day - periodFromDay)) & 1) !== 0;
  const counted = (await countDays(kernelScope, scope)).filter(holds);
  const charge = found.agreement.charges.access.find(({ ref }) => ref === found.line.charge_ref)!;
  const byPresence = charge.feeDays === 'present' && charge.per !== 'attach';
  const facts = { ...sumOf(counted), version: scope.version };
  const quantity = feeQuantity(charge, facts);
  if (quantity !== BigInt(part.quantity)) {
    const now = `${facts.observed} observed days, ${facts.present} present, ${facts.attaches} attaches`;
    throw new RoamsettleError(
      'RECORDS_DIFFER',
      `There are now ${now}: ${quantity ?? 0} instead of ${part.quantity}.`,
    );
  }
  const signs = await db.rows<SignRow>('trace/day_sign');
  return counted
    .filter(({ observed, present, attaches }) =>
      charge.per === 'attach' ? attaches > 0 || observed : byPresence ? present : observed,
    )
    .map(({ day, observed, present, attaches }) => ({
      day: dateOfDay(day),
      observed,
      present,
      attaches,
      first_sign: signOf(signs, day),
    }));
}

function signOf(signs: readonly SignRow[], day: number): Sign | null {
  const sign =
    signs.find((one) => one.is_first && one.day === day) ??
    signs
      .filter((one) => one.is_last && one.day < day)
      .reduce<SignRow | null>((last, one) => (last === null || isLater(one, last) ? one : last), null);
  if (sign === null) return null;
  const place = Number(sign.place);
  return {
    at: utcText(Number(sign.event_ms)),
    what: sign.what,
    file: sign.name,
    sha256: sign.sha256,
    line: sign.is_record ? null : place,
    byte_offset: sign.is_record ? place : null,
  };
}

function isLater(one: SignRow, other: SignRow): boolean {
  if (one.event_ms !== other.event_ms) return one.event_ms > other.event_ms;
  return one.sha256 === other.sha256 ? one.place > other.place : one.sha256 > other.sha256;
}

function sumOf(days: readonly CountedDay[]): Omit<FeeFacts, 'version'> {
  const count = (key: 'observed' | 'present') => days.filter((day) => day[key]).length;
  return {
    observed: count('observed'),
    present: count('present'),
    attaches: days.reduce((total, { attaches }) => total + attaches, 0),
  };
}

export function utcText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, 'Z');
}
