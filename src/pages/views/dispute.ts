/** One dispute: its money, its items by pages, and what becomes of them. */
import { formatCount } from '../../report/format.ts';
import { ask } from '../api.ts';
import { button, type Child, h, link } from '../dom.ts';
import { figures, pageHead, section } from '../frame.ts';
import { pageKeys } from '../keys.ts';
import type { CreditNote, Dispute, DisputedLine, DisputeItem, Resolved } from '../papers.ts';
import { money } from '../parts/amounts.ts';
import { openDialog } from '../parts/dialog.ts';
import { choice, labelled } from '../parts/fields.ts';
import { imsiText, revealButton, reveals } from '../parts/imsi.ts';
import { noticeBox, toast } from '../parts/notice.ts';
import { pager } from '../parts/pager.ts';
import { amountColumn, table } from '../parts/table.ts';
import { badge, monthName, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { stateBadges, today } from './disputes.ts';
import type { View } from './view.ts';

const PAGE = 50;
const OUTCOMES = [
  ['', 'all'],
  ['open', 'open'],
  ['accepted', 'accepted'],
  ['rejected', 'rejected'],
] as const;

export const disputeView: View = async ({ values, query, signal }) => {
  const path = ['disputes', values.dispute!];
  const outcome = OUTCOMES.find(([word]) => word === query.get('outcome'))?.[0] || null;
  const cursor = query.get('cursor');
  const reveal = reveals();
  const dispute = await ask<Dispute>(`/v1/disputes/${encodeURIComponent(values.dispute!)}`, {
    query: { on: today(), outcome, cursor, limit: PAGE, ...(reveal ? { reveal } : {}) },
    signal,
  });
  const { id, run_id, agreement_id, period, totals, currency, item_counts, amounts, deadline } = dispute;
  return h(
    'div',
    {},
    pageHead({
      title: id,
      crumbs: [['#/disputes', 'Disputes']],
      marks: stateBadges(dispute),
      about: [
        link(address(['runs', run_id, 'statements', agreement_id]), `${agreement_id}, ${monthName(period)}`),
        `. Received ${dispute.received}${deadline === null ? '' : `, to be answered by ${deadline}`}; ${dispute.file.name}.`,
      ],
      actions: correction(dispute),
    }),
    figures([
      [money(totals.disputed, currency), 'disputed, net'],
      [money(amounts.open, currency), 'still open'],
      [money(amounts.accepted, currency), 'accepted: the partner is right'],
      [money(amounts.rejected, currency), 'rejected: the statement stands'],
      [money(totals.undisputed, currency), 'undisputed, to be paid now'],
    ]),
    items(dispute, path, outcome),
    pager(path, { outcome }, cursor, dispute.next),
    dispute.lines.length === 0
      ? null
      : section(
          'By line',
          table({
            name: `disputed lines ${id}`,
            rows: dispute.lines,
            caption: `Of ${formatCount(item_counts.open + item_counts.accepted + item_counts.rejected)} items, as they were registered`,
            columns: [
              { name: 'Line', kind: 'code', value: ({ line_id }) => line_id, cell: lineCell(dispute) },
              amountColumn('Statement', (line: DisputedLine) => line.amount),
              amountColumn('Disputed', (line: DisputedLine) => line.disputed),
            ],
          }),
        ),
    credits(dispute),
  );
};

/** Where the credit note is made: the month settled again, by the lists that disputes have left. */
function correction({ run_id, period, lists }: Dispute): Child {
  if (!may('operator') || lists.length === 0) return null;
  const to = address(['settle'], { period, corrects: run_id, lists: 'kept' });
  return h('a', { class: 'button', href: to }, 'Settle the correction');
}

function items(dispute: Dispute, path: readonly string[], outcome: string | null): HTMLElement {
  const { id, currency, item_counts } = dispute;
  const chosen = new Set<number>();
  const isOpen = ({ outcome: said }: DisputeItem) => said === null;
  const open = dispute.items.filter(isOpen);
  const decides = may('operator') && open.length > 0;
  const act = (word: 'accept' | 'reject', all: boolean) => () => {
    const picked = all ? ('all' as const) : [...chosen].sort((a, b) => a - b);
    if (picked !== 'all' && picked.length === 0) {
      toast('Choose items first, by their boxes.');
      return;
    }
    void resolve(id, word, picked, item_counts.open).then((done) => {
      if (done) dispatchEvent(new HashChangeEvent('hashchange'));
    });
  };
  const select = choice(OUTCOMES, outcome ?? '', {
    onchange: () => {
      location.hash = address(path, { outcome: select.value });
    },
  });
  if (decides)
    pageKeys([
      { keys: 'a', does: 'Accept the chosen items', run: act('accept', false) },
      { keys: 'x', does: 'Reject the chosen items', run: act('reject', false) },
    ]);
  return section(
    'Items',
    h('div', { class: 'filters', 'data-filters': true }, labelled('Show', select)),
    table({
      name: `items ${id}`,
      rows: dispute.items,
      caption: `${formatCount(item_counts.open)} open, ${formatCount(item_counts.accepted)} accepted, ${formatCount(item_counts.rejected)} rejected. Amounts in ${currency}.`,
      empty: 'No item is of this kind.',
      tools: [
        revealButton(),
        ...(decides
          ? [
              button('Accept chosen …', act('accept', false), { class: 'small' }),
              button('Reject chosen …', act('reject', false), { class: 'small' }),
              button('Accept all open …', act('accept', true), { class: 'small' }),
              button('Reject all open …', act('reject', true), { class: 'small' }),
            ]
          : []),
      ],
      columns: [
        {
          name: 'Item',
          kind: 'code',
          value: ({ item }) => String(item),
          cell: (one) => {
            if (!decides || !isOpen(one)) return String(one.item);
            const box = h('input', {
              type: 'checkbox',
              id: `item-${one.item}`,
              onchange: () => (box.checked ? chosen.add(one.item) : chosen.delete(one.item)),
            });
            return h('label', { class: 'pick' }, box, ` ${one.item}`);
          },
        },
        {
          name: 'About',
          kind: 'code',
          value: ({ imsi }) => imsi,
          cell: ({ imsi, known }) =>
            imsi === ''
              ? h('span', { class: 'soft' }, 'all devices')
              : [imsiText(imsi), known ? null : [' ', badge('not in the statement', 'provisional')]],
        },
        {
          name: 'Line',
          kind: 'code',
          value: ({ line_id }) => line_id,
          cell: (one) => (one.line_id === '' ? h('span', { class: 'soft' }, 'all') : lineCell(dispute)(one)),
        },
        { name: 'Reason', kind: 'wide', value: ({ reason }) => reason },
        amountColumn('Claimed', ({ claimed }: DisputeItem) => claimed ?? ''),
        amountColumn('Statement', ({ ours }: DisputeItem) => ours),
        amountColumn('Disputed', ({ disputed }: DisputeItem) => disputed),
        {
          name: 'Outcome',
          value: ({ outcome: said }) => said ?? 'open',
          cell: (one) => [
            badge(one.outcome ?? 'open', one.outcome === null ? 'review' : 'plain'),
            one.declared && one.outcome !== 'rejected' ? [' ', badge('declared', 'provisional')] : null,
          ],
        },
      ],
    }),
    dispute.items.some(({ declared, outcome: said }) => declared && said !== 'rejected')
      ? h(
          'p',
          { class: 'hint' },
          'Devices that the agreement declares stay charged where the declaration binds, also when they are accepted: the agreement has to change.',
        )
      : null,
  );
}

/** Asks once more, and says what came of it; whether it was done. */
function resolve(
  id: string,
  word: 'accept' | 'reject',
  picked: 'all' | readonly number[],
  open: number,
): Promise<boolean> {
  const number = picked === 'all' ? open : picked.length;
  const isAccept = word === 'accept';
  const noun = number === 1 ? 'item' : 'items';
  return openDialog({
    title: `${isAccept ? 'Accept' : 'Reject'} ${formatCount(number)} ${noun}?`,
    body: h(
      'div',
      {},
      h(
        'p',
        {},
        isAccept
          ? 'The partner is right. A device is left alone from the disputed month on, once a month is settled with the lists of disputes; the credit note is the correction of the month.'
          : 'The statement stands.',
      ),
      h('p', { class: 'soft' }, 'An item is resolved once. The audit log keeps who did it.'),
    ),
    act: {
      label: isAccept ? 'Accept' : 'Reject',
      run: async () => {
        const { status, declared } = await ask<Resolved>(`/v1/disputes/${encodeURIComponent(id)}/resolve`, {
          method: 'POST',
          json: { [word]: picked, on: today() },
        });
        toast(
          `The dispute is ${status}.`,
          isAccept && declared > 0 ? ` Declared devices among them: ${formatCount(declared)}.` : '',
        );
      },
    },
  });
}

function credits({ credit_notes }: Dispute): Child {
  if (credit_notes.length === 0) return null;
  return section(
    'Corrections issued since',
    table({
      name: 'corrections',
      rows: credit_notes,
      columns: [
        { name: 'Run', kind: 'code', value: ({ run_id }) => run_id, cell: ({ run_id }) => runLink(run_id) },
        { name: 'Correction', kind: 'number', value: ({ correction }) => String(correction) },
        amountColumn('Net', ({ net }: CreditNote) => net),
        { name: 'Currency', value: ({ currency }) => currency },
        { name: 'By a list of this dispute', value: ({ by_list }) => (by_list ? 'yes' : 'no') },
      ],
    }),
    credit_notes.some(({ by_list }) => by_list)
      ? null
      : noticeBox('plain', 'None of them was settled by a list of this dispute.'),
  );
}

function lineCell({ run_id, agreement_id }: Dispute) {
  return ({ line_id }: { readonly line_id: string }): Child =>
    link(address(['runs', run_id, 'statements', agreement_id, 'lines', line_id]), line_id);
}
