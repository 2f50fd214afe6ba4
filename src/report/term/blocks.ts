/** A term statement as blocks, for paper, page and terminal alike. */
import type { TermStatement } from '../../domain/term-statement.ts';
import { formatExact } from '../exact.ts';
import { formatAmount, formatQuantity } from '../format.ts';
import type { Block, TableRow } from '../pdf/blocks.ts';

const row = (cells: readonly string[], style: TableRow['style'] = 'plain'): TableRow => ({ cells, style });

export function termBlocks(statement: TermStatement): Block[] {
  const { agreement, parties, period, currency, terms, months, settled, open, total, term_id } = statement;
  const amount = (text: string) => `${formatAmount(text)} ${currency}`;
  const side = (name: string, tadigs: readonly string[]) => `${name} (${tadigs.join(', ')})`;
  return [
    { kind: 'title', text: `Term statement ${period.from} to ${period.until}` },
    { kind: 'subtitle', text: agreement.id },
    {
      kind: 'facts',
      rows: [
        ['Visited network', `${side(parties.visited, parties.visited_tadigs)} bills`],
        ['Home network', `${side(parties.home, parties.home_tadigs)} pays`],
        ['Settled by the months', `${amount(settled.net)} net, ${amount(settled.gross)} gross`],
        [open.gross.startsWith('-') ? 'Open, to the home network' : 'Open', amount(open.gross)],
        ['Terms', `${terms.method.replaceAll('_', ' ')}, tax rate ${terms.tax_rate}`],
        ['Agreement', `version ${agreement.version}, digest ${agreement.digest}`],
        ['Term statement', term_id],
      ],
    },
    { kind: 'heading', text: 'Months' },
    {
      kind: 'table',
      caption: `As rated last and issued: originals and corrections together. Amounts in ${currency}.`,
      headers: ['Month', 'Corrections', 'Net', 'Tax', 'Gross', 'Invoiced by TAP', 'Payable'],
      widths: [1.3, 1.2, 1.6, 1.4, 1.6, 1.6, 1.6],
      rows: [
        ...months.flatMap((month) => [
          row([
            month.period,
            String(month.corrections),
            ...[month.net, month.tax, month.gross, month.tap_invoiced, month.payable].map(formatAmount),
          ]),
          row([`run ${month.run_id}`], 'note'),
        ]),
        row(
          [
            'All',
            '',
            ...[settled.net, settled.tax, settled.gross, settled.tap_invoiced, settled.payable].map(
              formatAmount,
            ),
          ],
          'sum',
        ),
      ],
    },
    { kind: 'heading', text: 'Lines of all months' },
    {
      kind: 'table',
      caption: 'Each month has rounded its own line; the sums are of rounded amounts.',
      headers: ['Line', 'Months', 'Quantity', 'Amount'],
      widths: [4, 1, 2.5, 2],
      rows: [
        ...statement.lines.map((line) =>
          row([
            [line.line_id, line.kind.replaceAll('_', ' '), line.service ?? ''].filter(Boolean).join(' · '),
            String(line.months),
            formatQuantity(line.quantity, line.unit),
            formatAmount(line.amount),
          ]),
        ),
        row(['Net', '', '', formatAmount(settled.net)], 'sum'),
      ],
    },
    { kind: 'heading', text: 'What is open' },
    ...trueUpBlocks(statement),
    {
      kind: 'facts',
      rows: [
        ['Open', `${amount(open.net)} net, ${amount(open.tax)} tax, ${amount(open.gross)} gross`],
        [
          'Months and open',
          `${amount(total.net)} net, ${amount(total.tax)} tax, ${amount(total.gross)} gross`,
        ],
      ],
    },
  ];
}

function trueUpBlocks({ true_up }: TermStatement): Block[] {
  if (true_up.length === 0)
    return [
      { kind: 'text', text: 'Nothing: the months have settled tiers over the term and the commitment.' },
    ];
  return [
    {
      kind: 'table',
      caption: 'Months that were corrected after later ones had counted them.',
      headers: ['Line', 'Due', 'Settled', 'Open'],
      widths: [4, 2, 2, 2],
      rows: true_up.flatMap((line) => [
        row([
          line.line_id,
          formatExact(line.due_exact),
          formatExact(line.settled_exact),
          formatAmount(line.amount),
        ]),
        row([`${line.charge_ref} · ${line.months.join(', ')} · exact ${line.amount_exact}`], 'note'),
      ]),
    },
  ];
}
