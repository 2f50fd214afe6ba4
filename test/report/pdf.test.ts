/** The statement on paper: the PDF read back (pdf-reader.ts), and the print style of the page. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { renderPage } from '../../src/report/html/page.ts';
import { renderPages, renderPdf } from '../../src/report/pdf/document.ts';
import { creditNote, LONG_SEGMENT, provisional, RUN_ID } from './fixture.ts';
import { pagesOf } from './pdf-reader.ts';
import { DEVICES } from './run-folder.ts';

let pdf: Buffer;
let pages: string[];
/** Texts are compared without white space: where a line breaks is the layout's business. */
const has = (text: string) => pages.join('').includes(text.replace(/\s+/g, ''));

beforeAll(async () => {
  pdf = await renderPdf([provisional, creditNote]);
  pages = pagesOf(pdf);
});

test('lines, net, tax, gross and payable stand under each other, with what makes them', () => {
  expect(has('Usage · data 14,557 463,864 MB 1,234.66')).toBe(true);
  expect(has('50,000 – … MB: 413,864 at 0.0025 = 1,034.66')).toBe(true);
  expect(has(`${LONG_SEGMENT}: 312 devices, 25,023,217,664 bytes, 34.56`)).toBe(true);
  expect(has('1 XDR = 1.213450 EUR (ECB, "reference")')).toBe(true);
  expect(has(`refers to line usage-1 of run ${'11'.repeat(32)}`)).toBe(true);
  expect(
    has(
      'Net 103,625.34 Tax 21,761.32 Gross 125,386.66 Payable 125,386.66 invoiced by TAP, for information 99,512.34',
    ),
  ).toBe(true);
  expect(has('Gross 312,345 less invoiced by TAP -400,000 Payable -87,655')).toBe(true);
});

test('who bills, who pays, what is missing, by which terms', () => {
  expect(has('AAA Mobile (AAAVP, AAAV2) bills')).toBe(true);
  expect(has('Inputs are not whole: 3 files missing in 2 sequences, 2 quarantined files')).toBe(true);
  expect(has('replaces tap, rounded half up to 2 decimals, tax rate 0.21')).toBe(true);
  expect(has('• Days without signaling: 2026-10-03, 2026-10-04')).toBe(true);
  expect(has('every day of the period has signaling.')).toBe(true);
  expect(has('Credit to the home network -87,655 JPY')).toBe(true);
  // Letters beyond Latin-1 would be there too: the font is embedded. Controls are not.
  expect(has('Compañía <script>alert("1")</script> & \ufffdSöhne\ufffd[31m International')).toBe(true);
});

test('tiers by segment and in units of their own, what is free, what is corrected, what is committed', async () => {
  const [first, ...rest] = creditNote.lines;
  const statement = {
    ...creditNote,
    corrects: '22'.repeat(32),
    commitment: {
      amount: '10000',
      counts: ['usage'],
      per: 'term' as const,
      due: false,
      counted: '4000',
      remaining: '6000',
      counted_runs: [],
      missing_periods: [],
    },
    lines: [
      {
        ...first!,
        included: 60,
        tiers: [
          {
            from: '0',
            to: null,
            quantity: '3',
            price: '1000',
            amount: '3000',
            segment: 'a-b',
            unit: 'block',
          },
        ],
      },
      ...rest,
    ],
  };
  const [page] = pagesOf(await renderPdf([statement]));
  for (const text of [
    'a-b: 0 – … minutes: 3 blocks at 1,000 = 3,000',
    'free of charge: 60 seconds',
    `Corrects run ${'22'.repeat(32)}`,
    'Commitment 10,000 JPY a term, counted 4,000, remaining 6,000',
  ])
    expect(page).toContain(text.replace(/\s+/g, ''));
  const html = renderPage([statement]);
  expect(html).toContain('<td>a-b: 0 – …</td><td class="number">3 blocks</td>');
  expect(html).toContain('Free of charge: 60 seconds');
});

test('every page names the run and its number', () => {
  expect(pages.length).toBeGreaterThan(3);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain(`run${RUN_ID.slice(0, 16)}…`);
    expect(page.endsWith(`${index + 1}/${pages.length}`)).toBe(true);
  }
});

test('from net to payable everything is on one page, wherever the lines end', async () => {
  // A page holds some forty rows: for one of these lists the last five would be parted.
  const row = (cells: readonly string[], style: 'plain' | 'sum') => ({ cells, style });
  const lists = Array.from({ length: 8 }, (_, list) => [
    {
      kind: 'table' as const,
      caption: '',
      headers: ['Line', 'Amount'],
      widths: [1, 1],
      rows: [
        ...Array.from({ length: 36 + list }, () => row(['line', '1'], 'plain')),
        ...['net', 'tax', 'gross', 'payable', 'tap'].map((name) => row([`${name}-${list}!`, '1'], 'sum')),
      ],
      together: 5,
    },
  ]);
  const printed = pagesOf(await renderPages(lists, '', ''));
  const pageOf = (text: string) => printed.findIndex((page) => page.includes(text));
  const parted = lists.filter((_, list) => pageOf(`net-${list}!`) !== pageOf(`tap-${list}!`));
  expect(parted).toEqual([]);
  // Some do not begin a page of their own, and some have to.
  expect(new Set(lists.map((_, list) => pageOf(`net-${list}!`) - pageOf(`net-${list - 1}!`))).size).toBe(2);
});

test('a table over several pages has its head on each, and no row is lost', async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `tier-${String(i).padStart(3, '0')}`);
  const by_segment = rows.map((segment) => ({ segment, devices: 1 }));
  const all = pagesOf(await renderPdf([{ ...creditNote, devices: { ...creditNote.devices, by_segment } }]));
  const text = all.join('');
  expect(rows.filter((segment) => !text.includes(`${segment}1`))).toEqual([]);
  expect(all.filter((page) => page.includes('SegmentDevices')).length).toBeGreaterThan(2);
});

test('aggregates only: no subscriber is on paper', () => {
  for (const { imsi } of DEVICES) expect(has(imsi!)).toBe(false);
});

test('letters of other scripts', async () => {
  const name = 'Żółć Ελλάς Україна';
  const [page] = pagesOf(
    await renderPdf([{ ...creditNote, parties: { ...creditNote.parties, home: name } }]),
  );
  expect(page).toContain(name.replaceAll(' ', ''));
});

test('the same bytes twice, in another process and time zone, with no time but the fixed one', async () => {
  expect((await renderPdf([provisional, creditNote])).equals(pdf)).toBe(true);
  const script = `
    import { renderPages, renderPdf } from './src/report/pdf/document.ts';
    import { createHash } from 'node:crypto';
    import { creditNote, provisional } from './test/report/fixture.ts';
    process.stdout.write(createHash('sha256').update(await renderPdf([provisional, creditNote])).digest('hex'));`;
  const digest = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: 'Pacific/Kiritimati' },
    encoding: 'utf8',
  });
  expect(digest).toBe(createHash('sha256').update(pdf).digest('hex'));
  const dates = pdf.toString('latin1').match(/D:\d{14}|\d{4}-\d\d-\d\dT/g);
  expect(new Set(dates)).toEqual(new Set(['D:19800101000000']));
});

test('the page prints: folded parts stand open, lines stay with what explains them', () => {
  const [, print = ''] = /@media print \{([\s\S]*?)\n\}/.exec(renderPage([creditNote])) ?? [];
  expect(print).toContain('details::details-content { content-visibility: visible; display: block; }');
  expect(print).toMatch(/h3[^{]*tr\.line \{ break-after: avoid; \}/);
});
