/** The months, newest first: what was settled, what is open, what was issued; and what is loaded. */
import { plural } from '../../domain/plural.ts';
import { formatAmount, formatCount } from '../../report/format.ts';
import type { PeriodSummary } from '../answers.ts';
import { ask } from '../api.ts';
import { type Child, h, link } from '../dom.ts';
import { pageHead, section } from '../frame.ts';
import { count } from '../parts/amounts.ts';
import { curesOf } from '../parts/cures.ts';
import { later, noticeBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge, monthName, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import type { View } from './view.ts';

interface Status {
  readonly files: readonly {
    kind: string;
    files: number;
    rows_loaded: number;
    rows_repeated: number;
    rows_rejected: number;
  }[];
  readonly pairs: readonly {
    sender: string;
    recipient: string;
    file_type: string;
    files: number;
    records: number;
    missing: number;
    first_sequence: string;
    last_sequence: string;
    tap_charge: string;
  }[];
  readonly held: readonly object[];
  readonly rejected: readonly { name: string; code: string; detail?: string }[];
  readonly unsettled: readonly {
    period: string;
    agreement_id: string;
    sender: string;
    recipient: string;
    files: number;
  }[];
  readonly unread_runs: readonly { run_id: string | null; message: string }[];
}

const NO_CURES: ReadonlyMap<string, string> = new Map();

export const monthsView: View = async ({ signal }) => {
  const { periods } = await ask<{ periods: readonly PeriodSummary[] }>('/v1/periods', { signal });
  const actions = may('operator')
    ? [
        h('a', { class: 'button', href: '#/ingest' }, 'Load files'),
        h('a', { class: 'button primary', href: '#/settle' }, 'Settle a month'),
      ]
    : null;
  return h(
    'div',
    {},
    pageHead({ title: 'Months', actions }),
    table({
      name: 'months',
      rows: periods,
      caption: 'Each month by its newest run',
      empty: [
        'No month is settled yet. ',
        may('operator')
          ? 'Load TAP and signaling files, then settle a month.'
          : 'An operator can load files and settle one.',
      ],
      columns: [
        {
          name: 'Month',
          value: ({ period }) => period,
          cell: ({ period }) => link(address(['months', period]), monthName(period)),
        },
        { name: 'State', value: stateOf, cell: stateBadge },
        {
          name: 'Net of the newest run',
          kind: 'wide',
          value: ({ newest }) =>
            newest?.statements.map(({ net, currency }) => `${net} ${currency}`).join(' ') ?? '',
          cell: nets,
        },
        {
          name: 'Newest run',
          value: ({ newest }) => newest?.run_id ?? '',
          cell: ({ newest }) => (newest === null ? null : runLink(newest.run_id)),
        },
        { name: 'Runs', kind: 'number', value: ({ runs }) => String(runs) },
      ],
    }),
    section(
      'What is loaded',
      later(async (left) => {
        const status = await ask<Status>('/v1/status', { signal: left });
        return loaded(status, status.rejected.length === 0 ? NO_CURES : await curesOf(left));
      }),
    ),
  );
};

function stateOf({ issued, open, refused, newest }: PeriodSummary): string {
  if (newest !== null && issued.includes(newest.run_id)) return 'issued';
  if (refused !== null) return `refused: ${refused.code}`;
  return open > 0 ? `${open} open` : 'ready to issue';
}

function stateBadge(period: PeriodSummary): Child {
  const state = stateOf(period);
  const tone =
    state === 'issued'
      ? 'issued'
      : state.startsWith('refused')
        ? 'failed'
        : period.open > 0
          ? 'review'
          : 'done';
  return [
    badge(state, tone),
    period.issued.length > 0 && state !== 'issued' ? [' ', badge('issued before', 'issued')] : null,
  ];
}

function nets({ newest }: PeriodSummary): Child {
  return newest?.statements.map(({ agreement_id, net, currency }) =>
    h(
      'span',
      { class: 'chip' },
      link(address(['runs', newest.run_id, 'statements', agreement_id]), agreement_id),
      ' ',
      h('b', {}, formatAmount(net)),
      ` ${currency}`,
    ),
  );
}

function loaded(
  { files, pairs, held, rejected, unsettled, unread_runs }: Status,
  cures: typeof NO_CURES,
): Child {
  if (files.length === 0) return h('p', { class: 'empty' }, 'No file is loaded.');
  const missing = pairs.reduce((sum, pair) => sum + pair.missing, 0);
  return [
    held.length > 0
      ? noticeBox(
          'warn',
          `${formatCount(held.length)} ${plural(held.length, 'file is', 'files are')} kept aside.`,
        )
      : null,
    missing > 0
      ? noticeBox(
          'warn',
          `${formatCount(missing)} ${plural(missing, 'TAP file is missing in its sequence', 'TAP files are missing in their sequences')}.`,
        )
      : null,
    unread_runs.map(({ message }) => noticeBox('warn', `Not asked what was loaded since: ${message}`)),
    unsettled.length === 0
      ? null
      : table({
          name: 'unsettled months',
          rows: unsettled,
          caption: 'TAP of months that no run settles',
          columns: [
            { name: 'Month', value: ({ period }) => period, cell: ({ period }) => monthName(period) },
            { name: 'Agreement', value: (row) => row.agreement_id, kind: 'code' },
            { name: 'From → to', value: (row) => `${row.sender} → ${row.recipient}`, kind: 'code' },
            {
              name: 'Files',
              value: (row) => String(row.files),
              cell: (row) => count(row.files),
              kind: 'number',
            },
          ],
        }),
    h(
      'div',
      { class: 'pair' },
      table({
        name: 'loaded files',
        rows: files,
        caption: 'Files by kind',
        columns: [
          { name: 'Kind', value: ({ kind }) => kind, kind: 'code' },
          {
            name: 'Files',
            value: (row) => String(row.files),
            cell: (row) => count(row.files),
            kind: 'number',
          },
          {
            name: 'Rows',
            value: (row) => String(row.rows_loaded),
            cell: (row) => count(row.rows_loaded),
            kind: 'number',
          },
          {
            name: 'Repeated',
            value: (row) => String(row.rows_repeated),
            cell: (row) => count(row.rows_repeated),
            kind: 'number',
          },
          {
            name: 'Rejected',
            value: (row) => String(row.rows_rejected),
            cell: (row) => count(row.rows_rejected),
            kind: 'number',
          },
        ],
      }),
      table({
        name: 'TAP sequences',
        rows: pairs,
        caption: 'TAP by sender and recipient',
        columns: [
          {
            name: 'From → to',
            value: (row) => `${row.sender} → ${row.recipient} ${row.file_type}`,
            kind: 'code',
          },
          { name: 'Sequence', value: (row) => `${row.first_sequence}–${row.last_sequence}`, kind: 'code' },
          { name: 'Missing', value: (row) => String(row.missing), kind: 'number' },
          {
            name: 'Records',
            value: (row) => String(row.records),
            cell: (row) => count(row.records),
            kind: 'number',
          },
          { name: 'TAP charge', value: (row) => row.tap_charge, kind: 'number' },
        ],
      }),
    ),
    rejected.length === 0
      ? null
      : h(
          'details',
          {},
          h('summary', {}, `Files that were refused or quarantined: ${formatCount(rejected.length)}`),
          table({
            name: 'refused files',
            rows: rejected,
            columns: [
              { name: 'File', value: ({ name }) => name, kind: 'code' },
              { name: 'Code', value: ({ code }) => code, kind: 'code' },
              { name: 'Why', value: ({ detail }) => detail ?? '', kind: 'wide' },
              { name: 'What to do', value: ({ code }) => cures.get(code) ?? '', kind: 'wide' },
            ],
          }),
        ),
  ];
}
