/** Register what a partner disputes of an issued statement. */
import { ask } from '../api.ts';
import { h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import type { Dispute } from '../papers.ts';
import { input, labelled } from '../parts/fields.ts';
import { noticeBox } from '../parts/notice.ts';
import { partnerFields } from '../parts/partner-file.ts';
import { statementChoice } from '../parts/run-choice.ts';
import { sending } from '../parts/sending.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { today } from './disputes.ts';
import type { View } from './view.ts';

const HEAD = {
  title: 'Register a dispute',
  crumbs: [['#/disputes', 'Disputes']],
} as const;

export const newDisputeView: View = async ({ query, signal }) => {
  if (!may('operator'))
    return h('div', {}, pageHead(HEAD), noticeBox('warn', 'This takes the role operator.'));
  const { run, agreement, box } = await statementChoice(['disputes', 'new'], query, { issued: true, signal });
  return h(
    'div',
    {},
    pageHead({
      ...HEAD,
      about: 'Of the last issued statement of a month: by device, by line, or by both.',
    }),
    box,
    run === null || agreement === null
      ? noticeBox('plain', 'Choose the statement that is disputed.')
      : form(run.run_id, agreement),
  );
};

function form(run: string, agreement: string): HTMLElement {
  const partner = partnerFields(agreement, ['imsi', 'line', 'reason', 'amount']);
  const received = input({ type: 'date', value: today(), required: true });
  const days = input({ value: '30', pattern: '[0-9]{1,4}', inputmode: 'numeric' });
  const form = sending('Register', async () => {
    const { file, profile } = partner.value();
    const dispute = await ask<Dispute>(`/v1/runs/${run}/disputes`, {
      method: 'POST',
      json: {
        agreement,
        file,
        received: received.value,
        ...(days.value === '' ? {} : { days: Number(days.value) }),
        // With the columns that a file has where nobody says otherwise, it needs no profile.
        ...(Object.keys(profile.columns).length === 0 ? {} : { profile }),
      },
    });
    partner.remember();
    location.hash = address(['disputes', dispute.id]);
  });
  return h(
    'form',
    {
      class: 'panel form columns',
      onsubmit: form.onsubmit,
    },
    h(
      'div',
      {},
      partner.file,
      h(
        'div',
        { class: 'row' },
        labelled('Received on', received, 'The day it came.'),
        labelled('Days to answer', days, 'Empty: no term.'),
      ),
      h(
        'p',
        { class: 'hint' },
        'A row names an IMSI, a line, or both; without an amount all of it is disputed. The file is registered once.',
      ),
      form.end,
    ),
    partner.profile,
  );
}
