/** The section that says whether the statement's inputs are whole. */
import type { Statement } from '../../domain/statement.ts';
import { whatHangsOnIt, whatIsMissing } from '../completeness.ts';
import { formatAmount, formatCount } from '../format.ts';
import { html, type Markup } from './markup.ts';

/** Longer lists are cut, with the number of what is left out; the JSON holds them whole. */
const MAX_LISTED = 31;

export function completenessSection(statement: Statement): Markup {
  const { sequence_gaps, quarantined, missing_days } = statement.completeness;
  const missing = whatIsMissing(statement);
  if (missing === '') {
    return html`<h3>Completeness</h3><p>No file is missing in sequence, none is in quarantine, every day of the period has signaling.</p>
`;
  }
  return html`<h3>Completeness</h3>
<p>${missing}. ${whatHangsOnIt(statement)}.</p>
<ul>
${sequence_gaps.slice(0, MAX_LISTED).map(
  (gap) => html`<li>${gap.sender} → ${gap.recipient}: sequence ${listed(gap.missing)}</li>
`,
)}${andMore(sequence_gaps, 'sequences')}${quarantined.slice(0, MAX_LISTED).map(
  (
    file,
  ) => html`<li>Quarantined <code>${file.sha256.slice(0, 16)}…</code>: ${file.code}, ${tapCharge(file)}</li>
`,
)}${andMore(quarantined, 'quarantined files')}${
  missing_days.length > 0 ? html`<li>Days without signaling: ${listed(missing_days)}</li>` : null
}
</ul>
`;
}

function listed(values: readonly string[]): string {
  const more = values.length - MAX_LISTED;
  return values.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '');
}

function andMore(values: readonly unknown[], noun: string): Markup | null {
  const more = values.length - MAX_LISTED;
  return more > 0 ? html`<li>and ${formatCount(more)} more ${noun}</li>` : null;
}

function tapCharge(file: Statement['completeness']['quarantined'][number]): string {
  return file.tap_charge === null
    ? 'charge unknown'
    : `TAP charge ${formatAmount(file.tap_charge)} ${file.currency ?? ''}`;
}
