/** The workbook, read back by other code (xlsx-reader.ts). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../../src/report/write.ts';
import { type SheetTable, writeWorkbook } from '../../src/report/xlsx/workbook.ts';
import { parseCsv } from './csv.ts';
import { EVIL_NAME } from './fixture.ts';
import { DEVICES, writeRunFolder } from './run-folder.ts';
import { type Cell, membersOf, readWorkbook, records, type Sheet } from './xlsx-reader.ts';

const root = mkdtempSync(join(tmpdir(), 'roamsettle-xlsx-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function* tables(...list: SheetTable[]): AsyncGenerator<SheetTable> {
  yield* list;
}
type Rows = readonly (readonly (string | bigint | null)[])[];
async function* chunks(...list: Rows[]): AsyncGenerator<Rows> {
  yield* list;
}

describe('the workbook of a run', () => {
  const out = join(root, 'out');
  const path = join(out, 'report.xlsx');
  let sheets: Sheet[];
  const sheet = (name: string) => records(sheets.find((found) => found.name === name)!);
  beforeAll(async () => {
    await writeRunFolder(join(root, 'run'));
    const { files } = await writeReport(join(root, 'run'), out, ['xlsx', 'csv']);
    expect(files).toContain('report.xlsx');
    sheets = readWorkbook(path);
  });

  test('a sheet for each table', () => {
    expect(sheets.map(({ name }) => name)).toEqual([
      'charging-document',
      'lines',
      'totals',
      'bridge',
      'bsr',
      'udr',
      'devices',
      'ddr',
    ]);
  });

  test('identifiers are text cells with their leading zeros', () => {
    const devices = sheet('devices');
    const text = (value: string): Cell => ({ type: 'inlineStr', text: value });
    expect(devices.map((row) => row.get('imsi'))).toEqual(
      DEVICES.map(({ imsi }) => text(imsi!)).toSorted((a, b) => (a.text < b.text ? -1 : 1)),
    );
    expect(devices[0]!.get('imsi')).toEqual(text('001010123456789'));
    expect(devices.map((row) => row.get('tac'))).toEqual([undefined, text('00000001'), text('01234567')]);
    for (const row of sheet('ddr')) expect(row.get('imsi')!.type).toBe('inlineStr');
  });

  test('counts and amounts are numbers of the same digits, unless they have more than a double holds', () => {
    const [, quoted, formula] = sheet('devices');
    expect(formula!.get('usage_amount')).toEqual({ type: 'n', text: '-0.05' });
    // 16 digits.
    expect(quoted!.get('bytes_up')).toEqual({ type: 'inlineStr', text: '9007199254740993' });
    const billed = sheet('ddr').find((row) => row.get('line_id')!.text === 'billed-1')!;
    expect(billed.get('quantity')).toEqual({ type: 'n', text: '2' });
    expect(billed.get('amount')).toEqual({ type: 'n', text: '0.12' });
    // Nine decimals, more than any amount is shown with.
    expect(billed.get('tap_amount')).toEqual({ type: 'inlineStr', text: '0.123456789' });
    const exact = sheet('bridge').map((row) => row.get('amount_exact'));
    expect(exact).toContainEqual({ type: 'inlineStr', text: '7/1500' });
  });

  test('what begins like a formula is text as it is, and no cell is a formula', () => {
    expect(sheet('devices')[2]!.get('apns')).toEqual({
      type: 'inlineStr',
      text: 'iot0.cccxx.example;=HYPERLINK("http://x");-minus',
    });
    expect(sheet('lines').map((row) => row.get('segment')?.text)).toContain('=standard');
    for (const [name, { bytes }] of membersOf(path))
      expect([name, /<f[ >]/.test(bytes.toString())]).toEqual([name, false]);
  });

  test('every table has the rows of its CSV, where guards of formulas are undone', () => {
    for (const { name } of sheets) {
      const csv = parseCsv(readFileSync(join(out, `${name}.csv`), 'utf8'));
      const same = (text: string) => text.replace(/(^|;)'/g, '$1');
      const plain = sheet(name).map((row) =>
        Object.fromEntries([...row].map(([column, { text }]) => [column, text])),
      );
      expect(plain).toEqual(
        csv.map((row) =>
          Object.fromEntries(
            Object.entries(row)
              .filter(([, value]) => value !== '')
              .map(([column, value]) => [
                column,
                // Control characters cannot stand in XML.
                same(value).replace(EVIL_NAME, EVIL_NAME.replace('\u001b', '\ufffd')),
              ]),
          ),
        ),
      );
    }
  });
});

test('awkward text comes back, what XML cannot hold as U+FFFD', async () => {
  const path = join(root, 'text.xlsx');
  const awkward = [
    ' a ',
    'a\nb\tc',
    '<&>"\'',
    '_x0041_',
    'x_x00_',
    '\u0000\u001f',
    '\ud800',
    '😀 Ž',
    '=1+1',
    '00',
    '1e5',
  ];
  const rows = awkward.map((text) => [text]);
  await writeWorkbook(path, tables({ name: 'A & B', columns: ['text'], chunks: chunks(rows) }));
  const [sheet] = readWorkbook(path);
  expect(sheet!.name).toBe('A & B');
  const undone = records(sheet!).map((row) => row.get('text')!.text.replaceAll('_x005F_', '_'));
  expect(undone).toEqual([...awkward.slice(0, 5), '\ufffd\ufffd', '\ufffd', ...awkward.slice(7)]);
  // A spreadsheet turns _x0041_ into A, and _x005F_ into the letter that it stands for.
  expect(records(sheet!)[3]!.get('text')!.text).toBe('_x005F_x0041_');
});

test('a table with more rows than a sheet goes on in the next one, under its own heading', async () => {
  const path = join(root, 'rows.xlsx');
  const rows: Rows = Array.from({ length: 7 }, (_, i) => [`${i}`, BigInt(i)]);
  const parts = chunks(rows.slice(0, 4), [], rows.slice(4));
  const empty = chunks();
  const whole = chunks(rows.slice(0, 6));
  await writeWorkbook(
    path,
    tables(
      { name: 'ddr', columns: ['imsi', 'records'], chunks: parts },
      { name: 'none', columns: ['imsi'], chunks: empty },
      { name: 'full', columns: ['imsi', 'records'], chunks: whole },
    ),
    4,
  );
  const sheets = readWorkbook(path);
  expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['ddr', 4],
    ['ddr 2', 4],
    ['ddr 3', 2],
    ['none', 1],
    ['full', 4],
    ['full 2', 4],
  ]);
  const ddr = sheets.slice(0, 3).flatMap(records);
  expect(ddr.map((row) => row.get('imsi')!.text)).toEqual(rows.map(([imsi]) => imsi));
});

test('the same bytes twice, in any time zone, with no time stamp but the fixed one', async () => {
  const write = `
    import { writeWorkbook } from './src/report/xlsx/workbook.ts';
    async function* chunks() { yield [['1', 2n]]; }
    async function* tables() { yield { name: 'a', columns: ['imsi', 'records'], chunks: chunks() }; }
    await writeWorkbook(process.argv[1], tables());`;
  const bytes = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'].map((TZ, i) => {
    const path = join(root, `zone-${i}.xlsx`);
    execFileSync(process.execPath, ['--input-type=module', '-e', write, path], {
      env: { ...process.env, TZ },
    });
    return readFileSync(path).toString('base64');
  });
  expect(new Set(bytes).size).toBe(1);
  // 1980-01-01: year 0, month 1 and day 1 in a DOS date.
  const stamps = [...membersOf(join(root, 'zone-0.xlsx')).values()].map(({ stamp }) => stamp);
  expect(stamps).toEqual(stamps.map(() => [0, 0b0001_00001]));
});

test('a table that cannot be read fails the workbook', async () => {
  async function* broken(): AsyncGenerator<Rows> {
    yield [['1']];
    throw new Error('cannot be read');
  }
  const writing = writeWorkbook(
    join(root, 'broken.xlsx'),
    tables({ name: 'a', columns: ['imsi'], chunks: broken() }),
  );
  await expect(writing).rejects.toThrow('cannot be read');
  const nowhere = writeWorkbook(join(root, 'no', 'folder.xlsx'), tables());
  await expect(nowhere).rejects.toThrow('ENOENT');
});
