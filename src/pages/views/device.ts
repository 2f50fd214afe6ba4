/** A device: what it is and why, its month, what it owes and how that came about. */
import { formatPercent } from '../../report/format.ts';
import type { Evidence, Run } from '../answers.ts';
import { ask } from '../api.ts';
import { type Child, h } from '../dom.ts';
import { figures, pageHead } from '../frame.ts';
import { pageKeys } from '../keys.ts';
import { bytes, count, minute, money, shortDay } from '../parts/amounts.ts';
import { imsiText, revealButton, reveals } from '../parts/imsi.ts';
import { badge, monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { decideButtons } from './decide.ts';
import { evidencePart, listsPart } from './evidence.ts';
import { derivationPart, feesPart } from './fees.ts';
import { figuresPart, neighboursPart } from './neighbours.ts';
import { timelinePart } from './timeline.ts';
import type { View } from './view.ts';

export const deviceView: View = async ({ values, signal }) => {
  const reveal = reveals();
  const row = Number(values.row);
  const [run, seen] = await Promise.all([
    ask<Run>(`/v1/runs/${values.run}`, { signal }),
    ask<Evidence>(`/v1/runs/${values.run}/devices/${row}`, { query: reveal ? { reveal } : {}, signal }),
  ]);
  const id = run.run_id;
  const { device } = seen;
  const go = (to: number) => () => {
    if (to >= 0) location.hash = address(['runs', id, 'devices', to]);
  };
  pageKeys([
    { keys: '[', does: 'Device before, by IMSI', run: go(row - 1) },
    { keys: ']', does: 'Next device, by IMSI', run: go(row + 1) },
  ]);
  return h(
    'div',
    {},
    pageHead({
      title: imsiText(device.imsi),
      crumbs: [
        ['#/', 'Months'],
        [address(['months', run.period]), monthName(run.period)],
        [address(['runs', id]), ['Run ', shortId(id)]],
        [address(['runs', id, 'devices'], { agreement: seen.agreement_id }), 'Devices'],
      ],
      marks: [
        badge(device.decision),
        badge(device.device),
        badge(device.presence, 'plain'),
        badge(device.activity, 'plain'),
      ],
      about: `Under ${seen.agreement_id}, settled in ${device.segment === '' ? 'no segment' : `segment ${device.segment}`}`,
      actions: [revealButton(), device.decision === 'review' ? decideButtons(id, seen) : null],
    }),
    summary(seen),
    h(
      'div',
      { class: 'pair wide-left' },
      evidencePart(seen),
      h('div', {}, derivationPart(seen), listsPart(seen)),
    ),
    timelinePart(id, seen),
    feesPart(id, seen),
    neighboursPart(id, seen),
    figuresPart(seen),
  );
};

export function summary({ device }: Evidence): Child {
  const { currency } = device;
  return figures([
    [formatPercent(percentOf(device.probability)).replace('+', ''), 'probability of a machine'],
    [`${count(device.days_present)} / ${count(device.days_observed)}`, 'days present / observed'],
    [
      h(
        'span',
        { title: `${minute(device.first_seen)} – ${minute(device.last_seen)} UTC` },
        `${shortDay(device.first_seen)} – ${shortDay(device.last_seen)}`,
      ),
      'first and last seen',
    ],
    [`${count(device.signaling_events)} / ${count(device.tap_records)}`, 'events / TAP records'],
    [
      bytes(Number(device.bytes_up) + Number(device.bytes_down)),
      `${count(device.sms)} SMS, ${count(device.calls)} calls`,
    ],
    [money(device.tap_amount, currency), 'TAP charge'],
  ]);
}

/** `0.833550` → `83.35`, by moving the point in the text; cut, so that what is not certain never reads 100. */
function percentOf(probability: string): string {
  const hundredths = BigInt(probability.replace('.', '').padEnd(7, '0').slice(0, 5));
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
