/** Two runs held against each other: what went in, and what that did to lines, totals and devices, by cause. */

import { drawn, parseExact } from '../../report/exact.ts';
import { formatAmount, formatCount, words } from '../../report/format.ts';
import type { AmountChange, RunDiff, RunSummary } from '../answers.ts';
import { ask, type Page } from '../api.ts';
import { bars } from '../charts/bars.ts';
import { type Child, h } from '../dom.ts';
import { pageHead, section } from '../frame.ts';
import { change, isSome } from '../parts/amounts.ts';
import { choice, labelled } from '../parts/fields.ts';
import { noticeBox } from '../parts/notice.ts';
import { type Column, table } from '../parts/table.ts';
import { badge, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import type { View } from './view.ts';

const MAX_RUNS = 500;

export const compareView: View = async ({ query, signal }) => {
  const { runs } = await ask<{ runs: readonly RunSummary[] } & Page>('/v1/runs', {
    query: { limit: MAX_RUNS },
    signal,
  });
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const diff =
    from !== '' && to !== '' && from !== to
      ? await ask<RunDiff>(`/v1/runs/${encodeURIComponent(from)}/diff/${encodeURIComponent(to)}`, { signal })
      : null;
  const options: [string, string][] = [
    ['', 'choose a run'],
    ...runs.toReversed().map((run): [string, string] => [run.run_id, nameOf(run)]),
  ];
  const pick = (name: 'from' | 'to', value: string, label: string) => {
    const select = choice(options, value, {
      onchange: () => {
        location.hash = address(['compare'], { from, to, [name]: select.value });
      },
    });
    return labelled(label, select);
  };
  return h(
    'div',
    {},
    pageHead({
      title: 'Compare two runs',
      about: 'What changed, and by which cause: each cause is a whole settlement less the one before it.',
    }),
    h(
      'div',
      { class: 'filters', 'data-filters': true },
      pick('from', from, 'From'),
      pick('to', to, 'To'),
      from !== '' && to !== ''
        ? h('a', { class: 'button quiet', href: address(['compare'], { from: to, to: from }) }, '⇄ Swap')
        : null,
    ),
    diff === null
      ? noticeBox(
          'plain',
          runs.length < 2
            ? 'There are not two runs yet.'
            : from !== '' && from === to
              ? 'That is the same run twice.'
              : 'Choose two runs.',
        )
      : [
          inputsPart(diff),
          diff.statements.length === 0
            ? noticeBox('good', 'No statement differs: not a cent, not a device.')
            : diff.statements.map(statementPart),
        ],
  );
};

function nameOf({ run_id, period, statements }: RunSummary): string {
  const [first, ...others] = statements;
  const net =
    first === undefined ? '' : ` · ${first.agreement_id} ${formatAmount(first.net)} ${first.currency}`;
  return `${period} · ${run_id.slice(0, 12)}${net}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function inputsPart({ from, to, inputs }: RunDiff): HTMLElement {
  const said = Object.entries(inputs).flatMap(([name, value]): [string, Child][] => {
    if (value === true) return [[words(name), 'differ']];
    if (Array.isArray(value) && value.length > 0)
      return [
        [words(name), name.startsWith('files') ? formatCount(value.length) : (value as string[]).join(', ')],
      ];
    return [];
  });
  return section(
    'What went in',
    h('p', {}, 'From ', runLink(from), ' to ', runLink(to)),
    said.length === 0
      ? h('p', { class: 'soft' }, 'The same inputs.')
      : h(
          'dl',
          { class: 'facts' },
          said.map(([name, what]) => [h('dt', {}, name), h('dd', {}, what)]),
        ),
  );
}

type Changed = RunDiff['statements'][number];

function statementPart({ agreement_id, currency, totals, lines, devices, notes }: Changed): HTMLElement {
  const causes = causesIn([...totals, ...lines]);
  return h(
    'section',
    { class: 'panel' },
    h('h2', {}, agreement_id),
    table({
      name: `totals ${agreement_id}`,
      rows: totals,
      caption: `Totals that differ, ${currency}`,
      empty: 'No total differs.',
      columns: amountColumns('Total', causes),
      ...pictureOf(totals, causes),
    }),
    lines.length === 0
      ? null
      : table({
          name: `changed lines ${agreement_id}`,
          rows: lines,
          caption: `Lines that differ, ${currency}`,
          columns: amountColumns('Line', causes),
        }),
    devices.length === 0
      ? null
      : table({
          name: `moved devices ${agreement_id}`,
          rows: devices,
          caption: `Devices that changed alike, ${currency}`,
          columns: [
            { name: 'Segment', value: (row) => `${row.from_segment ?? '–'} → ${row.to_segment ?? '–'}` },
            {
              name: 'Decision',
              value: (row) => `${row.from_decision ?? ''} → ${row.to_decision ?? ''}`,
              cell: (row) => [
                row.from_decision === null ? badge('new', 'plain') : badge(row.from_decision),
                ' → ',
                row.to_decision === null ? badge('gone', 'plain') : badge(row.to_decision),
              ],
            },
            {
              name: 'Devices',
              kind: 'number',
              value: (row) => String(row.devices),
              cell: (row) => formatCount(row.devices),
            },
            { name: 'Usage', kind: 'number', value: (row) => row.usage, cell: (row) => change(row.usage) },
            { name: 'Fees', kind: 'number', value: (row) => row.access, cell: (row) => change(row.access) },
            {
              name: 'As billed',
              kind: 'number',
              value: (row) => row.as_billed,
              cell: (row) => change(row.as_billed),
            },
          ],
        }),
    notes.length === 0
      ? null
      : h(
          'ul',
          { class: 'notes' },
          notes.map((note) => h('li', {}, note)),
        ),
  );
}

/** Causes that moved anything, in the order in which they are told apart. */
function causesIn(rows: readonly AmountChange[]): string[] {
  const names = rows.flatMap(({ causes }) =>
    Object.entries(causes ?? {}).flatMap(([name, amount]) => (isSome(amount) ? [name] : [])),
  );
  return [...new Set(names)];
}

function amountColumns(name: string, causes: readonly string[]): Column<AmountChange>[] {
  const shown = (amount: string | null) =>
    amount === null ? h('span', { class: 'soft' }, 'none') : exact(amount);
  return [
    { name, value: (row) => row.name, cell: (row) => words(row.name) },
    { name: 'From', kind: 'number', value: ({ from }) => from ?? '', cell: ({ from }) => shown(from) },
    { name: 'To', kind: 'number', value: ({ to }) => to ?? '', cell: ({ to }) => shown(to) },
    { name: 'Change', kind: 'number', value: (row) => row.change, cell: (row) => signed(row.change) },
    ...causes.map(
      (cause): Column<AmountChange> => ({
        name: `by ${words(cause)}`,
        kind: 'number',
        value: (row) => row.causes?.[cause] ?? '',
        cell: (row) =>
          row.causes === null ? h('span', { class: 'soft' }, '?') : signed(row.causes[cause] ?? '0'),
      }),
    ),
  ];
}

function exact(amount: string): Child {
  return amount.includes('/') ? amount : formatAmount(amount);
}

function signed(amount: string): Child {
  return amount.includes('/') ? amount : change(amount);
}

function pictureOf(totals: readonly AmountChange[], causes: readonly string[]) {
  const box = bars({
    rows: totals.map((row) => {
      const size = drawn(parseExact(row.change));
      return [{ from: 0, to: size, tone: size < 0 ? 'down' : 'up' }];
    }),
  });
  const [first] = causes;
  return box === null || first === undefined
    ? {}
    : { picture: { head: '', box, before: `by ${words(first)}` } };
}
