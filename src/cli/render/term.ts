/** A term statement on a terminal: months, and what is open. */
import { plural } from '../../domain/plural.ts';
import type { TermResult } from '../../pipeline/term.ts';
import { formatAmount } from '../../report/format.ts';
import { renderTable, type TableRow } from './table.ts';

export function renderTerm({ termId, statements }: TermResult): string {
  const parts = statements.map(({ agreement, currency, months, true_up, settled, open, total }) => {
    const rows: TableRow[] = [
      ...months.map((month) => [
        month.period,
        `run ${month.run_id.slice(0, 12)}${month.corrections > 0 ? `, corrected ${month.corrections} ${plural(month.corrections, 'time')}` : ''}`,
        formatAmount(month.net),
      ]),
      { strong: ['settled', '', formatAmount(settled.net)] },
      ...true_up.map((line) => ['true-up', line.line_id, formatAmount(line.amount)]),
      'rule',
      { strong: ['open', 'net of tax', formatAmount(open.net)] },
      { strong: ['net', '', formatAmount(total.net)] },
    ];
    return `${agreement.id}\n${renderTable(['month', 'of', `net ${currency}`], rows, ['left', 'left', 'right'])}\n`;
  });
  return [...parts, `term statement ${termId}`].join('\n');
}
