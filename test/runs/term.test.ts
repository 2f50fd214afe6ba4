/**
 * Term statements from issued months, in a data folder written by hand: tiers over the term and a commitment, before and
 * after an early month is corrected.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderTerm } from '../../src/cli/render/term.ts';
import type { StatementLine } from '../../src/domain/statement.ts';
import { digestOf } from '../../src/domain/text-file.ts';
import { runTerm } from '../../src/pipeline/term.ts';
import { writeTermReport } from '../../src/report/term/write.ts';
import { findTerm, listTerms } from '../../src/runs/term.ts';
import { parseCsv } from '../report/csv.ts';
import { agreementYaml } from '../support/month-agreement.ts';

const ID = 'BBBHA-AAAVP-2026';
const TEXT = agreementYaml({
  term: '{ from: 2026-08-01, until: 2026-11-01 }',
  charges:
    '{ usage: [{ service: data, segments: [iot], unit: kB, model: graduated, tiers_over: term, tiers: [{ from: 0, price: "1.00" }, { from: 15, price: "0.50" }] }] }',
  commitment: '{ amount: "50.00", counts: [usage], per: term }',
  tax: '{ rate: "0.10" }',
});

let data: string;
let agreements: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'roamsettle-term-'));
  agreements = join(data, 'a.yaml');
  writeFileSync(agreements, TEXT);
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

const BESIDE = {
  ...{ service: null, segments: [], included: 0, tiers: [], rate: null, rates: [], refers_to: null },
  ...{ priced_unit: 'kB', priced_unit_size: 1024 },
};
const usage = (kB: number, amount: string): StatementLine => ({
  ...BESIDE,
  ...{
    line_id: 'v1-usage-0',
    kind: 'usage',
    service: 'data',
    charge_ref: 'charges.usage[0]',
    unit: 'byte',
    quantity: kB * 1024,
  },
  ...{ amount_exact: amount, amount },
});
const shortfall = (amount: string): StatementLine => ({
  ...BESIDE,
  ...{ line_id: 'v1-commitment', kind: 'commitment', charge_ref: 'commitment', unit: 'term', quantity: 1 },
  ...{ amount_exact: amount, amount },
});
const back = (line: StatementLine): StatementLine => ({
  ...line,
  ...{
    line_id: `adj-${line.line_id}`,
    kind: 'adjustment',
    amount_exact: `-${line.amount}`,
    amount: `-${line.amount}`,
  },
});

/** An issued run of a month: `counted` are months with their runs. */
function issue(
  period: string,
  name: string,
  lines: readonly StatementLine[],
  more: { counted?: Readonly<Record<string, string>>; number?: number } = {},
): string {
  const runId = digestOf(name);
  const digest = digestOf(TEXT);
  const folder = join(data, 'runs', runId);
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  mkdirSync(join(data, 'issued'), { recursive: true });
  const statement = JSON.stringify({
    ...{ run_id: runId, period, currency: 'EUR', lines, agreement: { id: ID, version: 1, digest } },
    parties: { visited: 'AAA', home: 'BBB', visited_tadigs: ['AAAVP'], home_tadigs: ['BBBHA'] },
    terms: { method: 'replaces_tap', rounding: { mode: 'half_up', decimals: 2 }, tax_rate: '0.10' },
    baselines: [{ name: 'tap_as_billed', amount: '1.00' }],
  });
  writeFileSync(join(folder, `statement-${ID}.json`), statement);
  writeFileSync(join(folder, `inputs/agreement-${digest}.yaml`), TEXT);
  const counted = Object.entries(more.counted ?? {}).map(([month, run_id]) => ({
    ...{ agreement_id: ID, period: month, run_id },
  }));
  const run = { period, statements: [], inputs: { agreements: [{ id: ID, version: 1, digest }], counted } };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(
    join(data, 'issued', `${runId}.json`),
    JSON.stringify({
      ...{ run_id: runId, period, statements: [{ agreement_id: ID, number: more.number ?? 1 }] },
      files: { [`statement-${ID}.json`]: digestOf(statement), [`inputs/agreement-${digest}.yaml`]: digest },
    }),
  );
  return runId;
}
const term = (period = '2026-08..2026-10') => runTerm(data, { period, agreements });

test('months that counted each other: a sum, and nothing open; then a correction of the first', async () => {
  // 10 kB at 1.00; 5 at 1.00 and 15 at 0.50; 30 at 0.50.
  const august = issue('2026-08', 'august', [usage(10, '10.00')]);
  const september = issue('2026-09', 'september', [usage(20, '12.50')], { counted: { '2026-08': august } });
  await expect(term()).rejects.toMatchObject({
    code: 'TERM_MISSING',
    detail: `Missing are ${ID} in 2026-10.`,
  });
  expect(existsSync(join(data, 'terms'))).toBe(false);
  // 37.50 of 50.00: 12.50 are short.
  const counted = { '2026-08': august, '2026-09': september };
  issue('2026-10', 'october', [usage(30, '15.00'), shortfall('12.50')], { counted });
  const whole = await term();
  expect(whole.statements).toMatchObject([
    {
      period: { from: '2026-08', until: '2026-10' },
      months: [
        { period: '2026-08', net: '10.00', tax: '1.00', gross: '11.00', payable: '11.00', corrections: 0 },
        { period: '2026-09', net: '12.50', tax: '1.25' },
        { period: '2026-10', net: '27.50', tax: '2.75', tap_invoiced: '1.00' },
      ],
      lines: [
        { line_id: 'v1-usage-0', months: 3, quantity: 60 * 1024, amount: '37.50' },
        { line_id: 'v1-commitment', months: 1, amount: '12.50' },
      ],
      true_up: [],
      settled: { net: '50.00', tax: '5.00', gross: '55.00', tap_invoiced: '3.00', payable: '55.00' },
      open: { net: '0.00', tax: '0.00', gross: '0.00' },
    },
  ]);

  // Ten more in August: 15 at 1.00 and 5 at 0.50. September began at 20, so that all of it was at 0.50: 10.00, not 12.50. October
  // stays. 17.50 + 12.50 + 15.00 − 2.50 are 42.50: 7.50 are short, not 12.50.
  issue('2026-08', 'corrected', [usage(20, '17.50'), back(usage(10, '10.00'))], { number: 2 });
  const now = await term();
  expect(now.termId).not.toBe(whole.termId);
  expect(now.statements).toMatchObject([
    {
      months: [{ corrections: 1, net: '17.50' }, { net: '12.50' }, { net: '27.50' }],
      lines: [{ amount: '45.00', quantity: 70 * 1024 }, { amount: '12.50' }],
      true_up: [
        {
          ...{
            line_id: 'true-up-2026-09-v1-usage-0',
            months: ['2026-09'],
            due_exact: '10',
            settled_exact: '12.5',
          },
          ...{ amount_exact: '-2.5', amount: '-2.50' },
        },
        { line_id: 'true-up-commitment', due_exact: '7.5', settled_exact: '12.5', amount: '-5.00' },
      ],
      settled: { net: '57.50', tax: '5.75' },
      open: { net: '-7.50', tax: '-0.75', gross: '-8.25' },
      // The whole term at once: 15 at 1.00 and 55 at 0.50 are 42.50, and 7.50 to the commitment.
      total: { net: '50.00', tax: '5.00', gross: '55.00' },
    },
  ]);
  expect(renderTerm(now)).toMatch(/2026-08 +run [0-9a-f]{12}, corrected 1 time +17\.50/);
  expect(renderTerm(now)).toMatch(/true-up +true-up-commitment +-5\.00/);

  // Part of the term: September is still to be set right, the commitment is not due.
  expect((await term('2026-08..2026-09')).statements).toMatchObject([
    { true_up: [{ line_id: 'true-up-2026-09-v1-usage-0' }], open: { net: '-2.50' } },
  ]);
});

test('the same months are the same bytes, and are found, listed and printed', async () => {
  const { termId } = await term();
  const folder = join(data, 'terms', termId);
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  rmSync(folder, { recursive: true });
  expect((await term()).termId).toBe(termId);
  expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(bytes);
  expect(listTerms(data).map(({ term_id }) => term_id)).toContain(termId);
  expect(findTerm(data, '')).toBeNull();
  const statements = findTerm(data, termId.slice(0, 8))!;
  const out = join(data, 'report');
  const { files } = await writeTermReport(statements, out, ['json', 'csv', 'html', 'pdf']);
  expect(files).toEqual(['lines.csv', 'report.html', 'report.pdf', `statement-${ID}.json`]);
  const rows = parseCsv(readFileSync(join(out, 'lines.csv'), 'utf8'));
  expect(rows.map(({ item, line_id, amount }) => `${item} ${line_id} ${amount}`)).toEqual([
    'month 2026-08 17.50',
    'month 2026-09 12.50',
    'month 2026-10 27.50',
    'line v1-usage-0 45.00',
    'line v1-commitment 12.50',
    'true_up true-up-2026-09-v1-usage-0 -2.50',
    'true_up true-up-commitment -5.00',
    'open_net  -7.50',
    'open_tax  -0.75',
    'open_gross  -8.25',
    'total_net  50.00',
  ]);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<dd><bdi>-8.25 EUR</bdi></dd>');
  await expect(writeTermReport(statements, out, ['csv'])).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  await expect(writeTermReport(statements, join(data, 'x'), ['xlsx'])).rejects.toMatchObject({
    code: 'USAGE',
  });
});

test('months that cannot be added up, and a statement that was touched', async () => {
  const [run] = (await term()).statements[0]!.months.slice(1);
  const path = join(data, 'runs', run!.run_id, `statement-${ID}.json`);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"EUR"', '"USD"'));
  await expect(term()).rejects.toMatchObject({ code: 'ISSUED_CHANGED' });
  const issued = join(data, 'issued', `${run!.run_id}.json`);
  const note = readFileSync(issued, 'utf8');
  writeFileSync(issued, note.replace(digestOf(text), digestOf(text.replace('"EUR"', '"USD"'))));
  await expect(term()).rejects.toMatchObject({
    code: 'TERM_INVALID',
    detail: '2026-09 and 2026-10 differ in currency.',
  });
});
