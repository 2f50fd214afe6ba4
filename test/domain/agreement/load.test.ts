import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAgreements, parseAgreement } from '../../../src/domain/agreement/load.ts';
import { edit, REDUCED, SMALLEST } from './documents.ts';

/** What an entry has that names none of these. */
const WITHOUT_OPTIONS = { tiersPer: 'line', tiersOver: 'period', block: null, included: null, balance: null };

describe('an agreement that loads', () => {
  test('the smallest one has every default of docs/agreement.md', () => {
    expect(parseAgreement(SMALLEST, 'a.yaml')).toEqual({
      id: 'BBBHA-AAAVP-2026',
      version: 1,
      effective: '2026-01-01',
      digest: createHash('sha256').update(SMALLEST).digest('hex'),
      file: 'a.yaml',
      lines: { effective: 5, detection: 1, segments: [8, 9] },
      visited: { name: 'AAA', tadigs: ['AAAVP'], plmns: ['99970'] },
      home: { name: 'BBB', tadigs: ['BBBHA'], plmns: ['99901'], imsiRanges: [] },
      term: { from: '2026-01-01', until: '2027-01-01' },
      currency: 'EUR',
      settlement: { method: 'replaces_tap' },
      period: { basis: 'start_local', timeZone: 'UTC' },
      rounding: { mode: 'half_up', decimals: 2 },
      declared: { binding: true, imsiRanges: [], apns: [], tacs: [] },
      exclude: { imsiRanges: [] },
      detection: { chargeAt: 0.95, reviewAt: 0.6, keepAt: 0.95, noticePeriods: 0 },
      presence: { carryHours: 72, permanent: { days: 20, ofLast: 30, maxGapDays: 7 } },
      activity: {
        silent: { bytes: 0, sms: 0, calls: 0 },
        low: { bytes: 2097152, sms: null, calls: null },
      },
      segments: [
        { name: 'iot', when: { device: 'iot' } },
        { name: 'standard', when: null },
      ],
      charges: { usage: [], access: [] },
      tax: { rate: '0' },
      commitment: null,
      invoice: null,
      examples: [],
    });
  });

  test('every written value wins over its default', () => {
    const agreement = parseAgreement(REDUCED, 'b.yaml');
    expect(agreement).toMatchObject({
      home: { tadigs: ['BBBHA', 'BBBHB'], imsiRanges: [{ from: '999018000000000', to: '999018999999999' }] },
      settlement: { method: 'net_of_tap' },
      period: { basis: 'start_utc', timeZone: 'Europe/Madrid' },
      rounding: { mode: 'half_even', decimals: 3 },
      declared: {
        binding: false,
        imsiRanges: [{ from: '999017000000000', to: '999017999999999' }],
        apns: ['iot0.bbbha.example', '*.m2m.example'],
        tacs: ['35123456'],
      },
      exclude: { imsiRanges: [{ from: '999017000000000', to: '999017000000009' }] },
      detection: { chargeAt: 0.9, reviewAt: 0.5, keepAt: 0.9, noticePeriods: 0 },
      presence: { carryHours: 48, permanent: { days: 10, ofLast: 20, maxGapDays: 3 } },
      activity: { silent: { bytes: 10, sms: null, calls: null }, low: { bytes: null, sms: 5, calls: 6 } },
      tax: { rate: '0.21' },
    });
    expect(agreement.segments[1]).toEqual({
      name: 'other',
      when: { device: 'iot', declared: true, detected_by: ['tac_class'] },
    });
    expect(agreement.charges.usage).toEqual([
      {
        ref: 'charges.usage[0]',
        line: 50,
        service: 'data',
        segments: ['permanent', 'other'],
        model: 'graduated',
        unit: 'MB',
        unitSize: 1000000,
        roundUpBytes: 1024,
        roundUpPer: 'session',
        incrementSeconds: 1,
        price: null,
        tiers: [
          { from: '0', price: '0.0040' },
          { from: '50000', price: '0.0025' },
        ],
        ...WITHOUT_OPTIONS,
      },
      {
        ref: 'charges.usage[1]',
        line: 62,
        service: 'voice_mo',
        segments: ['other'],
        model: 'flat',
        unit: 'minute',
        unitSize: 60,
        roundUpBytes: 1,
        roundUpPer: 'record',
        incrementSeconds: 30,
        price: '0.05',
        tiers: [],
        ...WITHOUT_OPTIONS,
      },
      {
        ref: 'charges.usage[2]',
        line: 67,
        service: null,
        segments: ['standard'],
        model: 'as_billed',
        unit: null,
        unitSize: 1,
        roundUpBytes: 1,
        roundUpPer: 'record',
        incrementSeconds: 1,
        price: null,
        tiers: [],
        ...WITHOUT_OPTIONS,
      },
    ]);
    expect(agreement.charges.access).toEqual([
      {
        ref: 'charges.access[0]',
        line: 70,
        segments: ['permanent'],
        per: 'imsi_month',
        model: 'flat',
        price: '0.35',
        minDays: 2,
        proration: 'none',
        feeDays: 'observed',
        minAttachedMinutes: 0,
        capPerMonth: null,
        tiers: [],
        ...WITHOUT_OPTIONS,
      },
    ]);
    expect(agreement.examples).toEqual([
      {
        line: 77,
        charge: 'charges.usage[0]',
        quantity: '60000',
        opposite: null,
        devices: null,
        amount: '225.00',
      },
    ]);
  });

  test.each([
    ['byte', 1],
    ['kB', 1024],
    ['MB', 1048576],
    ['GB', 1073741824],
  ])('one %s is %i bytes where unit_bytes is left out', (unit, size) => {
    const charges = `charges: { usage: [{ service: data, unit: ${unit}, price: "1" }] }`;
    const agreement = parseAgreement(edit(SMALLEST, 'charges: {}', charges), 'a.yaml');
    expect(agreement.charges.usage[0]).toMatchObject({ unitSize: size, segments: ['iot', 'standard'] });
  });

  test('the price stays the text it was', () => {
    const charges = 'charges: { access: [{ per: imsi_month, price: "000.1000" }] }';
    expect(parseAgreement(edit(SMALLEST, 'charges: {}', charges), 'a').charges.access[0]?.price).toBe(
      '000.1000',
    );
  });

  test('nothing of it can be changed', () => {
    const agreement = parseAgreement(REDUCED, 'a.yaml');
    expect(() => (agreement.charges.usage[0]!.segments as string[]).push('x')).toThrow(TypeError);
    expect(() => Object.assign(agreement.visited, { name: 'x' })).toThrow(TypeError);
  });

  test('JSON, with a byte order mark and tabs, is read like YAML', () => {
    const json = {
      id: 'J',
      version: 2,
      visited: { name: 'AAA', tadigs: ['AAAVP'], plmns: ['99970'] },
      home: { name: 'BBB', tadigs: ['BBBHA'], plmns: ['99901'] },
      term: { from: '2026-01-01', until: '2027-01-01' },
      currency: 'EUR',
      segments: [{ name: 'standard' }],
      charges: {},
    };
    expect(parseAgreement(`\uFEFF${JSON.stringify(json, null, '\t')}`, 'j.json')).toMatchObject({
      id: 'J',
      version: 2,
    });
  });

  test('an alias stands for its anchor', () => {
    const text = edit(
      SMALLEST,
      'charges: {}',
      'charges:\n  usage:\n    - { service: sms_mo, segments: &s [iot], unit: event, price: "1" }\n    - { service: sms_mt, segments: *s, unit: event, price: "2" }',
    );
    expect(parseAgreement(text, 'a').charges.usage[1]?.segments).toEqual(['iot']);
  });

  test('the whole example loads', () => {
    const text = readFileSync(new URL('contracts-example.yaml', import.meta.url), 'utf8');
    const agreement = parseAgreement(text, 'a.yaml');
    expect(agreement.commitment).toEqual({ amount: '10000.00', counts: ['usage', 'access'], per: 'term' });
    expect(agreement.segments.map((segment) => segment.name)).toEqual([
      'permanent',
      'silent',
      'other',
      'standard',
    ]);
    expect(agreement.charges.usage.map((charge) => charge.model)).toEqual([
      'graduated',
      'flat',
      'flat',
      'as_billed',
    ]);
  });
});

describe('agreements from a path', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roamsettle-agreements-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const renamed = (id: string) => edit(SMALLEST, 'id: BBBHA-AAAVP-2026', `id: ${id}`);

  test('a folder gives its yaml, yml and json files by name, and nothing else', async () => {
    await mkdir(join(folder, 'below.yaml.d'));
    await writeFile(join(folder, 'c.yaml'), renamed('C'));
    await writeFile(join(folder, 'a.json'), renamed('A'));
    await writeFile(join(folder, 'B.yml'), renamed('B'));
    await writeFile(join(folder, '.hidden.yaml'), 'no agreement');
    await writeFile(join(folder, 'notes.txt'), 'no agreement');
    const agreements = await loadAgreements(folder);
    expect(agreements.map(({ id, file }) => [id, file])).toEqual([
      ['B', 'B.yml'],
      ['A', 'a.json'],
      ['C', 'c.yaml'],
    ]);
  });

  test('a file of any name is read, with the digest of its bytes', async () => {
    const bytes = Buffer.from(`\uFEFF${SMALLEST}`);
    await writeFile(join(folder, 'x.txt'), bytes);
    const [agreement] = await loadAgreements(join(folder, 'x.txt'));
    expect(agreement?.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('what cannot be read is refused by name, without the folder', async () => {
    await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xe9]));
    await writeFile(join(folder, 'big.yaml'), `#${'x'.repeat(1024 * 1024)}`);
    await mkdir(join(folder, 'empty'));
    const code = async (name: string) => {
      const error = await loadAgreements(join(folder, name)).catch((reason: unknown) => reason);
      expect(String((error as Error).message)).not.toContain(folder);
      return error;
    };
    expect(await code('none.yaml')).toMatchObject({ code: 'FILE_NOT_FOUND', place: { file: 'none.yaml' } });
    expect(await code('empty')).toMatchObject({ code: 'AGREEMENT_NONE', place: { file: 'empty' } });
    expect(await code('latin.yaml')).toMatchObject({
      code: 'AGREEMENT_SYNTAX',
      place: { file: 'latin.yaml' },
    });
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    expect(await code('pipe.yaml')).toMatchObject({ code: 'FILE_UNREADABLE', place: { file: 'pipe.yaml' } });
    expect(await code('big.yaml')).toMatchObject({ code: 'FILE_TOO_LARGE', place: { file: 'big.yaml' } });
  });
});
