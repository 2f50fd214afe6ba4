/** `tap show` and `tap check`: what they print, and that they load nothing. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventDefects } from '../support/defects.ts';
import { handRap } from '../support/month-rap.ts';
import { handTap } from '../support/month-tap.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import type { TapFileModel } from '../support/tap-model.ts';
import { jsonOf, roamsettle, roamsettleHere } from './cli.ts';

let folder: string;
const put = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const numbered = (sequence: string, more: Partial<TapFileModel> = {}): Uint8Array =>
  encodeTap({ ...SOUND_FILE, ...more, header: { ...SOUND_FILE.header!, sequence } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-tap-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tap show', () => {
  test('prints the whole file with the names of the standard', async () => {
    const path = put('whole.gz', gzipSync(encodeTap(SOUND_FILE)));
    const shown = JSON.parse((await roamsettleHere(['tap', 'show', path])).stdout);
    expect(Object.keys(shown.TransferBatch)).toEqual([
      'BatchControlInfo',
      'AccountingInfo',
      'NetworkInfo',
      'CallEventDetailList',
      'AuditControlInfo',
    ]);
    expect(shown.TransferBatch.BatchControlInfo).toMatchObject({
      Sender: SOUND_FILE.header!.sender,
      FileSequenceNumber: SOUND_FILE.header!.sequence,
      ReleaseVersionNumber: SOUND_FILE.header!.release,
    });
    expect(shown.TransferBatch.CallEventDetailList).toHaveLength(SOUND_FILE.events!.length);
    expect(shown.TransferBatch.AuditControlInfo.CallEventDetailsCount).toBe(SOUND_FILE.events!.length);
  });

  test('prints one record by its number, and the same by its offset', async () => {
    const path = put('sound.tap', encodeTap(SOUND_FILE));
    const byNumber = jsonOf<Record<string, unknown>>(
      await roamsettleHere(['tap', 'show', path, '--record', '1', '--json']),
    );
    expect(byNumber.record).toBe(1);
    const { record: _, ...rest } = byNumber;
    const offset = String(byNumber.byte_offset);
    expect(jsonOf(await roamsettleHere(['tap', 'show', path, '--offset', offset, '--json']))).toEqual(rest);
  });

  test('shows 64-bit numbers as text, unknown tags by number, and a repeated member by its place', async () => {
    // 61 { [9] { Charge: 2^63, [777]: 01ff, [777]: 02 } }: no TransferBatch as TD.57 wants it, but sound BER.
    const hex = '61176915' + '5f3e09008000000000000000' + '5f860902' + '01ff' + '5f860901' + '02';
    const bytes = Buffer.from(hex, 'hex');
    bytes[1] = bytes.length - 2;
    bytes[3] = bytes.length - 4;
    const path = put('odd.tap', bytes);
    const shown = jsonOf<{ TransferBatch: { MobileOriginatedCall: object } }>(
      await roamsettleHere(['tap', 'show', path, '--json']),
    );
    expect(shown.TransferBatch.MobileOriginatedCall).toEqual({
      Charge: '9223372036854775808',
      '[777]': '01ff',
      '[777]#2': '02',
    });
  });

  test('prints a broken file up to the fault, as whole JSON, and names the place', async () => {
    const bytes = encodeTap(SOUND_FILE);
    // The last member of AuditControlInfo claims more octets than its group has.
    const at = Buffer.from(bytes).lastIndexOf(Buffer.from('5f2b01', 'hex')) + 2;
    bytes[at] = 0x40;
    const path = put('overflow.tap', bytes);
    const { code, stdout, stderr } = await roamsettle(['tap', 'show', path]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error BER_LENGTH_OVERFLOW.*overflow\.tap, byte \d+, TransferBatch\/AuditControlInfo\/CallEventDetailsCount/,
    );
    expect(JSON.parse(stdout).TransferBatch.CallEventDetailList).toHaveLength(SOUND_FILE.events!.length);
  });

  test('prints a cut file as far as it goes', async () => {
    const bytes = encodeTap(SOUND_FILE);
    const path = put('cut.tap', bytes.subarray(0, bytes.length - 100));
    const { code, stdout, stderr } = await roamsettleHere(['tap', 'show', path]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error BER_TRUNCATED.*cut\.tap, byte 0/);
    const shown = JSON.parse(stdout).TransferBatch;
    expect(shown.BatchControlInfo.FileSequenceNumber).toBe(SOUND_FILE.header!.sequence);
    const events = shown.CallEventDetailList as object[];
    expect(events.length).toBeGreaterThan(1);
    expect(events.length).toBeLessThanOrEqual(SOUND_FILE.events!.length);
  });

  test.each([
    ['a record that is not there', ['--record', '99'], 1, 'RECORD_NOT_FOUND'],
    ['an offset inside an element', ['--offset', '1'], 1, 'RECORD_NOT_FOUND'],
    ['no number', ['--record', 'x'], 2, 'whole number'],
  ])('%s', async (_, flags, code, words) => {
    const path = put('some.tap', encodeTap(SOUND_FILE));
    const result = await roamsettleHere(['tap', 'show', path, ...flags]);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
  });
});

interface Check {
  readonly files: { readonly path: string; readonly result: string; readonly records: number }[];
  readonly findings: {
    readonly path: string;
    readonly severity: string;
    readonly code: string;
    readonly item: string | null;
    readonly error: number | null;
    readonly record_index: number | null;
  }[];
}

describe('tap check', () => {
  test('lists what TD.57 would return, with item, error and severity, and writes it as CSV', async () => {
    const set = join(folder, 'set');
    mkdirSync(set);
    const at = (name: string, bytes: Uint8Array) => writeFileSync(join(set, name), bytes);
    const severe = eventDefects().find(({ name }) => name === 'bad_timestamp')!;
    at('CDAAAVPBBBHA00001', numbered('00001'));
    at('CDAAAVPBBBHA00002.copy', numbered('00002'));
    at('CDAAAVPBBBHA00003', numbered('00002'));
    at('a-plain-name', numbered('00005'));
    at('audit.tap', numbered('00006', { audit: { charge: 1n } }));
    at('conflict.tap', numbered('00006', { messages: [{ code: 9, text: 'other' }] }));
    at('severe.tap', severe.bytes);
    at('empty.tap', new Uint8Array());
    const csv = join(folder, 'findings.csv');
    const run = await roamsettleHere(['tap', 'check', set, '--json', '--csv', csv]);
    expect(run.code).toBe(1);
    const { files, findings } = JSON.parse(run.stdout) as Check;
    const lines = findings.map(
      ({ path, severity, code, item, error }) =>
        `${path.slice(set.length + 1)} ${severity} ${code} ${item} ${error}`,
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'a-plain-name warning SEQUENCE_GAP FileSequenceNumber 200',
        'audit.tap fatal TAP_AUDIT_MISMATCH AuditControlInfo 100',
        'empty.tap fatal FILE_EMPTY null null',
      ]),
    );
    expect(lines.filter((line) => / 201$/.test(line))).toHaveLength(1);
    expect(findings.find(({ severity }) => severity === 'severe')).toMatchObject({
      record_index: expect.any(Number),
    });
    const result = Object.fromEntries(files.map((file) => [file.path.slice(set.length + 1), file.result]));
    expect(result).toMatchObject({
      CDAAAVPBBBHA00001: 'accepted',
      'CDAAAVPBBBHA00002.copy': 'accepted',
      // The same content as the file before, under a wrong name: a copy, ignored.
      CDAAAVPBBBHA00003: 'copy',
      'a-plain-name': 'accepted',
      'audit.tap': 'returned',
      'empty.tap': 'returned',
    });
    const rows = readFileSync(csv, 'utf8').trimEnd().split('\n');
    expect(rows[0]).toBe('path,severity,code,item,error,record_index,byte_offset,tag_path,count,detail');
    expect(rows).toHaveLength(findings.length + 1);
  });

  test('a sound file is accepted and exits with 0', async () => {
    const path = put('CDAAAVPBBBHA00042', numbered('00042'));
    const { code, stdout } = await roamsettle(['tap', 'check', path]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 file: 1 accepted/);
  });

  test('a name that contradicts the header is Fatal', async () => {
    const path = put('TDAAAVPBBBHA00041', numbered('00042'));
    const { findings } = JSON.parse((await roamsettleHere(['tap', 'check', path, '--json'])).stdout) as Check;
    expect(findings.map(({ severity, item, error }) => `${severity} ${item} ${error}`)).toEqual([
      'fatal FileSequenceNumber 100',
      'fatal BatchControlInfo 39',
      // SOUND_FILE has no TransferCutOffTimeStamp.
      'warning BatchControlInfo 36',
    ]);
  });

  test('a resubmission is held against the RAP files beside it', async () => {
    const set = join(folder, 'rap');
    mkdirSync(set);
    const at = (name: string, bytes: Uint8Array) => writeFileSync(join(set, name), bytes);
    const tap = (seq: number, available: string, rap?: string) =>
      handTap(
        { seq, available, ...(rap ? { rap } : {}) },
        '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1',
      );
    at(
      'rap',
      handRap({ seq: 7, available: '2026-10-12T12:00:00+02:00' }, [{ fatal: 1 }, { missing: [5, 6] }]),
    );
    at('1-first', tap(1, '2026-10-10T12:00:00+02:00'));
    at('2-named', tap(2, '2026-10-13T12:00:00+02:00', '00007'));
    at('3-wrong', tap(3, '2026-10-13T12:00:00+02:00', '00009'));
    at('4-unnamed', handTap({ seq: 1, available: '2026-10-14T12:00:00+02:00' }, ''));
    const { findings } = JSON.parse((await roamsettleHere(['tap', 'check', set, '--json'])).stdout) as Check;
    // What RAP gave back may be used once more, as in an ingest.
    expect(findings.filter(({ error }) => error === 201)).toEqual([]);
    const warnings = findings
      .filter(({ code }) => code.startsWith('RAP_'))
      .map(({ path, severity, code, error }) => `${path.slice(set.length + 1)} ${severity} ${code} ${error}`);
    expect(warnings.toSorted()).toEqual([
      '3-wrong warning RAP_SEQUENCE 40',
      '4-unnamed warning RAP_SEQUENCE 37',
      'rap warning RAP_MISSING_RETURN null',
    ]);
  });
});
