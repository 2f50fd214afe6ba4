import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadAgreements } from '../../src/domain/agreement/load.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { type MadeMonth, makeMonth, table } from './month.ts';

let month: MadeMonth;
let truth: Record<string, string>[];

beforeAll(async () => {
  month = await makeMonth({ devices: 400 });
  truth = table(month.text('truth.csv'));
});
afterAll(() => month.remove());

/** One hash over names and bytes of everything in a folder. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) hash.update(name.slice(folder.length)).update('\0').update(readFileSync(name));
  return hash.digest('hex');
}

test('the same options give the same bytes, another seed or month others', async () => {
  const hashes: string[] = [];
  for (const options of [{ seed: 1 }, { seed: 1 }, { seed: 2 }, { seed: 1, period: '2026-02' }]) {
    const made = await makeMonth({ devices: 60, ...options });
    hashes.push(hashOf(made.out));
    made.remove();
  }
  expect(hashes[1]).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(3);
});

describe('truth.csv', () => {
  test('every device once, in the asked number and mix', () => {
    expect(truth).toHaveLength(400);
    expect(new Set(truth.map((row) => row.imsi)).size).toBe(400);
    const kinds = (device: string) =>
      new Set(truth.filter((row) => row.device === device).map((row) => row.kind));
    expect(kinds('iot').size).toBeGreaterThanOrEqual(8);
    expect(kinds('human').size).toBeGreaterThanOrEqual(6);
    const iot = truth.filter((row) => row.device === 'iot');
    expect(iot.length / truth.length).toBe(0.4);
    const small = iot.filter((row) => Number(row.bytes) < 2 * 1024 * 1024).length / iot.length;
    expect(small).toBeGreaterThan(0.6);
    expect(small).toBeLessThan(0.8);
  });

  test('the hard cases are there', () => {
    const cases = new Set(truth.map((row) => `${row.device} ${row.silent} ${row.declared}`));
    for (const hard of ['iot true no', 'iot true yes', 'iot false no', 'human true no'])
      expect(cases).toContain(hard);
    expect(truth.some((row) => row.declared === 'stale' && row.device === 'human')).toBe(true);
    expect(new Set(truth.map((row) => row.declared_by))).toEqual(new Set(['imsi_range', 'apn', 'tac', '']));
  });
});

describe('agreements and rates', () => {
  const agreements = () =>
    month
      .files('agreements')
      .map((file) => parse(file.bytes.toString('utf8')) as Record<string, never>) as unknown as {
      id: string;
      currency: string;
      declared: { binding: boolean; imsi_ranges: string[] };
      period: { basis: string; time_zone: string };
      rounding: { mode: string };
      home: { tadigs: string[]; plmns: string[]; imsi_ranges: string[] };
      exclude: { imsi_ranges: string[] };
    }[];

  test('one agreement a partner, with different terms, and the loader takes them all', async () => {
    const all = agreements();
    expect(new Set(all.flatMap((a) => a.home.tadigs))).toEqual(new Set(truth.map((row) => row.home_tadig)));
    expect(new Set(all.map((a) => a.declared.binding)).size).toBe(2);
    for (const pick of [(a: (typeof all)[0]) => a.currency, (a: (typeof all)[0]) => a.period.time_zone]) {
      expect(new Set(all.map(pick)).size).toBe(all.length);
    }
    expect(new Set(all.map((a) => a.period.basis)).size).toBe(3);
    expect(new Set(all.map((a) => a.rounding.mode)).size).toBe(3);
    const loaded = await loadAgreements(join(month.out, 'agreements'));
    expect(loaded.map((agreement) => agreement.id).sort()).toEqual(all.map((a) => a.id).sort());
  });

  test('declared and excluded ranges hold exactly the devices that truth says', () => {
    const inside = (ranges: string[], imsi: string) =>
      ranges.some((range) => {
        const [from = '', to = ''] = range.split('-');
        return imsi >= from && imsi <= to;
      });
    for (const agreement of agreements()) {
      for (const row of truth.filter((row) => row.home_tadig === agreement.home.tadigs[0])) {
        const imsi = row.imsi ?? '';
        expect(inside(agreement.declared.imsi_ranges, imsi)).toBe(row.declared_by === 'imsi_range');
        expect(inside(agreement.exclude.imsi_ranges, imsi)).toBe(row.excluded === 'true');
        const own = agreement.home.plmns.some((plmn) => imsi.startsWith(plmn));
        expect(own || inside(agreement.home.imsi_ranges, imsi)).toBe(true);
      }
    }
  });

  test('every rate that a TAP currency needs is there, once', () => {
    // TAP currencies of the four partners, as the files say (see tap.test.ts).
    const tap: Record<string, string> = { BBBHA: 'EUR', CCCHB: 'XDR', DDDHC: 'USD', EEEHD: 'EUR' };
    const rates = table(month.text('rates.csv'));
    for (const { home, currency } of agreements()) {
      const from = tap[home.tadigs[0] ?? ''];
      if (from === currency) continue;
      const rows = rates.filter(
        (r) => r.period === '2026-10' && r.from_currency === from && r.to_currency === currency,
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.rate).toMatch(/^\d+(\.\d+)?$/);
    }
  });

  test('tacs.csv has the canonical header and fake TACs only', () => {
    const text = month.text('tacs.csv');
    expect(text.split('\n')[0]).toBe('tac,manufacturer,model,device_type');
    const tacs = table(text).map((row) => row.tac ?? '');
    expect(tacs.filter((tac) => !/^99\d{6}$/.test(tac))).toEqual([]);
    expect(new Set(tacs).size).toBe(tacs.length);
  });
});

test('targets of rows are met within a tenth', async () => {
  const made = await makeMonth({ devices: 300, records: 20_000, events: 5000 });
  made.remove();
  expect(Math.abs(made.result.records - 20_000)).toBeLessThan(2000);
  expect(Math.abs(made.result.events - 5000)).toBeLessThan(500);
});

describe('a month that is not made whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-unfinished-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'month');
  const options = { devices: 5, period: '2026-10', seed: 1, out };

  test('one that fails leaves an empty folder, which the next one fills', async () => {
    const onProgress = (done: number) => {
      if (done > 20) throw new Error('no more');
    };
    await expect(generateMonth({ ...options, onProgress })).rejects.toThrow('no more');
    expect(readdirSync(out)).toEqual([]);
    await generateMonth(options);
    expect(readdirSync(out).sort()).toEqual([
      'agreements',
      'rates.csv',
      'signaling',
      'tacs.csv',
      'tap',
      'truth.csv',
    ]);
  });

  test('one that was killed is told from a month', async () => {
    const killed = join(folder, 'killed');
    const dying = `import(${JSON.stringify(join(process.cwd(), 'src/generate/generate.ts'))}).then(({ generateMonth }) =>
      generateMonth({ ...${JSON.stringify({ ...options, out: killed })}, onProgress: () => process.kill(process.pid, 'SIGKILL') }))`;
    expect(spawnSync(process.execPath, ['-e', dying]).signal).toBe('SIGKILL');
    await expect(generateMonth({ ...options, out: killed })).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
      detail: expect.stringContaining('unfinished'),
    });
  });
});

describe('refusals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-refuse-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'a.txt'), 'kept');
  const base = { devices: 5, period: '2026-10', seed: 1, out: join(folder, 'new') };

  test.each([
    ['a folder that is not empty', { out: full }, 'OUTPUT_EXISTS'],
    ['a file in the way', { out: join(full, 'a.txt') }, 'OUTPUT_EXISTS'],
    ['a folder below a file', { out: join(full, 'a.txt', 'x') }, 'OUTPUT_EXISTS'],
    // Node's own recursive mkdir never comes back from there.
    ['a file system that takes no folders', { out: '/proc/none' }, 'OUTPUT_WRITE'],
    ['a folder without a name', { out: '' }, 'USAGE'],
    ['month 13', { period: '2026-13' }, 'PERIOD_INVALID'],
    ['another spelling', { period: '2026-1' }, 'PERIOD_INVALID'],
    ['a year before TAP 3.12 numbering starts', { period: '1999-01' }, 'PERIOD_INVALID'],
    ['no device', { devices: 0 }, 'USAGE'],
    ['half a device', { devices: 1.5 }, 'USAGE'],
    ['more devices than the IMSI blocks hold', { devices: 500_001 }, 'USAGE'],
    ['a negative seed', { seed: -1 }, 'USAGE'],
    ['no number', { seed: Number.NaN }, 'USAGE'],
    ['too many records', { records: 1e12 }, 'USAGE'],
    ['more machines than devices', { machines: 1.5 }, 'USAGE'],
    ['a world that is not there', { world: join(folder, 'none.yaml') }, 'FILE_NOT_FOUND'],
  ])('%s', async (_, change, code) => {
    await expect(generateMonth({ ...base, ...change })).rejects.toMatchObject({ code });
    expect(readFileSync(join(full, 'a.txt'), 'utf8')).toBe('kept');
  });

  test('progress counts to the end', async () => {
    const steps: [number, number][] = [];
    await generateMonth({ ...base, onProgress: (done, total) => steps.push([done, total]) });
    expect(steps.map(([done]) => done)).toEqual(Array.from({ length: 34 }, (_, i) => i + 1));
    expect(new Set(steps.map(([, total]) => total))).toEqual(new Set([34]));
  });
});
