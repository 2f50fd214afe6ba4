/** One month: its checklist, its runs, and the way to its issue. */
import type { Checklist, RunSummary } from '../answers.ts';
import { ApiError, ask, type Page } from '../api.ts';
import { h, link } from '../dom.ts';
import { pageHead, section } from '../frame.ts';
import { noticeBox, toldBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge, monthName, runLink, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { checklistTable } from './checklist.ts';
import { issueButton } from './issue.ts';
import type { View } from './view.ts';

export const monthView: View = async ({ values, signal }) => {
  const period = values.period!;
  const [list, { runs }] = await Promise.all([
    checklistOf(period, signal),
    ask<{ runs: readonly RunSummary[] } & Page>('/v1/runs', { query: { period, limit: 100 }, signal }),
  ]);
  const run = list?.run_id ?? null;
  return h(
    'div',
    {},
    pageHead({
      title: monthName(period),
      crumbs: [['#/', 'Months']],
      marks:
        list === null
          ? null
          : list.issued
            ? badge('issued')
            : badge(`${list.open} open`, list.open > 0 ? 'review' : 'done'),
      actions: [
        may('operator')
          ? h('a', { class: 'button', href: address(['settle'], { period }) }, 'Settle again')
          : null,
        list !== null && run !== null ? issueButton(run, list) : null,
      ],
      about: run === null ? null : ['The newest run is ', runLink(run), '.'],
    }),
    list?.refused
      ? h('div', {}, h('p', {}, 'The last settlement was refused:'), toldBox(list.refused))
      : null,
    list === null
      ? noticeBox('plain', 'This month was never settled.')
      : section('Before it can be issued', checklistTable(list.close, run, `checklist ${period}`)),
    section(
      'Runs',
      table({
        name: `runs ${period}`,
        rows: runs,
        caption: runs.length >= 100 ? 'The first hundred runs.' : null,
        empty: 'No run settles this month.',
        columns: [
          {
            name: 'Run',
            kind: 'code',
            value: ({ run_id }) => run_id,
            cell: ({ run_id }) => [runLink(run_id), run_id === run ? [' ', badge('newest', 'plain')] : null],
          },
          {
            name: 'Statements',
            kind: 'wide',
            value: ({ statements }) =>
              statements
                .map(({ agreement_id, net, currency }) => `${agreement_id} ${net} ${currency}`)
                .join('; '),
          },
          {
            name: 'Status',
            value: ({ statements }) => [...new Set(statements.map(({ status }) => status))].join(' '),
            cell: ({ statements }) =>
              [...new Set(statements.map(({ status }) => status))].map((status) => badge(status)),
          },
          {
            name: 'Compare',
            value: () => '',
            cell: ({ run_id }) =>
              run === null || run_id === run
                ? null
                : link(address(['compare'], { from: run_id, to: run }), 'with ', shortId(run)),
          },
        ],
      }),
    ),
  );
};

/** Null where the month was never settled. */
async function checklistOf(period: string, signal: AbortSignal): Promise<Checklist | null> {
  try {
    return await ask<Checklist>(`/v1/periods/${encodeURIComponent(period)}/checklist`, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'RUN_NOT_FOUND') return null;
    throw error;
  }
}
