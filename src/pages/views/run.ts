/** A run: its money by partner, its checklist, its inputs. */
import type { Statement } from '../../domain/statement.ts';
import { drawn, parseExact } from '../../report/exact.ts';
import { formatCount, words } from '../../report/format.ts';
import { MONEY_KINDS } from '../../report/segments.ts';
import type { Run } from '../answers.ts';
import { ask } from '../api.ts';
import { bars, legend } from '../charts/bars.ts';
import { type Child, h, link } from '../dom.ts';
import { pageHead, section } from '../frame.ts';
import { aligned } from '../parts/align.ts';
import { later, noticeBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge, monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { checklistTable } from './checklist.ts';
import { issueButton } from './issue.ts';
import { reportsMenu } from './reports.ts';
import { stacked } from './segments.ts';
import type { View } from './view.ts';

/** Statements that are read for the picture; a run of more partners shows their nets alone. */
const MAX_READ = 60;

export const runView: View = async ({ values, signal }) => {
  const run = await ask<Run>(`/v1/runs/${values.run}`, { signal });
  const { run_id, period, statements, issued, close, unmatched } = run;
  const open = close.filter(({ waived }) => waived === null).length;
  const waiting = close.some(({ kind }) => kind === 'review_devices');
  return h(
    'div',
    {},
    pageHead({
      title: ['Run ', shortId(run_id)],
      crumbs: [
        ['#/', 'Months'],
        [address(['months', period]), monthName(period)],
      ],
      marks: issued
        ? badge('issued')
        : run.inputs.accrual
          ? badge('accrual', 'provisional')
          : badge(open > 0 ? `${open} open` : 'ready to issue', open > 0 ? 'review' : 'done'),
      actions: [
        h('a', { class: 'button', href: address(['runs', run_id, 'devices']) }, 'Devices'),
        waiting ? h('a', { class: 'button', href: address(['runs', run_id, 'review']) }, 'Review') : null,
        h('a', { class: 'button', href: address(['compare'], { to: run_id }) }, 'Compare'),
        reportsMenu(run_id, null),
        issueButton(run_id, { issued, close }),
      ],
    }),
    section(
      'Money by partner',
      later((left) =>
        partners(
          run_id,
          statements.slice(0, MAX_READ).map((one) => one.agreement_id),
          left,
        ),
      ),
    ),
    statements.length > MAX_READ
      ? noticeBox('plain', `The first ${MAX_READ} of ${formatCount(statements.length)} statements.`)
      : null,
    section('Before it can be issued', checklistTable(close, run_id, `checklist ${period}`)),
    unmatchedPart(unmatched),
    inputsPart(run),
  );
};

async function partners(run: string, agreements: readonly string[], signal: AbortSignal): Promise<Child> {
  const statements = await Promise.all(
    agreements.map((id) =>
      ask<Statement>(`/v1/runs/${run}/statements/${encodeURIComponent(id)}`, { signal }),
    ),
  );
  statements.sort((a, b) => (a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : size(b) - size(a)));
  const currencies = [...new Set(statements.map(({ currency }) => currency))];
  // A bar is a share of the largest of its currency: amounts of two currencies have no common scale.
  const most = new Map(
    currencies.map((one) => [
      one,
      Math.max(1e-9, ...statements.filter(({ currency }) => currency === one).map(size)),
    ]),
  );
  const rows = statements.map(({ totals, currency }) =>
    stacked(
      MONEY_KINDS.map((kind) => ({
        tone: kind,
        size: drawn(parseExact(totals[kind])) / most.get(currency)!,
      })),
    ),
  );
  const box = bars({ rows });
  const nets = aligned(statements.map(({ totals }) => totals.net));
  const payable = aligned(statements.map(({ totals }) => totals.payable));
  const decided = ({ devices }: Statement, name: string) =>
    devices.by_decision.find(({ decision }) => decision === name)?.devices ?? 0;
  return table({
    name: `partners ${statements[0]?.period ?? ''}`,
    rows: statements,
    caption: [
      legend(MONEY_KINDS.slice(0, 3).map((kind) => [kind, words(kind)])),
      currencies.length > 1 ? ' Each currency has a scale of its own.' : '',
    ],
    columns: [
      {
        name: 'Agreement',
        value: ({ agreement }) => agreement.id,
        cell: ({ agreement }) => link(address(['runs', run, 'statements', agreement.id]), agreement.id),
      },
      { name: 'Visited → home', value: ({ parties }) => `${parties.visited} → ${parties.home}` },
      { name: 'Status', value: ({ status }) => status, cell: ({ status }) => badge(status) },
      {
        name: 'Charged',
        kind: 'number',
        value: (one) => String(decided(one, 'charge')),
        cell: (one) => formatCount(decided(one, 'charge')),
      },
      {
        name: 'In review',
        kind: 'number',
        value: (one) => String(decided(one, 'review')),
        cell: (one) =>
          decided(one, 'review') === 0
            ? '0'
            : link(
                address(['runs', run, 'review'], { agreement: one.agreement.id }),
                formatCount(decided(one, 'review')),
              ),
      },
      { name: 'Net', kind: 'number', value: ({ totals }) => totals.net, cell: (_, index) => nets[index]! },
      {
        name: 'Payable',
        kind: 'number',
        extra: true,
        value: ({ totals }) => totals.payable,
        cell: (_, index) => payable[index]!,
      },
      { name: 'Currency', value: ({ currency }) => currency },
    ],
    ...(box === null ? {} : { picture: { head: 'Net by kind', box, before: 'Net' } }),
  });
}

function size({ totals }: Statement): number {
  return Math.abs(drawn(parseExact(totals.net)));
}

function unmatchedPart({ tap, signaling }: Run['unmatched']): Child {
  if (tap.length + signaling.length === 0) return null;
  const columnsOf = (rows: readonly object[]) =>
    Object.keys(rows[0] ?? {}).map((name) => ({
      name: words(name),
      value: (row: object) => String((row as Record<string, unknown>)[name] ?? ''),
    }));
  return section(
    'What belongs to no agreement',
    tap.length === 0
      ? null
      : table({ name: 'TAP of no agreement', rows: tap, caption: 'TAP', columns: columnsOf(tap) }),
    signaling.length === 0
      ? null
      : table({
          name: 'signaling of no agreement',
          rows: signaling,
          caption: 'Signaling',
          columns: columnsOf(signaling),
        }),
  );
}

function inputsPart({ run_id, inputs }: Run): HTMLElement {
  const { files, agreements, corrects, model, program } = inputs;
  return h(
    'details',
    {},
    h('summary', {}, 'What went in'),
    h(
      'dl',
      { class: 'facts' },
      h('dt', {}, 'Run'),
      h('dd', {}, h('code', {}, run_id)),
      h('dt', {}, 'Files'),
      h('dd', {}, formatCount(files)),
      agreements.map(({ id, version, digest }) => [
        h('dt', {}, 'Agreement'),
        h('dd', {}, `${id}, version ${version} `, h('code', { class: 'soft' }, digest.slice(0, 16))),
      ]),
      corrects === null ? null : [h('dt', {}, 'Corrects'), h('dd', {}, h('code', {}, corrects))],
      h('dt', {}, 'Model'),
      h('dd', {}, h('code', {}, model)),
      h('dt', {}, 'Program'),
      h('dd', {}, program.version),
    ),
  );
}
