/**
 * The review queue: the most at stake first. One device at a time beside the queue; `c` and `i` decide, the next one follows.
 * A page of the queue is fetched, however long it is.
 */
import { formatChange, formatCount } from '../../report/format.ts';
import type { DeviceRow, Evidence, PeriodSummary, Run } from '../answers.ts';
import { ask, type Page } from '../api.ts';
import { button, type Child, fill, h, link } from '../dom.ts';
import { pageHead, section, whenLeft } from '../frame.ts';
import { pageKeys } from '../keys.ts';
import { saveCsv } from '../parts/download.ts';
import { choice, labelled } from '../parts/fields.ts';
import { imsiText, revealButton, reveals } from '../parts/imsi.ts';
import { noticeBox, problemBox } from '../parts/notice.ts';
import { pager } from '../parts/pager.ts';
import { badge, monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { decide, decideButtons, type Verdict } from './decide.ts';
import { summary } from './device.ts';
import { evidencePart, listsPart } from './evidence.ts';
import type { View } from './view.ts';

type Listed = Pick<
  DeviceRow,
  'row' | 'agreement_id' | 'imsi' | 'probability' | 'presence' | 'activity' | 'currency'
>;

interface Waiting extends Listed {
  /** What it would pay if it were charged, less what it is settled at. */
  readonly stake: string;
  readonly decided: { readonly verdict: string; readonly reason: string; readonly by: string } | null;
}

const PAGE = 50;

/** The queue of the newest run of the newest month that has one. */
export const newestReview: View = async ({ signal }) => {
  const { periods } = await ask<{ periods: readonly PeriodSummary[] }>('/v1/periods', { signal });
  const [first] = periods.filter(({ newest }) => newest !== null);
  if (first === undefined)
    return h(
      'div',
      {},
      pageHead({ title: 'Review' }),
      noticeBox('plain', 'No month is settled yet, so no device waits.'),
    );
  location.replace(address(['runs', first.newest!.run_id, 'review']));
  return h('div', {}, pageHead({ title: 'Review' }));
};

export const reviewView: View = async ({ values, query, signal }) => {
  const run = await ask<Run>(`/v1/runs/${values.run}`, { signal });
  const id = run.run_id;
  const agreement = query.get('agreement');
  const cursor = query.get('cursor');
  const reveal = reveals();
  const path = ['runs', id, 'review'];
  const page = await ask<{ count: number; devices: readonly Waiting[] } & Page>(`/v1/runs/${id}/reviews`, {
    query: { agreement, cursor, limit: PAGE, ...(reveal ? { reveal } : {}) },
    signal,
  });
  const select = choice(
    [['', 'all'], ...run.statements.map(({ agreement_id }) => [agreement_id, agreement_id] as const)],
    agreement ?? '',
    {
      onchange: () => {
        location.hash = address(path, { agreement: select.value });
      },
    },
  );
  return h(
    'div',
    { class: 'review' },
    pageHead({
      title: 'Review',
      crumbs: [
        ['#/', 'Months'],
        [address(['months', run.period]), monthName(run.period)],
        [address(['runs', id]), ['Run ', shortId(id)]],
      ],
      about:
        'Devices that no threshold decides, the most at stake first. A decision holds from the next settlement on; keys c and i decide.',
      actions: [
        run.statements.length > 1
          ? h('div', { class: 'inline-field', 'data-filters': true }, labelled('Agreement', select))
          : null,
        may('operator')
          ? h('a', { class: 'button', href: address(['settle'], { period: run.period }) }, 'Settle again')
          : null,
        revealButton(),
        button('CSV', () => toCsv(run.period, page.devices), {
          class: 'quiet small',
          'aria-label': 'Save the queue as CSV',
        }),
      ],
    }),
    page.devices.length === 0
      ? h('p', { class: 'empty' }, 'No device waits for a decision.')
      : queue(id, page, reveal),
    pager(path, { agreement }, cursor, page.next),
  );
};

/** The queue with the device at hand beside it. */
function queue(
  run: string,
  { devices, count }: { devices: readonly Waiting[]; count: number },
  reveal: boolean,
): HTMLElement {
  const signal = whenLeft();
  const decided = new Map<number, string>(
    devices.flatMap(({ row, decided: one }) => (one === null ? [] : [[row, one.verdict]])),
  );
  const beside = h('div', { class: 'beside', 'aria-live': 'polite' });
  let at = Math.max(
    0,
    devices.findIndex(({ row }) => !decided.has(row)),
  );
  const items = devices.map((_, index) =>
    h('button', {
      type: 'button',
      class: 'queue-item',
      'data-item': true,
      onclick: () => open(index),
      onfocus: () => index !== at && open(index),
    }),
  );
  const left = h('p', { class: 'soft', role: 'status' });
  const label = () => {
    for (const [index, device] of devices.entries()) {
      const verdict = decided.get(device.row);
      fill(items[index]!, itemOf(device), verdict === undefined ? null : badge(verdict));
      items[index]!.setAttribute('aria-current', String(index === at));
      items[index]!.classList.toggle('done', verdict !== undefined);
    }
    const all = count > devices.length ? `, ${formatCount(count)} in the queue` : '';
    left.textContent = `${devices.length - decided.size} of ${devices.length} on this page wait${all}`;
  };
  let asked = new AbortController();
  const open = (index: number) => {
    at = index;
    label();
    asked.abort();
    asked = new AbortController();
    const { row } = devices[index]!;
    const both = AbortSignal.any([signal, asked.signal]);
    ask<Evidence>(`/v1/runs/${run}/devices/${row}`, { query: reveal ? { reveal } : {}, signal: both }).then(
      (seen) =>
        fill(
          beside,
          deviceOf(run, seen, () => done(row)),
        ),
      (error: unknown) => both.aborted || fill(beside, problemBox(error)),
    );
  };
  const done = (row: number, verdict = 'decided') => {
    decided.set(row, verdict);
    const next = devices.findIndex((one, index) => index > at && !decided.has(one.row));
    if (next >= 0) {
      open(next);
      items[next]!.focus();
    } else label();
  };
  const by = (verdict: Verdict) => () => {
    const { row } = devices[at]!;
    void decide(run, row, verdict).then((isMade) => isMade && done(row, verdict));
  };
  const steps = (step: number) => () => items[Math.max(0, Math.min(items.length - 1, at + step))]!.focus();
  pageKeys([
    ...(may('operator')
      ? [
          { keys: 'c', does: 'Charge this device', run: by('charge') },
          { keys: 'i', does: 'Ignore this device', run: by('ignore') },
        ]
      : []),
    { keys: 'j', does: 'Next device', run: steps(1) },
    { keys: 'k', does: 'Device before', run: steps(-1) },
    {
      keys: 'o',
      does: 'Open the device whole',
      run: () => {
        location.hash = address(['runs', run, 'devices', devices[at]!.row]);
      },
    },
  ]);
  open(at);
  return h(
    'div',
    { class: 'split' },
    h(
      'div',
      { class: 'queue' },
      left,
      h(
        'ol',
        {},
        items.map((item) => h('li', {}, item)),
      ),
    ),
    beside,
  );
}

function itemOf({ imsi, probability, agreement_id, currency, stake }: Waiting): Child {
  return [
    h('span', { class: 'line' }, imsiText(imsi), h('b', {}, `${(Number(probability) * 100).toFixed(0)} %`)),
    h(
      'span',
      { class: 'line soft' },
      agreement_id,
      h('span', { class: 'number' }, `${formatChange(stake)} ${currency}`),
    ),
  ];
}

function deviceOf(run: string, seen: Evidence, onDone: () => void): Child {
  const { device, row } = seen;
  return [
    h(
      'div',
      { class: 'title-row' },
      h('h2', {}, link(address(['runs', run, 'devices', row]), imsiText(device.imsi))),
      h(
        'span',
        { class: 'marks' },
        badge(device.presence, 'plain'),
        badge(device.activity, 'plain'),
        badge(device.device),
      ),
      h('div', { class: 'actions' }, decideButtons(run, seen, onDone)),
    ),
    summary(seen),
    evidencePart(seen),
    listsPart(seen),
    device.tac || device.apns
      ? section(
          'Equipment',
          h(
            'p',
            {},
            'TAC ',
            h('code', {}, device.tac || 'unknown'),
            ' · APNs ',
            h('code', {}, device.apns || 'none'),
          ),
        )
      : null,
  ];
}

function toCsv(period: string, devices: readonly Waiting[]): void {
  const head = [
    'agreement_id',
    'imsi',
    'probability',
    'presence',
    'activity',
    'stake',
    'currency',
    'decided',
    'reason',
  ];
  const rows = devices.map((one) => [
    one.agreement_id,
    one.imsi,
    one.probability,
    one.presence,
    one.activity,
    one.stake,
    one.currency,
    one.decided?.verdict ?? '',
    one.decided?.reason ?? '',
  ]);
  saveCsv(`review-${period}`, head, rows);
}
