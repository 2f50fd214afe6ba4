/** Annexes as CSV and XLSX → the declared block: what is read, what is refused and where, and files made to hurt. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredYaml } from '../../src/cli/render/declared.ts';
import type { Kind } from '../../src/declare/columns.ts';
import { type DeclareRequest, readDeclared } from '../../src/declare/declare.ts';
import { readApn, readImsiRange, readPlmn, readTac } from '../../src/declare/identifiers.ts';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { withDeclared } from '../../src/domain/agreement/new-version.ts';
import { jsonOf, roamsettle } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { row, workbook } from './workbook.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-declare-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function declare(content: string | Uint8Array, request: Partial<DeclareRequest> = {}) {
  const file = join(folder, `annex-${++files}`);
  writeFileSync(file, content);
  return readDeclared({ file, sheet: null, columns: new Map(), imsiLength: 15, agreement: null, ...request });
}
const refused = (content: string | Uint8Array, request: Partial<DeclareRequest> = {}) =>
  declare(content, request).then(
    () => 'taken',
    (error: { code: string; detail: string }) => `${error.code} ${error.detail}`,
  );

describe('identifiers', () => {
  test.each([
    ['999017000000000-999017000000009', '999017000000000-999017000000009'],
    ['999 01 7000000000 – 999 01 7000000009', '999017000000000-999017000000009'],
    ['999017000000000 to 999017000000009', '999017000000000-999017000000009'],
    ['999017000000001', '999017000000001-999017000000001'],
    ['001017', '001017000000000-001017999999999'],
    ['99901', '999010000000000-999019999999999'],
    ['99901700*', '999017000000000-999017009999999'],
    ['99901700xxxxxxx', '999017000000000-999017009999999'],
    ['999017000-999017499', '999017000000000-999017499999999'],
    ['99901700xxxxxx', 'its digits and wildcards are not 15 together'],
    ['9990170000000001', 'an IMSI has 15 digits (--imsi-length)'],
    ['9990', 'it has fewer than 5 digits'],
    ['999017-9990180', 'its two ends have other lengths'],
    ['999018-999017', 'its first end is the greater'],
    ['999-01-7000000000', 'it has more than one hyphen: write a range as from-to'],
    ['9.99017E+14', expect.stringContaining('powers of ten')],
    ['IMSI 999017', 'an IMSI is digits'],
  ])('IMSI range %s', (text, expected) => {
    const reading = readImsiRange(text, 15);
    expect('value' in reading ? `${reading.value.from}-${reading.value.to}` : reading.fault).toEqual(
      expected,
    );
  });

  test('PLMN, TAC and APN', () => {
    expect([readPlmn('999 01'), readPlmn('999-001'), readPlmn('9990')]).toMatchObject([
      { value: '99901' },
      { value: '999001' },
      { fault: expect.any(String) },
    ]);
    expect([readTac('35 123456'), readTac('1234567')]).toMatchObject([
      { value: '35123456' },
      { fault: expect.stringContaining('leading zero') },
    ]);
    expect([readApn('IoT.BBB.example.mnc001.mcc999.gprs'), readApn('*.m2m'), readApn('a b')]).toMatchObject([
      { value: 'iot.bbb.example' },
      { value: '*.m2m' },
      { fault: expect.any(String) },
    ]);
  });
});

const BLOCK = {
  imsiRanges: ['001017000000000-001017999999999', '999017000000000-999017000000009'],
  apns: ['*.m2m.example', 'iot.bbb.example'],
  tacs: ['01234567', '35123456'],
};

describe('what is read', () => {
  test('a CSV with its own headings, titles above them, lists in cells', async () => {
    const text =
      'Annex C.12;;;;\nDedicated IoT parameters;;;;\n\n' +
      'IMSI first;IMSI last;MCC-MNC;APNs;TAC list\n' +
      '999017000000000;999017000000009;999 01;iot.bbb.example, *.M2M.example;35123456\n' +
      '001017;001017;001-01;iot.bbb.example;01234567\n';
    const columns = new Map<Kind, string>([
      ['imsi_from', 'IMSI first'],
      ['imsi_to', 'IMSI last'],
      ['plmn', 'MCC-MNC'],
      ['apn', 'APNs'],
      ['tac', 'TAC list'],
    ]);
    expect(await declare(text, { columns })).toEqual({
      sheet: null,
      rows: 2,
      repeated: ['4 of line 6'],
      ...BLOCK,
    });
    expect(await declare('TAC\n01234567\n')).toMatchObject({
      imsiRanges: null,
      apns: null,
      tacs: ['01234567'],
    });
  });

  test('a workbook: shared, rich and inline texts, a formula, numbers where nothing is read', async () => {
    const texts = [
      '<t>IMSI range</t>',
      '<r><t>999017000000000</t></r><r><rPr><b/></rPr><t>-999017000000009</t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
      '<t xml:space="preserve"> 35123456 </t>',
    ];
    const data =
      `${row(1, { A: 'IoT annex of A &amp; B', C: 2026 })}` +
      '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><t>APN</t></is></c><c r="D3" t="str"><f>"TA"&amp;"C"</f><v>TAC</v></c></row>' +
      '<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="s"><v>1</v></c><c t="inlineStr"><is><t>iot.bbb.example</t></is></c><c r="D4" t="s"><v>2</v></c></row>' +
      '<row><c r="B5" t="inlineStr"><is><t><![CDATA[001017*]]></t></is></c><c r="C5" t="inlineStr"><is><t>*.m2m.example</t></is></c><c r="D5" t="str"><f>x</f><v>01234567</v></c></row>' +
      '<row r="9"><c r="B9" t="s" s="1"/></row>';
    const bytes = workbook(
      [
        { name: 'Annex', data },
        { name: 'Old', hidden: true, data: row(1, { A: 'TAC' }) },
      ],
      texts,
    );
    expect(await declare(bytes)).toEqual({ sheet: 'Annex', rows: 2, repeated: [], ...BLOCK });
    expect(await declare(bytes, { sheet: 'Old' })).toMatchObject({ sheet: 'Old', rows: 0, tacs: [] });
  });
});

describe('what is refused, by cell', () => {
  const sheet = (...rows: readonly Readonly<Record<string, string | number>>[]) =>
    workbook([{ name: 'A', data: rows.map((cells, i) => row(i + 1, cells)).join('') }]);

  test('numbers, whatever they would be', async () => {
    const bytes = sheet(
      { A: 'IMSI range', B: 'TAC' },
      { A: 999017, B: '35123456' },
      { A: '999018', B: 1234567 },
    );
    expect(await refused(bytes)).toBe(
      'DECLARE_INVALID Sheet "A": Cell A2: it is a number, which loses leading zeros and digits after the 15th: format the column as text and type it again. ' +
        'Cell B3: it is a number, which loses leading zeros and digits after the 15th: format the column as text and type it again.',
    );
  });

  test('no cell is named by what is in it', async () => {
    const bytes = sheet({ A: 'IMSI range' }, { A: '9990170000000001' });
    expect(await refused(bytes)).toBe(
      'DECLARE_INVALID Sheet "A": Cell A2: an IMSI has 15 digits (--imsi-length).',
    );
  });

  test('ranges that share IMSIs; the same range again is a repetition', async () => {
    expect(await refused(sheet({ A: 'IMSI' }, { A: '99901' }))).toContain(
      'name the columns by --column kind=heading',
    );
    const heads = { A: 'IMSI range' };
    expect(
      await refused(sheet(heads, { A: '99901' }, { A: '999017' }, { A: '99902' }, { A: '999018' })),
    ).toBe(
      'DECLARE_INVALID Sheet "A": Cell A3: it shares IMSIs with cell A2: take one of them out. ' +
        'Cell A5: it shares IMSIs with cell A2: take one of them out.',
    );
    expect(await declare(sheet(heads, { A: '999017' }, { A: '999017*' }))).toMatchObject({
      imsiRanges: ['999017000000000-999017999999999'],
      repeated: ['A3'],
    });
  });

  test('what is not of the home party, or not of the PLMN beside it', async () => {
    const agreement = parseAgreement(
      agreementYaml({
        home: '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"], imsi_ranges: ["999021000000000-999021999999999"] }',
      }),
      'a.yaml',
    );
    const rows = [
      { A: 'IMSI range', B: 'PLMN' },
      { A: '9990170', B: '99901' },
      { A: '9990210' },
      { A: '9990220' },
      { A: '9990171', B: '99902' },
    ];
    expect(await refused(sheet(...rows), { agreement })).toBe(
      'DECLARE_INVALID Sheet "A": Cell A4: its IMSIs are not of the home party of BBBHA-AAAVP-2026: neither its PLMNs nor its ranges. ' +
        'Cell B5: it is no PLMN of the home party of BBBHA-AAAVP-2026. ' +
        'Cell B5: the IMSIs of A5 are not of this PLMN.',
    );
    const whole = new Map<Kind, string>([['whole_plmn', 'PLMN']]);
    expect(await declare(sheet({ A: 'PLMN' }, { A: '99901' }), { agreement, columns: whole })).toMatchObject({
      imsiRanges: ['999010000000000-999019999999999'],
      apns: null,
    });
  });

  test('one end of a range alone; a heading twice; a sheet to be named', async () => {
    expect(await refused('imsi_from,imsi_to\n999017,\n')).toContain(
      '1 of line 2: the other end of the range is missing',
    );
    expect(await refused('TAC,tac\n35123456,1\n')).toContain('The heading "tac" stands twice');
    const two = workbook([
      { name: 'A', data: '' },
      { name: 'B 999017000000001', data: '' },
    ]);
    expect(await refused(two)).toBe('DECLARE_INVALID Name one sheet by --sheet; it has "A", "B …".');
    expect(await refused('TAC\n1\n', { sheet: 'A' })).toContain('USAGE');
  });
});

describe('files made to hurt', () => {
  const data = row(1, { A: 'TAC' });
  const part = (name: string, text: string) => workbook([{ name: 'A', data }], [], { [name]: text });
  const entities = `<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`;

  test.each([
    ['entities that expand', part('xl/sharedStrings.xml', entities), 'it declares a document type'],
    ['an entity of nobody', part('xl/sharedStrings.xml', '<sst>&b;</sst>'), 'an entity is not known'],
    ['elements without end', part('xl/worksheets/sheet1.xml', '<a>'.repeat(65)), 'nested deeper than 64'],
    [
      'an element that is not closed',
      part('xl/worksheets/sheet1.xml', '<a><b></a>'),
      'closed that is not open',
    ],
    [
      'another encoding',
      part('xl/sharedStrings.xml', '<?xml version="1.0" encoding="UTF-7"?><sst/>'),
      'not UTF-8',
    ],
    [
      'a text that is not there',
      part('xl/worksheets/sheet1.xml', '<s><row r="1"><c r="A1" t="s"><v>9</v></c></row></s>'),
      'a text that is not there',
    ],
    [
      'a column beyond the last',
      part('xl/worksheets/sheet1.xml', '<s><row r="1"><c r="ZZZ1"><v>9</v></c></row></s>'),
      'beyond the last column',
    ],
    [
      'a part that inflates to more than the limit',
      part('xl/sharedStrings.xml', ' '.repeat(33 * 1024 * 1024)),
      'FILE_TOO_LARGE',
    ],
    ['an archive that is no workbook', part('_rels/.rels', '<Relationships/>'), 'It is no workbook'],
    ['half of an archive', workbook([{ name: 'A', data }]).subarray(0, 300), 'FILE_CORRUPT'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'save it as .xlsx'],
    ['bytes', Buffer.from([0xff, 0xfe, 0]), 'not UTF-8'],
  ])('%s', async (_, bytes, words) => {
    expect(await refused(bytes)).toContain(words);
  });
});

describe('the next version', () => {
  const text = agreementYaml({
    declared: '{ binding: true, tacs: ["35123456"] } # annex C.12',
    version: '3',
  });

  test('has what the sheet declares, and everything else as it was, comments too', async () => {
    const agreement = parseAgreement(text, 'a.yaml');
    const made = withDeclared(text, agreement, '2026-07-01', {
      imsi_ranges: ['999017000000000-999017999999999'],
      apns: [],
      tacs: null,
    })!;
    expect(made).toContain('# annex C.12');
    expect(made).toContain('segments: [ { name: iot, when: { device: iot } }, { name: standard } ]');
    expect(parseAgreement(made, 'a.yaml')).toMatchObject({
      version: 4,
      effective: '2026-07-01',
      declared: {
        imsiRanges: [{ from: '999017000000000', to: '999017999999999' }],
        apns: [],
        tacs: ['35123456'],
      },
    });
  });

  test('is not made where it would change more', () => {
    const shared = agreementYaml({
      declared: '{ imsi_ranges: &x ["999017000000000-999017999999999"] }',
      exclude: '{ imsi_ranges: *x }',
    });
    const lists = { imsi_ranges: ['999018000000000-999018999999999'], apns: null, tacs: null };
    expect(withDeclared(shared, parseAgreement(shared, 'a.yaml'), '2026-07-01', lists)).toBeNull();
  });

  test('by command', async () => {
    writeFileSync(join(folder, 'a.yaml'), text);
    writeFileSync(join(folder, 'annex.csv'), 'Ranges\n9990170\n');
    const asked = ['declare', 'annex.csv', '--column', 'imsi_range=Ranges', '--agreement', 'a.yaml'];
    const finished = await roamsettle(
      [...asked, '--out', 'b.yaml', '--effective', '2026-07-01', '--json'],
      folder,
    );
    expect(jsonOf(finished)).toMatchObject({ rows: 1, sheet: null, out: 'b.yaml' });
    const made = readFileSync(join(folder, 'b.yaml'), 'utf8');
    expect(parseAgreement(made, 'b.yaml').declared.imsiRanges).toEqual([
      { from: '999017000000000', to: '999017099999999' },
    ]);
  });
});

test('the block as YAML', () => {
  const declared = { imsiRanges: ['999017000000000-999017099999999'], apns: [], tacs: null };
  expect(declaredYaml({ ...declared, sheet: null, rows: 2, repeated: ['A3'] }, true)).toBe(
    'declared:\n  binding: true\n  imsi_ranges:\n    - "999017000000000-999017099999999"\n  apns: []\n' +
      '# said again by 1 cells: A3',
  );
});
