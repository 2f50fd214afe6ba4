/** A partner's rows against a statement: what matches, what differs and by how much, from both sides. */
import { ask } from '../api.ts';
import { fill, h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import type { Reconciled } from '../papers.ts';
import { download } from '../parts/download.ts';
import { input, labelled } from '../parts/fields.ts';
import { noticeBox } from '../parts/notice.ts';
import { partnerFields } from '../parts/partner-file.ts';
import { statementChoice } from '../parts/run-choice.ts';
import { sending } from '../parts/sending.ts';
import { may } from '../session.ts';
import { outcome, type Shown, SIDES } from './reconciliation.ts';
import type { View } from './view.ts';

const SHOWN = 100;
const HEAD = { title: 'Reconcile a partner’s file', crumbs: [['#/disputes', 'Disputes']] } as const;
export const reconcileView: View = async ({ query, signal }) => {
  if (!may('operator'))
    return h('div', {}, pageHead(HEAD), noticeBox('warn', 'This takes the role operator.'));
  const { run, agreement, box } = await statementChoice(['reconcile'], query, { issued: false, signal });
  return h(
    'div',
    {},
    pageHead({
      ...HEAD,
      about: 'Settlement or usage rows, summed to the keys that the file has and joined from both sides.',
    }),
    box,
    run === null || agreement === null
      ? noticeBox('plain', 'Choose the statement that it is held against.')
      : form(run.run_id, agreement),
  );
};

function form(run: string, agreement: string): HTMLElement {
  const partner = partnerFields(agreement, ['line', 'service', 'segment', 'imsi', 'quantity', 'amount']);
  const decimal = { pattern: '[0-9]{1,15}([.][0-9]{1,9})?', inputmode: 'decimal', placeholder: '0' };
  const tolerances = {
    amount_tolerance: input(decimal),
    quantity_tolerance: input(decimal),
    percent_tolerance: input({ ...decimal, pattern: '[0-9]{1,3}([.][0-9]{1,2})?' }),
  };
  const found = h('div', { 'aria-live': 'polite' });
  const asked = () => ({
    agreement,
    ...partner.value(),
    ...Object.fromEntries(
      Object.entries(tolerances).flatMap(([name, field]) =>
        field.value === '' ? [] : [[name, field.value]],
      ),
    ),
  });
  const compare = async (body: ReturnType<typeof asked>, shown: Shown) => {
    const result = await ask<Reconciled>(`/v1/runs/${run}/reconcile`, {
      method: 'POST',
      json: {
        ...body,
        limit: SHOWN,
        ...(shown.reveal ? { reveal: true } : {}),
        ...(shown.only === '' ? {} : { class: shown.only }),
      },
    });
    partner.remember();
    sent.tell(null);
    const { columns } = body.profile;
    fill(
      found,
      outcome({
        result,
        shown,
        sides: SIDES.filter(([, , kind]) => columns[kind] !== undefined),
        again: (change) => void compare(body, { ...shown, ...change }).catch(sent.tell),
        saveAll: () =>
          void download(`/v1/runs/${run}/reconcile/differences`, 'differences.csv', {
            method: 'POST',
            json: body,
          }).catch(sent.tell),
      }),
    );
  };
  const sent = sending('Compare', async () => {
    // What was found of other columns is of another comparison.
    fill(found);
    await compare(asked(), { reveal: false, only: '' });
    found.querySelector('h2')?.scrollIntoView({ block: 'start' });
  });
  return h(
    'div',
    {},
    h(
      'form',
      {
        class: 'panel form columns',
        onsubmit: sent.onsubmit,
      },
      h(
        'div',
        {},
        partner.file,
        h(
          'fieldset',
          {},
          h('legend', {}, 'What may differ'),
          h(
            'div',
            { class: 'fields' },
            labelled('Amount', tolerances.amount_tolerance),
            labelled('Quantity', tolerances.quantity_tolerance),
            labelled('Percent', tolerances.percent_tolerance),
          ),
          h(
            'p',
            { class: 'hint' },
            'Amounts in the statement’s currency, quantities in base units; the percentage is of the larger side. Whichever lets more pass.',
          ),
        ),
        sent.end,
      ),
      partner.profile,
    ),
    found,
  );
}
