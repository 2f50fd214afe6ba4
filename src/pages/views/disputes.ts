/** The register of disputes, and the ways to the papers between partners. */
import { ask } from '../api.ts';
import { h, link } from '../dom.ts';
import { pageHead } from '../frame.ts';
import type { DisputeRow } from '../papers.ts';
import { amountColumn, table } from '../parts/table.ts';
import { badge, monthName } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

export const disputesView: View = async ({ signal }) => {
  const { disputes } = await ask<{ disputes: readonly DisputeRow[] }>('/v1/disputes', {
    query: { on: today() },
    signal,
  });
  return h(
    'div',
    {},
    pageHead({
      title: 'Disputes',
      about: 'What partners dispute of issued statements, and what became of it.',
      actions: may('operator')
        ? [
            link(address(['reconcile']), 'Reconcile a file'),
            link(address(['verify']), 'Verify a pack'),
            link(address(['disputes', 'new']), 'Register a dispute'),
          ].map((anchor, index) => {
            anchor.className = index === 2 ? 'button primary' : 'button';
            return anchor;
          })
        : null,
    }),
    table({
      name: 'disputes',
      rows: disputes,
      caption: 'By agreement and month. Amounts are net.',
      empty: 'No partner disputes anything.',
      columns: [
        {
          name: 'Dispute',
          value: ({ id }) => id,
          cell: ({ id }) => link(address(['disputes', id]), id),
        },
        {
          name: 'Month',
          value: ({ period }) => period,
          cell: ({ period }) => monthName(period),
        },
        {
          name: 'State',
          value: ({ status, overdue }) => (overdue === true ? `${status}, overdue` : status),
          cell: stateBadges,
        },
        { name: 'Received', kind: 'code', value: ({ received }) => received, extra: true },
        { name: 'Answer by', kind: 'code', value: ({ deadline }) => deadline ?? '' },
        { name: 'Open items', kind: 'number', value: ({ items }) => String(items.open) },
        amountColumn('Disputed', ({ totals }: DisputeRow) => totals.disputed),
        amountColumn('Open', ({ amounts }: DisputeRow) => amounts.open),
        amountColumn('Accepted', ({ amounts }: DisputeRow) => amounts.accepted),
        amountColumn('Rejected', ({ amounts }: DisputeRow) => amounts.rejected),
        amountColumn('Undisputed payable', ({ totals }: DisputeRow) => totals.undisputed),
        { name: 'Cur.', value: ({ currency }) => currency },
      ],
    }),
  );
};

export function stateBadges({ status, overdue }: Pick<DisputeRow, 'status' | 'overdue'>) {
  return [
    badge(status, status === 'resolved' ? 'done' : 'review'),
    overdue === true ? [' ', badge('overdue', 'failed')] : null,
  ];
}

/** The day of whoever looks: the server reads no clock for what is overdue. */
export function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
