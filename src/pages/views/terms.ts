/** Statements of terms: issued months summed, and the way to another sum. */
import { formatAmount } from '../../report/format.ts';
import { ask } from '../api.ts';
import { type Child, h, link } from '../dom.ts';
import { pageHead, section } from '../frame.ts';
import type { Terms } from '../papers.ts';
import { input, labelled } from '../parts/fields.ts';
import { referenceField } from '../parts/reference.ts';
import { sending } from '../parts/sending.ts';
import { table } from '../parts/table.ts';
import { monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

export const termsView: View = async ({ signal }) => {
  const { terms } = await ask<Terms>('/v1/terms', { signal });
  return h(
    'div',
    {},
    pageHead({
      title: 'Terms',
      about: 'Issued months of agreements summed, with what is open between them where one was corrected.',
    }),
    table({
      name: 'term statements',
      rows: terms,
      caption: 'By period. A month that is corrected later gives another statement.',
      empty: 'No term is summed yet.',
      columns: [
        {
          name: 'Months',
          value: ({ period }) => period,
          cell: ({ term_id, period }) => link(address(['terms', term_id]), periodName(period)),
        },
        {
          name: 'Total net',
          kind: 'wide',
          value: ({ statements }) =>
            statements
              .map(({ agreement_id, net, currency }) => `${agreement_id} ${net} ${currency}`)
              .join('; '),
          cell: ({ statements }) =>
            statements.map(({ agreement_id, net, currency }) =>
              h('span', { class: 'chip' }, `${agreement_id} `, h('b', {}, formatAmount(net)), ` ${currency}`),
            ),
        },
        {
          name: 'Open, gross',
          value: ({ statements }) => statements.map(({ open, currency }) => `${open} ${currency}`).join('; '),
          cell: ({ statements }) =>
            statements.map(({ open, currency }) =>
              h('div', { class: 'number' }, `${formatAmount(open)} ${currency}`),
            ),
        },
        {
          name: 'Statement',
          kind: 'code',
          value: ({ term_id }) => term_id,
          cell: ({ term_id }) => shortId(term_id),
        },
      ],
    }),
    may('operator') ? section('Sum a term', form()) : null,
  );
};

function form(): Child {
  const month = { pattern: '[0-9]{4}-(0[1-9]|1[0-2])', placeholder: 'YYYY-MM', maxlength: 7, required: true };
  const from = input(month);
  const until = input(month);
  const agreements = referenceField('Agreements', '', 'Left empty: those that the server keeps.');
  const form = sending('Sum', async () => {
    const reference = agreements.value();
    const made = await ask<{ term_id: string }>('/v1/terms', {
      method: 'POST',
      json: {
        period: `${from.value}..${until.value}`,
        ...(reference === undefined ? {} : { agreements: reference }),
      },
    });
    location.hash = address(['terms', made.term_id]);
  });
  return h(
    'form',
    {
      class: 'panel form narrow',
      onsubmit: form.onsubmit,
    },
    h('div', { class: 'row' }, labelled('First month', from), labelled('Last month', until)),
    agreements.box,
    h(
      'p',
      { class: 'hint' },
      'Each month has to be issued. Nothing is charged twice, and nothing is stored twice.',
    ),
    form.end,
  );
}

/** `2026-01..2026-12` → `January 2026 to December 2026`. */
export function periodName(period: string): string {
  const [from = '', until = ''] = period.split('..');
  return from === until ? monthName(from) : `${monthName(from)} to ${monthName(until)}`;
}
