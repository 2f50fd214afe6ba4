/** The text of a version, and a text that may become one. */
import { ask, send } from '../api.ts';
import { button, type Child, fill, h } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { openDialog } from '../parts/dialog.ts';
import { labelled } from '../parts/fields.ts';
import { noticeBox, problemBox, toast } from '../parts/notice.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

const CRUMBS = [['#/agreements', 'Agreements']] as const;
const YAML = 'application/yaml';

interface Checked {
  readonly id: string;
  readonly version: number;
  readonly sha256: string;
  readonly warnings: readonly { readonly line: number; readonly key: string; readonly detail: string }[];
}

export const agreementView: View = async ({ values, signal }) => {
  const [id, version] = [values.agreement!, values.version!];
  const text = await textOf(id, version, signal);
  return h(
    'div',
    {},
    pageHead({
      title: id,
      crumbs: CRUMBS,
      about: `Version ${version}, as it was put.`,
      actions: [
        h(
          'a',
          { class: 'button', href: address(['agreements', 'new'], { from: `${id}/${version}` }) },
          'Take it for the next version',
        ),
        may('operator')
          ? h(
              'a',
              { class: 'button', href: address(['simulate'], { from: `${id}/${version}` }) },
              'Simulate a change',
            )
          : null,
      ],
    }),
    labelled('Text', textArea(text, { readonly: true })),
  );
};

export const newAgreementView: View = async ({ query, signal }) => {
  const [id, version] = (query.get('from') ?? '').split('/');
  const start = id && version ? await textOf(id, version, signal) : '';
  const text = textArea(start, { required: true, autofocus: true });
  const told = h('div', { 'aria-live': 'polite' });
  const file = h('input', {
    type: 'file',
    hidden: true,
    accept: '.yaml,.yml',
    onchange: () => {
      void file.files?.[0]?.text().then((yaml) => {
        text.value = yaml;
      });
    },
  });
  const check = () => ask<Checked>('/v1/agreements/check', { method: 'POST', body: text.value, type: YAML });
  const tell = (child: Child) => {
    fill(told, child);
    told.scrollIntoView({ block: 'nearest' });
  };
  const keep = async (found: Checked) => {
    const done = await openDialog({
      title: `Keep version ${found.version} of ${found.id}?`,
      body: h('p', {}, 'Months are settled by it from its date on. A version that is kept never changes.'),
      act: {
        label: 'Keep',
        run: async () => {
          const path = `/v1/agreements/${encodeURIComponent(found.id)}/versions/${found.version}`;
          await ask(path, { method: 'PUT', body: text.value, type: YAML });
        },
      },
    });
    if (!done) return;
    toast(`Version ${found.version} of ${found.id} is kept.`);
    location.hash = address(['agreements', found.id, found.version]);
  };
  return h(
    'div',
    {},
    pageHead({
      title: 'Check or keep an agreement',
      crumbs: CRUMBS,
      about: 'It is held against its schema, its examples and the agreements that are kept.',
    }),
    h(
      'form',
      {
        class: 'panel form',
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          check().then(
            (found) => tell(passed(found, () => void keep(found))),
            (error: unknown) => tell(problemBox(error)),
          );
        },
      },
      labelled('Agreement', text, 'YAML, as docs/agreement.md has it; the next version has the next number.'),
      h(
        'div',
        { class: 'form-end' },
        button('A file …', () => file.click()),
        file,
        h('button', { type: 'submit', class: 'primary' }, 'Check'),
      ),
    ),
    told,
  );
};

function passed({ id, version, warnings }: Checked, onKeep: () => void): Child {
  return [
    noticeBox('good', `It passes: version ${version} of ${id}.`),
    warnings.length === 0
      ? null
      : noticeBox(
          'warn',
          h('p', {}, h('strong', {}, 'To look at: ')),
          h(
            'ul',
            {},
            warnings.map(({ line, key, detail }) =>
              h('li', {}, h('code', {}, key), ` in line ${line}: ${detail}`),
            ),
          ),
        ),
    may('admin')
      ? h('p', {}, button('Keep it …', onKeep, { class: 'primary' }))
      : h('p', { class: 'soft' }, 'An administrator can keep it.'),
  ];
}

async function textOf(id: string, version: string, signal: AbortSignal): Promise<string> {
  return (
    await send(`/v1/agreements/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`, { signal })
  ).text();
}

function textArea(text: string, props: Readonly<Record<string, boolean>>): HTMLTextAreaElement {
  const area = h('textarea', { class: 'code', rows: 30, spellcheck: 'false', ...props });
  area.value = text;
  return area;
}
