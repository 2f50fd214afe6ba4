/** Packs of a generated month: they verify, and whatever is changed in them is told or refused. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateMonth } from '../../src/generate/generate.ts';
import { verifyPack } from '../../src/pack/verify.ts';
import { type PackRequest, type WrittenPack, writePack } from '../../src/pack/write.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';
import { expectNoTrace, jsonOf, roamsettleHere } from '../cli/cli.ts';
import { readRows } from '../support/month-world.ts';
import { entriesOf, type Members, signedByAnother, unpack, withDigests, writeZip } from './repack.ts';

const PERIOD = '2026-10';
/** In USD from XDR, net of TAP, declarations that do not bind, sessions rounded up. */
const ID = 'CCCHB-AAAVP';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-pack-'));
const machine = { data: join(folder, 'data'), workers: 1, memory: '1GB' };
let runId: string;
let ids: string[];
let written: WrittenPack;
const PACK = join(folder, 'pack.zip');
const KEY = join(folder, 'sender.pem');
/** Under pseudonyms, with the single records of a few devices. */
const RECORDS = join(folder, 'records.zip');
let members: Members;

let files = 0;
const next = () => join(folder, `${++files}.zip`);
const pack = async (out: string, request: Partial<PackRequest> = {}) =>
  writePack(machine.data, runId, {
    agreement: ID,
    out,
    devices: 'all',
    pseudonyms: false,
    records: null,
    ...request,
  });
const verify = (changed: Members, key: string | null = null) =>
  verifyPack(writeZip(next(), entriesOf(changed)), key);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (error: { code?: string }) => error.code ?? error,
  );

beforeAll(async () => {
  const month = join(folder, 'month');
  await generateMonth({ devices: 120, period: PERIOD, seed: 11, out: month });
  await runIngest(machine, [join(month, 'tap'), join(month, 'signaling')], { audit: 'enforce' });
  const run = await runSettle(machine, {
    period: PERIOD,
    agreements: join(month, 'agreements'),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
  });
  runId = run.runId;
  ids = run.statements.map(({ agreement }) => agreement.id);
  written = await pack(PACK);
  writeFileSync(KEY, written.public_key);
  members = unpack(PACK);
  await pack(RECORDS, { devices: 20, pseudonyms: true, records: machine });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a pack as it was written', () => {
  test('every statement of the run comes out of its pack again', async () => {
    expect(ids).toHaveLength(4);
    for (const agreement of ids) {
      const out = next();
      const { fingerprint } = await pack(out, { agreement, devices: 'none' });
      const found = await verifyPack(out, KEY);
      expect(found).toMatchObject({ equal: true, differences: [], trusted: true, fingerprint });
      expect(found.recomputed.devices).toBeGreaterThan(5);
      expect(found.recomputed.ddr).toBeGreaterThan(5);
      expect(unpack(out).has('evidence.ndjson')).toBe(false);
    }
  });

  test('the same run gives the same bytes, and is never written over what is there', async () => {
    const again = next();
    expect(await pack(again)).toEqual(written);
    expect(readFileSync(again).equals(readFileSync(PACK))).toBe(true);
    await expect(pack(again)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(statSync(join(machine.data, 'keys/pack.key')).mode & 0o777).toBe(0o600);
  });

  test('evidence is of charged devices, of a sample that nobody chooses', async () => {
    const devicesOf = (all: Members) =>
      all
        .get('evidence.ndjson')!
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { imsi: string; decision: string; evidence: unknown[] });
    const all = devicesOf(members);
    expect(all).toHaveLength(written.evidence.charged);
    expect(new Set(all.map(({ decision }) => decision))).toEqual(new Set(['charge']));
    expect(all.every(({ evidence }) => Array.isArray(evidence))).toBe(true);
    const out = next();
    await pack(out, { devices: 4 });
    const sample = devicesOf(unpack(out)).map(({ imsi }) => imsi);
    expect(sample).toHaveLength(4);
    expect(all.map(({ imsi }) => imsi)).toEqual(expect.arrayContaining(sample));
    expect(sample).not.toEqual(all.slice(0, 4).map(({ imsi }) => imsi));
  });

  test('the records and events of the sample, if they are asked for', async () => {
    expect([...members.keys()].filter((name) => /records|events/.test(name))).toEqual([]);
    const found = unpack(RECORDS);
    const rowsOf = (name: string) =>
      found
        .get(name)!
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
    const devices = found
      .get('evidence.ndjson')!
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<'ordinal' | 'charged_records' | 'signaling_events', number>);
    expect(devices.some((device) => device.charged_records > 0)).toBe(true);
    for (const { ordinal, charged_records } of devices) {
      const own = rowsOf('records.csv').filter(
        ([at, , , , , charged]) => at === String(ordinal) && charged === 'true',
      );
      expect([ordinal, own.length]).toEqual([ordinal, charged_records]);
    }
    // Events of the days before the month are there too, as far as they decide what it begins with.
    for (const { ordinal, signaling_events } of devices) {
      const own = rowsOf('events.csv').filter(
        ([at, time]) => at === String(ordinal) && time!.startsWith(PERIOD),
      );
      expect(own.length).toBeGreaterThanOrEqual(signaling_events > 0 ? 1 : 0);
    }
    const places = rowsOf('records.csv').map((row) => row.slice(-2).join());
    expect(new Set(places).size).toBe(places.length);
    expect(places.every((place) => /^[0-9a-f]{64},[0-9]+$/.test(place))).toBe(true);
  });

  test('under pseudonyms no octet names an IMSI, and the statement comes out again', async () => {
    const out = RECORDS;
    expect(await verifyPack(out, null)).toMatchObject({ equal: true, trusted: false });
    const devices = await readRows(join(machine.data, 'runs', runId, 'devices.parquet'));
    const imsis = devices.map(({ imsi }) => imsi!).filter((imsi) => imsi !== '');
    expect(imsis.length).toBeGreaterThan(100);
    for (const [name, text] of unpack(out)) {
      const found = imsis.filter((imsi) => text.includes(imsi));
      expect({ name, found }).toEqual({ name, found: [] });
    }
    expect([...members.values()].some((text) => imsis.some((imsi) => text.includes(imsi)))).toBe(true);
  });

  test('what is not there is said so', async () => {
    const out = next();
    await expect(pack(out, { agreement: 'X' })).rejects.toMatchObject({ code: 'STATEMENT_NOT_FOUND' });
    expect(existsSync(out)).toBe(false);
    const usage = join(machine.data, 'runs', runId, 'device-usage.parquet');
    renameSync(usage, `${usage}.away`);
    expect(await codeOf(pack(out))).toBe('DATA_CORRUPT');
    // A run of another version of the program may well lack it.
    const run = join(machine.data, 'runs', runId, 'run.json');
    const text = readFileSync(run, 'utf8');
    writeFileSync(run, text.replace(/"sources": "[0-9a-f]{12}/, '"sources": "0123456789ab'));
    await expect(pack(out)).rejects.toMatchObject({
      code: 'RUN_FOREIGN',
      detail: expect.stringMatching(
        new RegExp(
          `^Run ${runId.slice(0, 12)} was settled by roamsettle [0-9.]+ \\(sources 0123456789ab\\), this is `,
        ),
      ),
      place: { file: 'device-usage.parquet' },
    });
    renameSync(`${usage}.away`, usage);
    // What can be read is read.
    expect(await pack(next())).toMatchObject({ run_id: runId });
    writeFileSync(run, text);
    expect(await codeOf(pack(join(folder, 'nowhere/pack.zip')))).toBe('OUTPUT_WRITE');
  });
});

const changed = (name: string, from: string | RegExp, to: string): Members => {
  const text = members.get(name)!;
  const after = text.replace(from, to);
  if (after === text) throw new Error(`nothing to change in ${name}`);
  return new Map(members).set(name, after);
};
/** The row of a table at `index`, its cell at `column` changed. */
const withCell = (name: string, index: number, column: string, value: (cell: string) => string): Members => {
  const lines = members.get(name)!.split('\n');
  const at = lines[0]!.split(',').indexOf(column);
  const cells = lines[index + 1]!.split(',');
  cells[at] = value(cells[at]!);
  lines[index + 1] = cells.join(',');
  return new Map(members).set(name, lines.join('\n'));
};
const rowWith = (name: string, column: string, value: string): number => {
  const [header, ...rows] = members.get(name)!.split('\n');
  const at = header!.split(',').indexOf(column);
  return rows.findIndex((row) => row.split(',')[at] === value);
};

describe('who has no key changes nothing unseen', () => {
  test('an octet, and its digest too', async () => {
    const more = () => withCell('usage.csv', 0, 'quantity', (cell) => String(Number(cell) + 1));
    await expect(verify(more())).rejects.toMatchObject({
      code: 'PACK_INVALID',
      place: { file: 'usage.csv' },
    });
    expect(await codeOf(verify(withDigests(more())))).toBe('PACK_SIGNATURE');
  });

  test('a key of his own is not the one of --key', async () => {
    const forged = signedByAnother(members);
    const found = await verify(forged);
    expect(found).toMatchObject({ equal: true, trusted: false });
    expect(found.fingerprint).not.toBe(written.fingerprint);
    expect(await codeOf(verify(forged, KEY))).toBe('PACK_SIGNATURE');
    expect(await codeOf(verifyPack(PACK, PACK))).toBe('KEY_INVALID');
    const other = new Map(members).set('public-key.pem', forged.get('public-key.pem')!);
    expect(await codeOf(verify(other))).toBe('PACK_SIGNATURE');
    expect(await codeOf(verify(new Map(members).set('public-key.pem', 'none\n')))).toBe('PACK_SIGNATURE');
    expect(await codeOf(verify(new Map(members).set('manifest.sig', 'AAAA\n')))).toBe('PACK_SIGNATURE');
  });

  test('members that lack, that nobody named, or that stand twice', async () => {
    for (const name of members.keys()) {
      const fewer = new Map(members);
      fewer.delete(name);
      expect([name, await codeOf(verify(fewer))]).toEqual([name, 'PACK_INVALID']);
    }
    const packed = (more: Parameters<typeof writeZip>[1][number]) =>
      codeOf(verifyPack(writeZip(next(), [...entriesOf(members), more]), null));
    const bytes = Buffer.from('x');
    expect(await packed({ name: 'statement.json', bytes })).toBe('FILE_CORRUPT');
    expect(await packed({ name: 'corrected.json', bytes })).toBe('PACK_INVALID');
    expect(await packed({ name: 'x/statement.json', bytes })).toBe('PACK_INVALID');
    expect(await packed({ name: '../../statement.json', bytes })).toBe('FILE_CORRUPT');
    expect(await packed({ name: 'counted/', bytes: Buffer.from('') })).toBe('PACK_INVALID');
  });

  test('archives that end early, inflate to too much, or are none', async () => {
    const whole = readFileSync(PACK);
    const cut = next();
    for (let part = 0; part < 20; part++) {
      writeFileSync(cut, whole.subarray(0, Math.floor((whole.length * part) / 20)));
      expect([part, await codeOf(verifyPack(cut, null))]).toEqual([part, 'FILE_CORRUPT']);
    }
    const entries = (change: object, bytes?: Buffer) =>
      entriesOf(members).map((entry) =>
        entry.name === 'usage.csv' ? { ...entry, ...(bytes && { bytes }), ...change } : entry,
      );
    const write = (change: object, bytes?: Buffer) =>
      codeOf(verifyPack(writeZip(next(), entries(change, bytes)), null));
    expect(await write({ declaredSize: 0xf0000000 })).toBe('FILE_TOO_LARGE');
    expect(await write({}, Buffer.alloc(32 * 1024 * 1024))).toBe('FILE_TOO_LARGE');
    expect(await write({ declaredCrc: 1 })).toBe('FILE_CORRUPT');
    expect(await write({ declaredSize: 10 })).toBe('FILE_CORRUPT');
    expect(await codeOf(verifyPack(KEY, null))).toBe('FILE_CORRUPT');
    expect(await codeOf(verifyPack(folder, null))).toBe('FILE_UNREADABLE');
    expect(await codeOf(verifyPack(join(folder, 'nowhere'), null))).toBe('FILE_NOT_FOUND');
  });

  test('octets anywhere in the archive', async () => {
    const whole = readFileSync(PACK);
    const other = next();
    let refused = 0;
    for (let part = 1; part < 40; part++) {
      const bytes = Buffer.from(whole);
      bytes[Math.floor((whole.length * part) / 40)]! ^= 0x55;
      writeFileSync(other, bytes);
      const found = await codeOf(verifyPack(other, null));
      // Only where no member is told, as in a time stamp, may a pack be what it was.
      if (typeof found === 'string') refused++;
      else expect(found).toMatchObject({ equal: true });
    }
    // How many places tell no member hangs on how long the members are.
    expect(refused).toBeGreaterThan(30);
  });
});

describe('what a sender with a key got wrong is named', () => {
  const places = async (wrong: Members) => {
    const found = await verify(signedByAnother(wrong));
    expect(found.equal).toBe(false);
    expect(found.different).toBeGreaterThanOrEqual(found.differences.length);
    return found.differences.map(({ at }) => at);
  };

  test('another price in the agreement: the lines', async () => {
    const name = [...members.keys()].find((one) => one.startsWith('agreements/'))!;
    const statement = JSON.parse(members.get('statement.json')!) as {
      lines: { charge_ref: string; amount: string; quantity: number; priced_unit_size: number }[];
    };
    const line = statement.lines.findIndex(({ charge_ref }) => charge_ref === 'charges.usage[1]');
    const { amount, quantity } = statement.lines[line]!;
    expect(quantity).toBeGreaterThan(0);
    const wrong = changed(name, 'price: "0.012"', 'price: "0.512"');
    expect(await codeOf(verify(signedByAnother(wrong)))).toBe('PACK_INVALID');
    const text = wrong.get(name)!;
    wrong.delete(name);
    wrong.set(`agreements/${createHash('sha256').update(text).digest('hex')}.yaml`, text);
    const found = await verify(signedByAnother(wrong));
    // Half an USD more for each message, exact to the cent.
    const recomputed = (Number(amount) + 0.5 * quantity).toFixed(2);
    expect(found.differences).toContainEqual({ at: `lines[${line}].amount`, pack: amount, recomputed });
    const at = found.differences.map((difference) => difference.at);
    expect(at).toEqual(expect.arrayContaining(['agreement.digest', 'totals.usage', 'totals.payable']));
    expect(at.some((place) => /^lines\[0\]\.(amount|tiers)/.test(place))).toBe(false);
  });

  test('a rate, a tax, a rounding', async () => {
    expect(await places(changed('rates.csv', '2026-10,XDR,USD,1', '2026-10,XDR,USD,2'))).toEqual(
      expect.arrayContaining(['totals.tap_invoiced', 'baselines[0].amount']),
    );
    expect(await places(changed('statement.json', '"tax": "', '"tax": "1'))).toEqual(['totals.tax']);
    expect(await places(changed('statement.json', '"mode": "half_even"', '"mode": "down"'))).toEqual([
      'terms.rounding.mode',
    ]);
  });

  test('quantities, decisions, days and shares of devices', async () => {
    const more = (cell: string) => String(Number(cell) + 1);
    // Messages are counted whoever sends them, as billed or at a price.
    const messages = rowWith('measures.csv', 'service', 'sms_mo');
    const used = rowWith('usage.csv', 'measure', String(messages));
    const sender = Number(members.get('usage.csv')!.split('\n')[used + 1]!.split(',')[0]);
    expect(await places(withCell('usage.csv', used, 'tap_units', more))).toEqual(
      expect.arrayContaining(['baselines[0].amount_exact', `devices[${sender}].tap_amount`]),
    );
    const charged = rowWith('devices.csv', 'decision', 'charge');
    expect(await places(withCell('devices.csv', charged, 'decision', () => 'ignore'))).toEqual(
      expect.arrayContaining(['devices.by_decision[0].devices', `devices[${charged}].segment`]),
    );
    expect(await places(withCell('devices.csv', charged, 'fee_days', () => '0'))).toEqual(
      expect.arrayContaining(['totals.access', `devices[${charged}].access_amount`]),
    );
    expect(await places(withCell('devices.csv', 5, 'usage_amount', () => '9.99'))).toEqual([
      'devices[5].usage_amount',
    ]);
    expect(await places(withCell('ddr.csv', 3, 'amount', () => '9.99'))).toEqual(['ddr[3].amount']);
    expect(await places(withCell('ddr.csv', 3, 'imsi', () => '0'))).toEqual(['ddr[3].imsi']);
    expect(await places(withCell('lines.csv', 1, 'quantity', more))).toEqual(['lines.csv[1].quantity']);
    expect(await places(changed('ddr.csv', /[^\n]*\n$/, ''))).toContain('ddr.length');
  });

  test('no difference shows an IMSI', async () => {
    const imsi = /\n\d+,(\d{15}),/.exec(members.get('devices.csv')!)![1]!;
    const found = await verify(
      signedByAnother(withCell('ddr.csv', 0, 'imsi', () => imsi.replace(/.$/, 'x'))),
    );
    expect(JSON.stringify(found.differences)).not.toContain(imsi.slice(0, 14));
  });

  test('tables and documents that are none are refused, with their place', async () => {
    const refused = async (wrong: Members) => {
      const found = await codeOf(verify(signedByAnother(wrong)));
      expect(found).toMatch(/^(PACK_INVALID|AGREEMENT_SYNTAX|RATES_INVALID|RATE_MISSING)$/);
      return found;
    };
    for (const [name, column, value] of [
      ['usage.csv', 'quantity', '-1'],
      ['usage.csv', 'quantity', '1e3'],
      ['usage.csv', 'records', ''],
      ['usage.csv', 'ordinal', '99999'],
      ['usage.csv', 'measure', '1000'],
      ['measures.csv', 'service', 'fax'],
      ['measures.csv', 'tap_decimals', '99'],
      ['devices.csv', 'ordinal', '7'],
      ['devices.csv', 'imsi', '9'.repeat(15)],
      ['devices.csv', 'decision', 'perhaps'],
      ['devices.csv', 'fee_days', '32'],
      ['devices.csv', 'excluded', 'no'],
    ] as const)
      expect([name, value, await refused(withCell(name, 0, column, () => value))]).toEqual([
        name,
        value,
        'PACK_INVALID',
      ]);
    for (const name of ['statement.json', 'devices.csv', 'usage.csv', 'measures.csv', 'ddr.csv', 'lines.csv'])
      expect(await refused(new Map(members).set(name, '\n'))).toBe('PACK_INVALID');
    expect(await refused(new Map(members).set('statement.json', '[]'))).toBe('PACK_INVALID');
    expect(await refused(new Map(members).set('rates.csv', 'a\n'))).toBe('RATES_INVALID');
    expect(await refused(changed('rates.csv', /XDR,USD/g, 'XDR,CHF'))).toBe('RATE_MISSING');
    expect(await refused(changed('statement.json', `"run_id": "${runId}"`, '"run_id": "x"'))).toBe(
      'PACK_INVALID',
    );
    await expect(
      verify(signedByAnother(withCell('usage.csv', 4, 'quantity', () => 'x'))),
    ).rejects.toMatchObject({ place: { file: 'usage.csv', line: 6 } });
  });
});

test('the command line packs, and says equal or where not', async () => {
  const out = next();
  const packed = await roamsettleHere([
    'pack',
    runId.slice(0, 12),
    '--agreement',
    ID,
    '--out',
    out,
    '--devices',
    'all',
    '--data',
    machine.data,
    '--json',
  ]);
  expect(jsonOf(packed)).toMatchObject({ run_id: runId, sha256: written.sha256, file: out });
  const equal = await roamsettleHere(['verify', out, '--key', KEY]);
  expect(equal).toMatchObject({ code: 0, stderr: '' });
  expect(equal.stdout.trimEnd().split('\n').at(-1)).toBe('equal');
  expect(jsonOf(await roamsettleHere(['verify', out, '--json']))).toMatchObject({
    run_id: runId,
    equal: true,
    trusted: false,
    differences: [],
  });
  writeZip(out, entriesOf(signedByAnother(withCell('ddr.csv', 3, 'amount', () => '9.99'))));
  const other = await roamsettleHere(['verify', out]);
  expect(other.code).toBe(1);
  expect(other.stdout).toMatch(/\ndifferent: ddr\[3\]\.amount: pack 9\.99, recomputed \d+\.\d\d\n$/);
  expectNoTrace(other);
});
