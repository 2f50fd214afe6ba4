/** What if: months under agreements that are not in force, without a run. */
import type { Job } from '../answers.ts';
import { ask, send } from '../api.ts';
import { button, h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { choice, input, labelled } from '../parts/fields.ts';
import { noticeBox } from '../parts/notice.ts';
import { referenceField } from '../parts/reference.ts';
import { sending } from '../parts/sending.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { KeptAgreement } from './agreements.ts';
import type { View } from './view.ts';

/** What is being written, for as long as the tab is open: a simulation is tried again and again. */
let draft = '';

export const simulateView: View = async ({ query, signal }) => {
  if (!may('operator'))
    return h(
      'div',
      {},
      pageHead({ title: 'Simulate an agreement' }),
      noticeBox('warn', 'This takes the role operator.'),
    );
  const { agreements } = await ask<{ agreements: readonly KeptAgreement[] }>('/v1/agreements', { signal });
  const period = input({
    value: query.get('period') ?? '',
    required: true,
    pattern: '[0-9]{4}-[0-9]{2}([.]{2}[0-9]{4}-[0-9]{2})?',
    placeholder: '2026-10 or 2026-01..2026-10',
  });
  const text = h('textarea', {
    rows: 16,
    class: 'code',
    required: true,
    spellcheck: 'false',
    oninput: () => {
      draft = text.value;
    },
  });
  text.value = draft;
  const versions = agreements.flatMap(({ id, versions: all }) =>
    all.map(
      ({ version, effective }) => [`${id}/${version}`, `${id}, version ${version} of ${effective}`] as const,
    ),
  );
  const beside = choice([['', 'nothing'], ...versions], '');
  const begin = () => {
    if (from.value === '') return;
    const [id = '', version = ''] = from.value.split('/');
    send(`/v1/agreements/${encodeURIComponent(id)}/versions/${version}`, { signal })
      .then((answer) => answer.text())
      .then((yaml) => {
        text.value = yaml;
        draft = yaml;
        beside.value = from.value;
      })
      .catch((error: unknown) => form.tell(error));
  };
  const asked = query.get('from') ?? '';
  const from = choice([['', 'an agreement that is kept'], ...versions], asked, { onchange: begin });
  const file = h('input', {
    type: 'file',
    hidden: true,
    accept: '.yaml,.yml',
    onchange: () => {
      void file.files?.[0]?.text().then((yaml) => {
        text.value = yaml;
        draft = yaml;
      });
    },
  });
  const among = referenceField(
    'The other agreements of the months',
    '',
    'A path or an upload; left empty: those that the server keeps.',
  );
  const tacs = referenceField('TAC catalogue', '', null);
  const rates = referenceField('Rates', '', null);
  const breakEven = input({ placeholder: 'charges.access[0]', maxlength: 200 });
  const target = input({ placeholder: 'tap_as_billed', maxlength: 64 });
  const extend = h('input', { type: 'checkbox', id: 'extend-term' });
  const form = sending('Simulate', async () => {
    const [id, version] = beside.value.split('/');
    const optional = {
      among: among.value(),
      tacs: tacs.value(),
      rates: rates.value(),
      break_even: breakEven.value.trim() || undefined,
      target: breakEven.value.trim() === '' ? undefined : target.value.trim() || undefined,
    };
    const job = await ask<Job>('/v1/simulations', {
      method: 'POST',
      json: {
        period: period.value.trim(),
        candidates: [
          { name: 'candidate', yaml: text.value },
          ...(id === undefined || version === undefined
            ? []
            : [{ name: 'as kept', kept: { id, version: Number(version) } }]),
        ],
        ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
        ...(extend.checked ? { extend_term: true } : {}),
      },
    });
    location.hash = address(['jobs', job.id]);
  });
  if (asked !== '') begin();
  return h(
    'div',
    {},
    pageHead({
      title: 'Simulate an agreement',
      about: 'Past months settled under terms that are not in force, beside those that are. No run is kept.',
    }),
    h(
      'form',
      {
        class: 'panel form columns',
        onsubmit: form.onsubmit,
      },
      h(
        'div',
        {},
        h(
          'div',
          { class: 'row' },
          labelled('Begin with', from),
          button('A file …', () => file.click()),
          file,
        ),
        labelled(
          'Agreement to try',
          text,
          'YAML, as an agreement is written; take one that is kept and change it.',
        ),
      ),
      h(
        'div',
        {},
        labelled('Months', period, 'One, or a range of them.'),
        labelled('Beside it', beside, 'The agreement that it is compared with.'),
        labelled(
          'Break-even of a price',
          breakEven,
          'The value of this price at which net meets the target.',
        ),
        labelled('Target', target, 'TAP as billed where left empty, or an amount.'),
        among.box,
        tacs.box,
        rates.box,
        h(
          'p',
          { class: 'check' },
          extend,
          h('label', { for: 'extend-term' }, 'Settle months outside its term too'),
        ),
        form.end,
      ),
    ),
  );
};
