/** Lists against model and declaration in a month that is settled; a dispute from its import to the next month. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importDispute } from '../../src/disputes/import.ts';
import { findDispute } from '../../src/disputes/register.ts';
import { resolveDispute } from '../../src/disputes/resolve.ts';
import { viewOf } from '../../src/disputes/view.ts';
import type { CloseItem } from '../../src/runs/close.ts';
import { explainDevice } from '../../src/runs/explain.ts';
import type { RunInputs } from '../../src/runs/identity.ts';
import { issueRun } from '../../src/runs/issue.ts';
import { expectNoTrace, jsonOf, roamsettleHere } from '../cli/cli.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { type Settled, World } from '../support/month-world.ts';

const ID = 'BBBHA-AAAVP-2026';
const [A, B, DECLARED, PHONE, EXCLUDED] = [
  '999010000000001',
  '999010000000002',
  '999017000000003',
  '999010000000004',
  '999010000000005',
];
const METER = 'imei=35123456000001';
/** A month is settled six times here, on a machine that may be busy. */
const SLOW = 300_000;

let world: World;
let original: Settled;
const path = (name: string) => join(dirname(world.data), name);
const write = (name: string, text: string): string => {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
  return path(name);
};
const terms = {
  charges:
    '{ usage: [{ service: data, segments: [iot], unit: kB, price: "0.10" }], access: [{ segments: [iot], per: imsi_month, price: "2.00" }] }',
  exclude: `{ imsi_ranges: ["${EXCLUDED}-${EXCLUDED}"] }`,
  tax: '{ rate: "0.10" }',
};
const command = async (text: string) => {
  const finished = await roamsettleHere([...text.split(' '), '--data', world.data]);
  expectNoTrace(finished);
  return finished;
};
const decisions = (run: Settled) =>
  Object.fromEntries(run.devices().map(({ imsi, device, decision }) => [imsi, `${device} ${decision}`]));

beforeAll(async () => {
  world = new World();
  world.tap(
    { seq: 1, available: '2026-11-02T00:00:00+01:00' },
    `${A} data 2026-10-05T10:00:00+02:00 id=1 up=10240 charge=400 ${METER}
     ${B} data 2026-10-05T10:00:00+02:00 id=2 up=20480 charge=400 ${METER}
     ${DECLARED} data 2026-10-05T10:00:00+02:00 id=3 up=5120 charge=100 ${METER}
     ${PHONE} data 2026-10-05T10:00:00+02:00 id=4 up=1024 charge=3000 imei=35000007000001
     ${EXCLUDED} data 2026-10-05T10:00:00+02:00 id=5 up=1024 charge=700 ${METER}`,
  );
  world.tap(
    { seq: 2, available: '2026-12-02T00:00:00+01:00' },
    `${A} data 2026-11-05T10:00:00+01:00 id=11 up=10240 charge=400 ${METER}
     ${B} data 2026-11-05T10:00:00+01:00 id=12 up=10240 charge=400 ${METER}`,
  );
  // With the access of machines the model is sure (logit −1 + 3.7 + 4.5); in November it has the TAC alone: 2.7, p 0.937.
  world.signaling(`2026-10-06T10:00:00Z ${A} ULR rat=NB-IOT\n2026-10-06T10:00:00Z ${B} ULR rat=NB-IOT`);
  world.tacs('35123456 IoT Device\n35000007 Smartphone');
  await world.ingest();
  world.agreement('a', agreementYaml(terms));
  original = await issueMonth(world, '2026-10');
}, SLOW);
afterAll(() => world.remove());

const HEADER = 'agreement_id,imsi,verdict,from_period,until_period,reason,source\n';

test('lists and reviewers in a month', { timeout: SLOW }, async () => {
  // 10 + 20 + 5 kB at 0.10; three fees; the phone as billed.
  expect(original.statement().totals).toMatchObject({
    usage: '3.50',
    access: '6.00',
    as_billed: '3.00',
    payable: '13.75',
  });
  expect(decisions(original)).toEqual({
    [A]: 'iot charge',
    [B]: 'iot charge',
    [PHONE]: 'human ignore',
    [EXCLUDED]: 'unknown ignore',
    [DECLARED]: 'iot charge',
  });
  const rows = [
    `${ID},${A},rejected,2026-10,,a tracker of a person,BBB`,
    `${ID},${B},ignore,,,tested by us,reviewer`,
    `${ID},${B},accepted,,,,BBB`,
    `${ID},${DECLARED},rejected,,2026-11,,BBB`,
    `${ID},${PHONE},accepted,,,,BBB`,
    `${ID},${EXCLUDED},accepted,,,,BBB`,
  ];
  const text = `${HEADER}${rows.join('\n')}\n`;
  const run = await world.settle('2026-10', { lists: write('one.csv', text) });
  expect(decisions(run)).toEqual({
    [A]: 'human ignore',
    [B]: 'human ignore',
    [PHONE]: 'iot charge',
    [EXCLUDED]: 'iot ignore',
    [DECLARED]: 'iot charge',
  });
  const reasons = (imsi: string) => run.device(imsi).reasons!.split(';');
  expect(reasons(A)[0]).toBe('rejected by the partner');
  expect(reasons(B)[0]).toBe('ignored by a reviewer');
  expect(reasons(PHONE)[0]).toBe('accepted by the partner');
  expect(reasons(DECLARED)).toEqual([
    'rejected by the partner',
    'IMSI in a declared range (binding)',
    'contested',
    '+3.70 TAC type IoT Device',
  ]);
  expect(original.device(DECLARED).reasons).not.toContain('contested');
  // 5 kB of the declared one and 1 kB of the phone; two fees; A and B at what TAP charges.
  expect(run.statement().totals).toMatchObject({ usage: '0.60', access: '4.00', as_billed: '0.80' });

  const explained = await explainDevice(join(world.data, 'runs', run.runId), run.runId, A);
  expect(explained.devices[0]!.lists).toEqual([
    { verdict: 'rejected', source: 'BBB', reason: 'a tracker of a person' },
  ]);

  // The list is an input by its content: it is in the id and in the folder, under no name of a file.
  const kept = readdirSync(join(world.data, 'runs', run.runId, 'inputs')).filter((name) =>
    name.startsWith('list-'),
  );
  const { lists } = (run.json('run.json') as { inputs: RunInputs }).inputs;
  expect(kept).toEqual(lists.map((digest) => `list-${digest}.csv`));
  expect(readFileSync(join(world.data, 'runs', run.runId, 'inputs', kept[0]!), 'utf8')).toBe(text);
  write('more/b.csv', text);
  write('more/a.csv', text);
  write('more/other-month.csv', `${HEADER}${ID},${A},accepted,2026-11,,,BBB\n`);
  write('more/other-agreement.csv', `${HEADER}OTHER,${A},accepted,,,,BBB\n`);
  await expect(world.settle('2026-10', { lists: path('more') })).rejects.toMatchObject({
    code: 'LIST_INVALID',
    place: { file: 'other-month.csv', line: 2 },
  });
  write('more/other-month.csv', `${HEADER}${ID},${PHONE},accepted,2026-11,,,BBB\n`);
  expect((await world.settle('2026-10', { lists: path('more') })).runId).toBe(run.runId);
});

test('a dispute, its list, the credit note and the next month', { timeout: SLOW }, async () => {
  const file = write(
    'disputed.csv',
    `imsi;Zeile;Grund;Betrag
${A};;not a machine;
${B};Daten;too much data;0,25
${B};Daten;too much data;0,25
${DECLARED};;a phone of a person;99
999010000000099;;never ours;
`,
  );
  const request = {
    runId: original.runId,
    agreementId: ID,
    file,
    profile: {
      separator: ';',
      decimal: ',' as const,
      thousands: '' as const,
      columns: { imsi: 'imsi', line: 'Zeile', reason: 'Grund', amount: 'Betrag' },
      values: { line: { Daten: 'v1-usage-0' } },
      quantity_size: 1,
    },
    received: '2026-11-20',
    days: 14,
    spill: dirname(world.data),
  };
  const dispute = await importDispute(world.data, request);
  const { id } = dispute;
  expect(dispute).toMatchObject({ id: `${ID}-2026-10-1`, run_id: original.runId, deadline: '2026-12-04' });
  // 1.00 + 2.00; 0.50 of 2.00; 0.50 + 2.00, whatever they say; nothing.
  expect(
    dispute.items.map(({ ours, disputed, known, declared }) => [ours, disputed, known, declared]),
  ).toEqual([
    ['3.00', '3.00', true, false],
    ['2.00', '0.50', true, false],
    ['2.50', '2.50', true, true],
    ['0.00', '0.00', false, false],
  ]);
  expect(dispute.lines).toEqual([
    { line_id: 'v1-usage-0', amount: '3.50', disputed: '2.00' },
    { line_id: 'v1-access-0', amount: '6.00', disputed: '4.00' },
  ]);
  // 13.75 − 6.00 − 0.60.
  expect(dispute.totals).toEqual({
    payable: '13.75',
    disputed: '6.00',
    disputed_tax: '0.60',
    disputed_before: '0.00',
    undisputed: '7.15',
  });
  await expect(importDispute(world.data, request)).rejects.toMatchObject({
    code: 'DISPUTE_INVALID',
    place: { file: 'disputed.csv' },
  });

  // A line with all its devices: what the first dispute holds of it already is not disputed twice.
  const byHand = `dispute import ${original.runId} ${write('more.csv', 'line\nv1-access-0\n')} --agreement ${ID} --received`;
  expect(await command(`${byHand} 2026-11-31`)).toMatchObject({ code: 2 });
  const more = jsonOf(await command(`${byHand} 2026-11-21 --json`));
  expect(more).toMatchObject({
    id: `${ID}-2026-10-2`,
    deadline: null,
    items: [{ imsi: '', line_id: 'v1-access-0', ours: '2.00', disputed: '2.00' }],
    // 13.75 − 2.00 − 0.20 − 6.60.
    totals: { disputed: '2.00', disputed_tax: '0.20', disputed_before: '6.60', undisputed: '4.95' },
  });

  const listed = (await command('dispute list --on 2026-12-05')).stdout.split('\n').map((row) => row.trim());
  expect(listed.slice(2).map((row) => row.split(/ {2,}/))).toEqual([
    [id, '2026-11-20', '2026-12-04 (overdue)', 'open', '4', '6.00', '7.15', 'EUR'],
    [`${ID}-2026-10-2`, '2026-11-21', 'open', '1', '2.00', '4.95', 'EUR'],
    [''],
  ]);

  const accept = write('accept.csv', `imsi\n${A}\n${DECLARED}\n`);
  const resolution = await resolveDispute(world.data, {
    id,
    accept: { file: accept },
    reject: 'all',
    on: '2026-12-01',
  });
  expect(resolution.outcomes.map(({ outcome }) => outcome)).toEqual([
    'accepted',
    'rejected',
    'accepted',
    'rejected',
  ]);
  const lists = join(world.data, 'lists');
  expect(readFileSync(join(lists, `${id}.1.csv`), 'utf8')).toBe(
    `${HEADER}${ID},${A},rejected,2026-10,,not a machine,dispute ${id}\n${ID},${DECLARED},rejected,2026-10,,a phone of a person,dispute ${id}\n`,
  );
  await expect(
    resolveDispute(world.data, { id, accept: 'all', reject: null, on: null }),
  ).rejects.toMatchObject({
    code: 'DISPUTE_INVALID',
  });

  const waive = (original.json('run.json') as { close: { id: string }[] }).close
    .map((item) => `- { id: "${item.id}", reason: no such feed here }\n`)
    .join('');
  const correction = await world.settle('2026-10', { corrects: original.runId, lists, waive });
  await issueRun(world.data, correction.runId);
  // A leaves: its 1.00 and 2.00 go, its TAP charge of 0.40 comes; the declared one stays.
  expect(correction.statement().totals.net).toBe('-2.60');
  expect(correction.device(DECLARED)).toMatchObject({ decision: 'charge' });
  expect(viewOf(world.data, findDispute(world.data, id), '2026-12-05')).toEqual({
    status: 'resolved',
    items: { open: 0, accepted: 2, rejected: 2 },
    amounts: { open: '0.00', accepted: '5.50', rejected: '0.50' },
    overdue: false,
    lists: [`${id}.1.csv`],
    credit_notes: [{ run_id: correction.runId, correction: 1, net: '-2.60', currency: 'EUR', by_list: true }],
  });
  const shown = (await command(`dispute show ${id}`)).stdout;
  expect(shown).toContain(`credit note: correction 1, run ${correction.runId}, net -2.60 EUR, by its list`);
  expect(shown).not.toMatch(/(?<![0-9a-f])\d{14}/);
  expect((await command('dispute show none')).stderr).toContain('error DISPUTE_NOT_FOUND');
  const late = write('late.csv', 'line\nv1-usage-0\n');
  await expect(importDispute(world.data, { ...request, file: late, profile: null })).rejects.toMatchObject({
    code: 'DISPUTE_INVALID',
  });

  // November: the model has less to go by. B stays charged, A would wait for a review, and its list says what it is.
  world.agreement(
    'a',
    agreementYaml({ ...terms, detection: '{ charge_at: 0.95, review_at: 0.60, keep_at: 0.93 }' }),
  );
  const without = await world.settle('2026-11');
  expect(decisions(without)).toEqual({ [A]: 'unknown review', [B]: 'iot charge' });
  // Nobody gave the list: that is open, and another run than one settled before the dispute was.
  const openOf = (run: typeof without) =>
    (run.json('run.json') as { close: CloseItem[] }).close.map((item) => item.id);
  expect(openOf(without)).toContain(`left_out_lists:${ID}`);
  expect((without.json('run.json') as { inputs: RunInputs }).inputs.left_out).toEqual([
    { agreement_id: ID, devices: 2 },
  ]);
  expect(without.device(B).reasons).toMatch(/^kept: charged in the month before;/);
  const november = await world.settle('2026-11', { lists });
  expect(openOf(november)).not.toContain(`left_out_lists:${ID}`);
  expect(decisions(november)).toEqual({ [A]: 'human ignore', [B]: 'iot charge' });
  expect((november.json('run.json') as { inputs: RunInputs }).inputs.counted).toEqual([
    { agreement_id: ID, period: '2026-10', run_id: correction.runId },
  ]);
  appendFileSync(join(world.data, 'runs', correction.runId, 'devices.parquet'), 'x');
  await expect(world.settle('2026-11', { check: true })).rejects.toMatchObject({
    code: 'DATA_CORRUPT',
    place: { file: 'devices.parquet' },
  });
});
