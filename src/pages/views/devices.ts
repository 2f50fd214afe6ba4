/** The device list of a run, by pages and filters: however many there are, one page is fetched. */
import { plural } from '../../domain/plural.ts';
import { formatAmount } from '../../report/format.ts';
import type { DeviceRow, Run } from '../answers.ts';
import { ask, type Page } from '../api.ts';
import { button, type Child, h, link } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { bytes, count, isSome } from '../parts/amounts.ts';
import { choice, input, labelled } from '../parts/fields.ts';
import { imsiText, revealButton, reveals } from '../parts/imsi.ts';
import { pager } from '../parts/pager.ts';
import { type Column, table } from '../parts/table.ts';
import { badge, monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { findDialog } from './find-device.ts';
import type { View } from './view.ts';

const PAGE = 50;
const FILTERS = ['agreement', 'segment', 'decision', 'device', 'presence', 'activity', 'tac'] as const;
const WORDS = {
  decision: ['charge', 'review', 'ignore'],
  device: ['iot', 'unknown', 'human'],
  presence: ['permanent', 'temporary', 'insufficient_history'],
  activity: ['silent', 'low', 'normal'],
} as const;

export const devicesView: View = async ({ values, query, signal }) => {
  const run = await ask<Run>(`/v1/runs/${values.run}`, { signal });
  const id = run.run_id;
  const path = ['runs', id, 'devices'];
  const filters = Object.fromEntries(
    FILTERS.flatMap((name) => (query.has(name) ? [[name, query.get(name)!]] : [])),
  );
  const cursor = query.get('cursor');
  const reveal = reveals();
  const page = await ask<{ devices: readonly DeviceRow[] } & Page>(`/v1/runs/${id}/devices`, {
    query: { ...filters, cursor, limit: PAGE, ...(reveal ? { reveal } : {}) },
    signal,
  });
  return h(
    'div',
    {},
    pageHead({
      title: 'Devices',
      crumbs: [
        ['#/', 'Months'],
        [address(['months', run.period]), monthName(run.period)],
        [address(['runs', id]), ['Run ', shortId(id)]],
      ],
      actions: may('operator') ? button('Find an IMSI …', () => void findDialog(id)) : null,
    }),
    filterBar(path, filters, run),
    table({
      name: `devices ${run.period} ${Object.values(filters).join(' ')}`.trim(),
      rows: page.devices,
      caption:
        cursor === null && page.next === null
          ? `${page.devices.length} ${plural(page.devices.length, 'device')}`
          : `${page.devices.length} ${plural(page.devices.length, 'device')} on this page, by agreement and IMSI`,
      tools: revealButton(),
      empty: ['No device has these values. ', h('a', { href: address(path) }, 'Show all')],
      columns: columnsOf(id, run.statements.length > 1 && !('agreement' in filters)),
    }),
    pager(path, filters, cursor, page.next),
  );
};

function columnsOf(run: string, hasAgreement: boolean): Column<DeviceRow>[] {
  const amount = (name: string, column: keyof DeviceRow): Column<DeviceRow> => ({
    name,
    kind: 'number',
    value: (row) => String(row[column]),
    cell: (row) => {
      const text = String(row[column]);
      return h('span', { class: isSome(text) ? null : 'nothing' }, formatAmount(text));
    },
  });
  return [
    {
      name: 'IMSI',
      kind: 'code',
      value: ({ imsi }) => imsi,
      cell: ({ row, imsi }) => link(address(['runs', run, 'devices', row]), imsiText(imsi)),
    },
    ...(hasAgreement ? [{ name: 'Agreement', value: ({ agreement_id }: DeviceRow) => agreement_id }] : []),
    { name: 'Decision', value: ({ decision }) => decision, cell: ({ decision }) => badge(decision) },
    {
      name: 'Probability',
      kind: 'number',
      value: ({ probability }) => probability,
      cell: ({ probability }) => probability.slice(0, 6),
    },
    {
      name: 'Segment',
      value: ({ segment }) => segment,
      cell: ({ segment }) => segment || h('span', { class: 'soft' }, 'none'),
    },
    {
      name: 'Presence',
      value: ({ presence }) => presence,
      cell: ({ presence }) => presence.replaceAll('_', ' '),
    },
    { name: 'Activity', value: ({ activity }) => activity },
    { name: 'Days', kind: 'number', value: ({ days_present }) => String(days_present ?? '') },
    {
      name: 'Records',
      kind: 'number',
      value: ({ tap_records }) => String(tap_records ?? ''),
      cell: ({ tap_records }) => count(tap_records),
    },
    {
      name: 'Data',
      kind: 'number',
      extra: true,
      value: ({ bytes_up, bytes_down }) => String(Number(bytes_up) + Number(bytes_down)),
      cell: ({ bytes_up, bytes_down }) => bytes(Number(bytes_up) + Number(bytes_down)),
    },
    { name: 'TAC', kind: 'code', extra: true, value: ({ tac }) => tac ?? '' },
    amount('Usage', 'usage_amount'),
    amount('Fees', 'access_amount'),
    amount('As billed', 'as_billed_amount'),
    { name: 'Cur.', value: ({ currency }) => currency },
  ];
}

function filterBar(
  path: readonly string[],
  filters: Readonly<Record<string, string>>,
  run: Run,
): HTMLElement {
  const go = (change: Readonly<Record<string, string>>) => {
    location.hash = address(path, { ...filters, ...change });
  };
  const pick = (name: keyof typeof WORDS | 'agreement', label: string, values: readonly string[]): Child => {
    const select = choice(
      [['', 'any'], ...values.map((value) => [value, value.replaceAll('_', ' ')] as const)],
      filters[name] ?? '',
      {
        onchange: () => go({ [name]: select.value }),
      },
    );
    return labelled(label, select);
  };
  const text = (name: 'segment' | 'tac', label: string, props: Readonly<Record<string, string>>) => {
    const field = input({
      ...props,
      value: filters[name] ?? '',
      class: 'short',
      onchange: () => field.reportValidity() && go({ [name]: field.value.trim() }),
    });
    return labelled(label, field);
  };
  return h(
    'div',
    { class: 'filters', 'data-filters': true, role: 'search' },
    run.statements.length > 1
      ? pick(
          'agreement',
          'Agreement',
          run.statements.map(({ agreement_id }) => agreement_id),
        )
      : null,
    pick('decision', 'Decision', WORDS.decision),
    text('segment', 'Segment', { pattern: '[A-Za-z0-9._ \\-]{0,64}' }),
    pick('device', 'Device', WORDS.device),
    pick('presence', 'Presence', WORDS.presence),
    pick('activity', 'Activity', WORDS.activity),
    text('tac', 'TAC', { pattern: '[0-9]{8}', inputmode: 'numeric', maxlength: '8' }),
    Object.keys(filters).length > 0 ? h('a', { class: 'button quiet', href: address(path) }, 'Clear') : null,
  );
}
