/**
 * The report as one page that needs nothing else: no network, no script, no font. It shows aggregates only, because the
 * partner reads it too: no IMSI, IMEI or number of a subscriber is on it.
 */
import type { Statement } from '../../domain/statement.ts';
import { whatHangsOnIt, whatIsMissing } from '../completeness.ts';
import { headFacts } from '../facts.ts';
import { formatAmount, formatCount, formatPercent } from '../format.ts';
import { baselinesSection, bridgeSection } from './bridge.ts';
import { completenessSection } from './completeness.ts';
import { linesSection } from './lines.ts';
import { html, type Markup } from './markup.ts';
import { decisionsSection, segmentsSection } from './segments.ts';
import { STYLE } from './style.ts';

/** HTML of the statements of one run, in the order given, and the date of their invoices. The same statements give the same bytes. */
export function renderPage(statements: readonly Statement[], invoiceDate: string | null = null): string {
  const period = statements[0]?.period ?? '';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Roaming settlement ${period}</title>
<style>${STYLE}</style>
</head>
<body>
<header class="top">
<h1>Roaming settlement ${period}</h1>
<p class="soft">Run <code>${statements[0]?.run_id ?? ''}</code></p>
${overview(statements)}
</header>
<main>
${statements.map((statement, index) => agreementSection(statement, index, invoiceDate))}
</main>
<footer><p>BCE-style report by roamsettle. Figures come from the statement files of the run and add up to the last digit.</p></footer>
</body>
</html>
`.text;
}

function overview(statements: readonly Statement[]): Markup {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Agreement</th><th scope="col">Visited → home</th><th scope="col">Status</th><th scope="col" class="number">Net</th><th scope="col" class="number">Payable</th><th scope="col">Currency</th></tr></thead>
<tbody>${statements.map(
    (
      { agreement, parties, status, totals, currency },
      index,
    ) => html`<tr><th scope="row"><a href="#agreement-${index + 1}">${agreement.id}</a></th><td><bdi>${parties.visited}</bdi> → <bdi>${parties.home}</bdi></td><td>${status}</td><td class="number">${formatAmount(totals.net)}</td><td class="number">${formatAmount(totals.payable)}</td><td>${currency}</td></tr>
`,
  )}</tbody></table></div>`;
}

function agreementSection(statement: Statement, index: number, invoiceDate: string | null): Markup {
  const { agreement, status, notes } = statement;
  const missing = whatIsMissing(statement);
  return html`<section class="agreement" id="agreement-${index + 1}">
<h2>${agreement.id} <span class="badge ${status}">${status}</span></h2>
${missing === '' ? null : html`<p class="warning">Inputs are not whole: ${missing}. ${whatHangsOnIt(statement)}.</p>`}
<dl class="facts">
${headFacts(statement, invoiceDate).map(
  ([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>
`,
)}</dl>
${figures(statement)}
${bridgeSection(statement)}
${segmentsSection(statement)}
${linesSection(statement)}
${baselinesSection(statement)}
${decisionsSection(statement)}
${completenessSection(statement)}
${notes.length > 0 ? html`<h3>Notes</h3><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>` : null}
</section>
`;
}

function figures({ totals, currency, uplift, devices }: Statement): Markup {
  const decided = (name: string) =>
    formatCount(devices.by_decision.reduce((sum, row) => sum + (row.decision === name ? row.devices : 0), 0));
  const list: [string, string][] = [
    [formatAmount(totals.net), `net, ${currency}`],
    [
      formatAmount(totals.payable),
      totals.payable.startsWith('-') ? `credit to the home network, ${currency}` : `payable, ${currency}`,
    ],
    [formatPercent(uplift.charges_percent), 'uplift of IoT charges'],
    [formatPercent(uplift.devices_percent), 'more IoT devices'],
    [formatPercent(uplift.devices_percent_signaling_only), 'by signaling alone'],
    [decided('charge'), 'devices charged'],
    [decided('review'), 'devices in review'],
  ];
  return html`<ul class="figures">${list.map(([figure, name]) => html`<li><b>${figure}</b><span>${name}</span></li>`)}</ul>`;
}
