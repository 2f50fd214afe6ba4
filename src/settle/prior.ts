/** What earlier runs say to a settlement: an input like any other, named by their run ids (rules 10 and 15). */
import type { Statement } from '../domain/statement.ts';

/** What a later period of the term counts of an earlier one. */
export type CountedStatement = Pick<Statement, 'period' | 'run_id' | 'lines'>;

export interface Prior {
  /** Statement of each earlier period of the term that has one, by period; none where the agreement counts nothing. */
  readonly counted: readonly CountedStatement[];
  /** Earlier periods of the term without a run that counts. */
  readonly missing: readonly string[];
  /** The issued statement that this run corrects. */
  readonly corrected: Statement | null;
}
