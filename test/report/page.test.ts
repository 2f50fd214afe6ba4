import { expect, test } from 'vitest';
import { renderPage } from '../../src/report/html/page.ts';
import { creditNote, EVIL_NAME, LONG_SEGMENT, provisional } from './fixture.ts';
import { DEVICES } from './run-folder.ts';

const page = renderPage([provisional, creditNote]);
/** What a reader sees: without tags, entities undone. */
const text = page
  .replace(/<style>[\s\S]*?<\/style>/g, '')
  .replace(/<[^>]*>/g, ' ')
  .replaceAll('&lt;', '<')
  .replaceAll('&gt;', '>')
  .replaceAll('&quot;', '"')
  .replaceAll('&#39;', "'")
  .replaceAll('&amp;', '&')
  .replace(/\s+/g, ' ');

test('the same statements give the same bytes, charts of another page in between', () => {
  renderPage([creditNote]);
  expect(renderPage([provisional, creditNote])).toBe(page);
});

test('nothing comes from outside, nothing runs', () => {
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<script|<link|<img|<iframe|<object| on\w+=/i);
  expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1])).toEqual([
    '#agreement-1',
    '#agreement-2',
  ]);
});

test('terms stand at the head, and what a correction takes back', () => {
  expect(text).toContain('Terms replaces tap, rounded half up to 2 decimals, tax rate 0.21');
  expect(renderPage([{ ...creditNote, corrects: '22'.repeat(32) }])).toContain(
    `<dt>Corrects run</dt><dd><bdi>${'22'.repeat(32)}</bdi></dd>`,
  );
});

test('names and notes are text', () => {
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ');
  expect(text).toContain('Compañía <script>alert("1")</script> & \ufffdSöhne\ufffd[31m International');
  expect(text).toContain('TAP rate of AAAVP differs from the rates file: <1.2%>');
  expect(page).not.toContain(EVIL_NAME.slice(-40));
});

test('charts: names of segments and steps are escaped there too', () => {
  const evil = '<img src=x onerror="a">&';
  const lines = creditNote.lines.map((line) => ({
    ...line,
    segments: [{ segment: evil, devices: 1, quantity: 1, amount: line.amount }],
  }));
  const bridge = creditNote.bridge.map((step, index) => (index === 1 ? { ...step, step: evil } : step));
  const evilPage = renderPage([
    {
      ...creditNote,
      devices: { by_segment: [{ segment: evil, devices: 1 }], by_decision: [] },
      lines,
      bridge,
    },
  ]);
  expect(evilPage).not.toContain('<img');
  expect(evilPage.match(/<svg/g)).toHaveLength(3);
});

test('aggregates only: no subscriber is on the page', () => {
  for (const { imsi } of DEVICES) expect(page).not.toContain(imsi);
  expect(text.replace(/[0-9a-f]{64}/g, '')).not.toMatch(/\b\d{14,16}\b/);
});

test('each chart has a role, a label and its numbers in a table', () => {
  const charts = page.match(
    /<svg role="img" aria-label="[^"]+" viewBox="0 0 \d+ \d+" width="\d+" height="\d+"><title>[^<]+<\/title>/g,
  );
  expect(charts).toHaveLength(6);
  expect(page).not.toMatch(/class="zr|id="zr|NaN|undefined|\[object/);
  for (const figure of ['100,036.46', '-35.12', '+600.25', '12,405', '98,765.43']) {
    expect(page).toContain(`>${figure}</text>`);
    expect(page).toContain(`>${figure}</td>`);
  }
  expect(text).toContain(LONG_SEGMENT);
});

test('lines, net, tax, gross and payable stand under each other', () => {
  expect(text).toContain(
    'Net 103,625.34 Tax 21,761.32 Gross 125,386.66 Payable 125,386.66 invoiced by TAP, for information 99,512.34',
  );
  expect(text).toContain('Gross 312,345 less invoiced by TAP -400,000 Payable -87,655');
  expect(text).toContain('0 – 50,000 50,000 0.0040 200 50,000 – … 413,864 0.0025 1,034.66');
});

test('a provisional statement says what it lacks and what hangs on it, a final one that it is whole', () => {
  expect(text).toContain(
    'Inputs are not whole: 3 files missing in 2 sequences, 2 quarantined files, 2 days without signaling. 12,405 silent devices and EUR 3,101.25 hang on it.',
  );
  expect(text).toContain('AAAVP → BBBHA: sequence 00017, 00018');
  expect(text).toContain('TAP_AUDIT_MISMATCH, TAP charge 1,204.50 XDR');
  expect(text).toContain('No file is missing in sequence');
});

test('long lists are cut with their number, too many segments have a table and no chart', () => {
  const missing = Array.from({ length: 1000 }, (_, index) => String(index).padStart(5, '0'));
  const by_segment = Array.from({ length: 500 }, (_, index) => ({ segment: `s${index}`, devices: 1 }));
  const large = renderPage([
    {
      ...provisional,
      completeness: {
        ...provisional.completeness,
        sequence_gaps: [{ sender: 'A', recipient: 'B', missing }],
      },
      devices: { ...provisional.devices, by_segment },
    },
  ]);
  expect(large).toContain('00030 and 969 more');
  expect(large).not.toContain('00031');
  expect(large.match(/<svg/g)).toHaveLength(1);
  expect(large).toContain('<td>s499</td>');
});
