/** A statement whole: figures, bridge, segments, lines down to devices, completeness. */
import type { Statement } from '../../domain/statement.ts';
import { whatHangsOnIt, whatIsMissing } from '../../report/completeness.ts';
import { formatAmount, formatCount, formatPercent } from '../../report/format.ts';
import type { Run } from '../answers.ts';
import { ask } from '../api.ts';
import { type Child, h } from '../dom.ts';
import { figures, pageHead, section } from '../frame.ts';
import { money } from '../parts/amounts.ts';
import { menu } from '../parts/menu.ts';
import { noticeBox } from '../parts/notice.ts';
import { badge, monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { baselinesPart, bridgePart } from './bridge.ts';
import { linesPart } from './lines.ts';
import { packDialog } from './pack.ts';
import { reportsMenu } from './reports.ts';
import { segmentsPart } from './segments.ts';
import type { View } from './view.ts';

export const statementView: View = async ({ values, signal }) => {
  const agreement = values.agreement!;
  const [run, statement] = await Promise.all([
    ask<Run>(`/v1/runs/${values.run}`, { signal }),
    ask<Statement>(`/v1/runs/${values.run}/statements/${encodeURIComponent(agreement)}`, { signal }),
  ]);
  const { totals, currency, uplift, devices, parties, status, period } = statement;
  const decided = (name: string) =>
    formatCount(devices.by_decision.find(({ decision }) => decision === name)?.devices ?? 0);
  return h(
    'div',
    {},
    pageHead({
      title: agreement,
      crumbs: [
        ['#/', 'Months'],
        [address(['months', period]), monthName(period)],
        [address(['runs', run.run_id]), ['Run ', shortId(run.run_id)]],
      ],
      marks: badge(status),
      about: `${parties.visited} bills ${parties.home} (${parties.visited_tadigs.join(', ')} → ${parties.home_tadigs.join(', ')})`,
      actions: [
        h('a', { class: 'button', href: address(['runs', run.run_id, 'devices'], { agreement }) }, 'Devices'),
        partnerMenu(run, agreement),
        reportsMenu(run.run_id, agreement),
      ],
    }),
    completeness(statement),
    figures([
      [money(totals.net, currency), 'net'],
      [
        money(totals.payable, currency),
        totals.payable.startsWith('-') ? 'credit to the home network' : 'payable',
      ],
      [formatPercent(uplift.charges_percent), 'uplift of IoT charges'],
      [formatPercent(uplift.devices_percent), 'more IoT devices'],
      [decided('charge'), 'devices charged'],
      [
        decided('review') === '0'
          ? '0'
          : h('a', { href: address(['runs', run.run_id, 'review'], { agreement }) }, decided('review')),
        'in review',
      ],
    ]),
    bridgePart(statement),
    segmentsPart(statement, run.run_id),
    linesPart(statement, run.run_id),
    baselinesPart(statement),
    commitment(statement),
    notes(statement),
  );
};

/** What goes to the partner of the statement, and comes from it. */
function partnerMenu({ run_id, issued }: Run, agreement: string): Child {
  if (!may('operator')) return null;
  const go = (path: readonly string[]) => () => {
    location.hash = address(path, { run: run_id, agreement });
  };
  return menu('Partner', [
    ['Reconcile a file …', go(['reconcile'])],
    ['Make a dispute pack …', () => void packDialog(run_id, agreement)],
    ...(issued ? [['Register a dispute …', go(['disputes', 'new'])] as const] : []),
  ]);
}

function completeness(statement: Statement): Child {
  const missing = whatIsMissing(statement);
  if (missing === '') return null;
  const { sequence_gaps, quarantined, missing_days } = statement.completeness;
  return noticeBox(
    'warn',
    h('p', {}, h('strong', {}, 'The inputs are not whole: '), `${missing}. ${whatHangsOnIt(statement)}.`),
    h(
      'details',
      {},
      h('summary', {}, 'Which'),
      h(
        'ul',
        {},
        sequence_gaps.map(({ sender, recipient, missing: ranges }) =>
          h('li', {}, `${sender} → ${recipient}: sequence ${ranges.join(', ')}`),
        ),
        quarantined.map(({ sha256, code, tap_charge, currency }) =>
          h(
            'li',
            {},
            'Quarantined ',
            h('code', {}, sha256.slice(0, 16)),
            ` ${code}`,
            tap_charge === null ? '' : `, ${formatAmount(tap_charge)} ${currency ?? ''}`,
          ),
        ),
        missing_days.length === 0 ? null : h('li', {}, `Days without signaling: ${missing_days.join(', ')}`),
      ),
    ),
  );
}

function commitment({ commitment: promised, currency }: Statement): Child {
  if (promised === null) return null;
  const { amount, counted, remaining, per, due, missing_periods } = promised;
  return section(
    'Commitment',
    figures([
      [money(amount, currency), `committed per ${per}`],
      [money(counted, currency), 'counted'],
      [money(remaining, currency), due ? 'short, due now' : 'remaining'],
    ]),
    missing_periods.length === 0
      ? null
      : noticeBox('warn', `No run counts for ${missing_periods.join(', ')}: this is not whole.`),
  );
}

function notes({ notes: said }: Statement): Child {
  return said.length === 0
    ? null
    : section(
        'Notes',
        h(
          'ul',
          { class: 'notes' },
          said.map((note) => h('li', {}, note)),
        ),
      );
}
