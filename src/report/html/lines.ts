/** The statement lines as a table that adds up: lines → net → tax → gross → payable. */
import type { Statement, StatementLine } from '../../domain/statement.ts';
import { deductsTap } from '../balance.ts';
import { formatExact } from '../exact.ts';
import {
  formatAmount,
  formatCount,
  formatQuantity,
  lineTitle,
  negated,
  pricedQuantity,
  unitName,
} from '../format.ts';
import { tierQuantity, tierRange } from '../tiers.ts';
import { chargePath } from '../versions.ts';
import { type Content, html, type Markup } from './markup.ts';
import { smallTable } from './small-table.ts';

export function linesSection(statement: Statement): Markup {
  const { totals, currency } = statement;
  const deducted = deductsTap(statement)
    ? sumRow('less invoiced by TAP', negated(totals.tap_invoiced), 'plain')
    : null;
  const informed = deducted ? null : sumRow('invoiced by TAP, for information', totals.tap_invoiced, 'part');
  return html`<h3>Statement lines</h3>
<div class="wide"><table>
<caption>Every line is rounded once; the lines add up to net. Amounts in ${currency}.</caption>
<thead><tr><th scope="col">Line</th><th scope="col" class="number">Devices</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>
${statement.lines.map((line) => lineRow(line))}
</tbody>
<tbody>
${sumRow('Net', totals.net, 'sum')}${sumRow('Tax', totals.tax, 'plain')}${sumRow('Gross', totals.gross, 'sum')}${deducted}${sumRow('Payable', totals.payable, 'sum')}${informed}
</tbody></table></div>
<p class="soft">Net by kind: usage ${formatAmount(totals.usage)} · access ${formatAmount(totals.access)} · as billed ${formatAmount(totals.as_billed)} · commitment ${formatAmount(totals.commitment)} · adjustment ${formatAmount(totals.adjustment)}</p>
`;
}

function sumRow(name: string, amount: string, style: 'sum' | 'part' | 'plain'): Markup {
  return html`<tr class="${style}"><th scope="row" colspan="3">${name}</th><td class="number">${formatAmount(amount)}</td></tr>
`;
}

function lineRow(line: StatementLine): Markup {
  const devices = line.segments.reduce((sum, share) => sum + share.devices, 0);
  const base =
    line.priced_unit_size === 1
      ? null
      : html`<br><span class="soft">${formatQuantity(line.quantity, line.unit)}</span>`;
  return html`<tr class="line"><th scope="row">${lineTitle(line)} <code class="soft">${chargePath(line) ?? (line.kind === 'as_billed' ? 'not covered by the agreement' : '')}</code></th>
<td class="number">${formatCount(devices)}</td><td class="number">${pricedQuantity(line)}${base}</td><td class="number">${formatAmount(line.amount)}</td></tr>
<tr><td colspan="4">${details(line)}</td></tr>
`;
}

/** What explains a line, folded away: how its tiers, segments and rates make the amount. */
function details(line: StatementLine): Content {
  const unit = unitName(line.priced_unit);
  const tiers = line.tiers.map((tier) => [
    tierRange(tier),
    tierQuantity(tier),
    formatAmount(tier.price),
    formatExact(tier.amount),
  ]);
  const segments = line.segments.map(({ segment, devices, quantity, amount }) => [
    segment,
    formatCount(devices),
    formatQuantity(quantity, line.unit),
    formatAmount(amount),
  ]);
  const rates = (line.rates.length > 0 ? line.rates : line.rate ? [line.rate] : []).map(
    (rate) => html`<p class="soft">Rate: 1 ${rate.from} = ${rate.value} ${rate.to} (${rate.source})</p>`,
  );
  const included =
    line.included > 0
      ? html`<p class="soft">Free of charge: ${formatQuantity(line.included, line.unit)}</p>`
      : null;
  const opposite =
    line.opposite === undefined
      ? null
      : html`<p class="soft">Other direction: ${formatQuantity(line.opposite.quantity, line.unit)} of ${line.opposite.agreement_id}</p>`;
  const refers =
    line.refers_to &&
    html`<p class="soft">Refers to line ${line.refers_to.line_id} of run <code>${line.refers_to.run_id}</code></p>`;
  return html`<details><summary>How it is made up</summary>
${tiers.length > 0 ? smallTable([`From – to (${unit})`, `Quantity (${unit})`, 'Price', 'Amount'], tiers) : null}
${segments.length > 0 ? smallTable(['Segment', 'Devices', 'Quantity', 'Amount'], segments) : null}
${included}${opposite}${rates}${refers}<p class="soft">Line <code>${line.line_id}</code>, exact amount ${line.amount_exact}</p></details>`;
}
