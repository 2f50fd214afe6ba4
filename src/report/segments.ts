/** Devices and money of each segment, summed over the lines of a statement. */

import { add, type Fraction, ZERO } from '../domain/fraction.ts';
import type { LineKind, Statement } from '../domain/statement.ts';
import { parseExact, roundedText, shownDecimals } from './exact.ts';

/** Kinds of line that carry segments, in the order they are shown. */
export const MONEY_KINDS = [
  'usage',
  'access',
  'as_billed',
  'commitment',
  'adjustment',
] as const satisfies LineKind[];

export interface SegmentSum {
  readonly segment: string;
  readonly devices: number;
  /** Decimal strings with the decimals of net. */
  readonly amounts: Readonly<Record<LineKind, string>>;
  readonly total: string;
}

interface Sums {
  devices: number;
  readonly amounts: Record<LineKind, Fraction>;
}

/** Devices that the agreement excludes, or that none of its rules fits. */
const NO_SEGMENT = '(no segment)';

/** In the order of `devices.by_segment`; a segment that only a line names follows. The totals add up to net. */
export function segmentSums(statement: Pick<Statement, 'devices' | 'lines' | 'totals'>): SegmentSum[] {
  const decimals = shownDecimals(statement.totals.net);
  const bySegment = new Map<string, Sums>();
  const sumsOf = (segment: string): Sums => {
    const found = bySegment.get(segment) ?? { devices: 0, amounts: noMoney() };
    bySegment.set(segment, found);
    return found;
  };
  for (const { segment, devices } of statement.devices.by_segment) sumsOf(segment).devices += devices;
  for (const line of statement.lines) {
    for (const { segment, amount } of line.segments) {
      const { amounts } = sumsOf(segment);
      amounts[line.kind] = add(amounts[line.kind], parseExact(amount));
    }
  }
  return [...bySegment].map(([segment, { devices, amounts }]) => ({
    segment: segment === '' ? NO_SEGMENT : segment,
    devices,
    amounts: mapKinds((kind) => roundedText(amounts[kind], decimals)),
    total: roundedText(
      MONEY_KINDS.reduce((sum, kind) => add(sum, amounts[kind]), ZERO),
      decimals,
    ),
  }));
}

function noMoney(): Record<LineKind, Fraction> {
  return mapKinds(() => ZERO);
}

function mapKinds<T>(make: (kind: LineKind) => T): Record<LineKind, T> {
  return Object.fromEntries(MONEY_KINDS.map((kind) => [kind, make(kind)])) as Record<LineKind, T>;
}
