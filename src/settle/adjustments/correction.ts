/**
 * Corrections: the statement holds the whole period rated again, and takes back the issued lines one by one. Never a delta
 * priced at a marginal tier; the sum over a chain of statements is always the period as it was rated last.
 */
import { add, fraction, mul, parseDecimal, toExactText, ZERO } from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import type { Statement, StatementLine } from '../../domain/statement.ts';
import { RoamsettleError } from '../../errors.ts';
import type { AdjustmentLine } from './line.ts';

/** What a correction takes back, in minor units. */
export interface Reversal {
  readonly lines: readonly AdjustmentLine[];
  /** Tax on the whole period as issued. */
  readonly tax: bigint;
  /** What TAP invoiced for the whole period as issued. */
  readonly tapInvoiced: bigint;
}

const NO_REVERSAL: Reversal = Object.freeze({ lines: [], tax: 0n, tapInvoiced: 0n });

/**
 * Takes back every line of the corrected statement that is no reversal itself: those stand for a statement before it,
 * which it has taken back already. Zero lines too, so that each issued line has its answer. `decimals` are those of the
 * new statement; throws BALANCE_BROKEN where an issued amount has more.
 */
export function reversalOf(corrected: Statement | null, decimals: number): Reversal {
  if (corrected === null) return NO_REVERSAL;
  const { agreement, terms, baselines, lines, run_id } = corrected;
  const whole = lines.filter((line) => line.kind !== 'adjustment');
  const unit = 10n ** BigInt(terms.rounding.decimals);
  // Worked out as that statement did: its own `tax` is a change where it was a correction itself.
  const tax = whole
    .map((line) => {
      const version = agreement.versions?.find((one) => one.version === line.version);
      const rate = parseDecimal(version?.tax_rate ?? terms.tax_rate);
      return mul(fraction(minorOf(line.amount, terms.rounding.decimals), unit), rate);
    })
    .reduce(add, ZERO);
  const taxMinor = roundFraction(tax, terms.rounding.decimals, terms.rounding.mode);
  const tap = baselines.find(({ name }) => name === 'tap_as_billed')!.amount;
  return {
    lines: whole.map((line) => reversed(line, run_id, decimals)),
    tax: minorOf(minorToText(taxMinor, terms.rounding.decimals), decimals),
    tapInvoiced: minorOf(tap, decimals),
  };
}

function reversed({ opposite: _, ...line }: StatementLine, runId: string, decimals: number): AdjustmentLine {
  const minor = -minorOf(line.amount, decimals);
  const exact = fraction(minor, 10n ** BigInt(decimals));
  return {
    exact,
    minor,
    line: {
      ...line,
      line_id: `adj-${line.line_id}`,
      kind: 'adjustment',
      segments: [],
      // No minus zero.
      quantity: 0 - line.quantity,
      included: 0 - line.included,
      tiers: [],
      refers_to: { run_id: runId, line_id: line.line_id },
      amount_exact: toExactText(exact),
      amount: minorToText(minor, decimals),
    },
  };
}

function minorOf(amount: string, decimals: number): bigint {
  const scaled = mul(parseDecimal(amount), fraction(10n ** BigInt(decimals), 1n));
  if (scaled.d !== 1n) {
    throw new RoamsettleError('BALANCE_BROKEN', 'An issued amount has more decimals than its correction.');
  }
  return scaled.n;
}
