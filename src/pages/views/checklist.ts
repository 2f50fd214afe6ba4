/** The items that stand between a month and its issue. */
import { formatAmount } from '../../report/format.ts';
import type { CloseItem } from '../answers.ts';
import { type Child, h, link } from '../dom.ts';
import { table } from '../parts/table.ts';
import { badge, closeKind } from '../parts/words.ts';
import { address } from '../place.ts';

export function checklistTable(items: readonly CloseItem[], run: string | null, name: string): HTMLElement {
  return table({
    name,
    rows: items,
    caption:
      'Each item is cleared, or waived with a reason when the month is settled again; files loaded since, by the issue.',
    empty: 'Nothing stands in the way: every file is there, and every device is decided.',
    columns: [
      { name: 'Item', value: ({ kind }) => kind, cell: (item) => itemName(item, run) },
      { name: 'Agreement', value: ({ agreement_id }) => agreement_id ?? '', kind: 'code' },
      { name: 'What', value: ({ what }) => what, kind: 'wide' },
      {
        name: 'Money on it',
        kind: 'number',
        value: moneyOf,
        cell: ({ money }) =>
          money.map(({ amount, currency }) => h('div', {}, `${formatAmount(amount)} ${currency}`)),
      },
      {
        name: 'State',
        value: ({ waived }) => (waived === null ? 'open' : `waived: ${waived}`),
        cell: ({ waived }) =>
          waived === null
            ? badge('open', 'review')
            : [badge('waived', 'ignore'), h('div', { class: 'soft' }, waived)],
      },
    ],
  });
}

function itemName({ kind, agreement_id }: CloseItem, run: string | null): Child {
  return kind === 'review_devices' && run !== null
    ? link(address(['runs', run, 'review'], { agreement: agreement_id }), closeKind(kind))
    : closeKind(kind);
}

function moneyOf({ money }: CloseItem): string {
  return money.map(({ amount, currency }) => `${amount} ${currency}`).join('; ');
}
