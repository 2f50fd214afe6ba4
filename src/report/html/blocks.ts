/** Blocks, which the PDF draws, as a page of their own. */
import type { Block, TableRow } from '../pdf/blocks.ts';
import { html, type Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** Each list of blocks is a section. The same blocks give the same bytes. */
export function renderBlocks(sections: readonly (readonly Block[])[], title: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${sections.map(
  (blocks) => html`<section class="agreement">${blocks.map(blockMarkup)}</section>
`,
)}
</main>
</body>
</html>
`.text;
}

function blockMarkup(block: Block): Markup {
  switch (block.kind) {
    case 'title':
      return html`<h1>${block.text}</h1>`;
    case 'subtitle':
      return html`<h2>${block.text}</h2>`;
    case 'heading':
      return html`<h3>${block.text}</h3>`;
    case 'text':
      return html`<p>${block.text}</p>`;
    case 'soft':
      return html`<p class="soft">${block.text}</p>`;
    case 'warning':
      return html`<p class="warning">${block.text}</p>`;
    case 'facts':
      return html`<dl class="facts">${block.rows.map(
        ([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>
`,
      )}</dl>`;
    case 'table':
      return html`<div class="wide"><table><caption>${block.caption}</caption><thead><tr>${block.headers.map(
        (header, i) => html`<th scope="col"${i === 0 ? null : html` class="number"`}>${header}</th>`,
      )}</tr></thead>
<tbody>${block.rows.map((row) => rowMarkup(row, block.headers.length))}</tbody></table></div>`;
  }
}

function rowMarkup({ cells, style }: TableRow, columns: number): Markup {
  if (style === 'note')
    return html`<tr><td colspan="${columns}" class="soft">${cells[0] ?? ''}</td></tr>
`;
  const content = (text: string) => (style === 'sum' ? html`<b>${text}</b>` : text);
  return html`<tr>${cells.map((cell, i) => html`<td${i === 0 ? null : html` class="number"`}>${content(cell)}</td>`)}</tr>
`;
}
