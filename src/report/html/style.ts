/** The page's one style sheet: light, dark and print. No font, picture or script comes from outside. */
import { Markup } from './markup.ts';

const DARK = `
  color-scheme: dark;
  --paper: #14181d; --panel: #1b2128; --ink: #e7ebf0; --soft: #a3adb8; --line: #39434e; --stripe: #20272f;
  --level: #6ea8dc; --up: #e0a458; --down: #4fb3a1; --warn-paper: #3a2e12; --warn: #f2cd7a; --accent: #8cc0f0;
  --usage: #6ea8dc; --access: #e0a458; --as_billed: #9aa5b1; --commitment: #c38bd0; --adjustment: #4fb3a1;`;

export const STYLE = new Markup(`
:root {
  color-scheme: light;
  --paper: #f6f7f9; --panel: #ffffff; --ink: #1b2430; --soft: #586472; --line: #cfd6de; --stripe: #f4f6f8;
  --level: #2f6da8; --up: #c27a1c; --down: #21867a; --warn-paper: #fff3d6; --warn: #6b4700; --accent: #1f5f99;
  --usage: #2f6da8; --access: #c27a1c; --as_billed: #7c8794; --commitment: #8d4aa0; --adjustment: #21867a;
}
@media screen and (prefers-color-scheme: dark) { :root {${DARK}
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main, header.top, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header.top { padding-top: 28px; }
footer { padding-bottom: 40px; color: var(--soft); font-size: 13px; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 20px; margin: 0 0 4px; overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 28px 0 8px; }
a { color: var(--accent); }
p { margin: 6px 0; }
section.agreement { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 24px; margin: 24px 0; }
.soft { color: var(--soft); font-size: 13px; }
.badge { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 10px; font-size: 13px; font-weight: 600; vertical-align: middle; }
.badge.provisional { background: var(--warn-paper); color: var(--warn); border-color: var(--warn); }
.warning { background: var(--warn-paper); color: var(--warn); border-left: 4px solid var(--warn); border-radius: 4px; padding: 8px 14px; margin: 14px 0; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
ul.figures { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 10px; padding: 0; margin: 16px 0; }
ul.figures li { border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; }
ul.figures b { display: block; font-size: 20px; line-height: 1.3; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
ul.figures span { display: block; color: var(--soft); font-size: 13px; }
figure { margin: 8px 0; break-inside: avoid; }
figcaption { color: var(--soft); font-size: 13px; }
figure svg { display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums; }
.pair figure svg { max-width: 520px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 8px 28px; }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin: 0 5px 0 12px; vertical-align: baseline; }
figcaption .key:first-child { margin-left: 0; }
.wide + .wide { margin-top: 18px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; color: var(--soft); font-size: 13px; padding-bottom: 4px; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
tbody th, tbody td:first-child { overflow-wrap: anywhere; min-width: 9em; }
thead th { color: var(--soft); font-weight: 600; font-size: 13px; border-bottom-width: 2px; overflow-wrap: normal; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
tr.sum th, tr.sum td, .ends tbody tr:last-child td { font-weight: 700; border-top: 2px solid var(--ink); }
tr.part td, tr.part th { color: var(--soft); }
tr.line > * { border-bottom: 0; padding-bottom: 0; }
tr.line + tr > td { padding-top: 2px; }
summary { cursor: pointer; color: var(--accent); font-size: 13px; }
details table { margin: 6px 0; width: auto; min-width: 60%; background: var(--stripe); font-size: 13px; }
@media screen and (max-width: 560px) {
  section.agreement { padding: 14px; }
  dl.facts { grid-template-columns: 1fr; }
  dl.facts dd { margin-bottom: 6px; }
  ul.figures { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }
  /* Charts and wide tables are moved aside, not shrunk; what is said of them stays in view. */
  figure { overflow-x: auto; }
  figure svg { min-width: 560px; }
  .pair figure svg { min-width: 420px; }
  figcaption { position: sticky; left: 0; }
  caption { max-width: calc(100vw - 60px); }
}
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #586472; } }
@media print {
  .key, .warning, .badge { print-color-adjust: exact; }
  body { background: #fff; font-size: 10.5pt; }
  main, header.top, footer { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  section.agreement { border: 0; padding: 0; margin: 16pt 0 0; }
  section.agreement + section.agreement { break-before: page; margin: 0; }
  h2, h3, caption, thead, tr.line { break-after: avoid; }
  tr, ul.figures, .warning, details table { break-inside: avoid; }
  tbody tr:last-child, footer { break-before: avoid; }
  th, td { padding: 3px 8px; }
  /* What is folded away on a screen stands open on paper. */
  details::details-content { content-visibility: visible; display: block; }
  summary { display: none; }
  .wide { overflow: visible; }
}
`);
