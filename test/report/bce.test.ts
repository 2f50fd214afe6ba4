/** BCE-style reports of a month by hand, net of TAP and taxed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeReport } from '../../src/report/write.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { Db } from '../../src/store/db.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type DeviceRow, expectedRows, readRows, World } from '../support/month-world.ts';
import { paperMonth } from '../support/paper-month.ts';
import { parseCsv } from './csv.ts';

const world = new World();
const out = join(world.data, 'report');
let runId: string;
beforeAll(async () => {
  paperMonth(world, {
    settlement: '{ method: net_of_tap }',
    tax: '{ rate: "0.21" }',
    invoice:
      '{ number_prefix: "A-", seller: { name: AAA Mobile, address: ["1 <Main> Road", Madrid], vat_id: ES 1 }, payment_days: 30 }',
  });
  await world.ingest();
  ({ runId } = await world.settle());
  await writeReport(join(world.data, 'runs', runId), out, ['csv', 'json', 'parquet']);
});
afterAll(() => world.remove());

async function columnTypes(path: string): Promise<{ name: string; type: string }[]> {
  const db = await Db.open(':memory:');
  try {
    const rows = await db.query('SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet($path))', {
      path,
    });
    return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  } finally {
    db.close();
  }
}

const csv = (name: string) => parseCsv(readFileSync(join(out, `${name}.csv`), 'utf8'));

function table(name: string, columns: string): string[] {
  return csv(name).map((row) =>
    columns
      .split(' ')
      .map((column) => row[column] || '-')
      .join(' '),
  );
}

// Shares of devices: test/runs/device-lines.test.ts works them out.
test('DDR: each IMSI, line and service, in the order of the device list', () => {
  expect(
    table(
      'ddr',
      'imsi home_tadig visited_tadig line_id service segment quantity unit records tap_amount amount',
    ),
  ).toEqual(
    expectedRows(`
      999010000000003 BBBHA AAAVP v1-usage-1  data   standard 1 record     1 0.125  0.12
      999010000000003 BBBHA AAAVP v1-usage-1  sms_mo standard 1 record     1 0.0375 0.04
      99901000000004  BBBHA AAAVP v1-usage-1  data   standard 1 record     1 0.0625 0.07
      999017000000001 BBBHA AAAVP v1-usage-0  sms_mo iot      2 event      2 0.02   0.06
      999017000000001 BBBHA AAAVP v1-access-0 -      iot      1 imsi_month 0 -      0.33
      999017000000002 BBBHA AAAVP v1-usage-0  sms_mo iot      1 event      1 0.01   0.04
      999017000000002 BBBHA AAAVP v1-access-0 -      iot      1 imsi_month 0 -      0.34
    `),
  );
  expect(csv('ddr').map((row) => row.rates)).toEqual([
    ...Array<string>(3).fill('1 XDR = 1.25 EUR (paper)'),
    ...Array<string>(4).fill(''),
  ]);
});

// In `standard` two IMSIs used data and one of them messages: 2 + 1 in splits, 2 in all.
test('UDR: unique IMSIs, not the sum of splits; records and money add up', () => {
  expect(
    table('udr', 'level home_tadig segment service line_id imsis records quantity unit tap_amount amount'),
  ).toEqual(
    expectedRows(`
      line    BBBHA iot      sms_mo v1-usage-0 2 3 3 event  0.03   0.10
      line    BBBHA standard data   v1-usage-1 2 2 2 record 0.1875 0.19
      line    BBBHA standard sms_mo v1-usage-1 1 1 1 record 0.0375 0.04
      tadigs  BBBHA -        -      -          4 6 - -      0.255  0.33
      service -     -        data   -          2 2 2 record 0.1875 0.19
      service -     -        sms_mo -          3 4 - -      0.0675 0.14
      segment -     iot      -      -          2 3 3 event  0.03   0.10
      segment -     standard -      -          2 3 3 record 0.225  0.23
      total   -     -        -      -          4 6 - -      0.255  0.33
    `),
  );
});

test('BSR: lines, and below them segments, tiers and rates', () => {
  expect(
    table(
      'bsr',
      'line_id level segment imsis quantity tier_from tier_to priced_quantity price rate amount_exact amount',
    ),
  ).toEqual(
    expectedRows(`
      v1-usage-0  line    -        2 3 - - - -      -    0.1002 0.10
      v1-usage-0  segment iot      2 3 - - - -      -    -      0.10
      v1-usage-0  tier    -        - - 0 - 3 0.0334 -    0.1002 -
      v1-usage-1  line    -        2 3 - - - -      -    0.225  0.23
      v1-usage-1  segment standard 2 3 - - - -      -    -      0.23
      v1-usage-1  rate    -        - - - - - -      1.25 -      -
      v1-access-0 line    -        2 2 - - - -      -    0.666  0.67
      v1-access-0 segment iot      2 2 - - - -      -    -      0.67
      v1-access-0 tier    -        - - 0 - 2 0.333  -    0.666  -
    `),
  );
});

// Net 0.10 + 0.23 + 0.67 = 1.00, tax 0.21; TAP invoiced 204 units of 0.001 XDR: 0.255 → 0.26. All IMSIs are two and two.
test('charging document: lines, net, tax, gross, TAP invoiced, payable', () => {
  expect(
    table('charging-document', 'document from to position item line_id imsis tax_rate amount currency'),
  ).toEqual(
    expectedRows(`
      invoice AAA BBB 1 line              v1-usage-0  2 -    0.10 EUR
      invoice AAA BBB 2 line              v1-usage-1  2 -    0.23 EUR
      invoice AAA BBB 3 line              v1-access-0 2 -    0.67 EUR
      invoice AAA BBB 4 net               -           4 -    1.00 EUR
      invoice AAA BBB 5 tax               -           - 0.21 0.21 EUR
      invoice AAA BBB 6 gross             -           - -    1.21 EUR
      invoice AAA BBB 7 less_tap_invoiced -           - -    0.26 EUR
      invoice AAA BBB 8 payable           -           - -    0.95 EUR
    `),
  );
});

test('charging document: the rate that brought over what TAP invoiced', () => {
  const rates = csv('charging-document').map((row) => [row.item, row.rates]);
  expect(rates.filter(([, rate]) => rate !== '')).toEqual([
    ['line', '1 XDR = 1.25 EUR (paper)'],
    ['less_tap_invoiced', '1 XDR = 1.25 EUR (paper)'],
  ]);
});

test('charging document and page: the head of the invoice, and what is due by when', async () => {
  const columns =
    'invoice_number invoice_date due_date dispute_until seller seller_address seller_vat_id buyer';
  const number = 'A-BBBHA-AAAVP-2026-2026-10-1';
  expect(new Set(table('charging-document', columns))).toEqual(
    new Set([`${number} - - - AAA Mobile 1 <Main> Road, Madrid ES 1 -`]),
  );
  const dated = join(world.data, 'dated');
  const run = join(world.data, 'runs', runId);
  await writeReport(run, dated, ['csv', 'html'], { invoiceDate: '2026-12-15' });
  // 30 days from 15 December: 14 January.
  const [row] = parseCsv(readFileSync(join(dated, 'charging-document.csv'), 'utf8'));
  expect(row).toMatchObject({ invoice_date: '2026-12-15', due_date: '2027-01-14', dispute_until: '' });
  const page = readFileSync(join(dated, 'report.html'), 'utf8');
  expect(page).toContain(`<dt>Invoice</dt><dd><bdi>${number}</bdi></dd>`);
  expect(page).toContain('AAA Mobile, 1 &lt;Main&gt; Road, Madrid, VAT id ES 1');
  expect(page).toContain('<dt>Payable until</dt><dd><bdi>2027-01-14</bdi></dd>');
  await expect(writeReport(run, dated, ['csv'])).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
});

test.each(['ddr', 'udr', 'bsr', 'charging-document'])(
  '%s: JSON and Parquet hold the rows of the CSV',
  async (name) => {
    const asText = (row: Record<string, unknown>): DeviceRow =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, value === null ? '' : String(value)]),
      );
    const json = JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')) as Record<string, unknown>[];
    const rows = csv(name);
    expect(rows.length).toBeGreaterThan(0);
    expect(json.map(asText)).toEqual(rows);
    expect(await readRows(join(out, `${name}.parquet`))).toEqual(rows);
    expect(new Set(rows.map((row) => row.run_id))).toEqual(new Set([runId]));
  },
);

test('no amount of a Parquet table is a number', async () => {
  for (const name of ['ddr', 'udr', 'bsr', 'charging-document', 'lines', 'totals']) {
    for (const row of await columnTypes(join(out, `${name}.parquet`))) {
      const isMoney = /amount|^net$|^tax|gross|payable|price|^rate/.test(row.name);
      expect([name, row.name, isMoney ? row.type : 'VARCHAR']).toEqual([name, row.name, 'VARCHAR']);
      expect(row.type).not.toMatch(/DOUBLE|FLOAT/);
    }
  }
});

test('an accrual is booked and never issued; the final run reverses it, beside its lines', async () => {
  const settlement = '{ method: net_of_tap }';
  const accrual = await world.settle('2026-10', { accrual: true });
  expect(accrual.runId).not.toBe(runId);
  expect(accrual.statement()).toMatchObject({ is_accrual: true, accrual: null, status: 'provisional' });
  await expect(issueRun(world.data, accrual.runId)).rejects.toMatchObject({ code: 'ISSUE_ACCRUAL' });
  const postings = async (id: string) => {
    const folder = join(world.data, `of-${id}`);
    await writeReport(join(world.data, 'runs', id), folder, ['csv']);
    return parseCsv(readFileSync(join(folder, 'charging-document.csv'), 'utf8')).map(
      (row) => `${row.document} ${row.position} ${row.item} ${row.amount} ${row.refers_to_run_id}`,
    );
  };
  const booked = await postings(accrual.runId);
  expect(booked.slice(8)).toEqual(['accrual 10 posting_accrual 1.00 ']);

  // To three decimals: 3 × 0.0334 → 0.100, 0.225 as billed, 2 × 0.333: 0.991 instead of 1.00.
  paperMonth(world, { settlement, rounding: '{ decimals: 3 }' });
  const final = await world.settle('2026-10', { reverses: accrual.runId });
  expect(final.statement()).toMatchObject({
    is_accrual: false,
    accrual: { run_id: accrual.runId, net: '1.00', difference: '-0.009' },
    totals: { net: '0.991', adjustment: '0.000' },
  });
  expect((await postings(final.runId)).slice(8)).toEqual([
    `invoice 9 posting_accrual_reversal -1.00 ${accrual.runId}`,
    'invoice 10 posting_final 0.991 ',
  ]);

  await expect(world.settle('2026-10', { reverses: final.runId })).rejects.toMatchObject({
    code: 'REVERSES_INVALID',
    detail: 'It was settled without --provisional.',
  });
  await expect(world.settle('2026-09', { reverses: accrual.runId })).rejects.toMatchObject({
    code: 'REVERSES_INVALID',
    detail: 'It settles 2026-10, not 2026-09.',
  });
  // A correction would take it out of the ledger a second time, and so would the correction of that.
  const issued = await issueMonth(world, '2026-10', { reverses: accrual.runId });
  const twice = (corrects: string) => world.settle('2026-10', { corrects, reverses: accrual.runId });
  const refused = {
    code: 'REVERSES_INVALID',
    detail: `Run ${issued.runId.slice(0, 12)} has reversed it already: the ledger would take it back twice, so this one reverses none.`,
  };
  await expect(twice(issued.runId)).rejects.toMatchObject(refused);
  paperMonth(world, { settlement, rounding: '{ decimals: 3 }', tax: '{ rate: "0.1" }' });
  const corrected = await issueMonth(world, '2026-10', { corrects: issued.runId });
  await expect(twice(corrected.runId)).rejects.toMatchObject(refused);
});
