import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { RoamsettleError } from '../../src/errors.ts';
import { ReportTables } from '../../src/report/tables.ts';
import { type ReportFormat, writeReport } from '../../src/report/write.ts';
import { Db } from '../../src/store/db.ts';
import { parseCsv } from './csv.ts';
import { creditNote, provisional, RUN_ID } from './fixture.ts';
import { DEVICE_COLUMNS, writeRunFolder } from './run-folder.ts';

let root: string;
let run: string;
let out: string;

beforeEach(async () => {
  // Brackets and stars: a reader that takes paths for patterns finds nothing here.
  root = join(await mkdtemp(join(tmpdir(), 'report-')), "a [b] * 'c'");
  run = join(root, 'run');
  out = join(root, 'out', 'deep');
  await writeRunFolder(run);
});

afterEach(async () => rm(join(root, '..'), { recursive: true, force: true }));

const ALL: ReportFormat[] = ['json', 'csv', 'parquet', 'xlsx', 'html'];

async function failure(work: Promise<unknown>): Promise<RoamsettleError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RoamsettleError)) throw new Error(`no RoamsettleError but ${String(error)}`);
  return error;
}

async function readCsv(name: string): Promise<Record<string, string>[]> {
  return parseCsv(await readFile(join(out, name), 'utf8'));
}

async function readFolder(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, (await readFile(join(dir, name))).toString('base64')]),
    ),
  );
}

/** What a reader of the CSV does to get guarded text back (sql/report/text_macros.sql). */
const unguard = (text: string) => text.replace(/(^|;)'/g, '$1');

test('a table that cannot be written is told as the output, not as the run', async () => {
  const copy = { issued: false, agreement: null, pseudonyms: null, invoiceDate: null };
  const tables = await ReportTables.open(run, join(root, 'spill'), copy);
  try {
    const { code, message } = await failure(tables.write('csv', join(root, 'nowhere')));
    expect([code, message]).toEqual(['OUTPUT_WRITE', expect.stringMatching(/\(devices\.csv\)$/)]);
  } finally {
    tables.close();
  }
});

describe('files', () => {
  test('all formats, sorted names, nothing else in the folder', async () => {
    const { files } = await writeReport(run, out, ALL);
    expect(files).toEqual([
      'bridge.csv',
      'bridge.parquet',
      'bsr.csv',
      'bsr.json',
      'bsr.parquet',
      'charging-document.csv',
      'charging-document.json',
      'charging-document.parquet',
      'ddr.csv',
      'ddr.json',
      'ddr.parquet',
      'devices.csv',
      'devices.parquet',
      'lines.csv',
      'lines.parquet',
      'report.html',
      'report.json',
      'report.xlsx',
      'statement-BBBHA-AAAVP-2026.json',
      'statement-CCCXX-AAAVP.v2.json',
      'totals.csv',
      'totals.parquet',
      'udr.csv',
      'udr.json',
      'udr.parquet',
    ]);
    expect((await readdir(out)).sort()).toEqual(files);
  });

  test('one format writes only its own', async () => {
    expect((await writeReport(run, out, ['html', 'html'])).files).toEqual(['report.html', 'report.json']);
  });

  test('says that it is not whole until it is', async () => {
    const devices = join(run, 'devices.parquet');
    const bytes = await readFile(devices);
    await writeFile(devices, 'no Parquet');
    await expect(writeReport(run, out, ['json', 'csv'])).rejects.toThrow();
    expect(await readdir(out)).toContain('UNFINISHED');
    await writeFile(devices, bytes);
    await writeReport(run, out, ['json', 'csv']);
    expect(await readdir(out)).not.toContain('UNFINISHED');
  });

  test('two writes, and a write over the first, give equal bytes without a path in them', async () => {
    await writeReport(run, out, ALL);
    const second = join(root, 'second');
    await writeReport(run, second, [...ALL].reverse());
    const first = await readFolder(out);
    expect(await readFolder(second)).toEqual(first);
    await writeReport(run, out, ALL);
    expect(await readFolder(out)).toEqual(first);
    for (const [name, bytes] of Object.entries(first)) {
      expect(Buffer.from(bytes, 'base64').includes('report-'), name).toBe(false);
    }
  });

  test('JSON and the device list are the bytes of the run', async () => {
    await writeReport(run, out, ['json', 'parquet']);
    for (const name of ['statement-BBBHA-AAAVP-2026.json', 'devices.parquet']) {
      expect(await readFile(join(out, name))).toEqual(await readFile(join(run, name)));
    }
  });
});

describe('csv', () => {
  test('devices: contract columns, sorted by agreement and IMSI, text as it was', async () => {
    await writeReport(run, out, ['csv']);
    const rows = await readCsv('devices.csv');
    expect(Object.keys(rows[0] ?? {})).toEqual(DEVICE_COLUMNS);
    expect(rows.map((row) => row.imsi)).toEqual(['001010123456789', '999010000000009', '999030000000001']);
    const [zero, quoted, formula] = rows;
    expect(zero).toMatchObject({ apns: '', tac: '', declared: 'true', probability: '0.000000' });
    expect(quoted).toMatchObject({ tac: '00000001', apns: 'a "b", c\nd', bytes_up: '9007199254740993' });
    expect(unguard(formula?.apns ?? '')).toBe('iot0.cccxx.example;=HYPERLINK("http://x");-minus');
    expect(unguard(formula?.reasons ?? '')).toBe("'quoted;@cmd");
  });

  test('no cell of free text begins like a formula, amounts stay numbers', async () => {
    await writeReport(run, out, ['csv']);
    const devices = await readCsv('devices.csv');
    const texts = devices.flatMap((row) => [row.segment, row.apns, row.reasons, row.detected_by]);
    texts.push(...(await readCsv('lines.csv')).map((row) => row.segment));
    texts.push(...(await readCsv('bridge.csv')).map((row) => row.step));
    for (const name of ['ddr.csv', 'udr.csv', 'bsr.csv'])
      texts.push(...(await readCsv(name)).flatMap((row) => [row.segment, row.rates, row.rate_source]));
    texts.push(...(await readCsv('charging-document.csv')).flatMap((row) => [row.from, row.to]));
    for (const text of texts) expect(text ?? '').not.toMatch(/(^|;)[=+\-@\t\r\n]/);
    expect(texts).toContain("'=standard");
    expect(devices.map((row) => row.usage_amount)).toContain('-0.05');
  });

  test('lines add up to net, a line without segments is one row', async () => {
    await writeReport(run, out, ['csv']);
    const lines = await readCsv('lines.csv');
    const cents = (id: string) =>
      lines
        .filter((row) => row.agreement_id === id)
        .reduce((sum, row) => sum + BigInt((row.amount ?? '').replace('.', '')), 0n);
    expect(cents('BBBHA-AAAVP-2026')).toBe(10362534n);
    expect(cents('CCCXX-AAAVP.v2')).toBe(312345n);
    expect(lines.find((row) => row.line_id === 'adjustment-1')).toMatchObject({
      segment: '',
      amount: '-120.00',
      refers_to_line_id: 'usage-1',
    });
    expect(
      lines.filter((row) => row.line_id === 'usage-1' && row.agreement_id === 'BBBHA-AAAVP-2026'),
    ).toHaveLength(3);
  });

  test('totals and bridge keep decimals, order and nulls', async () => {
    await writeReport(run, out, ['csv']);
    const [euro, yen] = await readCsv('totals.csv');
    expect(euro).toMatchObject({
      net: '103625.34',
      payable: '125386.66',
      volume_only: '100036.46',
      status: 'provisional',
    });
    expect(yen).toMatchObject({ payable: '-87655', uplift_charges_percent: '', tap_as_billed: '400000' });
    const bridge = await readCsv('bridge.csv');
    expect(bridge.slice(0, 10).map((row) => row.step)).toEqual(provisional.bridge.map((step) => step.step));
    expect(bridge[8]).toEqual({
      agreement_id: 'BBBHA-AAAVP-2026',
      step: 'rounding',
      devices: '',
      amount_exact: '7/1500',
      amount: '0.00',
    });
  });

  test('parquet holds free text unguarded', async () => {
    await writeReport(run, out, ['parquet']);
    const db = await Db.open(':memory:');
    try {
      const path = join(out, 'lines.parquet').replace(/[[*?]/g, '[$&]');
      const rows = await db.query(
        'SELECT segment, amount, devices FROM read_parquet($path) WHERE kind = $kind',
        {
          path,
          kind: 'as_billed',
        },
      );
      expect(rows).toEqual([{ segment: '=standard', amount: '98765.43', devices: 40210n }]);
    } finally {
      db.close();
    }
  });
});

describe('refusals', () => {
  test('unknown formats, before anything is written', async () => {
    expect((await failure(writeReport(run, out, ['html', 'toString' as ReportFormat]))).code).toBe('USAGE');
    expect((await failure(writeReport(run, out, []))).code).toBe('USAGE');
    expect(await readdir(join(root, 'out')).catch(() => 'none')).toBe('none');
  });

  test('a folder of somebody else, a file, or the report of another run is left alone', async () => {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'report.html'), 'mine');
    expect((await failure(writeReport(run, out, ['html']))).code).toBe('OUTPUT_EXISTS');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('mine');
    expect((await failure(writeReport(run, join(out, 'report.html'), ['html']))).code).toBe('OUTPUT_EXISTS');
    expect((await failure(writeReport(run, run, ['html']))).code).toBe('OUTPUT_EXISTS');
    const other = join(root, 'other');
    await writeReport(run, other, ['html']);
    await writeFile(
      join(other, 'report.json'),
      (await readFile(join(other, 'report.json'), 'utf8')).replace(RUN_ID, 'x'),
    );
    expect((await failure(writeReport(run, other, ['html']))).code).toBe('OUTPUT_EXISTS');
  });

  test('no run', async () => {
    expect((await failure(writeReport(join(root, 'nowhere'), out, ['html']))).code).toBe('RUN_NOT_FOUND');
  });

  const damaged: [string, (dir: string) => Promise<void>, string, string][] = [
    [
      'cut JSON',
      (dir) => writeFile(join(dir, 'statement-X.json'), '{"run_id":'),
      'DATA_CORRUPT',
      'statement-X.json',
    ],
    [
      'other JSON',
      (dir) => writeFile(join(dir, 'statement-X.json'), '[1]'),
      'DATA_CORRUPT',
      'statement-X.json',
    ],
    ['run.json without a run', (dir) => writeFile(join(dir, 'run.json'), '{}'), 'DATA_CORRUPT', 'run.json'],
    ['no device list', (dir) => rm(join(dir, 'devices.parquet')), 'DATA_CORRUPT', 'devices.parquet'],
    [
      'no lines of devices',
      (dir) => rm(join(dir, 'device-lines.parquet')),
      'DATA_CORRUPT',
      'device-lines.parquet',
    ],
    [
      'a damaged device list',
      (dir) => writeFile(join(dir, 'devices.parquet'), 'PAR1'),
      'DATA_CORRUPT',
      'devices.parquet',
    ],
  ];
  test.each(damaged)('%s', async (_, damage, code, file) => {
    await damage(run);
    const error = await failure(writeReport(run, out, ['csv']));
    expect(error.code).toBe(code);
    expect(error.message).toContain(file);
  });

  const changed = (more: Partial<Statement>) => ({ ...creditNote, ...more });
  const totals = creditNote.totals;
  const broken: [string, Statement, string, string][] = [
    ['another run', changed({ run_id: 'y' }), 'DATA_CORRUPT', 'another run'],
    [
      'lines do not make usage',
      changed({ totals: { ...totals, usage: '300001' } }),
      'BALANCE_BROKEN',
      'totals.usage',
    ],
    [
      'parts do not make net',
      changed({ totals: { ...totals, net: '312346' } }),
      'BALANCE_BROKEN',
      'totals.net',
    ],
    [
      'net and tax do not make gross',
      changed({ totals: { ...totals, tax: '1' } }),
      'BALANCE_BROKEN',
      'totals.gross',
    ],
    [
      'payable is of no method',
      changed({ totals: { ...totals, payable: '1' } }),
      'BALANCE_BROKEN',
      'totals.payable',
    ],
    [
      'the bridge ends elsewhere',
      changed({ bridge: creditNote.bridge.slice(1) }),
      'BALANCE_BROKEN',
      'bridge',
    ],
    ['no amount', changed({ totals: { ...totals, usage: '1e3' } }), 'DATA_CORRUPT', 'amount'],
    ['a missing total', changed({ totals: {} as Statement['totals'] }), 'DATA_CORRUPT', 'missing'],
    [
      'segments do not make their line',
      changed({ lines: creditNote.lines.map((line) => ({ ...line, segments: line.segments.slice(0, -1) })) }),
      'BALANCE_BROKEN',
      'lines[0].segments',
    ],
  ];
  test.each(broken)('%s', async (_, statement, code, words) => {
    await writeRunFolder(run, [statement]);
    const error = await failure(writeReport(run, out, ['html']));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});
