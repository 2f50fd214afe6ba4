/** A line that stands beside the priced ones: no device has a share in it. */
import type { Fraction } from '../../domain/fraction.ts';
import type { StatementLine } from '../../domain/statement.ts';

export interface AdjustmentLine {
  readonly line: StatementLine;
  /** Before rounding. */
  readonly exact: Fraction;
  /** In minor units of the agreement's currency. */
  readonly minor: bigint;
}
