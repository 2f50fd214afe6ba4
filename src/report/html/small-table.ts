import { type Content, html, type Markup } from './markup.ts';

/** A table whose first column is text and whose others are figures. */
export function smallTable(
  headers: readonly string[],
  rows: readonly (readonly Content[])[],
  caption?: string,
): Markup {
  const style = (column: number) => (column === 0 ? null : html` class="number"`);
  return html`<table>${caption === undefined ? null : html`<caption>${caption}</caption>`}<thead><tr>${headers.map((header, column) => html`<th scope="col"${style(column)}>${header}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, column) => html`<td${style(column)}>${cell}</td>`)}</tr>
`,
  )}</tbody></table>`;
}
