/**
 * Send-or-pay (rules 10 to 12). A shortfall is what the commitment asks for less the rounded lines that it counts, never
 * below zero, and never counts tax. Per term it is a line only in the period that holds the term's last day, over the
 * earlier periods' runs; before that it is information. Per period it is a line of every period, whole, however many of
 * its days the term holds.
 */
import type { Agreement, Commitment } from '../../domain/agreement/types.ts';
import {
  add,
  compare,
  type Fraction,
  fraction,
  parseDecimal,
  sub,
  toExactText,
  ZERO,
} from '../../domain/fraction.ts';
import { lastPeriodOf } from '../../domain/period.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import type { LineKind, Statement, StatementLine } from '../../domain/statement.ts';
import type { Prior } from '../prior.ts';
import type { AdjustmentLine } from './line.ts';

/** Lines that a commitment may count, each rounded as its statement does. */
export interface CountedLine {
  readonly kind: LineKind;
  readonly minor: bigint;
}

/** Whether the period pays what is short. */
export function isDue({ commitment, term }: Agreement, period: string): boolean {
  return commitment !== null && (commitment.per === 'period' || lastPeriodOf(term) === period);
}

/** What is short if the period has these lines; zero where the agreement commits nothing, or not in this period. */
export function shortfallOf(
  agreement: Agreement,
  period: string,
  prior: Prior,
  lines: readonly CountedLine[],
): Fraction {
  if (agreement.commitment === null || !isDue(agreement, period)) return ZERO;
  return remaining(agreement.commitment, counted(agreement, agreement.commitment, prior, lines));
}

/** The line of a shortfall, or none; `version` as lines of the statement name it. */
export function commitmentLines(
  agreement: Agreement,
  shortfall: Fraction,
  version: Pick<StatementLine, 'version'>,
): AdjustmentLine[] {
  if (shortfall.n === 0n) return [];
  const { decimals, mode } = agreement.rounding;
  const minor = roundFraction(shortfall, decimals, mode);
  // Nothing is short where nothing is committed.
  const unit = agreement.commitment!.per;
  return [
    {
      exact: shortfall,
      minor,
      line: {
        line_id: `v${agreement.version}-commitment`,
        kind: 'commitment',
        service: null,
        charge_ref: 'commitment',
        ...version,
        segments: [],
        quantity: 1,
        included: 0,
        unit,
        priced_unit: unit,
        priced_unit_size: 1,
        tiers: [],
        rate: null,
        rates: [],
        refers_to: null,
        amount_exact: toExactText(shortfall),
        amount: minorToText(minor, decimals),
      },
    },
  ];
}

/** Where the commitment stands after this period. */
export function commitmentState(
  agreement: Agreement,
  period: string,
  prior: Prior,
  lines: readonly CountedLine[],
): Statement['commitment'] {
  const { commitment, rounding } = agreement;
  if (commitment === null) return null;
  const sum = counted(agreement, commitment, prior, lines);
  const text = (value: Fraction) =>
    minorToText(roundFraction(value, rounding.decimals, rounding.mode), rounding.decimals);
  const { amount, counts, per } = commitment;
  const overTerm = per === 'term';
  return {
    amount,
    counts,
    per,
    due: isDue(agreement, period),
    counted: text(sum),
    remaining: text(remaining(commitment, sum)),
    counted_runs: overTerm
      ? prior.counted.map(({ period: month, run_id }) => ({ period: month, run_id }))
      : [],
    missing_periods: overTerm ? prior.missing : [],
  };
}

/** Of earlier periods the whole months as rated last: what their corrections reversed does not count again. */
function counted(
  { rounding }: Agreement,
  { counts, per }: Commitment,
  prior: Prior,
  lines: readonly CountedLine[],
): Fraction {
  const kinds: readonly string[] = counts;
  const unit = 10n ** BigInt(rounding.decimals);
  const now = lines.filter(({ kind }) => kinds.includes(kind)).map(({ minor }) => fraction(minor, unit));
  const earlier = per === 'period' ? [] : prior.counted.flatMap((statement) => statement.lines);
  const before = earlier.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => parseDecimal(amount));
  return [...now, ...before].reduce(add, ZERO);
}

function remaining({ amount }: Commitment, sum: Fraction): Fraction {
  const short = sub(parseDecimal(amount), sum);
  return compare(short, ZERO) > 0 ? short : ZERO;
}
