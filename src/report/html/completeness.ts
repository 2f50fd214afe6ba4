/** The section that says whether the statement's inputs are whole. */
import type { Statement } from '../../domain/statement.ts';
import { missingItems, WHOLE, whatHangsOnIt, whatIsMissing } from '../completeness.ts';
import { html, type Markup } from './markup.ts';

export function completenessSection(statement: Statement): Markup {
  const missing = whatIsMissing(statement);
  if (missing === '') {
    return html`<h3>Completeness</h3><p>${WHOLE}</p>
`;
  }
  return html`<h3>Completeness</h3>
<p>${missing}. ${whatHangsOnIt(statement)}.</p>
<ul>
${missingItems(statement).map(
  (item) => html`<li>${item}</li>
`,
)}</ul>
`;
}
