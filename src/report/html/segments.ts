/** Devices and money by segment, and devices by decision. */
import { plural } from '../../domain/plural.ts';
import type { Statement } from '../../domain/statement.ts';
import { formatAmount, formatCount } from '../format.ts';
import { MONEY_KINDS, segmentSums } from '../segments.ts';
import { DECISIONS, kindTitle } from '../words.ts';
import { devicesChart, moneyChart } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { smallTable } from './small-table.ts';

export function segmentsSection(statement: Statement): Markup {
  const { agreement, currency } = statement;
  const sums = segmentSums(statement);
  const kinds = MONEY_KINDS.filter((kind) => statement.lines.some((line) => line.kind === kind));
  const rows = sums.map(({ segment, devices, amounts, total }) => [
    segment,
    formatCount(devices),
    ...kinds.map((kind) => formatAmount(amounts[kind])),
    formatAmount(total),
  ]);
  return html`<h3>Segments</h3>
<div class="pair">
<figure><figcaption>Devices</figcaption>${devicesChart(sums, `Devices of ${agreement.id} by segment`)}</figure>
<figure><figcaption><span>Money in ${currency}</span>${kinds.map((kind) => html`<span class="key" style="background:var(--${kind})"></span>${kindTitle(kind)}`)}</figcaption>${moneyChart(sums, kinds, `Money of ${agreement.id} by segment in ${currency}`)}</figure>
</div>
<div class="wide">${smallTable(['Segment', 'Devices', ...kinds.map(kindTitle), 'Total'], rows, `Amounts in ${currency}.`)}</div>
`;
}

export function decisionsSection({ devices, device_list }: Statement): Markup {
  return html`<h3>Devices by decision</h3>
<div class="wide">${smallTable(
    ['Decision', 'Devices'],
    devices.by_decision.map(({ decision, devices: count }) => [
      DECISIONS[decision] ?? decision,
      formatCount(count),
    ]),
  )}</div>
<p class="soft">Device list: ${formatCount(device_list.rows)} ${plural(device_list.rows, 'row')}, SHA-256 <code>${device_list.sha256}</code></p>
`;
}
