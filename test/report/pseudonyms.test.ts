/** The partner's copy: no IMSI in any byte of it, and pseudonyms that only the key can make. */
import { createHash, createHmac } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pseudonymKey } from '../../src/report/pseudonym-key.ts';
import type { ReportCopy } from '../../src/report/tables.ts';
import { type ReportFormat, writeReport } from '../../src/report/write.ts';
import { readRows } from '../support/month-world.ts';
import { parseCsv } from './csv.ts';
import { DEVICES, writeRunFolder } from './run-folder.ts';
import { membersOf } from './xlsx-reader.ts';

const root = mkdtempSync(join(tmpdir(), 'roamsettle-pseudonyms-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ALL: ReportFormat[] = ['json', 'csv', 'parquet', 'xlsx', 'html'];
const run = join(root, 'run');
const key = Buffer.alloc(32, 7);
const IMSIS = DEVICES.map(({ imsi }) => imsi!);
const [LONG, QUOTED, ZERO] = IMSIS as [string, string, string];

/** Apart from the product: the library's HMAC over `<agreement>/<IMSI>`. */
const pseudonym = (agreement: string, imsi: string) =>
  `p${createHmac('sha256', key).update(`${agreement}/${imsi}`).digest('hex').slice(0, 24)}`;

beforeAll(async () => {
  // Free text that names the device; a row of records without IMSI.
  const chatty = DEVICES.map((row) => ({
    ...row,
    reasons: `${row.reasons};seen as ${row.imsi}`,
    apns: `${row.imsi}.iot.example`,
  }));
  const nameless = {
    run_id: DEVICES[0]!.run_id!,
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi: '',
    apns: '',
    reasons: 'x',
  };
  await writeRunFolder(run, undefined, [...chatty, nameless]);
});

async function copyTo(name: string, copy: Partial<ReportCopy>, formats = ALL): Promise<string> {
  const out = join(root, name);
  await writeReport(run, out, formats, copy);
  return out;
}

/** Everything in a folder as text: raw octets, members of workbooks, rows of Parquet files. */
async function everything(out: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of readdirSync(out, { recursive: true }) as string[]) {
    found.set(name, name + readFileSync(join(out, name), 'latin1'));
    if (name.endsWith('.xlsx'))
      for (const [member, { bytes }] of membersOf(join(out, name)))
        found.set(`${name} ${member}`, bytes.toString('latin1'));
    if (name.endsWith('.parquet')) found.set(`${name} rows`, JSON.stringify(await readRows(join(out, name))));
  }
  return found;
}

const csv = (out: string, name: string) => parseCsv(readFileSync(join(out, name), 'utf8'));

describe('a copy under pseudonyms', () => {
  let out: string;
  beforeAll(async () => {
    out = await copyTo('copy', { agreement: null, pseudonyms: { key, shuffled: false } });
  });

  test('no IMSI and no key in any byte, unpacked too; the same search finds them in the operator’s report', async () => {
    const copy = await everything(out);
    const secrets = [...IMSIS, key.toString('hex'), key.toString('latin1'), key.toString('base64')];
    for (const [place, text] of copy)
      expect([place, secrets.filter((secret) => text.includes(secret))]).toEqual([place, []]);

    const plain = await everything(await copyTo('plain', { agreement: null, pseudonyms: null }));
    const withImsi = [...plain].filter(([, text]) => text.includes(QUOTED)).map(([place]) => place);
    for (const name of ['ddr.csv', 'ddr.json', 'devices.csv', 'ddr.parquet rows', 'devices.parquet rows'])
      expect(withImsi).toContain(name);
    expect(withImsi.filter((place) => place.startsWith('report.xlsx'))).toHaveLength(2);
    expect([...copy.keys()].sort()).toEqual([...plain.keys(), 'digests.json'].sort());
  });

  test('each is HMAC-SHA-256 of agreement and IMSI, the same in every table, in the order of the IMSIs', async () => {
    const expected = [
      '',
      pseudonym('BBBHA-AAAVP-2026', ZERO),
      pseudonym('BBBHA-AAAVP-2026', QUOTED),
      pseudonym('CCCXX-AAAVP.v2', LONG),
    ];
    expect(csv(out, 'devices.csv').map((row) => row.imsi)).toEqual(expected);
    expect((await readRows(join(out, 'devices.parquet'))).map((row) => row.imsi)).toEqual(expected);
    expect(csv(out, 'ddr.csv').map((row) => row.imsi)).toEqual(expected.slice(1, 3));
    const [nameless, zero] = csv(out, 'devices.csv');
    expect(zero).toMatchObject({
      reasons: `contested;seen as ${expected[1]}`,
      apns: `${expected[1]}.iot.example`,
    });
    expect(nameless).toMatchObject({ apns: '', reasons: 'x' });
  });

  test('digests: of every file of the copy, and of the run’s device list that the statements name', () => {
    const { device_list_of_run, files } = JSON.parse(readFileSync(join(out, 'digests.json'), 'utf8'));
    const statement = JSON.parse(readFileSync(join(out, 'statement-BBBHA-AAAVP-2026.json'), 'utf8'));
    expect(device_list_of_run).toBe(statement.device_list.sha256);
    expect(Object.keys(files)).toEqual(
      readdirSync(out)
        .filter((name) => name !== 'digests.json')
        .sort(),
    );
    for (const [name, digest] of Object.entries(files))
      expect(digest).toBe(
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      );
  });

  test('the same bytes twice; never in the folder of another kind of report', async () => {
    const again = await copyTo('again', { agreement: null, pseudonyms: { key, shuffled: false } });
    for (const name of readdirSync(out))
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
    expect(readdirSync(root).filter((name) => name.includes('spill'))).toEqual([]);
    const plain = { agreement: null, pseudonyms: null };
    await expect(writeReport(run, out, ['csv'], plain)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    await expect(
      writeReport(run, out, ['csv'], { ...plain, pseudonyms: { key, shuffled: true } }),
    ).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  });
});

test('shuffled: rows stand in the order of the pseudonyms', async () => {
  // Twenty IMSIs one after the other: that their pseudonyms keep that order by chance is out of the question.
  const many = Array.from({ length: 20 }, (_, i) => ({
    ...DEVICES[2]!,
    imsi: `0010100000000${String(i).padStart(2, '0')}`,
  }));
  const lines = many.map(({ imsi }) => ({
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi,
    line_id: 'access-1',
    kind: 'access',
    service: '',
    segment: 'permanent',
    quantity: '1',
    records: '0',
    amount: '0.35',
  }));
  const folder = join(root, 'many');
  await writeRunFolder(folder, undefined, many, lines);
  const out = join(root, 'shuffled');
  await writeReport(folder, out, ['csv', 'parquet'], {
    agreement: null,
    pseudonyms: { key, shuffled: true },
  });
  const own = many.map(({ imsi }) => pseudonym('BBBHA-AAAVP-2026', imsi));
  expect(own).not.toEqual(own.toSorted());
  for (const name of ['devices.csv', 'ddr.csv'])
    expect(csv(out, name).map((row) => row.imsi)).toEqual(own.toSorted());
  expect((await readRows(join(out, 'ddr.parquet'))).map((row) => row.imsi)).toEqual(own.toSorted());
});

test('of one agreement: nothing of another partner', async () => {
  const out = await copyTo('one', { agreement: 'CCCXX-AAAVP.v2', pseudonyms: null });
  for (const [place, text] of await everything(out))
    expect([place, ['BBBHA', 'BBB Connect', QUOTED, ZERO].filter((word) => text.includes(word))]).toEqual([
      place,
      [],
    ]);
  expect(csv(out, 'devices.csv').map((row) => row.imsi)).toEqual([LONG]);
  await expect(
    writeReport(run, join(root, 'none'), ['csv'], { agreement: 'XXX', pseudonyms: null }),
  ).rejects.toMatchObject({ code: 'STATEMENT_NOT_FOUND' });
  expect(existsSync(join(root, 'none'))).toBe(false);
});

describe('the key', () => {
  test('is made once, of 32 random octets, for its owner alone', () => {
    const data = join(root, 'data');
    const made = pseudonymKey(data);
    expect(made).toHaveLength(32);
    expect(pseudonymKey(data)).toEqual(made);
    expect(pseudonymKey(join(root, 'other'))).not.toEqual(made);
    const path = join(data, 'keys/pseudonym.key');
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(join(data, 'keys')).mode & 0o777).toString(8)).toBe('700');
    expect(readdirSync(join(data, 'keys'))).toEqual(['pseudonym.key']);
  });

  test.each([
    ['is cut', (path: string) => writeFileSync(path, 'abc'), '64 hexadecimal digits'],
    ['is empty', (path: string) => writeFileSync(path, ''), '64 hexadecimal digits'],
    ['others may read', (path: string) => chmodSync(path, 0o644), 'Others may read it'],
  ])('one that %s is refused, never replaced', (name, damage, words) => {
    const data = join(root, `key ${name}`);
    pseudonymKey(data);
    const path = join(data, 'keys/pseudonym.key');
    damage(path);
    const before = readFileSync(path);
    expect(() => pseudonymKey(data)).toThrow(words);
    expect(readFileSync(path)).toEqual(before);
  });
});
