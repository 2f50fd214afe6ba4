/** Packs of statements that build on others: a correction, earlier months of the term, two versions of the agreement. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPack } from '../../src/pack/verify.ts';
import { writePack } from '../../src/pack/write.ts';
import { agreementYaml, FOUR_SEGMENTS } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type Settled, World } from '../support/month-world.ts';
import { entriesOf, signedByAnother, unpack, writeZip } from './repack.ts';

const ID = 'BBBHA-AAAVP-2026';
const world = new World();
let september: Settled;
let corrected: Settled;
let pack: string;

beforeAll(async () => {
  const terms = {
    term: '{ from: 2026-09-01, until: 2026-11-01 }',
    segments: FOUR_SEGMENTS,
    settlement: '{ method: net_of_tap }',
    rounding: '{ mode: half_even, decimals: 3 }',
    tax: '{ rate: "0.21" }',
    // Declared, but judged: what volume_only prices as IoT need not be charged.
    declared: '{ binding: false, imsi_ranges: ["999017000000000-999017999999999"] }',
    exclude: '{ imsi_ranges: ["999017000000009-999017000000009"] }',
    commitment: '{ amount: "50.00", counts: [usage, access], per: term }',
    charges: `
  usage:
    - { service: data, segments: [permanent, silent, other], unit: kB, unit_bytes: 1024, round_up_bytes: 1024, model: graduated, tiers_over: term, tiers: [{ from: 0, price: "0.33" }, { from: 15, price: "0.21" }] }
    - { service: sms_mo, segments: [permanent, silent, other], unit: event, price: "0.10", included: { units: 1, scope: imsi } }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [other], per: imsi_day, price: "0.05", cap_per_month: "0.07" }
    - { segments: [silent], per: attach, price: "0.02" }`,
  };
  world.agreement('a', agreementYaml(terms));
  // From the sixth on messages cost more; the machine sends some under each version.
  const later = { version: '2', effective: '2026-10-06', charges: terms.charges.replace('"0.10"', '"0.15"') };
  world.agreement('b', agreementYaml({ ...terms, ...later }));
  world.rates('2026-09 XDR EUR 1.2\n2026-10 XDR EUR 1.25');
  world.tacs('35123456 IoT Device\n35999999 Smartphone');
  const machine = 'imei=35123456000001';
  world.tap(
    { seq: 1, available: '2026-09-20T12:00:00+02:00' },
    `999017000000001 data 2026-09-05T10:00:00+02:00 id=1 up=10000 charge=1000 ${machine}`,
  );
  world.tap(
    { seq: 2, available: '2026-10-20T12:00:00+02:00', currency: 'XDR', decimals: 3 },
    `999017000000001 data   2026-10-05T10:00:00+02:00 id=2 up=9000 charge=1000 ${machine}
     999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=3 charge=8 ${machine}
     999017000000001 sms_mo 2026-10-07T10:00:00+02:00 id=4 charge=8 ${machine}
     999017000000001 sms_mo 2026-10-08T10:00:00+02:00 id=9 charge=8 ${machine}
     999017000000002 data   2026-10-05T10:00:00+02:00 id=5 up=3000 charge=50 imei=35999999000001
     999017000000009 data   2026-10-05T10:00:00+02:00 id=6 up=3000 charge=50 ${machine}
     999010000000003 data   2026-10-05T10:00:00+02:00 id=7 up=100 charge=333 imei=35999999000001`,
  );
  world.signaling(
    `2026-10-02T10:00:00Z 999010000000004 UL imei=35123456000004 rat=NB-IOT
     2026-10-03T10:00:00Z 999010000000004 PURGE imei=35123456000004 rat=NB-IOT
     2026-10-04T10:00:00Z 999010000000004 UL imei=35123456000004 rat=NB-IOT`,
  );
  await world.ingest();
  september = await world.settle('2026-09');
  const issued = await issueMonth(world, '2026-10', { counted: [september.runId] });
  world.tap(
    { seq: 3, available: '2026-10-25T12:00:00+02:00' },
    `999017000000001 data 2026-10-15T10:00:00+02:00 id=8 up=2000 charge=77 ${machine}`,
  );
  await world.ingest();
  corrected = await world.settle('2026-10', { corrects: issued.runId, counted: [september.runId] });
  pack = join(dirname(world.data), 'pack.zip');
  await writePack(world.data, corrected.runId, {
    agreement: ID,
    out: pack,
    devices: 'all',
    pseudonyms: true,
  });
});
afterAll(() => world.remove());

test('the month holds what it is for', () => {
  const { lines, totals, bridge } = corrected.statement();
  expect(new Set(lines.map(({ kind }) => kind))).toEqual(
    new Set(['usage', 'access', 'as_billed', 'commitment', 'adjustment']),
  );
  expect(new Set(lines.map(({ version }) => version))).toEqual(new Set([1, 2]));
  expect(totals.adjustment).not.toBe('0.000');
  const moved = bridge.filter(({ devices }) => devices !== null && devices > 0).map(({ step }) => step);
  expect(moved).toEqual(expect.arrayContaining(['leave_iot_pricing', 'added_without_tap']));
});

test('the statement follows from its pack, with those that it corrects and counts', async () => {
  const found = await verifyPack(pack, null);
  expect(found).toMatchObject({ equal: true, differences: [] });
  const members = unpack(pack);
  expect([...members.keys()]).toEqual(expect.arrayContaining(['corrected.json', 'counted/2026-09.json']));
  // The statement that counts is the one of the run, octet by octet.
  const run = join(world.data, 'runs', september.runId);
  expect(members.get('counted/2026-09.json')).toBe(readFileSync(join(run, `statement-${ID}.json`), 'utf8'));
});

test('and not with others', async () => {
  const members = unpack(pack);
  const verify = (name: string, from: string | RegExp, to: string) => {
    const text = members.get(name)!.replace(from, to);
    expect(text).not.toBe(members.get(name));
    const path = join(dirname(world.data), 'other.zip');
    return verifyPack(writeZip(path, entriesOf(signedByAnother(new Map(members).set(name, text)))), null);
  };
  // 10 kB of September become 110: the tiers of October begin behind them.
  const counted = await verify(
    'counted/2026-09.json',
    /"quantity": 10240,(\s+"included")/,
    '"quantity": 112640,$1',
  );
  expect(counted.differences.map(({ at }) => at)).toContain('lines[0].amount_exact');
  const issued = await verify(
    'corrected.json',
    /("line_id": "v1-usage-0"[\s\S]*?"amount_exact": "[^"]*",\s+"amount": ")/,
    '$11',
  );
  expect(issued.differences.map(({ at }) => at)).toContain('totals.adjustment');
  await expect(verify('corrected.json', /"run_id": "[0-9a-f]/, '"run_id": "x')).rejects.toMatchObject({
    code: 'PACK_INVALID',
    place: { file: 'corrected.json' },
  });
  await expect(verify('counted/2026-09.json', '2026-09"', '2026-08"')).rejects.toMatchObject({
    code: 'PACK_INVALID',
    place: { file: 'counted/2026-09.json' },
  });
  for (const [from, to] of [
    ['"tax_rate": "0.21"', '"tax_rate": {}'],
    ['"segments": [', '"segments": [7, '],
    ['"priced_unit_size": 1', '"priced_unit_size": 0'],
    ['"quantity": "', '"quantity": "x'],
  ] as const)
    await expect(verify('corrected.json', from, to)).rejects.toMatchObject({ code: 'PACK_INVALID' });
});
