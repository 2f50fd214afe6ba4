/** The statements of a term: what the months have settled, by line, and what is open between them. */
import type { TermLine, TermStatement, TrueUpLine } from '../../domain/term-statement.ts';
import { formatQuantity, lineTitle } from '../../report/format.ts';
import { ask } from '../api.ts';
import { type Child, h, link } from '../dom.ts';
import { figures, pageHead, section } from '../frame.ts';
import type { Term } from '../papers.ts';
import { money } from '../parts/amounts.ts';
import { noticeBox } from '../parts/notice.ts';
import { amountColumn, table } from '../parts/table.ts';
import { monthName, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import { termReportsMenu } from './reports.ts';
import { periodName } from './terms.ts';
import type { View } from './view.ts';

export const termView: View = async ({ values, signal }) => {
  const id = values.term!;
  const { statements } = await ask<Term>(`/v1/terms/${id}`, { signal });
  const [first] = statements;
  const months = first === undefined ? '' : `${first.period.from}..${first.period.until}`;
  return h(
    'div',
    {},
    pageHead({
      title: periodName(months),
      crumbs: [['#/terms', 'Terms']],
      about: ['Term statement ', h('code', {}, id.slice(0, 16)), '. It is no link in the chain of a month.'],
      actions: termReportsMenu(id),
    }),
    statements.map(statementPart),
  );
};

function statementPart(statement: TermStatement): Child {
  const { agreement, parties, currency, settled, open, total, months, lines, true_up } = statement;
  const name = `${agreement.id} ${statement.period.from} ${statement.period.until}`;
  return section(
    agreement.id,
    h('p', { class: 'soft' }, `${parties.visited} bills ${parties.home}`),
    figures([
      [money(settled.net, currency), 'settled by the months, net'],
      [money(settled.payable, currency), 'payable for the months'],
      [money(open.net, currency), open.net.startsWith('-') ? 'open: a credit, net' : 'open, net'],
      [money(open.gross, currency), 'open with tax: what this asks for'],
      [money(total.net, currency), 'the term, net'],
    ]),
    true_up.length === 0
      ? noticeBox('good', 'Nothing is open: every month counted the others as they were rated last.')
      : trueUps(statement, name),
    table({
      name: `months ${name}`,
      rows: months,
      caption: `Months, each with its corrections, in ${currency}`,
      columns: [
        {
          name: 'Month',
          value: ({ period }) => period,
          cell: ({ period, run_id }) =>
            link(address(['runs', run_id, 'statements', agreement.id]), monthName(period)),
        },
        {
          name: 'Last issued run',
          kind: 'code',
          value: ({ run_id }) => run_id,
          cell: ({ run_id }) => runLink(run_id),
        },
        { name: 'Corrections', kind: 'number', value: ({ corrections }) => String(corrections) },
        amountColumn('Net', ({ net }: Month) => net),
        amountColumn('Tax', ({ tax }: Month) => tax),
        amountColumn('Gross', ({ gross }: Month) => gross),
        { ...amountColumn('Invoiced by TAP', ({ tap_invoiced }: Month) => tap_invoiced), extra: true },
        amountColumn('Payable', ({ payable }: Month) => payable),
      ],
    }),
    table({
      name: `term lines ${name}`,
      rows: lines,
      caption: 'Lines summed over the months. Each amount was rounded by its month.',
      columns: [
        { name: 'Line', value: ({ line_id }) => line_id, cell: (line) => lineTitle(line) },
        {
          name: 'Entry',
          kind: 'code',
          value: ({ charge_ref }) => charge_ref ?? '',
          cell: ({ charge_ref }) => charge_ref ?? 'not covered',
        },
        { name: 'Months', kind: 'number', value: (line) => String(line.months) },
        {
          name: 'Quantity',
          kind: 'number',
          value: ({ quantity, unit }) => `${quantity} ${unit}`,
          cell: ({ quantity, unit }) => formatQuantity(quantity, unit),
        },
        amountColumn('Amount', (line: TermLine) => line.amount),
      ],
    }),
  );
}

type Month = TermStatement['months'][number];

function trueUps({ true_up, currency }: TermStatement, name: string): HTMLElement {
  return table({
    name: `true-up ${name}`,
    rows: true_up,
    caption: `What the months do not settle of the term, in ${currency}; below zero they settle too much.`,
    columns: [
      { name: 'Line', kind: 'code', value: ({ line_id }) => line_id },
      { name: 'Kind', value: ({ kind }) => kind.replaceAll('_', ' ') },
      { name: 'Entry', kind: 'code', value: ({ charge_ref }) => charge_ref },
      { name: 'Months', value: (line) => line.months.join(' ') },
      { name: 'Due', kind: 'number', value: ({ due_exact }) => due_exact },
      { name: 'Settled', kind: 'number', value: ({ settled_exact }) => settled_exact },
      amountColumn('Open', (line: TrueUpLine) => line.amount),
    ],
  });
}
