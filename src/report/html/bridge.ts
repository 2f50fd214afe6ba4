/** From the settlement by volume alone to this one, step by step (rule 12), and how much it lifts (rule 13). */
import type { Statement } from '../../domain/statement.ts';
import { formatRounded, shownDecimals } from '../exact.ts';
import { formatAmount, formatChange, formatCount, formatPercent } from '../format.ts';
import { waterfall } from '../waterfall.ts';
import { BASELINES } from '../words.ts';
import { bridgeChart } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { smallTable } from './small-table.ts';

export function bridgeSection(statement: Statement): Markup {
  const { agreement, currency, totals } = statement;
  const steps = waterfall(statement);
  if (steps.length === 0) return html``;
  const first = steps[0];
  const title = `Bridge of ${agreement.id}: from ${first?.label ?? ''} ${formatAmount(first?.amount ?? '0')} in ${steps.length - 2} steps to net ${formatAmount(totals.net)} ${currency}`;
  const chart = bridgeChart(steps, title);
  const rows = steps.map(({ label, kind, devices, amount, running }) => [
    label,
    devices === null ? '' : formatCount(devices),
    kind === 'level' ? '' : formatChange(amount),
    formatAmount(running),
  ]);
  const note = `Amounts in ${currency}. The steps add up to net; each is the difference of two whole settlements.`;
  return html`<h3>Bridge</h3>
<figure>${chart.svg}<figcaption><span class="key" style="background:var(--level)"></span>settlement<span class="key" style="background:var(--up)"></span>adds<span class="key" style="background:var(--down)"></span>takes away${chart.cut ? '. The axis does not begin at zero: whole settlements are cut at the left.' : null}</figcaption></figure>
<div class="wide ends">${smallTable(['Step', 'Devices', 'Change', 'Settlement'], rows, note)}</div>
`;
}

export function baselinesSection({ baselines, uplift, currency, totals, devices }: Statement): Markup {
  const charged = devices.by_decision.find(({ decision }) => decision === 'charge')?.devices ?? 0;
  const decimals = shownDecimals(totals.net);
  return html`<h3>Baselines and uplift</h3>
<div class="wide">${smallTable(
    ['Baseline', 'Amount'],
    baselines.map(({ name, amount }) => [BASELINES[name] ?? name, formatAmount(amount)]),
    `The same month settled in other ways. Amounts in ${currency}.`,
  )}</div>
<div class="wide">${smallTable(
    ['Uplift over the settlement by volume alone', 'Before', 'After', 'Change'],
    [
      [
        'Charges of IoT devices',
        formatRounded(uplift.before, decimals),
        formatRounded(uplift.after, decimals),
        formatPercent(uplift.charges_percent),
      ],
      ['IoT devices', formatCount(uplift.devices_before), formatCount(charged), ''],
      ['added', '', `+${formatCount(uplift.devices_added)}`, formatPercent(uplift.devices_percent)],
      [
        'of these, found by signaling alone',
        '',
        `+${formatCount(uplift.devices_added_signaling_only)}`,
        formatPercent(uplift.devices_percent_signaling_only),
      ],
    ],
  )}</div>
`;
}
