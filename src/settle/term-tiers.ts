/**
 * Tiers over the term: what earlier lines of an entry have used up of them (rule 7). They are the lines of the same path in
 * the agreement, of any version, that count the same thing; what corrections took back is no usage.
 */
import type { AccessCharge, UsageCharge } from '../domain/agreement/types.ts';
import {
  add,
  div,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  parseDecimal,
  ZERO,
} from '../domain/fraction.ts';
import type { LineKind, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';

/** An earlier line, of another period or of an earlier version in this one. */
export interface UsedLine {
  readonly kind: LineKind;
  readonly ref: string | null;
  readonly service: string | null;
  readonly pricedUnit: string;
  /** Base units in a priced unit. */
  readonly size: bigint;
  /** Base units after what was included. */
  readonly billable: bigint;
  /** The same by segment; null where the line does not tell, because units were included in all of it. */
  readonly bySegment: ReadonlyMap<string, bigint> | null;
}

/** Quantity of a tier, in priced units. */
interface UsedTier {
  readonly segment?: string | undefined;
  readonly quantity: Fraction;
}

/** A line of an earlier statement. */
export function usedLine(line: StatementLine): UsedLine {
  const size = BigInt(line.priced_unit_size);
  const whole = new Map(line.segments.map(({ segment, quantity }) => [segment, BigInt(quantity)]));
  return {
    kind: line.kind,
    ref: line.charge_ref,
    service: line.service,
    pricedUnit: line.priced_unit,
    size,
    billable: BigInt(line.quantity - line.included),
    bySegment: usedBySegment(
      line.tiers.map(({ segment, quantity }) => ({ segment, quantity: exactValue(quantity) })),
      size,
      line.included === 0 ? whole : null,
    ),
  };
}

/** By the tiers of each segment where each has its own, else by `whole`, what the segments have. */
export function usedBySegment(
  tiers: readonly UsedTier[],
  size: bigint,
  whole: ReadonlyMap<string, bigint> | null,
): ReadonlyMap<string, bigint> | null {
  if (!tiers.some(({ segment }) => segment !== undefined)) return whole;
  const used = new Map<string, bigint>();
  for (const { segment = '', quantity } of tiers)
    used.set(segment, (used.get(segment) ?? 0n) + mul(quantity, fromInteger(size)).n);
  return used;
}

/**
 * Priced units that earlier lines have used up of an entry's tiers, of those of a segment where each has its own. Usage
 * goes by base units, whatever unit its price was per; a prorated month by the days of its own month. Throws
 * COUNTED_INVALID where a line does not tell its segments apart.
 */
export function usedUnits(
  charge: UsageCharge | AccessCharge,
  lines: readonly UsedLine[],
  segment: string | null,
): Fraction {
  const isUsage = 'unitSize' in charge;
  return lines
    .filter(
      ({ kind, ref, service, pricedUnit }) =>
        ref === charge.ref &&
        (isUsage
          ? kind === 'usage' && service === charge.service
          : kind === 'access' && pricedUnit === charge.per),
    )
    .map((line) =>
      fraction(
        segment === null ? line.billable : inSegment(line, segment),
        isUsage ? BigInt(charge.unitSize) : line.size,
      ),
    )
    .reduce(add, ZERO);
}

function inSegment({ ref, bySegment }: UsedLine, segment: string): bigint {
  if (bySegment !== null) return bySegment.get(segment) ?? 0n;
  throw new RoamsettleError(
    'COUNTED_INVALID',
    `An earlier line of ${ref} had units included and does not tell in which segments: what each has used up is not known.`,
  );
}

/** An exact amount or quantity of a statement: a decimal, or n/d. */
function exactValue(text: string): Fraction {
  const [n = '', d = '1'] = text.split('/');
  return div(parseDecimal(n), parseDecimal(d));
}
