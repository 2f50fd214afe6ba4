/** The lines of a statement, which open to how they are made up, down to net, tax and payable. */
import type { Statement, StatementLine } from '../../domain/statement.ts';
import {
  formatAmount,
  formatCount,
  formatQuantity,
  lineTitle,
  negated,
  pricedQuantity,
} from '../../report/format.ts';
import { type Child, h, link } from '../dom.ts';
import { section } from '../frame.ts';
import { table } from '../parts/table.ts';
import { address } from '../place.ts';

export function linesPart(statement: Statement, run: string): Child {
  const { agreement, totals, currency, terms, period } = statement;
  const to = (line: StatementLine) =>
    address(['runs', run, 'statements', agreement.id, 'lines', line.line_id]);
  const sum = (name: string, amount: string, strong = false) =>
    h(
      'tr',
      { class: strong ? 'strong' : null },
      h('th', { scope: 'row', colspan: 4 }, name),
      h('td', { class: 'number' }, formatAmount(amount)),
    );
  const deducts = terms.method === 'net_of_tap';
  return section(
    'Lines',
    table({
      name: `lines ${agreement.id} ${period}`,
      rows: statement.lines,
      caption: `Each line is rounded once; they add up to net. Amounts in ${currency}. A line leads to its tiers and devices.`,
      columns: [
        { name: 'Line', value: ({ line_id }) => line_id, cell: (line) => link(to(line), lineTitle(line)) },
        {
          name: 'Entry',
          kind: 'code',
          value: ({ charge_ref }) => charge_ref ?? '',
          cell: ({ charge_ref }) => charge_ref ?? 'not covered',
        },
        {
          name: 'Devices',
          kind: 'number',
          value: (line) => String(devicesOf(line)),
          cell: (line) => formatCount(devicesOf(line)),
        },
        {
          name: 'Quantity',
          kind: 'number',
          value: ({ quantity, unit }) => `${quantity} ${unit}`,
          cell: (line) =>
            h('span', { title: formatQuantity(line.quantity, line.unit) }, pricedQuantity(line)),
        },
        {
          name: 'Amount',
          kind: 'number',
          value: ({ amount }) => amount,
          cell: ({ amount }) => formatAmount(amount),
        },
      ],
      foot: [
        sum('Net', totals.net, true),
        sum('Tax', totals.tax),
        sum('Gross', totals.gross),
        deducts ? sum('less invoiced by TAP', negated(totals.tap_invoiced)) : null,
        sum('Payable', totals.payable, true),
        deducts ? null : sum('invoiced by TAP, for information', totals.tap_invoiced),
      ],
    }),
  );
}

/** Devices with a part in the line. */
export function devicesOf({ segments }: StatementLine): number {
  return segments.reduce((sum, { devices }) => sum + devices, 0);
}
