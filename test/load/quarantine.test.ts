/** Every broken file is listed with its place, keeps no good file from loading, and hangs on the statement until it is sent again. */
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import type { IngestedFile } from '../../src/load/ingested-file.ts';
import { Db } from '../../src/store/db.ts';
import { auditDefects, fieldDefects, framingDefects } from '../support/defects.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import {
  agreementText,
  everyDay,
  load,
  MACHINE,
  machineFor,
  query,
  readStatusFile,
  type Scratch,
  scratch,
  settle,
  sha256,
  signalingCsv,
} from './world.ts';

/** SOUND_FILE, from which all defects are made, is a file of this month. */
const PERIOD = '2026-01';
const DEFECTS = [...framingDefects(), ...fieldDefects()].map((defect) => ({
  ...defect,
  sha: sha256(defect.bytes),
}));
const sound = (sequence: string) =>
  encodeTap({ ...SOUND_FILE, header: { ...SOUND_FILE.header, sequence }, events: SOUND_FILE.events ?? [] });

let space: Scratch;
let agreement: string;

beforeAll(() => {
  space = scratch();
  agreement = space.write(space.root, 'agreement.yaml', agreementText());
});
afterAll(() => space.remove());

/** Loads every day's signaling and the neighbours of number 00042 beside the files given. */
async function loadBeside(data: string, broken: readonly { name: string; bytes: Uint8Array }[]) {
  const folder = space.folder('files');
  for (const { name, bytes } of broken) space.write(folder, `bad-${name}`, bytes);
  space.write(folder, 'before', sound('00041'));
  space.write(folder, 'after', sound('00043'));
  space.write(folder, 'events.csv', signalingCsv(everyDay(PERIOD, MACHINE)));
  return new Map(
    (await load(machineFor(data, 2), [folder])).map((file) => [file.path.split('/').at(-1)!, file]),
  );
}

describe('broken files among good ones', () => {
  let data: string;
  let results: Map<string, IngestedFile>;

  beforeAll(async () => {
    data = space.folder('data');
    results = await loadBeside(data, DEFECTS);
  });

  it('lets the good ones load', async () => {
    expect(['before', 'after', 'events.csv'].map((name) => results.get(name)?.status)).toEqual([
      'loaded',
      'loaded',
      'loaded',
    ]);
    expect(await query(data, 'SELECT count(*)::INT AS rows FROM tap_record')).toEqual([{ rows: 6 }]);
  });

  it.each(DEFECTS)('lists $name with code and place', ({ name, codes, byteOffset }) => {
    const file = results.get(`bad-${name}`)!;
    expect(['quarantined', 'refused']).toContain(file.status);
    expect(codes).toContain(file.code);
    expect(file.byte_offset).toBeTypeOf('number');
    expect(file.tag_path).toBeTypeOf('string');
    if (byteOffset !== null) expect(file.byte_offset).toBe(byteOffset);
  });

  it('keeps every one of them in the status, by content', () => {
    const rejected = new Map(readStatusFile(data).rejected.map((row) => [row.sha256, row]));
    for (const { name, sha } of DEFECTS) {
      const file = results.get(`bad-${name}`)!;
      expect(rejected.get(sha), name).toMatchObject({
        name: `bad-${name}`,
        status: file.status,
        code: file.code,
        byte_offset: file.byte_offset,
        tag_path: file.tag_path,
      });
    }
    expect(rejected.size).toBe(DEFECTS.length);
  });

  it('never names a subscriber', () => {
    const text = JSON.stringify([...results.values()]);
    expect(text).not.toContain('999017123456789');
    expect(text).not.toContain('99901712345678');
    expect(text).not.toContain('3512345678901234');
  });

  it('makes the statement provisional and names those whose header can be read, until the file comes again', async () => {
    const claimed = await query<{ sha256: string }>(
      data,
      `SELECT sha256 FROM rejected_file WHERE sequence = '00042' AND status = 'quarantined' ORDER BY sha256`,
    );
    expect(claimed.length).toBeGreaterThan(20);
    const before = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(before.only.status).toBe('provisional');
    const named = before.only.completeness.quarantined.map((row) => row.sha256);
    expect(named).toEqual(expect.arrayContaining(claimed.map((row) => row.sha256)));
    expect(before.only.completeness.sequence_gaps).toEqual([
      { sender: 'AAAVP', recipient: 'BBBHA', missing: ['00042'] },
    ]);

    await load(machineFor(data), [space.write(space.folder('files'), 'corrected', sound('00042'))]);
    const after = await settle(machineFor(data), agreement, { period: PERIOD });
    const left = after.only.completeness.quarantined.map((row) => row.sha256);
    expect(left.filter((sha) => claimed.some((row) => row.sha256 === sha))).toEqual([]);
    expect(after.only.completeness.sequence_gaps).toEqual([]);
    expect(after.runId).not.toBe(before.runId);
  });
});

describe('one broken file', () => {
  it('makes the statement provisional; the file sent again makes it final', async () => {
    const data = space.folder('data');
    const broken = DEFECTS.find(({ name }) => name === 'bad_timestamp_header')!;
    const results = await loadBeside(data, [broken]);
    expect(results.get('bad-bad_timestamp_header')?.status).toBe('quarantined');
    const before = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(before.only.status).toBe('provisional');
    expect(before.only.completeness.quarantined).toEqual([
      { sha256: broken.sha, code: 'TAP_SYNTAX', tap_charge: null, currency: null },
    ]);
    await load(machineFor(data), [space.write(space.folder('files'), 'corrected', sound('00042'))]);
    const after = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(after.only.completeness).toMatchObject({ sequence_gaps: [], quarantined: [], missing_days: [] });
    expect(after.only.status).toBe('final');
  });

  it('of which not even the sender can be read hangs on every statement', async () => {
    const data = space.folder('data');
    const broken = DEFECTS.find(({ name }) => name === 'missing_sender')!;
    await loadBeside(data, [broken]);
    await load(machineFor(data), [space.write(space.folder('files'), 'between', sound('00042'))]);
    const { only } = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(only.completeness.quarantined.map((row) => row.sha256)).toEqual([broken.sha]);
    expect(only.status).toBe('provisional');
  });
});

describe('files whose audit differs', () => {
  const audits = auditDefects().map(({ item, bytes }, i) => ({ name: `${i}-${item}`, item, bytes }));

  it('are kept back with the item that differs and their money, until the correction is loaded', async () => {
    const data = space.folder('data');
    const results = await loadBeside(data, audits);
    for (const { name, item } of audits) {
      const file = results.get(`bad-${name}`)!;
      expect(file, name).toMatchObject({ status: 'quarantined', code: 'TAP_AUDIT_MISMATCH' });
      expect(file.detail).toContain(item);
      expect(file.byte_offset).toBeGreaterThan(0);
    }
    const before = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(before.only.status).toBe('provisional');
    expect(before.only.completeness.quarantined.map((row) => row.sha256)).toEqual(
      audits.map(({ bytes }) => sha256(bytes)).sort(),
    );
    // SOUND_FILE: 70 + 5 CAMEL + 900 + 11 charged, of which 100 are refunds booked apart: units of 10^-4 EUR.
    expect(
      new Set(before.only.completeness.quarantined.map((row) => `${row.tap_charge} ${row.currency}`)),
    ).toEqual(new Set(['0.0986 EUR']));
    await load(machineFor(data), [space.write(space.folder('files'), 'corrected', sound('00042'))]);
    const after = await settle(machineFor(data), agreement, { period: PERIOD });
    expect(after.only.completeness.quarantined).toEqual([]);
    expect(after.only.status).toBe('final');
    expect(readStatusFile(data).held.length).toBe(audits.length);
  });
});

describe('a file whose name contradicts its header', () => {
  it('is quarantined, loaded by a copy under a fitting name, and only warned of under `report`', async () => {
    const folder = space.folder('files');
    const wrong = space.write(folder, 'CDAAAVPBBBHA00077', sound('00078'));
    const [kept] = await load(machineFor(space.folder('data')), [wrong]);
    expect(kept).toMatchObject({
      status: 'quarantined',
      code: 'FILE_NAME_MISMATCH',
      tag_path: 'TransferBatch/BatchControlInfo/FileSequenceNumber',
    });
    const copy = space.write(folder, 'CDAAAVPBBBHA00078', sound('00078'));
    const both = await load(machineFor(space.folder('data')), [wrong, copy]);
    expect(both.map(({ status }) => status)).toEqual(['loaded', 'duplicate']);
    const [told] = await load(machineFor(space.folder('data')), [wrong], 'report');
    expect(told).toMatchObject({ status: 'loaded' });
    expect(told!.warnings.map(({ code }) => code)).toContain('FILE_NAME_MISMATCH');
  });
});

test('a folder of notes is listed by one statement, equal contents once', async () => {
  const folder = space.folder('notes');
  for (let i = 0; i < 40; i++) space.write(folder, `${i}.txt`, Buffer.from(`note ${i % 30}\n`));
  const listed = vi.spyOn(Db.prototype, 'run');
  const data = space.folder('notes-data');
  const files = await load(machineFor(data, 2), [folder]);
  const statements = listed.mock.calls.filter(([name]) => name === 'load/rejected_file').length;
  listed.mockRestore();
  expect(new Set(files.map(({ code }) => code))).toEqual(new Set(['FILE_UNKNOWN']));
  expect(files).toHaveLength(40);
  expect(statements).toBe(1);
  expect(await query(data, 'SELECT count(*) AS n FROM rejected_file')).toEqual([{ n: 30n }]);
});
