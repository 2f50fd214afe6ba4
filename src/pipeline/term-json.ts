/** A term statement in short, for the command line and the API alike. */
import type { TermResult } from './term.ts';

export function termJson({ termId, period, statements }: TermResult) {
  return {
    term_id: termId,
    period,
    statements: statements.map(({ agreement, settled, open, total, currency }) => ({
      agreement_id: agreement.id,
      settled: settled.net,
      open: open.net,
      net: total.net,
      currency,
    })),
  };
}
