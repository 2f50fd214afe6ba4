/** From the settlement by volume alone to this one (rule 12), as a waterfall beside the figures it draws. */

import { compare } from '../../domain/fraction.ts';
import type { Statement } from '../../domain/statement.ts';
import { drawn } from '../../report/exact.ts';
import { formatAmount, formatCount, formatPercent } from '../../report/format.ts';
import { axisFloor, waterfall } from '../../report/waterfall.ts';
import { BASELINES } from '../../report/words.ts';
import { bars, legend } from '../charts/bars.ts';
import { type Child, h } from '../dom.ts';
import { section } from '../frame.ts';
import { change } from '../parts/amounts.ts';
import { table } from '../parts/table.ts';

export function bridgePart(statement: Statement): Child {
  const steps = waterfall(statement);
  if (steps.length === 0) return null;
  const floor = axisFloor(steps);
  const box = bars({
    floor,
    linked: true,
    rows: steps.map(({ kind, from, to }) => [
      {
        from: drawn(from),
        to: drawn(to),
        tone: kind === 'level' ? 'level' : compare(to, from) < 0 ? 'down' : 'up',
      },
    ]),
  });
  return section(
    'Bridge',
    table({
      name: `bridge ${statement.agreement.id} ${statement.period}`,
      rows: steps,
      caption: [
        legend([
          ['level', 'settlement'],
          ['up', 'adds'],
          ['down', 'takes away'],
        ]),
        ` Amounts in ${statement.currency}; the steps add up to net.`,
        floor === null ? '' : ' The axis does not begin at zero.',
      ],
      rowClass: ({ kind }) => (kind === 'level' ? 'level' : null),
      columns: [
        { name: 'Step', value: ({ step }) => step, cell: ({ label }) => label },
        {
          name: 'Devices',
          kind: 'number',
          value: ({ devices }) => (devices === null ? '' : String(devices)),
          cell: ({ devices }) => (devices === null ? null : formatCount(devices)),
        },
        {
          name: 'Change',
          kind: 'number',
          value: ({ kind, amount }) => (kind === 'level' ? '' : amount),
          cell: ({ kind, amount }) => (kind === 'level' ? null : change(amount)),
        },
        {
          name: 'Settlement',
          kind: 'number',
          value: ({ running }) => running,
          cell: ({ running }) => formatAmount(running),
        },
      ],
      ...(box === null ? {} : { picture: { head: '', box, before: 'Change' } }),
    }),
  );
}

/** The same month settled in other ways, and how much this one lifts (rule 13). */
export function baselinesPart({ baselines, uplift, currency, totals }: Statement): Child {
  return section(
    'Against other settlements',
    h(
      'div',
      { class: 'pair' },
      table({
        name: 'baselines',
        csv: false,
        caption: `The same month in other ways, ${currency}`,
        rows: [
          ...baselines.map(({ name, amount }) => [BASELINES[name] ?? name, amount]),
          ['This settlement (net)', totals.net],
        ],
        columns: [
          { name: 'Settlement', value: ([name]) => name! },
          {
            name: 'Amount',
            kind: 'number',
            value: ([, amount]) => amount!,
            cell: ([, amount]) => formatAmount(amount!),
          },
        ],
      }),
      table({
        name: 'uplift',
        csv: false,
        caption: 'Uplift over the settlement by volume alone',
        rows: [
          ['Charges of IoT devices', '', formatPercent(uplift.charges_percent)],
          ['IoT devices added', formatCount(uplift.devices_added), formatPercent(uplift.devices_percent)],
          [
            'of these by signaling alone',
            formatCount(uplift.devices_added_signaling_only),
            formatPercent(uplift.devices_percent_signaling_only),
          ],
        ],
        columns: [
          { name: 'What', value: ([name]) => name! },
          { name: 'Devices', kind: 'number', value: ([, devices]) => devices! },
          { name: 'Change', kind: 'number', value: ([, , percent]) => percent! },
        ],
      }),
    ),
  );
}
