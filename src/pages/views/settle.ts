/** Settle a month: what goes in, what may pass; or only look at what would come of other thresholds. */
import type { Checklist, CloseItem, Job } from '../answers.ts';
import { ask } from '../api.ts';
import { button, type Child, fill, h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { input, labelled } from '../parts/fields.ts';
import { noticeBox, problemBox } from '../parts/notice.ts';
import { referenceField } from '../parts/reference.ts';
import { closeKind, monthName } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { chainFields } from './settle-chain.ts';
import type { View } from './view.ts';

const REMEMBERED = 'roamsettle.settle';
/** How the API names the lists of its own register of disputes. */
const KEPT_LISTS = 'kept:lists';
const DOCUMENTS = ['agreements', 'tacs', 'rates', 'lists'] as const;
type Documents = Partial<Record<(typeof DOCUMENTS)[number], string>>;

export const settleView: View = async ({ query, signal }) => {
  const { agreements } = await ask<{ agreements: readonly { id: string }[] }>('/v1/agreements', { signal });
  const old = remembered();
  const period = input({
    value: query.get('period') ?? '',
    required: true,
    pattern: '[0-9]{4}-(0[1-9]|1[0-2])',
    placeholder: 'YYYY-MM',
    maxlength: 7,
    autofocus: !query.has('period'),
  });
  const kept =
    agreements.length === 0
      ? 'The server keeps none: name a file or a folder of them.'
      : `Left empty: the ${agreements.length} that the server keeps (${agreements.map(({ id }) => id).join(', ')}).`;
  const fields = {
    agreements: referenceField('Agreements', old.agreements ?? '', kept),
    tacs: referenceField(
      'TAC catalogue',
      old.tacs ?? '',
      'CSV; without it, equipment says nothing of a device.',
    ),
    rates: referenceField(
      'Rates',
      old.rates ?? '',
      'CSV; needed where TAP is in another currency than the agreement.',
    ),
    lists: referenceField(
      'Lists',
      old.lists ?? '',
      'CSV or folder: what partners and reviewers say of devices.',
    ),
  };
  const decimal = { pattern: '0?[.][0-9]{1,6}|[01]', inputmode: 'decimal', class: 'short' };
  const chargeAt = input({ ...decimal, placeholder: '0.95' });
  const reviewAt = input({ ...decimal, placeholder: '0.60' });
  const waivers = waiverFields();
  const chain = chainFields(query.get('corrects'));
  const keptLists = h('input', {
    type: 'checkbox',
    id: 'kept-lists',
    checked: query.get('lists') === 'kept',
  });
  const errors = h('div', {});

  const documents = () =>
    Object.fromEntries(
      DOCUMENTS.map((name) => [name, fields[name].value()]).filter(([, value]) => value),
    ) as Documents;
  const start = async (path: string, extra: object) => {
    const given = documents();
    remember(given);
    if (keptLists.checked) given.lists = KEPT_LISTS;
    const job = await ask<Job>(path, {
      method: 'POST',
      json: { period: period.value, ...given, ...extra },
    });
    location.hash = address(['jobs', job.id]);
  };
  const tell = (error: unknown) => fill(errors, problemBox(error));
  const preview = button(
    'Preview',
    () => {
      if (!form.reportValidity()) return;
      const detection = {
        ...(chargeAt.value === '' ? {} : { charge_at: Number(chargeAt.value) }),
        ...(reviewAt.value === '' ? {} : { review_at: Number(reviewAt.value) }),
      };
      start('/v1/previews', Object.keys(detection).length > 0 ? { detection } : {}).catch(tell);
    },
    { class: '' },
  );
  const form = h(
    'form',
    {
      class: 'panel form columns',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const passed = waivers.chosen();
        start('/v1/runs', {
          ...(passed.length > 0 ? { waivers: passed } : {}),
          ...chain.value(),
        }).catch(tell);
      },
    },
    h(
      'div',
      {},
      labelled('Month', period, 'A calendar month, as 2026-10.'),
      DOCUMENTS.map((name) => fields[name].box),
      h(
        'p',
        { class: 'check' },
        keptLists,
        h('label', { for: 'kept-lists' }, 'By the lists that resolved disputes have left, instead of these'),
      ),
      chain.box,
      errors,
      h('div', { class: 'form-end' }, h('button', { type: 'submit', class: 'primary' }, 'Settle')),
    ),
    h(
      'div',
      {},
      waivers.box,
      h(
        'fieldset',
        {},
        h('legend', {}, 'Try other thresholds'),
        h('div', { class: 'row' }, labelled('Charge at', chargeAt), labelled('Review at', reviewAt)),
        h(
          'p',
          { class: 'hint' },
          'A preview shows what they would come to. A run goes by those of its agreements.',
        ),
        h('div', { class: 'form-end' }, preview),
      ),
    ),
  );
  const load = () => {
    if (!period.validity.valid || period.value === '') return;
    void waivers.load(period.value, signal);
    chain.load(period.value, signal).catch(tell);
  };
  period.addEventListener('change', load);
  load();
  if (!may('operator'))
    return h(
      'div',
      {},
      pageHead({ title: 'Settle a month' }),
      noticeBox('warn', 'This takes the role operator.'),
    );
  return h(
    'div',
    {},
    pageHead({ title: 'Settle a month', about: 'The same inputs give the same run, to the byte.' }),
    form,
  );
};

/** Open items of the month's newest run, for an admin to let pass with a reason. */
function waiverFields() {
  const box = h('div', {});
  let rows: { readonly id: string; readonly reason: HTMLInputElement }[] = [];
  const show = (list: Checklist, period: string): Child => {
    // Files that came since are taken in by this settlement.
    const close = list.close.filter(({ kind }) => kind !== 'files_since');
    rows = close.map(({ id, waived }) => ({
      id,
      reason: input({ value: waived ?? '', maxlength: 1000, placeholder: 'why it may pass' }),
    }));
    if (close.length === 0) return null;
    return h(
      'fieldset',
      {},
      h('legend', {}, `Let pass for ${monthName(period)}`),
      h(
        'p',
        { class: 'hint' },
        'An item with a reason is waived in the run that is made now; the audit log keeps it.',
      ),
      close.map((item, index) => labelled(itemLabel(item), rows[index]!.reason, item.what)),
    );
  };
  return {
    box,
    async load(period: string, signal: AbortSignal) {
      if (!may('admin')) return;
      const list = await ask<Checklist>(`/v1/periods/${encodeURIComponent(period)}/checklist`, {
        signal,
      }).catch(() => null);
      rows = [];
      fill(box, list === null ? null : show(list, period));
    },
    chosen: () =>
      rows
        .map(({ id, reason }) => ({ id, reason: reason.value.trim() }))
        .filter(({ reason }) => reason !== ''),
  };
}

function itemLabel({ kind, agreement_id }: CloseItem): string {
  return `${closeKind(kind)}${agreement_id === null ? '' : ` · ${agreement_id}`}`;
}

/** Paths of last time; what was sent is kept by the server for a day alone. */
function remembered(): Documents {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Documents;
  } catch {
    return {};
  }
}

function remember(documents: Documents): void {
  const paths = Object.entries(documents).filter(([, value]) => !value.startsWith('upload:'));
  localStorage.setItem(REMEMBERED, JSON.stringify(Object.fromEntries(paths)));
}
